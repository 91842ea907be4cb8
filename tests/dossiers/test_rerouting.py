"""Rules proved: a dossier at a wrong agency goes to the right one; its clock goes on, the history keeps every place."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils.html import strip_tags

from dossiers import permissions, processing, rerouting
from dossiers.models import Alert, Dossier, Hop
from dossiers.problems import Incomplete, NotAllowedNow, NotYours
from dossiers.rerouting import Why
from dossiers.statuses import Action, Status
from portal.accounts.models import User
from portal.outbox.models import OutboxMessage
from tests.dossiers import filings
from tests.dossiers.desk import words
from tests.dossiers.desks import act, look
from tests.dossiers.moments import at, stand_at
from tests.dossiers.world import World
from units.models import Unit

WRONG = Why("Thửa đất thuộc phường khác.")


def page(dossier: Dossier) -> str:
    return reverse("dossiers:side-act", args=[dossier.code, Action.REROUTE])


def send(client: Client, user: User, dossier: Dossier, agency: Unit, **typed: str) -> Any:
    client.force_login(user)
    told = {"agency": agency.code, "reason": WRONG.reason} | typed
    return client.post(page(dossier), {f"reroute-{name}": value for name, value in told.items()})


def facts(dossier: Dossier) -> tuple[Any, ...]:
    """All that must stay where a hop is refused."""
    dossier.refresh_from_db()
    task = dossier.tasks.filter(finished_at=None).values_list("pk", "unit")
    return dossier.competent_unit_id, dossier.handling_unit_id, list(task), dossier.last_sequence, Hop.objects.count()


@pytest.mark.parametrize("who", ["officer", "leader"])
def test_the_agency_that_got_it_by_mistake_sends_it_to_the_right_one(world: World, client: Client, who: str) -> None:
    dossier = filings.handed_over(world)

    answer = send(client, getattr(world.ward, who), dossier, world.other_ward.committee)

    assert answer.url == reverse("dossiers:work", args=[dossier.code])
    dossier.refresh_from_db()
    assert dossier.competent_unit == world.other_ward.committee
    assert dossier.handling_unit == world.other_ward.office
    task = dossier.tasks.get(finished_at=None)
    assert (task.unit, task.role, task.assignee) == (world.other_ward.office, "officer", None)
    assert dossier.tasks.get(outcome=Action.REROUTE).unit == world.ward.office
    hop = dossier.hops.get()
    assert (hop.number, hop.from_unit, hop.to_unit, hop.reason, hop.by) == (
        1, world.ward.committee, world.other_ward.committee, WRONG.reason, getattr(world.ward, who),
    )  # fmt: skip
    assert not hop.is_circling
    assert not Alert.objects.exists()


def test_the_clock_is_never_started_again(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    """NĐ 309/2026 Đ17(3): handed over at 9:00 and sent on at 15:30, the day that counts is still the first."""
    stand_at(monkeypatch, at("2026-11-23 09:00"))
    dossier = filings.handed_over(world)
    before = (dossier.clock_started_at, dossier.due_at, dossier.due_sum, dossier.competent_received_at)

    stand_at(monkeypatch, at("2026-11-23 15:30"))
    sent = rerouting.reroute(dossier, world.ward.officer, world.other_ward.committee, WRONG)

    sent.refresh_from_db()
    assert (sent.clock_started_at, sent.due_at, sent.due_sum, sent.competent_received_at) == before


def test_the_right_agency_settles_it_to_the_end(world: World, client: Client) -> None:
    dossier = rerouting.reroute(filings.handed_over(world), world.ward.officer, world.other_ward.committee, WRONG)
    written = {"child_personal_number": "079326001234"}

    assert act(client, world.ward.officer, dossier, "submit_for_signature", **written).status_code == 403
    assert act(client, world.other_ward.officer, dossier, "submit_for_signature", **written).status_code == 302
    assert act(client, world.other_ward.leader, dossier, "approve").status_code == 302


def test_a_draft_of_the_wrong_agency_is_not_signed_by_the_right_one(world: World) -> None:
    """Sent on from the leader's desk, the work begins again with an officer of the right agency."""
    dossier = filings.awaiting_signature(world)

    rerouting.reroute(dossier, world.ward.leader, world.other_ward.committee, WRONG)

    task = dossier.tasks.get(finished_at=None)
    assert (task.role, task.unit) == ("officer", world.other_ward.office)
    assert Action.APPROVE not in permissions.actions_open_to(dossier, world.other_ward.leader)


@pytest.mark.parametrize("make", [filings.submitted, filings.received])
def test_the_receiving_clerk_corrects_the_agency_before_the_hand_over(world: World, make: Any) -> None:
    dossier = make(world)
    task, due = dossier.tasks.get(finished_at=None), dossier.due_at

    rerouting.reroute(dossier, world.ward.clerk, world.other_ward.committee, WRONG)

    dossier.refresh_from_db()
    assert dossier.competent_unit == world.other_ward.committee
    assert dossier.tasks.get(finished_at=None) == task
    assert dossier.due_at == due


def test_after_the_correction_the_hand_over_goes_to_the_right_agency(world: World) -> None:
    dossier = rerouting.reroute(filings.received(world), world.ward.clerk, world.other_ward.committee, WRONG)

    processing.hand_over(dossier, world.ward.clerk)

    assert dossier.tasks.get(finished_at=None).unit == world.other_ward.office


