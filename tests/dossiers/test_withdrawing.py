"""Taking a dossier back: until the result is approved, through each door, and nothing goes on afterwards."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from rest_framework.test import APIClient

from dossiers import deadline_watch, papermaking, processing, supplementing
from dossiers.models import Dossier, Paperwork, Result
from dossiers.statuses import Status
from portal.outbox.models import OutboxMessage
from tests.dossiers import filings, stages
from tests.dossiers.api_calls import URL, assert_problem
from tests.dossiers.desk import signed_in, words
from tests.dossiers.desks import act, look
from tests.dossiers.world import World

Make = Callable[[World], Dossier]
Door = Callable[[World, Dossier], Any]


def asked_after_appraisal(world: World) -> Dossier:
    dossier = filings.handed_over(world)
    remarks = {dossier.papers.get().component_id: "Thiếu chữ ký"}
    supplementing.request(dossier, world.ward.officer, reason="Tên mẹ chưa khớp.", remarks=remarks)
    dossier.refresh_from_db()
    return dossier


def sent_back(world: World) -> Dossier:
    dossier = filings.awaiting_signature(world)
    return processing.send_back(dossier, world.ward.leader, reason="Sai tên đệm.")


def by_page(world: World, dossier: Dossier) -> Any:
    url = reverse("dossiers:withdraw", args=[dossier.code])
    return signed_in(world.mother).post(url, {"reason": "Nộp nhầm."}, follow=True)


def by_rest(world: World, dossier: Dossier) -> Any:
    client = APIClient()
    client.force_login(world.mother)
    return client.post(f"{URL}{dossier.code}/actions/withdraw/", {"reason": "Nộp nhầm."}, format="json")


STILL_POSSIBLE: list[tuple[str, Make]] = [
    ("filed", filings.submitted),
    ("papers awaited at intake", filings.awaiting_supplement),
    ("received", filings.received),
    ("with the officer", filings.handed_over),
    ("papers awaited after appraisal", asked_after_appraisal),
    ("with the leader", filings.awaiting_signature),
    ("sent back", sent_back),
]
TOO_LATE: list[tuple[str, Make]] = [
    ("approved, not signed yet", filings.approved),
    ("result at the counter", stages.issued),
    ("read online", lambda world: stages.issued(world, "online")),
    ("refused", stages.refused),
    ("withdrawn", stages.withdrawn),
]
each_door = pytest.mark.parametrize("door", [by_page, by_rest])


@each_door
@pytest.mark.parametrize(("stage", "make"), STILL_POSSIBLE, ids=[row[0] for row in STILL_POSSIBLE])
def test_before_the_approval_the_owner_takes_it_back(world: World, stage: str, make: Make, door: Door) -> None:
    dossier = make(world)
    events = dossier.events.count()

    assert door(world, dossier).status_code == 200

    dossier.refresh_from_db()
    assert dossier.status == Status.WITHDRAWN
    assert dossier.events.count() == events + 1
    assert dossier.events.latest("sequence").note == "Nộp nhầm."
    # nobody has work with it, nobody is waited for, and no clock runs
    assert not dossier.tasks.filter(finished_at=None).exists()
    assert not dossier.supplement_requests.filter(answered_at=None).exists()
    assert deadline_watch.mark(dossier.due_at + (dossier.due_at - dossier.submitted_at)) == deadline_watch.Marked(0, 0)


@each_door
@pytest.mark.parametrize(("stage", "make"), TOO_LATE, ids=[row[0] for row in TOO_LATE])
def test_after_it_the_owner_is_told_why_not_and_nothing_changes(
    world: World, stage: str, make: Make, door: Door
) -> None:
    """A number given and a paper signed are not unsaid by a button (NĐ 61/2018: the result is issued)."""
    dossier = make(world)
    before = (dossier.status, dossier.events.count(), OutboxMessage.objects.count())

    answer = door(world, dossier)

    dossier.refresh_from_db()
    assert (dossier.status, dossier.events.count(), OutboxMessage.objects.count()) == before
    told = words(answer) if door is by_page else str(answer.content.decode())
    assert "Không thể thực hiện «Rút hồ sơ»" in told or "không thuộc phần việc của bạn" in told
    assert answer.status_code in ({200} if door is by_page else {403, 409})


@pytest.mark.usefixtures("undrawn")
def test_what_was_asked_for_before_is_still_made(world: World) -> None:
    """The acknowledgement of a filing stays the proof that it was filed."""
    dossier = stages.withdrawn(world)

    assert papermaking.make_waiting() == 1

    assert dossier.paperwork.get().document is not None
    assert dossier.paperwork.get().kind == Paperwork.Kind.ACKNOWLEDGEMENT


def test_the_desk_sees_that_and_why_it_was_withdrawn_and_decides_nothing_any_more(world: World, client: Client) -> None:
    dossier = filings.submitted(world)
    by_page(world, dossier)

    page = look(client, world.ward.clerk, dossier).content.decode()

    assert "Nộp nhầm." in page
    assert "Hiện không có việc nào chờ bạn" in page
    assert dossier.code not in client.get(reverse("dossiers:desk")).content.decode()
    paper = dossier.papers.get().pk
    assert act(client, world.ward.clerk, dossier, "receive", **{f"look-{paper}": "accepted"}).status_code == 409


@pytest.mark.usefixtures("undrawn")
def test_the_draft_of_the_result_stays_unsigned(world: World) -> None:
    dossier = filings.awaiting_signature(world)
    by_page(world, dossier)
    papermaking.make_waiting()

    result = Result.objects.get(dossier=dossier)
    assert (result.approved_at, result.document, result.number) == (None, None, "")


def test_a_stranger_withdraws_nothing(world: World) -> None:
    dossier = filings.submitted(world)
    url = reverse("dossiers:withdraw", args=[dossier.code])

    for other in (world.ward.clerk, world.ward.leader, world.other_ward.clerk):
        assert signed_in(other).post(url, {"reason": "x"}).status_code == 404
    assert Client().post(url, {"reason": "x"}).status_code == 302

    dossier.refresh_from_db()
    assert dossier.status == Status.SUBMITTED


def test_a_reason_that_cannot_be_kept_is_asked_again(world: World) -> None:
    dossier = filings.submitted(world)
    url = reverse("dossiers:withdraw", args=[dossier.code])
    typed = {"reason": "x" * 2001}

    answer = signed_in(world.mother).post(url, typed)
    assert answer.status_code == 422
    assert "x" * 2001 in words(answer), "nothing typed is lost"

    client = APIClient()
    client.force_login(world.mother)
    refused = client.post(f"{URL}{dossier.code}/actions/withdraw/", typed, format="json")
    assert_problem(refused, 400, "/reason")
    dossier.refresh_from_db()
    assert dossier.status == Status.SUBMITTED


def test_nobody_has_to_say_why(world: World) -> None:
    dossier = filings.submitted(world)

    signed_in(world.mother).post(reverse("dossiers:withdraw", args=[dossier.code]), {})

    dossier.refresh_from_db()
    assert (dossier.status, dossier.events.latest("sequence").note) == (Status.WITHDRAWN, "")
