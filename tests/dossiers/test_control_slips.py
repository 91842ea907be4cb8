"""Rules proved: the control slip (form 06) tells who had the dossier from when to when and whether in time; it comes by
itself at the end and whenever staff of the units concerned ask, and opens to nobody else (NĐ 61/2018 Đ17)."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from hypothesis import given
from hypothesis import strategies as st

from dossiers import (
    assigning,
    consulting,
    control_slip_facts,
    control_slips,
    outcomes,
    papermaking,
    processing,
    stopping,
)
from dossiers.models import Dossier, Paperwork
from dossiers.statuses import Action
from portal.accounts.models import User
from portal.documents import issuing, verification
from portal.documents.control_slip_form import ControlSlip
from tests.documents.reading import text_of
from tests.dossiers import copies, filings, stages
from tests.dossiers.asked import Office, asked
from tests.dossiers.desk import signed_in, words
from tests.dossiers.desks import look
from tests.dossiers.moments import at, stand_at
from tests.dossiers.world import World, make_staff
from units.roles import Role

SLIP = Paperwork.Kind.CONTROL_SLIP
NAME = "Phiếu kiểm soát quá trình giải quyết hồ sơ"
MOMENTS = st.integers(0, 2 * 365 * 24 * 60).map(lambda minutes: at("2026-01-01 00:00") + timedelta(minutes=minutes))


def slip_of(dossier: Dossier) -> ControlSlip:
    return control_slip_facts.of(Dossier.objects.get(pk=dossier.pk), "1/KSHS")


def slips(dossier: Dossier) -> list[int]:
    return list(dossier.paperwork.filter(kind=SLIP).order_by("number").values_list("number", flat=True))


def ask(user: User, dossier: Dossier) -> Any:
    return signed_in(user).post(reverse("dossiers:control-slip", args=[dossier.code]))


def address(dossier: Dossier, number: int) -> str:
    return reverse("dossiers:document", args=[dossier.code, SLIP, number])


def walked(world: World, monkeypatch: pytest.MonkeyPatch) -> Dossier:
    """Filed on Monday 9:00, received and handed over at 14:00, taken at 15:00, drafted on Wednesday 9:30."""
    stand_at(monkeypatch, at("2026-12-07 09:00"))
    dossier = filings.submitted(world)
    stand_at(monkeypatch, at("2026-12-07 14:00"))
    stages.received_and_handed_over(world, dossier)
    stand_at(monkeypatch, at("2026-12-07 15:00"))
    assigning.claim(dossier, world.ward.officer)
    stand_at(monkeypatch, at("2026-12-09 09:30"))
    content = {"child_personal_number": "079326001234"}
    return processing.submit_for_signature(dossier, world.ward.officer, content=content, opinion="Đủ điều kiện.")


def test_each_step_says_who_gave_it_to_whom_until_when_and_how_it_came_out(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    dossier, ward = walked(world, monkeypatch), world.ward

    counter, office, head = slip_of(dossier).steps

    assert (counter.unit_name, counter.giver, counter.receiver) == (
        ward.centre.name,
        world.mother.full_name,
        ward.clerk.full_name,
    )
    assert (counter.handed_at, counter.done_at) == (at("2026-12-07 09:00"), at("2026-12-07 14:00"))
    assert (office.unit_name, office.giver, office.receiver) == (
        ward.office.name,
        ward.clerk.full_name,
        ward.officer.full_name,
    )
    assert (office.handed_at, office.done_at, office.outcome) == (
        at("2026-12-07 14:00"),
        at("2026-12-09 09:30"),
        "Quá hạn",
    )
    assert (head.unit_name, head.giver, head.receiver) == (
        ward.committee.name,
        ward.officer.full_name,
        "Chưa có người nhận",
    )
    assert (head.done_at, head.outcome) == (None, "")
    tasks = dossier.tasks.order_by("opened_at")
    assert [step.due_at for step in (counter, office, head)] == [task.due_at for task in tasks]


def test_the_note_tells_what_the_step_came_to_and_how_long_each_had_it(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    office = slip_of(walked(world, monkeypatch)).steps[1]

    # In the pool 14:00–15:00; with the officer 15:00–17:00, a whole Tuesday of 8 hours, and 7:30–9:30.
    spent = f"Chưa có người nhận: 1 giờ làm việc; {world.ward.officer.full_name}: 12 giờ làm việc"
    assert office.note == f"{Action.SUBMIT_FOR_SIGNATURE.label}; {spent}"


@given(MOMENTS, st.none() | MOMENTS, MOMENTS)
def test_late_is_after_the_due_moment_and_early_is_on_a_day_before(
    due: datetime, done: datetime | None, now: datetime
) -> None:
    found = outcomes.outcome(due, done, now)

    assert (found == "Quá hạn") == ((done or now) > due)
    if done is None:
        assert found in {"", "Quá hạn"}
    elif done <= due:
        assert found == ("Trước hạn" if done.date() < due.date() else "Đúng hạn")


@pytest.mark.parametrize(
    ("done", "outcome"),
    [
        ("2026-12-07 17:00", "Đúng hạn"),
        ("2026-12-07 17:01", "Quá hạn"),
        ("2026-12-07 00:00", "Đúng hạn"),
        ("2026-12-06 23:59", "Trước hạn"),
    ],
)
def test_days_are_those_of_viet_nam(done: str, outcome: str) -> None:
    assert outcomes.outcome(at("2026-12-07 17:00"), at(done), at("2026-12-09 08:00")) == outcome


def test_units_asked_beside_the_process_stand_among_the_steps_unless_they_are_asked_no_more(
    world: World, law: Office, works: Office
) -> None:
    first, second = asked(world, law.unit, works.unit)
    consulting.cancel(second, world.ward.officer, reason="Không cần nữa.")

    slip = slip_of(first.dossier)

    assert slip.coordinating_units == [law.unit.name]
    step = next(step for step in slip.steps if step.unit_name == law.unit.name)
    assert (step.handed_at, step.due_at, step.giver) == (first.asked_at, first.due_at, world.ward.officer.full_name)


def test_of_an_apology_the_due_time_before_it_is_told(world: World) -> None:
    dossier = stages.apologised(world)
    slip = slip_of(dossier)
    assert (slip.due_before, slip.due_at) == (dossier.apology.due_before, dossier.due_at)
    assert slip.due_before != slip.due_at


def test_an_open_dossier_has_no_outcome_and_a_returned_one_has(world: World) -> None:
    dossier = filings.handed_over(world)
    assert (slip_of(dossier).finished_at, slip_of(dossier).outcome) == (None, "")

    done = stages.issued(world)
    assert slip_of(done).finished_at == Dossier.objects.get(pk=done.pk).finished_at
    assert slip_of(done).outcome in {"Trước hạn", "Đúng hạn"}


def test_a_longer_course_costs_no_more_queries(world: World, django_assert_num_queries: Any) -> None:
    with copies.built():
        short, long = filings.handed_over(world), stages.issued(world)
    for dossier in (short, long):
        fresh = Dossier.objects.for_pages().select_related("apology").get(pk=dossier.pk)
        with django_assert_num_queries(5):  # tasks, events, questions; agency and place of the receiving unit
            control_slip_facts.of(fresh, "1/KSHS")


@pytest.mark.parametrize("make", [stages.issued, stages.stopped], ids=lambda make: make.__name__)
def test_a_dossier_that_ends_gets_its_slip_by_itself_once(world: World, make: Any) -> None:
    dossier = make(world)
    assert len(slips(dossier)) == 1


@pytest.mark.parametrize("make", [stages.refused, stages.withdrawn, filings.approved], ids=lambda make: make.__name__)
def test_what_nobody_received_or_still_runs_gets_none(world: World, make: Any) -> None:
    assert slips(make(world)) == []


def test_the_drawn_slip_verifies_and_names_everybody(world: World, settings: Any) -> None:
    """The one test that draws it."""
    settings.DOCUMENT_SIGNER = ""
    dossier = stages.issued(world)
    Paperwork.objects.filter(dossier=dossier, made_at=None).exclude(kind=SLIP).delete()

    papermaking.make_waiting()

    row = dossier.paperwork.get(kind=SLIP)
    assert row.document is not None, row.problem
    assert row.document.number == "1/KSHS"
    assert (row.document.title, row.document.subject_ref) == (NAME, dossier.code)
    assert verification.verify_code(row.document.verification_code).outcome == verification.Outcome.TRUE
    text = text_of(issuing.content(row.document))
    for person in (world.ward.clerk, world.ward.officer, world.ward.leader):
        assert person.full_name in text
    assert filings.LAN.id_number not in text


@pytest.mark.usefixtures("undrawn")
def test_an_officer_asks_for_it_while_the_dossier_runs_and_opens_it(world: World, client: Client) -> None:
    dossier = filings.handed_over(world)
    assert "Lập phiếu kiểm soát" in words(look(client, world.ward.officer, dossier))

    answer = ask(world.ward.officer, dossier)

    here = address(dossier, dossier.last_sequence)
    assert (answer.status_code, answer["Location"]) == (302, here)
    waiting = client.get(here)
    assert waiting.status_code == 202
    assert reverse("dossiers:work", args=[dossier.code]) in words(waiting), "back leads to the workbench"
    papermaking.make_waiting()
    assert client.get(here)["Content-Type"] == "application/pdf"
    assert here in words(look(client, world.ward.officer, dossier))


def test_asked_twice_it_is_one_slip_and_after_the_next_act_another(world: World) -> None:
    dossier = filings.handed_over(world)
    for user in (world.ward.officer, world.ward.leader, world.ward.officer):
        ask(user, dossier)
    assert slips(dossier) == [dossier.last_sequence]

    dossier = assigning.claim(dossier, world.ward.officer) or dossier
    dossier.refresh_from_db()
    ask(world.ward.officer, dossier)

    assert slips(dossier) == [dossier.last_sequence - 1, dossier.last_sequence]


@pytest.mark.usefixtures("undrawn")
def test_whoever_filed_never_comes_to_it(world: World, client: Client) -> None:
    """It names who held the dossier how long: for the units concerned, not for the owner."""
    dossier = stages.issued(world)
    papermaking.make_waiting()
    number = slips(dossier)[0]

    client.force_login(world.mother)
    assert client.get(address(dossier, number)).status_code == 404
    assert ask(world.mother, dossier).status_code == 403
    page = words(client.get(reverse("dossiers:detail", args=[dossier.code])))
    assert NAME not in page
    assert "control_slip" not in page
    assert slips(dossier) == [number]


@pytest.mark.usefixtures("undrawn")
def test_staff_of_units_not_concerned_find_nothing_and_make_nothing(world: World, client: Client) -> None:
    dossier = filings.handed_over(world)
    ask(world.ward.officer, dossier)
    papermaking.make_waiting()

    client.force_login(world.other_ward.officer)
    assert client.get(address(dossier, dossier.last_sequence)).status_code == 404
    assert ask(world.other_ward.officer, dossier).status_code == 404
    assert len(slips(dossier)) == 1


@pytest.mark.usefixtures("undrawn")
def test_a_supervisor_above_and_a_unit_that_had_it_before_read_it_too(world: World, client: Client) -> None:
    """Sent on to the right agency: the first office's people remain concerned."""
    top = world.ward.committee.parent
    assert top is not None
    watcher = make_staff("watcher@example.vn", "Đỗ Giám Sát", Role.SUPERVISOR, top)
    dossier = stages.rerouted(world)
    dossier.refresh_from_db()
    ask(world.ward.officer, dossier)
    papermaking.make_waiting()

    for user in (watcher, world.ward.officer, world.other_ward.leader):
        client.force_login(user)
        assert client.get(address(dossier, dossier.last_sequence)).status_code == 200


def test_looking_at_the_address_alone_makes_nothing(world: World, client: Client) -> None:
    dossier = filings.handed_over(world)
    client.force_login(world.ward.officer)
    answer = client.get(reverse("dossiers:control-slip", args=[dossier.code]))
    assert answer["Location"] == reverse("dossiers:work", args=[dossier.code])
    assert slips(dossier) == []


def test_the_end_of_a_dossier_and_its_slip_stand_or_fall_together(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    dossier = filings.handed_over(world)
    events = dossier.events.count()

    def full_disk(_moved: Any) -> None:
        raise OSError("no space left")

    monkeypatch.setattr("dossiers.consequences.CONSEQUENCES", (control_slips.ask_at_end, full_disk))
    with pytest.raises(OSError, match="no space"):
        stopping.stop(dossier, world.ward.leader, reason="Đề nghị dừng.", legal_ground="Đơn đề nghị")

    assert (slips(dossier), dossier.events.count()) == ([], events)
