"""Rules proved: a call is taken by one operator, no word typed is lost, and none ends without an outcome."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.db import IntegrityError, connection, transaction
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from pytest_django import DjangoAssertNumQueries

from dossiers.models import Dossier, Party
from hotline import calls
from hotline.inbox import inbox_unit
from hotline.kinds import Channel, State
from hotline.models import Call, CallState, Ticket
from portal.accounts.models import AccessLogEntry, User
from tests.dossiers import filings
from tests.dossiers.desk import words
from tests.dossiers.world import World, make_staff
from tests.hotline.desk import Desk, at
from tests.hotline.tickets import WORDS, filed
from units.roles import Role

CALLS = reverse("hotline:calls")
PHONE = "+84901234567"


def on_the_line(client: Client, phone: str = "0901 234 567") -> str:
    """The page of a call that the operator just began."""
    answer = client.post(CALLS, {"phone": phone})
    assert answer.status_code == 302, answer.content
    return str(answer["Location"])


def told(**changed: Any) -> dict[str, Any]:
    """What the operator's browser sends to end the call with a ticket."""
    return {"do": "file", "kind": "guidance", "content": "Hỏi hồ sơ khai sinh đến đâu rồi.", **changed}


@pytest.fixture
def operator(desk: Desk) -> Client:
    return at(desk.operator)


@pytest.fixture
def late(world: World) -> Dossier:
    """A dossier of the caller that is past its due time."""
    dossier = filings.handed_over(world)
    Party.objects.filter(dossier=dossier).update(phone=PHONE)
    before = timezone.now() - timedelta(days=3)
    Dossier.objects.filter(pk=dossier.pk).update(due_at=before, due_soon_from=before - timedelta(days=1))
    return dossier


def test_the_number_tells_who_calls_with_every_dossier_and_ticket_and_the_look_is_logged(
    operator: Client, desk: Desk, late: Dossier
) -> None:
    earlier = filed().ticket

    shown = words(operator.get(on_the_line(operator)))

    assert late.code in shown and "quá hạn" in shown.lower() and late.competent_unit.name in shown
    assert earlier.code in shown
    entry = AccessLogEntry.objects.latest("pk")
    assert entry.actor == desk.operator
    assert late.code in entry.why and earlier.code in entry.why


def test_a_caller_who_is_not_known_is_found_by_code_or_identity_number(operator: Client, late: Dossier) -> None:
    owner = late.parties.get(role="owner")
    page = on_the_line(operator, "0912 000 111")
    assert late.code not in words(operator.get(page))

    for asked in (late.code.lower(), owner.id_number, "0901.234.567"):
        shown = words(operator.post(page, {"do": "find", "find": asked, "content": "Chị hỏi hồ sơ"}))
        assert late.code in shown, asked
        assert "Chị hỏi hồ sơ" in shown
    assert late.code not in words(operator.post(page, {"do": "find", "find": "không phải số"}))


def test_a_question_is_answered_on_the_spot_and_the_secret_is_read_out(
    operator: Client, desk: Desk, late: Dossier
) -> None:
    page = on_the_line(operator)
    answer = "Hồ sơ đang ở Phòng Văn hóa, chậm ba ngày vì thiếu chữ ký; phường hẹn trả sáng thứ Năm."

    ended = operator.post(page, told(dossier=late.code, phone="0901 234 567", answer=answer))

    assert ended.status_code == 302
    ticket = Ticket.objects.get()
    assert (ticket.state, ticket.channel, ticket.dossier) == (State.ANSWERED, Channel.PHONE, late)
    assert ticket.answers.get().found == answer
    assert ticket.events.get(sequence=1).actor == desk.operator
    call = Call.objects.get()
    assert (call.state, call.ticket, call.typed) == (CallState.DONE, ticket, {})
    secret = calls.secret_to_tell(call, desk.operator)
    shown = words(operator.get(page))
    assert secret and secret in shown and ticket.code in shown
    Call.objects.filter(pk=call.pk).update(hung_up_at=timezone.now())
    assert calls.secret_to_tell(call, desk.supervisor) == ""


