"""Rules proved: in a joint procedure the members get their parts at once, and the lead drafts when all are settled
(NĐ 61/2018 Đ19(6))."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from dossiers import asking, consulting, permissions, processing
from dossiers.asking import Asked
from dossiers.models import AskedFor, Consultation, Dossier, Opinion
from dossiers.problems import Incomplete, NotAllowedNow, NotYours
from dossiers.statuses import Action
from tests.dossiers import filings
from tests.dossiers.asked import Office, to
from tests.dossiers.desk import signed_in, words
from tests.dossiers.world import World
from tests.ui.forms import Marks

TASK = "Cấp phiếu lý lịch; thẩm định thiết kế."
RESULT = {"child_personal_number": "079326001234"}


@pytest.fixture
def dossier(world: World, law: Office, works: Office) -> Dossier:
    """The ward leads; both departments have a part, each with its own time."""
    dossier = filings.handed_over(world)
    members = [Asked(law.unit, Decimal(8)), Asked(works.unit, Decimal(24))]
    asking.ask(dossier, world.ward.officer, question=TASK, asked=members, asked_for=AskedFor.PART)
    return dossier


def settle(dossier: Dossier, office: Office) -> Consultation:
    return consulting.answer(to(dossier, office), office.officer, opinion=Opinion.DONE, text="")


def draft(world: World, dossier: Dossier) -> Dossier:
    return processing.submit_for_signature(dossier, world.ward.officer, content=RESULT, opinion="")


def test_all_members_get_their_parts_at_once_with_their_own_times(dossier: Dossier, law: Office, works: Office) -> None:
    first, second = to(dossier, law), to(dossier, works)

    assert (first.asked_at, first.asked_for) == (second.asked_at, AskedFor.PART)
    assert first.due_at < second.due_at
    last = dossier.events.latest("sequence")
    assert (last.action, set(last.data["units"])) == (Action.ASK_PARTS, {law.unit.code, works.unit.code})


def test_the_lead_drafts_when_every_member_has_settled_its_part(
    world: World, dossier: Dossier, law: Office, works: Office
) -> None:
    settle(dossier, law)
    with pytest.raises(NotAllowedNow, match=f"Còn chờ phần việc của {works.unit.name}"):
        draft(world, dossier)
    assert dossier.tasks.get(finished_at=None).step.key == "process"

    settle(dossier, works)
    draft(world, dossier)

    assert dossier.tasks.get(finished_at=None).step.key == "sign"


def test_a_part_that_is_no_longer_asked_for_is_not_waited_for(
    world: World, dossier: Dossier, law: Office, works: Office
) -> None:
    settle(dossier, law)
    consulting.cancel(to(dossier, works), world.ward.officer, reason="Không cần thẩm định.")

    assert draft(world, dossier).tasks.get(finished_at=None).step.key == "sign"


def test_an_opinion_that_is_owed_does_not_hold_the_draft(world: World, law: Office) -> None:
    dossier = filings.handed_over(world)
    asking.ask(dossier, world.ward.officer, question="Ý kiến?", asked=[Asked(law.unit, Decimal(8))])

    assert draft(world, dossier).tasks.get(finished_at=None).step.key == "sign"


@pytest.mark.parametrize(("opinion", "text"), [("agree", ""), ("not_done", " "), ("", "Xong")])
def test_of_a_part_one_says_done_or_why_not(dossier: Dossier, law: Office, opinion: str, text: str) -> None:
    with pytest.raises(Incomplete):
        consulting.answer(to(dossier, law), law.officer, opinion=opinion, text=text)
    assert to(dossier, law).is_open


def test_the_member_finds_its_part_and_says_that_it_is_settled(client: Client, dossier: Dossier, law: Office) -> None:
    url = reverse("dossiers:opinion", args=[to(dossier, law).public_id])
    client.force_login(law.officer)

    page = words(client.get(url))
    assert TASK in page
    offered = [mark["value"] for mark in Marks(page).all("input") if mark.get("name") == "answer-opinion"]
    assert offered == ["done", "not_done"]
    client.post(url, {"answer-opinion": "done"})

    assert (to(dossier, law).state, to(dossier, law).opinion) == ("answered", Opinion.DONE)


def test_the_officer_gives_parts_on_a_page(world: World, client: Client, law: Office, works: Office) -> None:
    dossier = filings.handed_over(world)
    url = reverse("dossiers:side-act", args=[dossier.code, Action.ASK_PARTS])
    client.force_login(world.ward.officer)
    typed = {"ask-question": TASK, "ask-unit_1": "Sở Tư pháp", "ask-unit_2": "Sở Xây dựng", "ask-amount_2": "5"}

    empty: Any = client.post(url, {**typed, "ask-question": ""})
    answer = client.post(url, typed)

    assert (empty.status_code, answer.status_code) == (422, 302)
    assert {row.asked_for for row in dossier.consultations.all()} == {AskedFor.PART}
    assert dossier.consultations.count() == 2
    work = words(client.get(reverse("dossiers:work", args=[dossier.code])))
    assert "Giải quyết phần việc của mình:" in work


def test_the_refused_draft_keeps_what_was_typed(world: World, client: Client, dossier: Dossier, law: Office) -> None:
    client.force_login(world.ward.officer)
    url = reverse("dossiers:work-action", args=[dossier.code, Action.SUBMIT_FOR_SIGNATURE])

    answer = client.post(url, {"child_personal_number": "079326001234", "opinion-opinion": "Đủ điều kiện."})

    assert answer.status_code == 409
    assert law.unit.name in words(answer)
    assert "Đủ điều kiện." in words(answer)
    assert "079326001234" in words(answer)


def test_the_owner_reads_who_is_behind(world: World, dossier: Dossier, law: Office, works: Office) -> None:
    settle(dossier, law)

    page = words(signed_in(world.mother).get(reverse("dossiers:detail", args=[dossier.code])))

    assert f"{law.unit.name} (giải quyết phần việc của mình)" in page
    assert works.unit.name in page
    assert TASK not in page


def test_only_the_officer_who_has_the_dossier_gives_parts(world: World, dossier: Dossier, law: Office) -> None:
    one = [Asked(world.other_ward.office, Decimal(8))]
    for user in (world.ward.clerk, world.ward.leader, law.officer, world.mother):
        assert Action.ASK_PARTS not in permissions.side_acts_open_to(dossier, user)
        with pytest.raises(NotYours):
            asking.ask(dossier, user, question=TASK, asked=one, asked_for=AskedFor.PART)