@pytest.mark.parametrize(
    ("stage", "who"),
    [
        (filings.submitted, "ward.officer"),
        (filings.received, "ward.leader"),
        (filings.handed_over, "ward.clerk"),
        (filings.handed_over, "other_ward.officer"),
        (filings.handed_over, "other_ward.leader"),
        (filings.approved, "ward.leader"),
    ],
)
def test_nobody_else_sends_it_away(world: World, stage: Any, who: str) -> None:
    """An approved result is issued where it was approved."""
    dossier = stage(world)
    place, name = who.split(".")
    before = facts(dossier)

    with pytest.raises(NotYours):
        rerouting.reroute(dossier, getattr(getattr(world, place), name), world.other_ward.committee, WRONG)

    assert facts(dossier) == before


def test_a_dossier_that_waits_for_its_owner_stays(world: World) -> None:
    dossier = filings.awaiting_supplement(world)
    before = facts(dossier)

    with pytest.raises(NotAllowedNow):
        rerouting.reroute(dossier, world.ward.clerk, world.other_ward.committee, WRONG)

    assert facts(dossier) == before


def test_a_reason_is_asked_for_and_what_was_chosen_stays(world: World, client: Client) -> None:
    dossier = filings.handed_over(world)
    before = facts(dossier)

    answer = send(client, world.ward.officer, dossier, world.other_ward.committee, reason=" ", ground="Công văn 12")

    assert answer.status_code == 422
    assert "Hãy ghi lý do chuyển hồ sơ sang cơ quan khác." in words(answer)
    assert f'value="{world.other_ward.committee.code}" selected' in words(answer)
    assert "Công văn 12" in words(answer)
    assert facts(dossier) == before


def test_an_agency_beside_the_rule_of_the_procedure_needs_a_ground(world: World, client: Client) -> None:
    dossier, city = filings.handed_over(world), world.ward.committee.parent
    assert city is not None

    refused = send(client, world.ward.officer, dossier, city)
    assert refused.status_code == 422
    assert "Hãy ghi căn cứ cho thấy cơ quan đó có thẩm quyền." in words(refused)
    assert not dossier.hops.exists()

    assert send(client, world.ward.officer, dossier, city, ground="Luật Hộ tịch, Điều 7").status_code == 302
    assert dossier.hops.get().ground == "Luật Hộ tịch, Điều 7"
    dossier.refresh_from_db()
    assert dossier.handling_unit == city


def test_an_agency_of_the_past_or_the_same_one_is_no_choice(world: World, client: Client) -> None:
    dossier = filings.handed_over(world)
    before = facts(dossier)
    client.force_login(world.ward.officer)
    offered = words(client.get(page(dossier)))
    assert f'value="{world.ward.committee.code}"' not in offered

    assert send(client, world.ward.officer, dossier, world.ward.committee).status_code == 422
    Unit.objects.filter(pk=world.other_ward.committee.pk).update(valid_to="2026-01-01")
    assert send(client, world.ward.officer, dossier, world.other_ward.committee).status_code == 422
    with pytest.raises(Incomplete):
        rerouting.reroute(dossier, world.ward.officer, world.other_ward.committee, WRONG)

    assert facts(dossier) == before


def test_two_at_once_the_second_reads_who_was_faster(world: World, client: Client) -> None:
    dossier = filings.handed_over(world)
    client.force_login(world.ward.leader)
    seen = str(dossier.last_sequence)
    rerouting.reroute(dossier, world.ward.officer, world.other_ward.committee, WRONG)

    answer = client.post(page(dossier), {"sequence": seen, "reroute-agency": "H29", "reroute-reason": "Sai nơi."})

    assert answer.status_code in {403, 409}
    assert dossier.hops.count() == 1


def test_the_owner_is_told_where_it_is_now_and_that_the_day_stays(world: World, client: Client) -> None:
    dossier = rerouting.reroute(filings.handed_over(world), world.ward.officer, world.other_ward.committee, WRONG)

    letter = OutboxMessage.objects.latest("pk").payload
    assert "được chuyển đến đúng cơ quan" in letter["subject"]
    assert f"từ nay {world.other_ward.committee.name} giải quyết" in letter["text"]
    assert WRONG.reason not in letter["text"]
    client.force_login(world.mother)
    seen = strip_tags(words(client.get(reverse("dossiers:detail", args=[dossier.code]))))
    assert f"Từ nay {world.other_ward.committee.name} giải quyết." in seen
    assert world.other_ward.office.name in seen


def test_every_place_stands_in_the_history_for_both_agencies(world: World, client: Client) -> None:
    dossier = rerouting.reroute(filings.handed_over(world), world.ward.officer, world.other_ward.committee, WRONG)

    for reader in (world.ward.leader, world.other_ward.officer):
        seen = look(client, reader, dossier)
        assert seen.status_code == 200
        text = strip_tags(words(seen))
        assert "Đã chuyển cơ quan 1 lần" in text
        assert f"{world.ward.committee.name} → {world.other_ward.committee.name}" in text
    event = dossier.events.latest("sequence")
    assert (event.data["from"], event.data["to"]) == (world.ward.committee.code, world.other_ward.committee.code)
    assert dossier.status == Status.PROCESSING


def test_whoever_had_it_before_looks_but_does_nothing(world: World, client: Client) -> None:
    dossier = rerouting.reroute(filings.handed_over(world), world.ward.officer, world.other_ward.committee, WRONG)
    Dossier.objects.filter(pk=dossier.pk).update(receiving_unit=world.other_ward.centre)
    dossier.refresh_from_db()

    assert look(client, world.ward.officer, dossier).status_code == 200
    assert permissions.actions_open_to(dossier, world.ward.officer) == []
    assert permissions.side_acts_open_to(dossier, world.ward.officer) == []
    assert dossier not in Dossier.objects.worked_by(world.ward.officer)
