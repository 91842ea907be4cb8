"""Rules proved: a day that changes late moves just the due times that it touches; each says why, and its owner hears.

Design: a calendar changed late recomputes what it touches: foreseen first, then applied by the worker, resumable.
"""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from dossiers import apologising, due_changes, lifecycle, supplementing
from dossiers.models import Dossier
from dossiers.statuses import Action, Status
from portal.outbox.models import OutboxMessage
from tests.dossiers import stages
from tests.dossiers.calendar_changes import FLOOD, administrator, ask_for, begin, changed
from tests.dossiers.desk import signed_in, words
from tests.dossiers.moments import at, stand_at
from tests.dossiers.world import World
from units import changing_calendars
from units.models import CalendarChange, CalendarException, WorkingCalendar
from units.own_calendars import give_own_calendar

MONDAY = "2026-11-30 15:30"
"""Received then, a result of the same day is due on Tuesday, 1/12."""
TUESDAY = date(2026, 12, 1)


@pytest.fixture
def due_on_tuesday(world: World, monkeypatch: pytest.MonkeyPatch) -> Dossier:
    return stages.handed_over_at(world, monkeypatch, MONDAY)


def fresh(dossier: Dossier) -> Dossier:
    return Dossier.objects.get(pk=dossier.pk)


def letters(dossier: Dossier) -> list[dict[str, Any]]:
    return [row.payload for row in OutboxMessage.objects.filter(key=dossier.code).order_by("pk")]


def test_a_flood_is_foreseen_then_applied_and_told(world: World, client: Client, due_on_tuesday: Dossier) -> None:
    told_before = len(letters(due_on_tuesday))

    asked = ask_for(client, world, TUESDAY, source="Công điện 12/CĐ-UBND")
    preview = words(client.get(asked.url))
    assert fresh(due_on_tuesday).due_at == at("2026-12-01 17:00"), "a preview changes nothing"
    change = CalendarChange.objects.get()
    applying = words(begin(client, change))
    changing_calendars.apply_waiting()
    done = words(client.get(asked.url))

    assert "Có 1 hồ sơ đang giải quyết có thời hạn của hồ sơ" in preview
    assert due_on_tuesday.code in preview
    assert "17:00 01/12/2026" in preview
    assert "17:00 02/12/2026" in preview
    assert "Đang tính lại" in applying
    assert "1 hồ sơ có hạn mới" in done
    moved = fresh(due_on_tuesday)
    assert moved.due_at == at("2026-12-02 17:00")
    assert ["2026-12-01", FLOOD] in moved.due_sum["skipped"]
    assert moved.status == Status.PROCESSING
    newest = letters(moved)[told_before:]
    assert len(newest) == 1
    assert FLOOD in newest[0]["text"]
    assert "02/12/2026" in newest[0]["text"]


def test_the_owner_and_the_officer_see_who_changed_it_and_why(world: World, due_on_tuesday: Dossier) -> None:
    changed(world, TUESDAY)

    change = due_changes.history(due_on_tuesday.events.select_related("unit"))[-1]
    shown = words(signed_in(world.mother).get(reverse("dossiers:detail", args=[due_on_tuesday.code])))

    assert (change.by, change.reason) == (administrator(world).full_name, FLOOD)
    assert (change.before, change.after) == (at("2026-12-01 17:00"), at("2026-12-02 17:00"))
    assert f"Không tính: {FLOOD}" in shown
    assert "được tính lại theo lịch làm việc mới" in shown


def test_taking_the_day_off_back_moves_it_back(world: World, due_on_tuesday: Dossier) -> None:
    changed(world, TUESDAY)
    changed(world, TUESDAY, "usual")

    assert fresh(due_on_tuesday).due_at == at("2026-12-01 17:00")
    assert not CalendarException.objects.filter(date=TUESDAY).exists()


