"""Rules proved for every date: what an apology may promise, until when one is in time, and what a changed day moves.

Pure: on the office calendar of 2025 to 2028 with Tết, swapped days and the leap day.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime, timedelta
from decimal import Decimal
from types import SimpleNamespace
from typing import TYPE_CHECKING, Any, cast

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from dossiers import deadlines
from dossiers.models import Dossier
from tests.dossiers.moments import at
from tests.units.calendars_of_chance import MOMENTS, office_calendar
from units import calendars
from units.working_time import VIETNAM, Calendar, add, between

if TYPE_CHECKING:
    from collections.abc import Iterator

OFFICE = office_calendar()
FEW = settings(max_examples=15, deadline=None)


@pytest.fixture(autouse=True, scope="module")
def _office_hours() -> Iterator[None]:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(calendars, "calendar_of", lambda unit: OFFICE)
        yield


def due_on(day: date) -> datetime:
    return OFFICE.last_closing(OFFICE.working_day_from(day))


def dossier(due_at: datetime, started_at: datetime, told: dict[str, Any] | None = None) -> Dossier:
    made = SimpleNamespace(
        due_at=due_at, due_soon_from=due_at, clock_started_at=started_at, due_sum=told or {}, competent_unit=None
    )
    return cast(Dossier, made)


def working_days_between(after: date, until: date) -> list[date]:
    days = (after + timedelta(days=number) for number in range(1, (until - after).days + 1))
    return [day for day in days if OFFICE.is_working_day(day)]


terms = st.builds(
    lambda moment, days: (moment, due_on(moment.date() + timedelta(days=days))), MOMENTS, st.integers(1, 30)
)


@given(term=terms, later=st.integers(-10, 40), used=st.integers(0, 60 * 24 * 40))
@FEW
def test_a_promise_is_a_later_working_day_that_is_not_over_or_it_is_none(
    term: tuple[datetime, datetime], later: int, used: int
) -> None:
    """NĐ 61/2018 Đ19(9): a new day; one that is off, not later, or over already helps nobody."""
    start, due = term
    now = start + timedelta(minutes=used)
    day = due.date() + timedelta(days=later)
    fits = later > 0 and OFFICE.is_working_day(day) and OFFICE.last_closing(day) > now

    if not fits:
        with pytest.raises(ValueError, match=str(day)):
            deadlines.promised(dossier(due, start), day, now)
        return
    clock = deadlines.promised(dossier(due, start), day, now)

    assert clock.due_at == OFFICE.last_closing(day)
    assert clock.started_at == start, "a promise does not start the clock again"
    assert clock.due_sum["counted"] == [str(one) for one in working_days_between(due.date(), day)]
    assert clock.due_soon_from <= clock.due_at


@given(term=terms)
@FEW
def test_an_apology_is_in_time_until_the_last_working_day_before_has_closed(term: tuple[datetime, datetime]) -> None:
    """Between the latest moment for it and the due day itself nobody works: not one working day lies there."""
    start, due = term

    latest = deadlines.apology_until(dossier(due, start))

    assert latest < due
    assert working_days_between(latest.date(), due.date()) == [due.date()]
    assert latest == OFFICE.last_closing(latest.date())


@pytest.mark.parametrize(
    ("due", "latest", "why"),
    [
        ("2026-12-02 17:00", "2026-12-01 17:00", "the day before"),
        ("2026-11-30 17:00", "2026-11-27 17:00", "over a weekend"),
        ("2026-11-25 17:00", "2026-11-23 17:00", "24/11 is a day off"),
        ("2027-01-04 17:00", "2026-12-31 17:00", "over the turn of the year"),
        ("2028-03-01 17:00", "2028-02-29 17:00", "the leap day is a day like others"),
    ],
)
def test_known_latest_moments(due: str, latest: str, why: str) -> None:
    assert deadlines.apology_until(dossier(at(due), at("2026-11-02 08:00"))) == at(latest), why


MEASURES = st.sampled_from(["working_day", "working_hour", "day"])


def counted_by(start: datetime, amount: int, measure: Any) -> Dossier:
    """A dossier whose sum was told by this rule."""
    due = add(OFFICE, start, Decimal(amount), measure)
    return dossier(due.at, start, {"amount": str(amount), "unit": measure, "counted": [], "skipped": []})


@given(start=MOMENTS, amount=st.integers(1, 30), measure=MEASURES)
@FEW
def test_on_the_same_calendar_a_sum_done_again_is_the_same(start: datetime, amount: int, measure: str) -> None:
    made = counted_by(start, amount, measure)

    clock = deadlines.recounted(made, OFFICE)

    assert (clock.due_at, clock.started_at) == (made.due_at, start)
    assert clock.due_sum["amount"] == str(amount)


def with_day_off(day: date) -> Calendar:
    return replace(OFFICE, exceptions={**OFFICE.exceptions, day: []}, reasons={**OFFICE.reasons, day: "Ngập lụt"})


@given(start=MOMENTS, amount=st.integers(1, 30), measure=MEASURES, off=st.integers(-5, 60))
@FEW
def test_one_more_day_off_never_brings_a_term_forward_and_outside_it_moves_nothing(
    start: datetime, amount: int, measure: str, off: int
) -> None:
    made = counted_by(start, amount, measure)
    day = start.date() + timedelta(days=off)
    assume(OFFICE.is_working_day(day))
    flooded = with_day_off(day)

    moved = deadlines.recounted(made, flooded).due_at

    assert moved >= made.due_at
    if not start.date() <= day <= made.due_at.date():
        assert moved == made.due_at
    assert flooded.is_working_day(moved.astimezone(VIETNAM).date())


@given(start=MOMENTS, left=st.integers(1, 60 * 8 * 20), off=st.integers(0, 30))
@FEW
def test_what_was_left_after_a_pause_is_still_left_on_the_changed_calendar(
    start: datetime, left: int, off: int
) -> None:
    """A term that went on with its rest keeps that rest to the minute, wherever the flood falls."""
    day = start.date() + timedelta(days=off)
    flooded = with_day_off(day)
    told = {"amount": "1", "unit": "working_hour", "resumed": {"left_seconds": left * 60.0}}
    rest = timedelta(minutes=left)
    made = dossier(add(OFFICE, start, deadlines.in_hours(rest), "working_hour").at, start, told)

    clock = deadlines.recounted(made, flooded)

    assert between(flooded, start, clock.due_at) == rest
    assert clock.due_sum["resumed"] == told["resumed"], "how it was told stays with it"


@given(term=terms, later=st.integers(1, 20), off=st.integers(0, 5))
@FEW
def test_a_promised_day_stands_unless_it_is_itself_off(term: tuple[datetime, datetime], later: int, off: int) -> None:
    """The owner was given a day: days off before it do not move it, and where it is off the next one counts."""
    start, due = term
    day = OFFICE.working_day_from(due.date() + timedelta(days=later))
    clock = deadlines.promised(dossier(due, start), day, start)
    promised = dossier(clock.due_at, start, clock.due_sum)
    closed = day - timedelta(days=off)
    assume(closed > due.date())
    flooded = with_day_off(closed)

    moved = deadlines.recounted(promised, flooded).due_at

    assert moved.date() == (flooded.working_day_from(day) if off == 0 else day)
