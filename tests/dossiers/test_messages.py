"""What the owner is told at each move: once each, to whom it concerns, in their language, never with too much."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest
from django.utils import timezone, translation

from dossiers import processing, returning, supplementing, undoing
from dossiers.messages import TOLD
from dossiers.models import Dossier
from dossiers.statuses import Action
from dossiers.submission import PaperData
from portal.outbox.models import OutboxMessage
from tests.dossiers import filings, paying, reorganising, stages
from tests.dossiers.calendar_changes import changed
from tests.dossiers.world import World

FATHER = replace(filings.LAN, full_name="Trần Văn Hùng", id_number="079188005678", email="hung@example.vn")


def told(dossier: Dossier) -> list[dict[str, Any]]:
    """The e-mails about a dossier in the order in which they leave."""
    return [message.payload for message in OutboxMessage.objects.filter(key=dossier.code).order_by("pk")]


def answered(world: World) -> Dossier:
    return supplementing.answer(
        filings.awaiting_supplement(world), world.mother, papers=[PaperData(filings.BIRTH_PAPER, "brought")]
    )


def taken_back(world: World) -> Dossier:
    return undoing.undo(filings.handed_over(world), world.ward.clerk)


def recounted(world: World) -> Dossier:
    dossier = filings.handed_over(world)
    changed(world, timezone.localdate(dossier.due_at))
    return Dossier.objects.get(pk=dossier.pk)


MOVES: list[tuple[Action, Callable[[World], Dossier], str, str]] = [
    (Action.SUBMIT, filings.submitted, "Đã nhận được hồ sơ", "đã nhận được hồ sơ của bạn"),
    (Action.RECEIVE, filings.received, "đã được tiếp nhận", "đã tiếp nhận hồ sơ"),
    (Action.HAND_OVER, filings.handed_over, "đang được xử lý", "Ủy ban nhân dân phường Sài Gòn để giải quyết"),
    (Action.REQUEST_SUPPLEMENT, filings.awaiting_supplement, "cần bổ sung giấy tờ", "Lý do: Bản chụp bị mờ."),
    (Action.ANSWER_SUPPLEMENT, answered, "Đã nhận giấy tờ bổ sung", "được tính lại từ đầu"),
    (Action.REFUSE, stages.refused, "không được tiếp nhận", "Lý do: Trẻ đã đăng ký."),
    (Action.ISSUE, stages.issued, "đã có kết quả", "kết quả đã được ký số"),
    (Action.RETURN_RESULT, lambda world: stages.issued(world, "online"), "Đã trả kết quả", "mức độ hài lòng"),
    (
        Action.REROUTE,
        stages.rerouted,
        "được chuyển đến đúng cơ quan",
        "từ nay Ủy ban nhân dân phường Bến Thành giải quyết",
    ),
    (Action.APOLOGISE, stages.apologised, "Xin lỗi và hẹn lại", "Lý do: Chờ xác minh nơi sinh."),
    (Action.RECOUNT, recounted, "được tính lại", "Lý do: Nghỉ do ngập lụt"),
    (Action.STOP, stages.stopped, "Đã dừng giải quyết", "Lý do: Người yêu cầu đề nghị dừng."),
    (Action.UNDO, taken_back, "đã rút lại một việc", "Hồ sơ trở về bước trước đó"),
    (Action.RECALL, stages.recalled, "đã bị thu hồi", "Lý do: Sai ngày sinh."),
    (
        Action.REPLACE_RESULT,
        lambda world: stages.corrected(world, stages.issued(world)),
        "đã được đính chính",
        "Nội dung đính chính: Sai tên đệm của trẻ.",
    ),
    (Action.WITHDRAW, stages.withdrawn, "đã được rút", "được rút theo yêu cầu của bạn"),
    (Action.ASK_PAYMENT, paying.costing, "Mời nộp phí, lệ phí", "Số tiền phải nộp: 16.000 đồng."),
    (Action.ASK_AT_RETURN, paying.waiting_at_return, "để nhận kết quả", "Nộp đủ thì bạn nhận được kết quả."),
    (Action.CALL_OFF_PAYMENT, paying.called_off, "không phải nộp khoản tiền", "Lý do: Cơ quan tự sửa."),
    (Action.PAID, paying.paid, "Đã nhận đủ phí, lệ phí", "bạn không phải làm gì thêm"),
    (Action.REFUNDED, paying.refunded, "Đã hoàn trả tiền", "theo cách bạn đã nộp"),
    (Action.REFUND_FAILED, paying.refund_came_back, "chưa đến được bạn", "Số tiền vẫn là của bạn"),
    (Action.MOVE_UNIT, reorganising.moved, "được chuyển đến đơn vị mới", "bạn không phải nộp lại"),
]


@pytest.mark.parametrize(("action", "make", "subject", "words"), MOVES, ids=[str(row[0]) for row in MOVES])
def test_each_move_is_told_in_words_of_its_own(
    world: World, action: Action, make: Callable[[World], Dossier], subject: str, words: str
) -> None:
    dossier = make(world)

    newest = told(dossier)[-1]

    assert subject in newest["subject"]
    assert dossier.code in newest["subject"]
    assert words in newest["text"]
    assert newest["text"].startswith("Kính gửi Nguyễn Thị Lan,")
    assert f"/ho-so/{dossier.code}/" in newest["text"]
    assert "<" not in newest["text"], "a letter is plain text: marks of a page would be read as they stand"


@pytest.mark.parametrize(("action", "make", "subject", "words"), MOVES, ids=[str(row[0]) for row in MOVES])
def test_who_chose_english_hears_every_move_in_english(
    world: World, action: Action, make: Callable[[World], Dossier], subject: str, words: str
) -> None:
    """Whoever moves the dossier: a clerk's page in Vietnamese must not decide the language of the letter."""
    world.mother.language = "en"
    world.mother.save()
    with translation.override("vi"):
        dossier = make(world)

    newest = told(dossier)[-1]

    assert newest["text"].startswith("Dear Nguyễn Thị Lan")
    assert newest["language"] == "en"
    assert subject not in newest["subject"]
    assert words.removeprefix("Lý do: ") in newest["text"] or words not in newest["text"]
    assert "Xem hồ sơ" not in newest["text"]


