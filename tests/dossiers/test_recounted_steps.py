"""Rules proved: a day that changes late also moves the due times of open steps, of questions and of the way in.

Each by the rule that counted it, on the calendar of its own unit, told in the log and foreseen in the preview; what
was done or answered keeps its due time. The owner hears of the dossier's own due time alone.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime

import pytest
from django.test import Client
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from dossiers import asking, consulting, processing, recounting, rerouting, steps, supplementing, undoing
from dossiers.asking import Asked
from dossiers.models import Consultation, Dossier, Task
from dossiers.statuses import Action, Status
from portal.outbox.models import OutboxMessage
from tests.dossiers import filings, stages
from tests.dossiers.asked import Office, asked
from tests.dossiers.calendar_changes import FLOOD, administrator, ask_for, changed
from tests.dossiers.desk import words
from tests.dossiers.moments import at, stand_at
from tests.dossiers.world import World
from units import working_time
from units.calendar_hooks import ChangedDay
from units.calendars import calendar_of
from units.models import CalendarChange
from units.own_calendars import give_own_calendar
from units.working_time import VIETNAM

MONDAY, TUESDAY, WEDNESDAY = "2026-11-30", date(2026, 12, 1), date(2026, 12, 2)


def open_task(dossier: Dossier) -> Task:
    task = steps.open_task(dossier)
    assert task is not None
    return task


def fresh(dossier: Dossier) -> Dossier:
    return Dossier.objects.get(pk=dossier.pk)


def hours_from(task: Task) -> datetime:
    """The rule of a step, on the calendar as it is now."""
    start = task.counted_from or task.opened_at
    return working_time.add(calendar_of(task.unit), start, task.step.working_hours, "working_hour").at


def test_a_step_and_a_question_move_with_the_dossier_and_the_log_tells_each(
    world: World, client: Client, monkeypatch: pytest.MonkeyPatch, law: Office
) -> None:
    dossier = stages.handed_over_at(world, monkeypatch, f"{MONDAY} 15:30")
    [question] = asked(world, law.unit, hours=8, dossier=dossier)
    task = open_task(dossier)
    before = (task.due_at, question.due_at)
    assert before == (at("2026-12-01 10:00"), at("2026-12-01 15:30"))
    letters = OutboxMessage.objects.filter(key=dossier.code).count()

    preview = words(client.get(ask_for(client, world, TUESDAY).url))
    assert "Có 1 hồ sơ" in preview
    for named in (f"Bước «{task.step.name}»", f"Ý kiến của {law.unit.name}", "Cả hồ sơ (ngày hẹn trả)"):
        assert named in preview
    for moment in ("10:00 01/12/2026", "10:00 02/12/2026", "15:30 02/12/2026"):
        assert moment in preview
    CalendarChange.objects.all().delete()
    changed(world, TUESDAY)

    task.refresh_from_db()
    question.refresh_from_db()
    assert (task.due_at, question.due_at) == (at("2026-12-02 10:00"), at("2026-12-02 15:30"))
    event = dossier.events.latest("sequence")
    assert (event.action, event.actor, event.note) == (Action.RECOUNT, administrator(world), FLOOD)
    told = [(row["unit"], datetime.fromisoformat(row["from"])) for row in event.data["terms"]]
    assert told == [(task.unit.code, before[0]), (law.unit.code, before[1])]
    assert OutboxMessage.objects.filter(key=dossier.code).count() == letters + 1, "one letter for all of it"


def test_where_only_a_question_moves_the_owner_hears_nothing(
    world: World, monkeypatch: pytest.MonkeyPatch, law: Office
) -> None:
    """The asked department alone is flooded: its own calendar moves its own due time."""
    dossier = stages.handed_over_at(world, monkeypatch, f"{MONDAY} 15:30")
    [question] = asked(world, law.unit, hours=8, dossier=dossier)
    due, step_due, letters = fresh(dossier).due_at, open_task(dossier).due_at, OutboxMessage.objects.count()

    changed(world, TUESDAY, calendar=give_own_calendar(law.unit))

    question.refresh_from_db()
    assert question.due_at == at("2026-12-02 15:30")
    assert (fresh(dossier).due_at, open_task(dossier).due_at) == (due, step_due)
    assert dossier.events.latest("sequence").action == Action.RECOUNT_STEPS
    assert OutboxMessage.objects.count() == letters


@pytest.mark.parametrize(
    ("amount", "measure", "due"),
    [(2, "working_day", "2026-12-03 17:00"), (4, "working_hour", "2026-12-02 10:00")],
)
def test_a_question_is_counted_again_in_its_own_measure(
    world: World, monkeypatch: pytest.MonkeyPatch, law: Office, amount: int, measure: str, due: str
) -> None:
    dossier = stages.handed_over_at(world, monkeypatch, f"{MONDAY} 15:30")
    told = {"question": "Có quy hoạch không?", "asked": [Asked(law.unit, amount, measure)]}  # type: ignore[arg-type]
    [question] = asking.ask(dossier, world.ward.officer, **told)  # type: ignore[arg-type]

    changed(world, TUESDAY)

    question.refresh_from_db()
    assert question.due_at == at(due)


def test_a_question_of_before_amounts_were_kept_stays(
    world: World, monkeypatch: pytest.MonkeyPatch, law: Office
) -> None:
    dossier = stages.handed_over_at(world, monkeypatch, f"{MONDAY} 15:30")
    [question] = asked(world, law.unit, hours=8, dossier=dossier)
    Consultation.objects.update(amount=None, measure="")

    changed(world, TUESDAY)

    before, question = question.due_at, Consultation.objects.get()
    assert question.due_at == before


def test_the_hand_over_keeps_its_rule(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    """NĐ 309/2026 Đ18(2): received after 15:00, the next morning; a flood then makes it the morning after."""
    dossier = filings.submitted(world)
    stand_at(monkeypatch, at(f"{MONDAY} 15:30"))
    processing.receive(dossier, world.ward.clerk, filings.all_accepted(dossier))
    assert open_task(dossier).due_at == at("2026-12-01 11:30")

    changed(world, TUESDAY)

    again = fresh(dossier)
    assert (again.hand_over_due_at, open_task(again).due_at) == (at("2026-12-02 11:30"), at("2026-12-02 11:30"))


def test_the_reception_of_an_online_filing_has_its_working_day_back(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A flood that is written down the day after: the counter that looked late was not."""
    stand_at(monkeypatch, at(f"{MONDAY} 09:00"))
    dossier = filings.submitted(world)
    assert dossier.reception_due_at == at("2026-12-01 17:00")
    stand_at(monkeypatch, at("2026-12-02 08:00"))
    Dossier.objects.update(late_reception_at=at("2026-12-01 17:01"))

    changed(world, TUESDAY)

    again = fresh(dossier)
    assert (again.reception_due_at, again.late_reception_at) == (at("2026-12-02 17:00"), None)


