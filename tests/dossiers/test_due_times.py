"""The clock of a dossier: which limit counts, when it ends around Tết, 24/11, weekends and 15:00, and its sum.

Pure: the calendar is that of the offices of Ho Chi Minh City, made without a database.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from types import SimpleNamespace
from typing import TYPE_CHECKING, Any, cast

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dossiers import deadlines
from dossiers.deadlines import Clock
from procedures.models import Case, Step, TimeLimit
from procedures.process_plan import END
from tests.dossiers.moments import at
from units import calendars, public_holidays, working_time
from units.models import Unit
from units.working_time import VIETNAM, Calendar

if TYPE_CHECKING:
    from collections.abc import Iterator

    from procedures.models import InternalProcess


def office() -> Calendar:
    """Office hours with the days off of the law for 2025–2028."""
    days = list(public_holidays.special_days(range(2025, 2029)))
    hours = list(calendars.OFFICE_HOURS)
    return Calendar(
        weekly=dict.fromkeys(calendars.OFFICE_DAYS, hours),
        exceptions={day.date: hours if day.is_worked else [] for day in days},
        reasons={day.date: day.reason for day in days},
    )


OFFICE = office()
UNIT = Unit(code="H29.101")


@dataclass
class AnnouncedCase:
    """As much of a case as the clock asks for: its limits by channel."""

    limits: dict[str, TimeLimit] = field(default_factory=dict)

    def time_limit(self, channel: str) -> TimeLimit | None:
        return self.limits.get(channel) or self.limits.get("any")


@pytest.fixture(autouse=True, scope="module")
def _office_hours() -> Iterator[None]:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(calendars, "calendar_of", lambda unit: OFFICE)
        yield


def limit(amount: str, unit: str = "working_day", *, same_day: bool = False) -> TimeLimit:
    return TimeLimit(amount=Decimal(amount), unit=unit, same_day_before_15=same_day)


def _in_line(hours: tuple[str, ...]) -> list[Step]:
    """Steps that lead each to the next one, the last to the end."""
    keys = [*(f"s{number}" for number in range(len(hours))), END]
    return [
        Step(
            position=number,
            key=keys[number],
            working_hours=Decimal(hour),
            outcomes=["submit_for_signature"],
            leads_to=[keys[number + 1]],
        )
        for number, hour in enumerate(hours)
    ]


def process(*hours: str) -> InternalProcess:
    steps = _in_line(hours)
    return cast("InternalProcess", SimpleNamespace(steps=SimpleNamespace(all=lambda: steps)))


def clock(
    start: str | datetime, channel: str = "online", hours: tuple[str, ...] = ("8",), **limits: TimeLimit
) -> Clock:
    moment = at(start) if isinstance(start, str) else start
    return deadlines.clock(cast(Case, AnnouncedCase(limits)), process(*hours), channel, UNIT, moment)


WORKING_DAYS = [
    ("2026-11-20 09:00", "1", "2026-11-23 17:00", "a weekend is not counted"),
    ("2026-11-21 09:00", "1", "2026-11-23 17:00", "filed on a Saturday, Monday is the first day"),
    ("2026-11-23 09:00", "1", "2026-11-25 17:00", "24/11 is a day off (NQ 28/2026/QH16)"),
    ("2026-11-24 09:00", "1", "2026-11-25 17:00", "filed on 24/11 itself"),
    ("2026-11-23 23:59", "2", "2026-11-26 17:00", "the first day is never counted, however late"),
    ("2026-08-31 09:00", "1", "2026-09-03 17:00", "National Day takes two days"),
    ("2026-04-29 09:00", "1", "2026-05-04 17:00", "30/4, 1/5 and the weekend after them"),
    ("2026-12-31 16:59", "1", "2027-01-04 17:00", "New Year's Day and the weekend after it"),
]


@pytest.mark.parametrize(("start", "days", "due", "rule"), WORKING_DAYS, ids=[row[3] for row in WORKING_DAYS])
def test_working_days_skip_what_the_law_gives_off(start: str, days: str, due: str, rule: str) -> None:
    assert clock(start, any=limit(days)).due_at == at(due), rule


def test_over_tet_the_sum_names_every_day_off_with_its_reason() -> None:
    """Labour Code 2019 Đ112: five days; the reader can check the due moment by hand."""
    made = clock("2027-02-03 09:00", any=limit("2"))

    assert made.due_at.date() >= date(2027, 2, 10)
    skipped = made.due_sum["skipped"]
    assert sum("Tết" in reason or "Tất Niên" in reason or "Giao thừa" in reason for _day, reason in skipped) >= 5
    assert len(made.due_sum["counted"]) == 2
    assert all(OFFICE.is_working_day(date.fromisoformat(day)) for day in made.due_sum["counted"])


SAME_DAY = [
    ("2026-11-23 09:00", "2026-11-23 17:00"),
    ("2026-11-23 15:00", "2026-11-23 17:00"),
    ("2026-11-23 15:01", "2026-11-25 17:00"),
    ("2026-11-20 15:01", "2026-11-23 17:00"),
    ("2026-11-22 08:00", "2026-11-23 17:00"),
    ("2026-11-24 08:00", "2026-11-25 17:00"),
]


@pytest.mark.parametrize(("start", "due"), SAME_DAY)
def test_a_same_day_result_is_due_today_until_15_00_and_else_the_next_working_day(start: str, due: str) -> None:
    """QĐ 163/QĐ-BTP: received after 15:00 and not settled at once, the result comes the next working day."""
    made = clock(start, any=limit("1", same_day=True))

    assert made.due_at == at(due)
    assert made.due_sum["unit"] == "same_day"


HAND_OVER = [
    ("2026-11-23 15:00", "2026-11-23 17:00"),
    ("2026-11-23 15:01", "2026-11-25 11:30"),
    ("2026-11-20 16:00", "2026-11-23 11:30"),
    ("2026-11-21 10:00", "2026-11-23 11:30"),
]


@pytest.mark.parametrize(("received", "due"), HAND_OVER)
def test_a_dossier_is_handed_over_the_same_day_or_next_morning_when_received_after_15_00(
    received: str, due: str
) -> None:
    """NĐ 309/2026 Đ18(2)."""
    assert deadlines.hand_over_due(UNIT, at(received)) == at(due)


def test_the_limit_of_the_channel_goes_before_the_one_for_all() -> None:
    start = "2026-11-16 09:00"

    assert clock(start, "online", any=limit("5"), online=limit("2")).due_at == at("2026-11-18 17:00")
    assert clock(start, "direct", any=limit("5"), online=limit("2")).due_at == at("2026-11-23 17:00")


def test_without_an_announced_limit_the_hours_of_the_process_count() -> None:
    made = clock("2026-11-16 07:30", hours=("1", "4", "2.5", "0.5"))

    assert made.due_at == at("2026-11-16 17:00")
    assert made.due_sum == {"amount": "8", "unit": "working_hour", "counted": ["2026-11-16"], "skipped": []}


MONTHS = [
    ("2026-01-31 09:00", "1", "2026-03-02 17:00", "28/2 is a Saturday: ends with the next working day"),
    ("2026-03-31 09:00", "6", "2026-09-30 17:00", "no 31st in September: the last day of the month"),
    ("2026-11-16 09:00", "3", "2027-02-16 17:00", "into another year"),
]


@pytest.mark.parametrize(("start", "months", "due", "rule"), MONTHS, ids=[row[3] for row in MONTHS])
def test_months_end_on_the_same_date_or_the_last_of_the_month(start: str, months: str, due: str, rule: str) -> None:
    """Civil Code 2015 Đ147–148."""
    assert clock(start, any=limit(months, "month")).due_at == at(due), rule


def test_calendar_days_count_weekends_but_do_not_end_on_them() -> None:
    """Civil Code 2015 Đ148(5): a term that ends on a day off ends with the next working day."""
    assert clock("2026-11-16 09:00", any=limit("5", "day")).due_at == at("2026-11-23 17:00")
    assert clock("2026-11-16 09:00", any=limit("8", "day")).due_at == at("2026-11-25 17:00")


def test_three_quarters_of_the_working_time_used_is_due_soon() -> None:
    """Eight hours from 07:30: six of them are over at 15:00, the noon break does not count."""
    assert clock("2026-11-16 07:30", hours=("8",)).due_soon_from == at("2026-11-16 15:00")


def test_a_clock_that_starts_again_forgets_its_marks() -> None:
    changes = clock("2026-11-16 09:00", any=limit("2")).as_changes()

    assert (changes["due_soon_at"], changes["overdue_at"]) == (None, None)
    assert changes["clock_started_at"] == at("2026-11-16 09:00")


def test_a_step_is_due_after_its_own_hours_across_noon_and_night() -> None:
    step = cast("Step", SimpleNamespace(working_hours=Decimal(4)))

    assert deadlines.step_due(step, UNIT, at("2026-11-16 10:30")) == at("2026-11-16 16:00")
    assert deadlines.step_due(step, UNIT, at("2026-11-20 16:00")) == at("2026-11-23 10:30")


def test_the_owner_gets_whole_working_days_to_answer() -> None:
    assert deadlines.answer_due(UNIT, at("2026-11-20 16:59"), 10) == at("2026-12-07 17:00")


moments = st.builds(
    lambda day, clock_time: datetime.combine(day, clock_time, VIETNAM),
    st.dates(date(2026, 1, 1), date(2027, 9, 30)),
    st.times(),
)
limits_of_law = st.one_of(
    st.builds(lambda n: limit(str(n)), st.integers(1, 60)),
    st.builds(lambda n: limit(str(n), "day"), st.integers(1, 90)),
    st.builds(lambda n: limit(str(n), "month"), st.integers(1, 3)),
    st.builds(lambda n: limit(str(n), "working_hour"), st.integers(1, 80)),
    st.just(limit("1", same_day=True)),
)


@given(start=moments, law=limits_of_law)
def test_every_clock_ends_in_open_hours_and_warns_before_it_ends(start: datetime, law: TimeLimit) -> None:
    made = clock(start, any=law)

    closing = made.due_at.astimezone(VIETNAM)
    assert any(opens <= closing.time() <= closes for opens, closes in OFFICE.periods(closing.date()))
    assert made.started_at <= made.due_soon_from <= made.due_at


@given(start=moments, days=st.integers(1, 60))
def test_the_sum_counts_as_many_working_days_as_the_law_says_and_ends_on_the_last(start: datetime, days: int) -> None:
    made = clock(start, any=limit(str(days)))

    counted = [date.fromisoformat(day) for day in made.due_sum["counted"]]
    assert len(counted) == days
    assert all(OFFICE.is_working_day(day) for day in counted)
    assert counted[-1] == made.due_at.date()
    skipped = [date.fromisoformat(day) for day, _reason in made.due_sum["skipped"]]
    every_day = {start.date() + timedelta(days=n) for n in range(1, (made.due_at.date() - start.date()).days + 1)}
    assert set(counted) | set(skipped) == every_day


@given(start=moments, later=st.integers(0, 60 * 24 * 20), law=limits_of_law)
def test_who_is_received_later_is_never_due_earlier(start: datetime, later: int, law: TimeLimit) -> None:
    assert clock(start, any=law).due_at <= clock(start + timedelta(minutes=later), any=law).due_at


@given(start=moments, hours=st.decimals("0.25", "40", places=2))
def test_hours_of_steps_are_spent_in_open_hours_to_the_minute(start: datetime, hours: Decimal) -> None:
    step = cast("Step", SimpleNamespace(working_hours=hours))

    due = deadlines.step_due(step, UNIT, start)

    assert abs(working_time.between(OFFICE, start, due).total_seconds() - float(hours) * 3600) < 1


def test_the_hand_over_of_a_week_never_waits_for_the_evening() -> None:
    for day in range(16, 23):
        for hour in range(24):
            received = datetime.combine(date(2026, 11, day), time(hour), VIETNAM)
            due = deadlines.hand_over_due(UNIT, received)
            assert received < due <= received + timedelta(days=4)
            assert due.time() in (time(11, 30), time(17, 0))


def sums(made: Clock) -> Any:
    return made.due_sum["amount"]


@pytest.mark.parametrize(("amount", "said"), [("10", "10"), ("1.00", "1"), ("20.0", "20")])
def test_the_sum_says_the_amount_as_people_write_it(amount: str, said: str) -> None:
    assert sums(clock("2026-11-16 09:00", any=limit(amount))) == said