def test_the_secret_is_told_for_ten_minutes(operator: Client, desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    page = on_the_line(operator)
    operator.post(page, told())
    call = Call.objects.get()
    secret = calls.secret_to_tell(call, desk.operator)

    monkeypatch.setattr(calls, "SECRET_TOLD_FOR", timedelta(0))

    assert secret and secret not in words(operator.get(page))


@pytest.mark.parametrize(("kind", "answer", "why"), [
    ("complaint_conduct", "Đã hỏi và xin lỗi chị rồi nhé chị.", "Nội dung này cần câu trả lời đủ các phần"),
    ("guidance", "Theo quy định.", "Phần này chưa nói gì cụ thể"),
])  # fmt: skip
def test_what_is_no_answer_ends_nothing_and_every_word_stays(
    operator: Client, kind: str, answer: str, why: str
) -> None:
    page = on_the_line(operator)

    refused = operator.post(page, told(kind=kind, answer=answer, full_name="Nguyễn Thị Lan", phone="0901 234 567"))

    assert refused.status_code == 422
    assert why in words(refused) and answer in words(refused)
    assert not Ticket.objects.exists()
    assert Call.objects.get().typed["answer"] == answer
    assert answer in words(operator.get(page))


def test_danger_waits_for_a_second_reader_and_shows_the_urgent_numbers_first(operator: Client) -> None:
    page = on_the_line(operator)
    asked = {"do": "find", "content": "Tôi không muốn sống nữa vì hồ sơ bị trả về."}
    shown = words(operator.post(page, asked))
    assert shown.index("115") < shown.index("Tìm người gọi")

    operator.post(page, told(content=asked["content"], answer="Em đã nghe chị kể và nối máy cho chị với 115 ngay."))

    ticket = Ticket.objects.get()
    assert (ticket.severity, ticket.state) == ("urgent", State.DRAFTED)


def test_what_is_typed_survives_the_browser(operator: Client) -> None:
    page = on_the_line(operator)
    kept = operator.post(f"{page}luu/", {"content": WORDS, "full_name": "Lan", "csrfmiddlewaretoken": "x"})
    assert kept.status_code == 200

    again = at(User.objects.get(email="truc@example.vn"))

    assert WORDS in words(again.get(page)) and "Cuộc gọi bạn chưa ghi xong" in words(again.get(CALLS))
    assert "csrfmiddlewaretoken" not in Call.objects.get().typed


def test_what_callers_tell_is_not_readable_in_the_table(operator: Client) -> None:
    page = on_the_line(operator)
    operator.post(f"{page}luu/", {"content": WORDS})
    with connection.cursor() as cursor:
        cursor.execute("SELECT phone, typed FROM hotline_call")
        ((phone, typed),) = cursor.fetchall()

    assert "901234567" not in phone and "khai sinh" not in typed


def test_a_call_ends_without_a_report_only_with_its_reason(operator: Client) -> None:
    page = on_the_line(operator)
    assert "Hãy ghi vì sao không ghi phản ánh" in words(operator.post(page, {"do": "close", "content": WORDS}))
    assert Call.objects.get().state == CallState.TALKING

    operator.post(page, {"do": "close", "note": "Gọi nhầm số"})

    call = Call.objects.get()
    assert (call.state, call.note, call.ticket) == (CallState.DONE, "Gọi nhầm số", None)
    assert operator.post(page, told()).status_code == 302
    assert not Ticket.objects.exists()
    assert "Cuộc gọi này đã kết thúc." in words(operator.get(page))


def test_who_promises_to_call_back_says_when_and_a_colleague_may_keep_it(
    operator: Client, desk: Desk, world: World
) -> None:
    page = on_the_line(operator)
    past = f"{timezone.localtime() - timedelta(hours=1):%Y-%m-%dT%H:%M}"
    assert "phải ở phía trước" in words(operator.post(page, {"do": "promise", "call_back_at": past}))
    soon = f"{timezone.localtime() + timedelta(hours=1):%Y-%m-%dT%H:%M}"
    operator.post(page, {"do": "promise", "call_back_at": soon, "note": "Hỏi thuế đất"})
    first = Call.objects.get()
    colleague = make_staff("truc2@example.vn", "Hồ Văn Sáu", Role.HOTLINE_OPERATOR, inbox_unit())
    other = at(colleague)
    assert "0901 234 567" in words(other.get(CALLS)) and "Hỏi thuế đất" in words(other.get(CALLS))

    taken = other.post(reverse("hotline:call-take", args=[first.public_id]))

    again = Call.objects.exclude(pk=first.pk).get()
    assert taken["Location"] == reverse("hotline:call", args=[again.public_id])
    assert (again.phone, again.operator) == (PHONE, colleague)
    assert "đã có người gọi lại" in words(
        operator.post(reverse("hotline:call-take", args=[first.public_id]), follow=True)
    )
    assert Call.objects.count() == 2


def test_a_withheld_number_cannot_be_called_back(operator: Client) -> None:
    page = on_the_line(operator, "")
    soon = f"{timezone.localtime() + timedelta(hours=1):%Y-%m-%dT%H:%M}"

    assert "Không có số để gọi lại" in words(operator.post(page, {"do": "promise", "call_back_at": soon}))


def test_guidance_comes_with_the_words(operator: Client, world: World) -> None:
    page = on_the_line(operator)

    shown = words(operator.post(page, {"do": "find", "content": "đăng ký khai sinh cho con"}))

    assert "Có thể hướng dẫn" in shown and "đăng ký khai sinh" in shown.lower()


def test_only_operators_hear_calls_and_nobody_hears_anothers(operator: Client, desk: Desk, world: World) -> None:
    page = on_the_line(operator)
    another = make_staff("truc3@example.vn", "Lý Thị Bảy", Role.HOTLINE_OPERATOR, inbox_unit())

    assert at(another).get(page).status_code == 404
    assert at(world.ward.clerk).get(page).status_code == 403
    assert at(world.ward.leader).get(CALLS).status_code == 403
    assert Client().get(CALLS).status_code == 302


def test_a_call_cannot_be_deleted_nor_its_outcome_changed(operator: Client) -> None:
    on_the_line(operator)
    call = Call.objects.get()
    calls.close(call, User.objects.get(email="truc@example.vn"), "Mất tín hiệu")

    for change in ("DELETE FROM hotline_call", "UPDATE hotline_call SET note = 'khác'"):
        with pytest.raises(IntegrityError), transaction.atomic():
            connection.cursor().execute(change)
    assert Call.objects.get().note == "Mất tín hiệu"


def test_the_page_of_calls_costs_the_same_with_one_caller_waiting_and_with_many(
    operator: Client, desk: Desk, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    now = timezone.now()
    Call.objects.bulk_create(
        Call(state=CallState.MISSED, phone=f"+8490000000{n}", began_at=now, call_back_at=now) for n in range(9)
    )
    with django_assert_max_num_queries(9):
        shown = words(operator.get(CALLS))

    assert shown.count("Gọi nhỡ") == 9