def test_a_step_that_is_late_all_the_same_stays_marked(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    dossier = stages.handed_over_at(world, monkeypatch, f"{MONDAY} 15:30")
    stand_at(monkeypatch, at("2026-12-03 08:00"))
    Task.objects.filter(pk=open_task(dossier).pk).update(overdue_at=at("2026-12-01 10:01"))

    changed(world, TUESDAY)

    task = open_task(dossier)
    assert (task.due_at, task.overdue_at) == (at("2026-12-02 10:00"), at("2026-12-01 10:01"))


def undone(world: World, dossier: Dossier) -> None:
    processing.submit_for_signature(dossier, world.ward.officer, content={}, opinion="")
    undoing.undo(dossier, world.ward.officer)


def test_a_step_that_took_over_a_due_time_counts_from_where_that_began(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    dossier = stages.handed_over_at(world, monkeypatch, f"{MONDAY} 15:30")
    stand_at(monkeypatch, at(f"{MONDAY} 16:10"))
    undone(world, dossier)
    assert open_task(dossier).due_at == at("2026-12-01 10:00")

    changed(world, TUESDAY)

    task = open_task(dossier)
    assert (task.opened_at, task.counted_from) == (at(f"{MONDAY} 16:10"), at(f"{MONDAY} 15:30"))
    assert task.due_at == at("2026-12-02 10:00") == hours_from(task)


def test_a_clerk_who_goes_on_for_another_agency_keeps_the_time_that_ran(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    stand_at(monkeypatch, at(f"{MONDAY} 16:30"))
    dossier = filings.submitted(world)
    due = open_task(dossier).due_at
    stand_at(monkeypatch, at(f"{MONDAY} 16:40"))
    why = rerouting.Why("Người yêu cầu cư trú ở phường khác.")
    rerouting.reroute(dossier, world.ward.clerk, world.other_ward.committee, why)
    assert open_task(dossier).due_at == due

    changed(world, TUESDAY)

    assert open_task(dossier).due_at == hours_from(open_task(dossier))


@pytest.mark.parametrize("over", ["answered", "cancelled", "forwarded"])
def test_what_is_over_keeps_its_due_time(world: World, monkeypatch: pytest.MonkeyPatch, law: Office, over: str) -> None:
    dossier = stages.handed_over_at(world, monkeypatch, f"{MONDAY} 15:30")
    [question] = asked(world, law.unit, hours=8, dossier=dossier)
    task = open_task(dossier)
    ends: dict[str, Callable[[], object]] = {
        "answered": lambda: consulting.answer(question, law.officer, opinion="agree", text=""),
        "cancelled": lambda: consulting.cancel(question, world.ward.officer, reason="Đã rõ."),
        "forwarded": lambda: processing.submit_for_signature(dossier, world.ward.officer, content={}, opinion=""),
    }
    ends[over]()
    row, before = (task, task.due_at) if over == "forwarded" else (question, question.due_at)

    changed(world, TUESDAY)

    row.refresh_from_db()
    assert row.due_at == before


def test_a_question_runs_on_while_the_owner_brings_papers(
    world: World, monkeypatch: pytest.MonkeyPatch, law: Office
) -> None:
    dossier = stages.handed_over_at(world, monkeypatch, f"{MONDAY} 15:30")
    [question] = asked(world, law.unit, hours=8, dossier=dossier)
    remarks = {dossier.papers.get().component_id: "Chụp lại"}
    supplementing.request(fresh(dossier), world.ward.officer, reason="Mờ.", remarks=remarks)

    changed(world, TUESDAY)

    question.refresh_from_db()
    assert (fresh(dossier).status, question.due_at) == (Status.SUPPLEMENT, at("2026-12-02 15:30"))


def test_counted_again_it_moves_nothing_twice(world: World, monkeypatch: pytest.MonkeyPatch, law: Office) -> None:
    dossier = stages.handed_over_at(world, monkeypatch, f"{MONDAY} 15:30")
    asked(world, law.unit, hours=8, dossier=dossier)
    changed(world, TUESDAY)
    before = fresh(dossier).last_sequence

    again = changed(world, TUESDAY)

    assert (again.seen, again.moved) == (1, 0)
    assert fresh(dossier).last_sequence == before


def test_taken_back_every_term_is_as_it_was(world: World, monkeypatch: pytest.MonkeyPatch, law: Office) -> None:
    dossier = stages.handed_over_at(world, monkeypatch, f"{MONDAY} 15:30")
    [question] = asked(world, law.unit, hours=8, dossier=dossier)
    before = (fresh(dossier).due_at, open_task(dossier).due_at, question.due_at)

    changed(world, TUESDAY)
    changed(world, TUESDAY, "usual")

    question.refresh_from_db()
    assert (fresh(dossier).due_at, open_task(dossier).due_at, question.due_at) == before


@given(hour=st.integers(0, 23), minute=st.integers(0, 59), day=st.integers(0, 6), off=st.integers(-1, 7))
@settings(max_examples=8, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_whenever_a_step_began_its_due_time_is_the_rule_on_the_new_calendar(
    world: World, monkeypatch: pytest.MonkeyPatch, hour: int, minute: int, day: int, off: int
) -> None:
    began = datetime(2026, 11, 23 + day, hour, minute, tzinfo=VIETNAM)
    dossier = stages.handed_over_at(world, monkeypatch, f"{began:%Y-%m-%d %H:%M}")
    gone = date(2026, 11, 23 + day) if off < 0 else date.fromordinal(date(2026, 11, 23 + day).toordinal() + off)
    calendar_before = calendar_of(world.ward.office).exceptions.get(gone)

    changed(world, gone)

    task = open_task(dossier)
    assert task.due_at == hours_from(task)
    if calendar_before is None:
        changed(world, gone, "usual")
        assert open_task(dossier).due_at == hours_from(open_task(dossier))


def test_what_no_day_touches_is_not_looked_at(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    stages.handed_over_at(world, monkeypatch, f"{MONDAY} 15:30")
    change = CalendarChange(date=WEDNESDAY, kind="off", reason=FLOOD, made_by=administrator(world))
    change.calendar = world.ward.office.calendar
    day = ChangedDay(frozenset({change.calendar.pk}), WEDNESDAY, FLOOD, change.made_by, calendar_of)

    assert recounting.foresee(day, 5).count == 0
    assert recounting.carry(day, 0, 5).seen == 0
