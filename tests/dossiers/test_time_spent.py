"""Rules proved: a dossier's page tells how long each step took and with whom, in working hours, pauses left out."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

import pytest
from django.test import Client
from hypothesis import given
from hypothesis import strategies as st

from dossiers import assigning, processing, supplementing
from dossiers.models import Dossier, Event, Task
from dossiers.responsibility.time_spent import Held, time_spent
from dossiers.statuses import Action, Status
from dossiers.submission import PaperData
from portal.accounts.models import User
from tests.dossiers import filings, stages
from tests.dossiers.desk import words
from tests.dossiers.desks import look
from tests.dossiers.late_months import on_the_table
from tests.dossiers.moments import at, stand_at
from tests.dossiers.world import World, make_staff
from units import calendars, working_time
from units.models import Unit, WorkingCalendar
from units.roles import Role

OFFICE = working_time.Calendar({day: [*calendars.OFFICE_HOURS] for day in range(5)})
START = at("2026-12-07 07:30")


def held(dossier: Dossier, now: datetime) -> list[Held]:
    tasks = dossier.tasks.select_related("step", "unit__calendar", "assignee", "finished_by")
    return time_spent(tasks, list(dossier.events.all()), now)


def hours(stretches: list[Held]) -> list[tuple[str, float]]:
    return [(one.person, one.spent / timedelta(hours=1)) for one in stretches]


def test_each_step_with_its_person_and_working_hours(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    """Filed on Monday 9:00, received 10:00, handed over 14:00, drafted on Tuesday 9:30."""
    stand_at(monkeypatch, at("2026-12-07 09:00"))
    dossier = filings.submitted(world)
    stand_at(monkeypatch, at("2026-12-07 14:00"))
    stages.received_and_handed_over(world, dossier)
    stand_at(monkeypatch, at("2026-12-08 09:30"))
    content = {"child_personal_number": "079326001234"}
    processing.submit_for_signature(dossier, world.ward.officer, content=content, opinion="Đủ điều kiện.")

    found = held(dossier, at("2026-12-08 10:00"))

    # The clerk: 9:00–11:30 and 13:00–14:00; the officer: 14:00–17:00 and 7:30–9:30; then the leader's pool.
    by_person = [(person, spent) for person, spent in hours(found) if spent]
    assert by_person == [
        (world.ward.clerk.full_name, 3.5),
        (world.ward.officer.full_name, 5.0),
        ("", 0.5),
    ]


def test_hands_that_a_step_went_through_are_told_apart(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    colleague = make_staff("second@example.vn", "Vũ Minh", Role.OFFICER, world.ward.office)
    dossier = on_the_table(world, monkeypatch, "2026-12-07 08:30")
    stand_at(monkeypatch, at("2026-12-07 09:30"))
    assigning.claim(dossier, world.ward.officer)
    stand_at(monkeypatch, at("2026-12-07 11:30"))
    assigning.claim(dossier, colleague, note="Đồng nghiệp ốm.")
    stand_at(monkeypatch, at("2026-12-07 14:00"))
    assigning.release(dossier, colleague)

    found = held(dossier, at("2026-12-07 14:30"))[-4:]

    assert hours(found) == [("", 1.0), (world.ward.officer.full_name, 2.0), (colleague.full_name, 1.0), ("", 0.5)]


def test_nobodys_time_runs_while_papers_are_awaited(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    dossier = on_the_table(world, monkeypatch, "2026-12-07 08:30")
    component = dossier.papers.get().component_id
    stand_at(monkeypatch, at("2026-12-07 09:30"))
    supplementing.request(dossier, world.ward.officer, reason="Mờ.", remarks={component: "Chụp lại."})
    stand_at(monkeypatch, at("2026-12-09 08:30"))
    supplementing.answer(dossier, world.mother, papers=[PaperData(filings.BIRTH_PAPER, "brought")])

    found = held(dossier, at("2026-12-09 09:00"))

    assert sum(spent for _person, spent in hours(found)) == 1.5


def test_the_page_tells_it_to_staff(world: World, client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    dossier = on_the_table(world, monkeypatch, "2026-12-07 08:30")
    assigning.claim(dossier, world.ward.officer)
    stand_at(monkeypatch, at("2026-12-07 10:00"))

    page = words(look(client, world.ward.officer, dossier))

    assert "Thời gian ở từng bước, từng người" in page
    assert "1 giờ 30 phút làm việc" in page
    assert "đang giữ" in page


@given(
    length=st.integers(1, 60 * 24 * 20),
    cuts=st.lists(st.integers(0, 60 * 24 * 20), max_size=5),
    pauses=st.lists(st.tuples(st.integers(0, 60 * 24 * 20), st.booleans()), max_size=6),
)
def test_the_stretches_of_a_step_add_up_to_its_time_without_pauses(
    length: int, cuts: list[int], pauses: list[tuple[int, bool]]
) -> None:
    """However often it changed hands and whenever the clock stood still; no stretch is negative."""
    end = START + timedelta(minutes=length)
    task, acts = _step(end), _acts([cut for cut in cuts if cut <= length], pauses)

    found = time_spent([task], acts, end + timedelta(days=30))

    standing, paused = timedelta(), None
    for event in (*(act for act in acts if act.action == Action.STOP), _event(end, Status.PROCESSING)):
        moment = min(max(event.at, START), end)
        if paused is not None:
            standing += working_time.between(OFFICE, paused, moment)
        paused = moment if event.status_to == Status.STOPPED else None
    assert all(one.spent >= timedelta() for one in found)
    assert sum((one.spent for one in found), timedelta()) == working_time.between(OFFICE, START, end) - standing


@pytest.fixture(autouse=True, scope="module")
def _office() -> Any:
    """The pure property needs a calendar and no database."""
    patch = pytest.MonkeyPatch()
    true = calendars.calendar_of
    patch.setattr(calendars, "calendar_of", lambda unit: true(unit) if unit.pk else OFFICE)
    yield
    patch.undo()


def _step(end: datetime) -> Task:
    unit = Unit(name="Phòng", calendar=WorkingCalendar())
    return Task(pk=1, unit=unit, opened_at=START, finished_at=end, finished_by=User(full_name="Cuối"))


def _acts(cuts: list[int], pauses: list[tuple[int, bool]]) -> list[Event]:
    changes = [
        Event(at=START + timedelta(minutes=cut), action=Action.CLAIM, data={"task": 1}, status_to=Status.PROCESSING)
        for cut in cuts
    ]
    stops = [
        _event(START + timedelta(minutes=at_), Status.STOPPED if is_on else Status.PROCESSING) for at_, is_on in pauses
    ]
    ordered = sorted([*changes, *stops], key=lambda event: event.at)
    status = Status.PROCESSING
    for event in ordered:
        if event.action == Action.STOP:
            status = Status(event.status_to)
        event.status_to = status
    return ordered


def _event(moment: datetime, status: Status) -> Event:
    return Event(at=moment, action=Action.STOP, status_to=status)
