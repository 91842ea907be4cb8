"""Rules proved: a clock that stands (5, 6, 8) says since when, by whom and what was left; none is late meanwhile."""

from __future__ import annotations

from datetime import datetime, timedelta
from types import SimpleNamespace
from typing import TYPE_CHECKING, cast

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from dossiers import deadlines, standing
from dossiers.models import Dossier, Event
from dossiers.pausing import Pause, pause_of
from dossiers.statuses import PAUSED, RUNNING, Status
from portal.ui.parts import Tone
from tests.dossiers.moments import at
from tests.units.calendars_of_chance import MOMENTS, office_calendar
from units import calendars
from units.models import Unit
from units.working_time import between

if TYPE_CHECKING:
    from collections.abc import Iterator

OFFICE = office_calendar()
DIVISION = Unit(code="H29.101.3", name="Phòng Văn hóa – Xã hội")


@pytest.fixture(autouse=True, scope="module")
def _office_hours() -> Iterator[None]:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(calendars, "calendar_of", lambda unit: OFFICE)
        yield


def event(number: int, before: int | None, after: int, moment: str, name: str = "Lê Thị Hồng") -> Event:
    return Event(sequence=number, status_from=before, status_to=after, at=at(moment), actor_name=name, unit=DIVISION)


def dossier(status: int, due: str = "2026-12-04 17:00") -> Dossier:
    made = SimpleNamespace(status=status, due_at=at(due), due_soon_from=at(due), competent_unit=DIVISION)
    return cast(Dossier, made)


FILED = event(1, None, 1, "2026-11-30 08:00", "Nguyễn Thị Lan")
RECEIVED = event(2, 1, 2, "2026-11-30 09:00", "Trần Văn Minh")
HANDED_OVER = event(3, 2, 4, "2026-11-30 10:00", "Trần Văn Minh")


@pytest.mark.parametrize("status", PAUSED)
def test_whatever_made_it_stand_it_says_since_when_by_whom_and_what_was_left(status: Status) -> None:
    """Papers awaited, money awaited, stopped by decision: two working days and an hour of the term were left."""
    events = [FILED, RECEIVED, HANDED_OVER, event(4, 4, status, "2026-12-02 16:00")]

    assert pause_of(dossier(status), events) == Pause(
        at("2026-12-02 16:00"), "Lê Thị Hồng", DIVISION.name, timedelta(hours=17)
    )


@pytest.mark.parametrize("status", [status for status in Status if status not in PAUSED])
def test_a_clock_that_runs_or_has_ended_is_in_no_pause(status: Status) -> None:
    events = [FILED, event(2, 1, 5, "2026-12-01 08:00"), event(3, 5, status, "2026-12-02 08:00")]

    assert pause_of(dossier(status), events) is None


def test_what_happens_during_a_pause_does_not_begin_it_anew() -> None:
    """An opinion that comes in while papers are awaited leaves the status as it is."""
    events = [
        FILED, RECEIVED, HANDED_OVER,
        event(4, 4, 5, "2026-12-01 09:00"),
        event(5, 5, 5, "2026-12-02 09:00", "Sở Tư pháp"),
        event(6, 5, 5, "2026-12-03 09:00", "Hệ thống"),
    ]  # fmt: skip

    pause = pause_of(dossier(5), events)

    assert pause is not None
    assert (pause.since, pause.by) == (at("2026-12-01 09:00"), "Lê Thị Hồng")


def test_of_several_pauses_the_one_it_is_in_counts() -> None:
    events = [
        FILED, event(2, 1, 5, "2026-11-30 09:00", "Trần Văn Minh"), event(3, 5, 1, "2026-11-30 11:00"),
        event(4, 1, 2, "2026-11-30 13:00"), event(5, 2, 4, "2026-11-30 14:00"), event(6, 4, 5, "2026-12-01 09:00"),
    ]  # fmt: skip

    pause = pause_of(dossier(5), events)

    assert pause is not None
    assert pause.since == at("2026-12-01 09:00")
    assert pause.left is not None


def test_before_the_receiving_nothing_of_the_term_is_left_to_tell() -> None:
    pause = pause_of(dossier(5), [FILED, event(2, 1, 5, "2026-11-30 09:00", "Trần Văn Minh")])

    assert pause is not None
    assert (pause.left, pause.left_in_words) == (None, "")


def test_a_worker_without_a_unit_pauses_all_the_same() -> None:
    alone = event(4, 4, 8, "2026-12-01 09:00", "Hệ thống")
    alone.unit = None

    pause = pause_of(dossier(8), [FILED, RECEIVED, HANDED_OVER, alone])

    assert pause is not None
    assert (pause.by, pause.unit) == ("Hệ thống", "")


@pytest.mark.parametrize(
    ("left", "words"),
    [
        (timedelta(), "0 giờ làm việc"),
        (timedelta(minutes=1), "0 giờ 1 phút làm việc"),
        (timedelta(minutes=59, seconds=59), "0 giờ 59 phút làm việc"),
        (timedelta(hours=8), "8 giờ làm việc"),
        (timedelta(days=2, hours=1, minutes=30), "49 giờ 30 phút làm việc"),
    ],
)
def test_what_is_left_is_said_in_whole_hours_and_minutes(left: timedelta, words: str) -> None:
    assert Pause(at("2026-12-01 09:00"), "Lê Thị Hồng", "", left).left_in_words == words


@given(due=MOMENTS, now=MOMENTS, status=st.sampled_from(PAUSED))
@settings(max_examples=15, deadline=None)
def test_what_stands_still_is_never_called_late(due: datetime, now: datetime, status: Status) -> None:
    """Whatever the time: who waits for the owner is not late, and who stopped is not either."""
    made = dossier(status)
    made.due_at = made.due_soon_from = due

    assert standing.tone_of(made, now) not in (Tone.OVERDUE, Tone.DUE_SOON)


@given(due=MOMENTS, early=st.integers(0, 60 * 24 * 9), now=MOMENTS, status=st.sampled_from(sorted(RUNNING)))
@settings(max_examples=15, deadline=None)
def test_a_running_clock_is_in_exactly_one_of_three_tones(
    due: datetime, early: int, now: datetime, status: int
) -> None:
    made = dossier(status)
    made.due_at, made.due_soon_from = due, due - timedelta(minutes=early)

    tone = standing.tone_of(made, now)

    expected = Tone.OVERDUE if now > due else Tone.DUE_SOON if now >= made.due_soon_from else Tone.IN_TIME
    assert tone == expected


@given(start=MOMENTS, term=st.integers(60, 60 * 24 * 20), waits=st.lists(st.integers(0, 60 * 24 * 12), max_size=4))
@settings(max_examples=15, deadline=None)
def test_however_often_it_stands_the_working_time_of_the_agency_stays_the_same(
    start: datetime, term: int, waits: list[int]
) -> None:
    """RESUME: a term that stood several times has, in sum, neither lost nor won a minute of working time."""
    due = OFFICE.last_closing(OFFICE.working_day_from((start + timedelta(minutes=term)).date()))
    whole = between(OFFICE, start, due)
    made = dossier(4)
    made.due_at = made.due_soon_from = due
    now, used = start, timedelta()

    for wait in waits:
        paused = now + (made.due_at - now) / 3
        used += between(OFFICE, now, paused)
        now = paused + timedelta(minutes=wait)
        clock = deadlines.resumed(made, paused, now)
        made.due_at, made.due_soon_from = clock.due_at, clock.due_soon_from

    assert abs(used + between(OFFICE, now, made.due_at) - whole) < timedelta(milliseconds=1)