def test_every_move_that_is_told_is_tried_here() -> None:
    by_post = {Action.HAND_TO_POST, Action.POST_FAILED, Action.KEEP_AT_COUNTER, Action.DELIVER_REPLACEMENT}
    assert {row[0] for row in MOVES} == set(TOLD) - by_post, "tests/peers/test_letters.py tries those of the post"


def test_what_passes_between_officer_and_leader_is_not_told(world: World) -> None:
    """TT 01/2018 Đ16: the inner hand-overs are not the owner's business."""
    dossier = filings.awaiting_signature(world)
    before = len(told(dossier))

    processing.send_back(dossier, world.ward.leader, reason="Sai tên đệm của cha.")

    assert len(told(dossier)) == before
    assert not any("Sai tên đệm" in mail["text"] for mail in told(dossier))


def test_owner_and_submitter_each_hear_it_once(world: World) -> None:
    dossier = filings.submitted(world, owner=FATHER)

    assert sorted(mail["to"] for mail in told(dossier)) == ["hung@example.vn", "lan.nguyen@example.vn"]


def test_two_people_with_one_address_get_one_letter(world: World) -> None:
    dossier = filings.submitted(world, owner=replace(FATHER, email=filings.LAN.email))

    assert len(told(dossier)) == 1


def test_who_gave_no_address_is_written_no_letter(world: World) -> None:
    assert told(filings.submitted(world, applicant=replace(filings.LAN, email=""))) == []


def test_no_letter_carries_an_identity_number(world: World) -> None:
    dossier = stages.issued(world, "online")

    assert all(filings.LAN.id_number not in mail["text"] + mail["subject"] for mail in told(dossier))


def test_a_reason_is_quoted_as_it_was_written(world: World) -> None:
    """A letter is plain text: signs of HTML stay what they are."""
    dossier = filings.submitted(world)

    processing.refuse(dossier, world.ward.clerk, reason="Số < 12 & «mờ»", legal_ground="Điều 16")

    assert "Số < 12 & «mờ»" in told(dossier)[-1]["text"]


def test_while_papers_are_awaited_no_due_time_is_promised(world: World) -> None:
    """The clock stands still and starts again from zero, so the old due time would be false."""
    dossier = filings.awaiting_supplement(world)

    first, asked = told(dossier)
    assert "Hẹn trả kết quả:" in first["text"]
    assert "Hẹn trả kết quả:" not in asked["text"]


@pytest.mark.parametrize("make", [stages.refused, stages.withdrawn, stages.issued])
def test_what_is_over_has_no_due_time_any_more(world: World, make: Callable[[World], Dossier]) -> None:
    assert "Hẹn trả kết quả:" not in told(make(world))[-1]["text"]


def test_an_act_that_fails_tells_nobody(world: World) -> None:
    dossier = filings.submitted(world)
    before = len(told(dossier))

    with pytest.raises(Exception, match="Đạt"):
        processing.receive(dossier, world.ward.clerk)
    returning.withdraw(dossier, world.mother)

    assert [mail["subject"] for mail in told(dossier)[before:]] == [f"Hồ sơ {dossier.code} đã được rút"]
