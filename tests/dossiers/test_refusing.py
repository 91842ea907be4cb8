"""Rules proved: a refusal on the merits is proposed, signed and is the result of the dossier (NĐ 61/2018 Đ19(8))."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from dossiers import papermaking, permissions, processing, refusing, result_content, undoing
from dossiers.api.results import result_as_json
from dossiers.models import Dossier, Result
from dossiers.problems import Incomplete, NotAllowedNow, NotYours
from dossiers.statuses import Action, Status
from portal.accounts.models import User
from portal.outbox.models import OutboxMessage
from tests.dossiers import filings
from tests.dossiers.desk import words
from tests.dossiers.world import World

WHY = "Giấy chứng sinh không có chữ ký của cơ sở y tế."
GROUND = "Luật Hộ tịch 60/2014/QH13, Điều 16"
TYPED = {"refusal-reason": WHY, "refusal-legal_ground": GROUND}


def page(dossier: Dossier) -> str:
    return reverse("dossiers:side-act", args=[dossier.code, Action.PROPOSE_REFUSAL])


def work(dossier: Dossier) -> str:
    return reverse("dossiers:work", args=[dossier.code])


def at(client: Client, user: User) -> Client:
    client.force_login(user)
    return client


def proposed(world: World) -> Dossier:
    return refusing.propose(filings.handed_over(world), world.ward.officer, reason=WHY, legal_ground=GROUND)


def signed(world: World) -> Dossier:
    dossier = processing.approve(proposed(world), world.ward.leader)
    papermaking.make_waiting()
    dossier.refresh_from_db()
    return dossier


def test_an_officer_proposes_a_leader_signs_and_the_owner_reads_why(world: World, client: Client) -> None:
    dossier = filings.handed_over(world)
    assert "Trình văn bản từ chối giải quyết" in words(at(client, world.ward.officer).get(work(dossier)))
    client.post(page(dossier), TYPED)

    shown = words(at(client, world.ward.leader).get(work(dossier)))
    assert "đề nghị từ chối giải quyết" in shown and WHY in shown and GROUND in shown
    client.post(reverse("dossiers:work-action", args=[dossier.code, "approve"]))
    papermaking.make_waiting()

    dossier.refresh_from_db()
    result = Result.objects.get(dossier=dossier)
    assert dossier.status == Status.RETURNED, "read online: handed out at once"
    assert (result.is_refusal, result.title) == (True, "Văn bản từ chối giải quyết hồ sơ")
    assert result.document is not None and result.document.title == result.title
    letters = [str(message.payload.get("text")) for message in OutboxMessage.objects.order_by("pk")]
    (letter,) = [text for text in letters if WHY in text]
    assert GROUND in letter and "từ chối giải quyết hồ sơ" in letter
    mine = words(at(client, world.mother).get(reverse("dossiers:detail", args=[dossier.code])))
    assert "Cơ quan từ chối giải quyết hồ sơ" in mine and WHY in mine


def test_the_paper_says_which_request_why_not_and_on_what_ground(world: World) -> None:

    paper: Any = result_content.build(Result.objects.get(dossier=proposed(world)), "12/TB-UBND")

    assert paper.decision.splitlines()[1:] == [f"Lý do: {WHY}", f"Căn cứ: {GROUND}"]
    assert world.ward.committee.name in paper.decision
    assert paper.facts[0][1].startswith("Thủ tục đăng ký khai sinh")


@pytest.mark.parametrize(("left_out", "told"), [
    ("refusal-reason", "Hãy ghi lý do từ chối giải quyết."),
    ("refusal-legal_ground", "Hãy ghi căn cứ pháp lý của việc từ chối."),
])  # fmt: skip
def test_nobody_is_refused_without_reason_and_ground(world: World, client: Client, left_out: str, told: str) -> None:
    dossier = filings.handed_over(world)

    answer = at(client, world.ward.officer).post(page(dossier), TYPED | {left_out: " "})

    assert told in words(answer)
    (kept,) = [value for name, value in TYPED.items() if name != left_out]
    assert kept in words(answer)
    assert not Result.objects.exists()
    with pytest.raises(Incomplete):
        refusing.propose(dossier, world.ward.officer, reason=WHY, legal_ground="")


def test_only_the_officer_whose_turn_it_is_proposes_and_whoever_proposes_does_not_sign(
    world: World, client: Client
) -> None:
    dossier = filings.handed_over(world)
    for other in (world.ward.clerk, world.ward.leader, world.other_ward.officer, world.mother):
        with pytest.raises(NotYours):
            refusing.propose(dossier, other, reason=WHY, legal_ground=GROUND)
    assert at(client, world.ward.clerk).get(page(dossier))["Location"] == work(dossier)
    with pytest.raises(NotAllowedNow):
        refusing.propose(filings.submitted(world), world.ward.officer, reason=WHY, legal_ground=GROUND)
    assert not Result.objects.exists()


def test_a_leader_sends_it_back_and_the_officer_grants_after_all(world: World, client: Client) -> None:
    dossier = processing.send_back(proposed(world), world.ward.leader, reason="Đã có chữ ký ở trang 2.")
    shown = words(at(client, world.ward.officer).get(work(dossier)))
    assert WHY not in shown.split("Trình ký kết quả")[0].split("Nội dung kết quả")[-1]

    content = {"child_personal_number": "079326001234"}
    processing.submit_for_signature(dossier, world.ward.officer, content=content, opinion="")

    result = Result.objects.get(dossier=dossier)
    assert (result.is_refusal, result.content) == (False, content)
    assert result.title != "Văn bản từ chối giải quyết hồ sơ"


def test_it_is_taken_back_within_the_hour_like_any_draft(world: World) -> None:
    dossier = undoing.undo(proposed(world), world.ward.officer)

    assert Action.SUBMIT_FOR_SIGNATURE in permissions.actions_open_to(dossier, world.ward.officer)
    assert Action.PROPOSE_REFUSAL in permissions.side_acts_open_to(dossier, world.ward.officer)


def test_a_signed_refusal_is_not_corrected_into_something_else(world: World) -> None:
    dossier = signed(world)

    offered = permissions.side_acts_open_to(dossier, world.ward.officer)

    assert Action.DRAFT_CORRECTION not in offered and Action.PROPOSE_REFUSAL not in offered
    assert Action.RECALL in permissions.side_acts_open_to(dossier, world.ward.leader)


def test_leaders_see_in_a_batch_what_is_refused_and_why(world: World, client: Client) -> None:
    dossier = proposed(world)

    shown = words(at(client, world.ward.leader).get(reverse("dossiers:batch"), {"ho-so": dossier.code}))

    assert "Từ chối, vì" in shown and WHY in shown and GROUND in shown


def test_the_api_tells_refusals_from_results_that_grant(world: World) -> None:

    told = result_as_json(signed(world))

    assert told is not None
    assert (told["is_refusal"], told["title"]) == (True, "Văn bản từ chối giải quyết hồ sơ")
