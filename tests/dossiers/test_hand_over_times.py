"""From counter to competent agency: same day, or next morning after 15:00; elsewhere the clock starts on arrival."""

from __future__ import annotations

from decimal import Decimal

import pytest
from django.test import Client
from django.utils import timezone
from django.utils.html import strip_tags

from dossiers import forms_out, processing
from dossiers.models import Dossier
from dossiers.standing import whereabouts
from dossiers.statuses import Status
from portal.documents import forms
from tests.dossiers import filings
from tests.dossiers.desks import act, look
from tests.dossiers.moments import at, stand_at
from tests.dossiers.world import World
from units import calendars, working_time

# 24/11/2026 is a day off since this year (NQ 28/2026/QH16); 28 and 29/11 are a weekend.
RECEIVED_AND_HANDED_OVER = [
    ("2026-11-23 08:30", "2026-11-23 17:00", "17:00 thứ Hai, 23/11/2026"),
    ("2026-11-23 15:00", "2026-11-23 17:00", "17:00 thứ Hai, 23/11/2026"),
    ("2026-11-23 15:01", "2026-11-25 11:30", "11:30 thứ Tư, 25/11/2026"),
    ("2026-11-27 16:20", "2026-11-30 11:30", "11:30 thứ Hai, 30/11/2026"),
]


@pytest.mark.parametrize(("received", "due", "words"), RECEIVED_AND_HANDED_OVER)
def test_the_clerk_is_told_until_when_to_hand_over(
    world: World, client: Client, monkeypatch: pytest.MonkeyPatch, received: str, due: str, words: str
) -> None:
    """NĐ 309/2026 Đ18(2): the same working day; received after 15:00, the first session of the next one."""
    stand_at(monkeypatch, at("2026-11-23 08:00"))
    dossier = filings.submitted(world)
    stand_at(monkeypatch, at(received))
    processing.receive(dossier, world.ward.clerk, filings.all_accepted(dossier))

    page = strip_tags(look(client, world.ward.clerk, dossier).content.decode())

    assert dossier.tasks.get(finished_at=None).due_at == at(due)
    assert f"Chuyển chậm nhất {words}." in page


def test_before_the_receiving_the_clerk_has_the_hours_of_the_step(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    stand_at(monkeypatch, at("2026-11-23 08:00"))
    dossier = filings.submitted(world)

    task = dossier.tasks.get()

    hours = working_time.between(calendars.calendar_of(task.unit), task.opened_at, task.due_at)
    assert Decimal(hours.total_seconds()) / 3600 == task.step.working_hours


def elsewhere(world: World) -> Dossier:
    """Filed at the other ward's centre, settled by the ward of the mother."""
    return filings.submitted(world, receiving_unit=world.other_ward.centre.code)


def test_elsewhere_the_clock_starts_when_the_competent_agency_has_it(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    """NĐ 309/2026 Đ17(3): received Monday at 10:00, handed over Wednesday at 9:00: the day counts from there."""
    stand_at(monkeypatch, at("2026-11-23 09:00"))
    dossier = elsewhere(world)
    stand_at(monkeypatch, at("2026-11-23 10:00"))
    received = processing.receive(dossier, world.other_ward.clerk, filings.all_accepted(dossier))
    assert received.due_at == at("2026-11-23 17:00")

    stand_at(monkeypatch, at("2026-11-25 09:00"))
    handed = processing.hand_over(dossier, world.other_ward.clerk)

    assert handed.received_at == at("2026-11-23 10:00")
    assert handed.handed_over_at == handed.competent_received_at == handed.clock_started_at == at("2026-11-25 09:00")
    assert handed.due_at == at("2026-11-25 17:00")


def test_at_home_the_clock_goes_on_from_the_receiving(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    stand_at(monkeypatch, at("2026-11-23 10:00"))
    dossier = filings.received(world)
    stand_at(monkeypatch, at("2026-11-23 16:00"))

    handed = processing.hand_over(dossier, world.ward.clerk)

    assert handed.clock_started_at == at("2026-11-23 10:00")
    assert handed.due_at == at("2026-11-23 17:00")


def test_a_mark_of_the_way_falls_when_the_clock_starts_at_the_other_agency(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Being late on the way is no lateness of the agency that did not have it yet."""
    stand_at(monkeypatch, at("2026-11-23 09:00"))
    dossier = elsewhere(world)
    processing.receive(dossier, world.other_ward.clerk, filings.all_accepted(dossier))
    Dossier.objects.filter(pk=dossier.pk).update(overdue_at=timezone.now(), due_soon_at=timezone.now())
    stand_at(monkeypatch, at("2026-11-25 09:00"))

    handed = processing.hand_over(dossier, world.other_ward.clerk)

    handed.refresh_from_db()
    assert (handed.overdue_at, handed.due_soon_at) == (None, None)


def test_each_place_does_its_own_steps_and_no_others(world: World, client: Client) -> None:
    """Nơi tiếp nhận receives and returns, the competent agency decides: the same code all the way."""
    dossier = elsewhere(world)
    paper = dossier.papers.get().pk
    assert act(client, world.ward.clerk, dossier, "receive", **{f"look-{paper}": "accepted"}).status_code == 404
    act(client, world.other_ward.clerk, dossier, "receive", **{f"look-{paper}": "accepted"})
    assert act(client, world.ward.clerk, dossier, "hand_over").status_code == 404
    act(client, world.other_ward.clerk, dossier, "hand_over")

    dossier.refresh_from_db()
    assert dossier.status == Status.PROCESSING
    task = dossier.tasks.get(finished_at=None)
    assert (task.unit, task.role) == (world.ward.office, "officer")
    written = {"child_personal_number": "079326001234"}
    # Officers of the receiving ward do not even see it in their work; those of the competent ward decide.
    assert act(client, world.other_ward.officer, dossier, "submit_for_signature", **written).status_code == 404
    assert act(client, world.ward.officer, dossier, "submit_for_signature", **written).status_code == 302
    assert act(client, world.other_ward.leader, dossier, "approve").status_code in {403, 404}
    assert act(client, world.ward.leader, dossier, "approve").status_code == 302


def test_the_owner_reads_both_places_and_staff_see_where_it_came_from(world: World, client: Client) -> None:
    dossier = processing.receive(elsewhere(world), world.other_ward.clerk, filings.all_accepted(Dossier.objects.get()))

    said = whereabouts(dossier, None)

    assert world.other_ward.centre.name in said
    assert world.ward.committee.name in said
    assert "Nộp ở nơi khác" in look(client, world.other_ward.clerk, dossier).content.decode()


def test_the_receipt_of_a_filing_elsewhere_names_both_places(world: World) -> None:
    """TT 03/2025/TT-VPCP form 01: who received, and who settles."""
    receipt = forms_out.receipt(elsewhere(world), "1/TNHS", forms.Receipt)

    assert receipt.receiving_unit == world.other_ward.centre.name
    assert receipt.competent_unit == world.ward.committee.name


def test_the_code_is_of_the_place_that_received_and_never_changes(world: World) -> None:
    dossier = elsewhere(world)
    code = dossier.code

    processing.receive(dossier, world.other_ward.clerk, filings.all_accepted(dossier))
    processing.hand_over(dossier, world.other_ward.clerk)

    assert code.startswith("H29.102-")
    assert Dossier.objects.get().code == code