def test_a_saturday_worked_instead_brings_the_due_time_forward(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    """Received on a Friday after 15:00: Monday by the usual week, Saturday once it is worked."""
    dossier = stages.handed_over_at(world, monkeypatch, "2026-12-04 15:30")
    assert dossier.due_at == at("2026-12-07 17:00")

    changed(world, date(2026, 12, 5), "worked")

    assert fresh(dossier).due_at == at("2026-12-05 17:00")


@pytest.mark.parametrize("day", [date(2026, 11, 27), date(2026, 12, 2), date(2026, 12, 6)])
def test_a_day_outside_the_term_moves_nothing(world: World, due_on_tuesday: Dossier, day: date) -> None:
    before = fresh(due_on_tuesday).last_sequence

    change = changed(world, day)

    assert (change.state, change.moved) == ("done", 0)
    assert fresh(due_on_tuesday).last_sequence == before


@pytest.mark.parametrize("make", [stages.issued, stages.stopped, stages.withdrawn, stages.refused])
def test_what_is_over_keeps_its_promise(world: World, make: Any) -> None:
    """A result that waits to be handed out keeps its promise, too; only the counter's own step moves."""
    dossier = make(world)
    before = dossier.due_at

    changed(world, dossier.due_at.date())

    assert fresh(dossier).due_at == before
    assert not dossier.events.filter(action=Action.RECOUNT).exists()


def test_a_promise_of_an_apology_moves_only_when_its_day_is_off(world: World, due_on_tuesday: Dossier) -> None:
    apologising.draft(due_on_tuesday, world.ward.officer, reason="Chờ xác minh.", day=date(2026, 12, 3))
    apologising.approve(due_on_tuesday, world.ward.leader)

    changed(world, date(2026, 12, 2))
    kept = fresh(due_on_tuesday).due_at
    changed(world, date(2026, 12, 3))

    assert kept == at("2026-12-03 17:00"), "a date was promised, not a number of days"
    assert fresh(due_on_tuesday).due_at == at("2026-12-04 17:00")


def test_a_dossier_that_waits_for_papers_is_counted_again_too(
    world: World, monkeypatch: pytest.MonkeyPatch, due_on_tuesday: Dossier
) -> None:
    remarks = {due_on_tuesday.papers.get().component_id: "Chụp lại"}
    supplementing.request(due_on_tuesday, world.ward.officer, reason="Mờ.", remarks=remarks)

    changed(world, TUESDAY)

    again = fresh(due_on_tuesday)
    assert (again.status, again.due_at) == (Status.SUPPLEMENT, at("2026-12-02 17:00"))


def test_a_ward_with_a_calendar_of_its_own_floods_alone(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    """Local exceptions: the neighbour's due times stay, and what is decided for all still reaches the ward."""
    dossier = stages.handed_over_at(world, monkeypatch, MONDAY)
    own = give_own_calendar(world.other_ward.committee)

    changed(world, TUESDAY, calendar=own)
    kept = fresh(dossier).due_at
    mine = give_own_calendar(world.ward.committee)
    changed(world, TUESDAY)

    assert kept == at("2026-12-01 17:00")
    assert mine.base == own.base == WorkingCalendar.objects.get(slug="office")
    assert fresh(dossier).due_at == at("2026-12-02 17:00")


def test_a_day_of_its_own_stands_against_the_one_for_all(world: World, due_on_tuesday: Dossier) -> None:
    mine = give_own_calendar(world.ward.committee)
    changed(world, TUESDAY, "worked", calendar=mine)

    change = changed(world, TUESDAY)

    assert change.moved == 0
    assert fresh(due_on_tuesday).due_at == at("2026-12-01 17:00")


def test_a_worker_killed_between_batches_goes_on_and_moves_nothing_twice(
    world: World, monkeypatch: pytest.MonkeyPatch, due_on_tuesday: Dossier
) -> None:
    second = stages.handed_over_at(world, monkeypatch, MONDAY)
    monkeypatch.setattr(changing_calendars, "BATCH", 1)
    true_move = lifecycle.move

    def dies_at_the_second(dossier: Dossier, *args: Any, **kwargs: Any) -> Any:
        if dossier.pk == second.pk:
            raise RuntimeError("the worker is gone")
        return true_move(dossier, *args, **kwargs)

    with monkeypatch.context() as patch:
        patch.setattr("dossiers.lifecycle.move", dies_at_the_second)
        half = changed(world, TUESDAY)
    stopped = (half.state, half.seen, half.moved, "the worker is gone" in half.problem)
    changing_calendars.apply_waiting()
    changing_calendars.apply_waiting()

    assert stopped == ("applying", 1, 1, True)
    half.refresh_from_db()
    assert (half.state, half.seen, half.moved, half.problem) == ("done", 2, 2, "")
    for dossier in (due_on_tuesday, second):
        assert fresh(dossier).due_at == at("2026-12-02 17:00")
        assert dossier.events.filter(action=Action.RECOUNT).count() == 1


def test_counting_again_on_the_same_calendar_leaves_no_event(world: World, due_on_tuesday: Dossier) -> None:
    changed(world, TUESDAY)

    change = changed(world, TUESDAY)

    assert (change.seen, change.moved) == (1, 0)
    assert due_on_tuesday.events.filter(action=Action.RECOUNT).count() == 1


def test_the_marks_of_the_old_due_time_fall(
    world: World, monkeypatch: pytest.MonkeyPatch, due_on_tuesday: Dossier
) -> None:
    """A flood that is written down the day after: whoever looked late was not."""
    stand_at(monkeypatch, at("2026-12-02 08:00"))
    Dossier.objects.filter(pk=due_on_tuesday.pk).update(
        overdue_at=at("2026-12-01 17:01"), due_soon_at=due_on_tuesday.due_soon_from
    )

    changed(world, TUESDAY)

    again = fresh(due_on_tuesday)
    assert again.overdue_at is None
    assert again.due_at - at("2026-12-02 17:00") == timedelta()


def test_a_batch_costs_the_same_however_large_the_archive(
    world: World, due_on_tuesday: Dossier, django_assert_max_num_queries: Any
) -> None:
    """The candidates are found by one query; each that moves costs its lock, event, letter and row."""
    for _number in range(3):
        stages.refused(world)
    change = CalendarChange.objects.create(
        calendar=WorkingCalendar.objects.get(slug="office"),
        date=TUESDAY,
        kind="off",
        reason=FLOOD,
        made_by=administrator(world),
    )
    changing_calendars.begin(change)

    with django_assert_max_num_queries(30):
        changing_calendars.apply_waiting()
