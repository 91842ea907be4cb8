"""Rules of calendars that PostgreSQL keeps: what a built calendar rests on changes its revision, and can be built."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest
from django.db import IntegrityError, connection, transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.units import factories as make
from units import calendars, kept
from units.models import CalendarException, Unit, WorkingCalendar, WorkingPeriod, today_in_vietnam
from units.working_time import VIETNAM, Calendar

pytestmark = pytest.mark.django_db
MONDAY = dt.date(2026, 11, 23)


@pytest.fixture
def chain() -> list[WorkingCalendar]:
    """Three calendars, each on the one before."""
    country = make.CalendarFactory(slug="ca-nuoc")
    province = WorkingCalendar.objects.create(slug="tinh", name="Tỉnh", base=country)
    ward = WorkingCalendar.objects.create(slug="phuong", name="Phường", base=province)
    WorkingPeriod.objects.create(calendar=ward, weekday=0, opens=dt.time(8), closes=dt.time(12))
    return [country, province, ward]


def revision(calendar: WorkingCalendar) -> int:
    """As stored."""
    return WorkingCalendar.objects.values_list("revision", flat=True).get(pk=calendar.pk)


def works(unit: Unit, day: dt.date = MONDAY) -> bool:
    """Whether a later request sees the day as worked."""
    return calendars.calendar_of(Unit.objects.select_related("calendar").get(pk=unit.pk)).is_working_day(day)


def test_another_base_is_seen_at_once(chain: list[WorkingCalendar]) -> None:
    unit = make.CommuneCommitteeFactory(calendar=chain[2])
    flooded = WorkingCalendar.objects.create(slug="vung-lu", name="Vùng lũ")
    CalendarException.objects.create(calendar=flooded, date=MONDAY, reason="Lũ lụt")
    assert works(unit)

    WorkingCalendar.objects.filter(pk=chain[2].pk).update(base=flooded)

    assert not works(unit)
    WorkingCalendar.objects.filter(pk=chain[2].pk).update(base=None)
    assert works(unit)


def test_another_base_two_levels_below_is_seen_too(chain: list[WorkingCalendar]) -> None:
    unit = make.CommuneCommitteeFactory(calendar=chain[2])
    flooded = WorkingCalendar.objects.create(slug="vung-lu", name="Vùng lũ")
    CalendarException.objects.create(calendar=flooded, date=MONDAY, reason="Lũ lụt")
    assert works(unit)
    before = [revision(calendar) for calendar in chain]

    chain[1].base = flooded
    chain[1].save()

    assert not works(unit)
    after = [revision(calendar) for calendar in chain]
    assert after[0] == before[0], "the base itself did not change"
    assert after[1] > before[1]
    assert after[2] > before[2]


def test_units_kept_in_memory_follow_another_base(chain: list[WorkingCalendar]) -> None:
    unit = make.CommuneCommitteeFactory(calendar=chain[2])
    first = kept.today()
    assert first.by_code(unit.code) == unit

    WorkingCalendar.objects.filter(pk=chain[2].pk).update(base=None)

    assert kept.today() is not first


def test_a_name_alone_changes_no_revision(chain: list[WorkingCalendar]) -> None:
    before = revision(chain[0])

    WorkingCalendar.objects.filter(pk=chain[0].pk).update(name="Lịch cả nước")

    assert revision(chain[0]) == before


def test_saving_an_old_copy_does_not_turn_the_revision_back() -> None:
    """Else a process that built the calendar at that revision would believe it again."""
    old_copy = make.CalendarFactory()
    unit = make.CommuneCommitteeFactory(calendar=old_copy)
    CalendarException.objects.create(calendar=old_copy, date=MONDAY, reason="Mất điện")
    newest = revision(old_copy)
    assert old_copy.revision < newest

    old_copy.name = "Giờ hành chính của thành phố"
    old_copy.save()

    assert revision(old_copy) == newest
    assert not works(unit)


@pytest.mark.parametrize(("lower", "upper"), [(0, 1), (0, 2), (1, 2)])
def test_no_circle_of_calendars(chain: list[WorkingCalendar], lower: int, upper: int) -> None:
    with pytest.raises(IntegrityError, match="calendar_not_in_a_circle"), transaction.atomic():
        WorkingCalendar.objects.filter(pk=chain[lower].pk).update(base=chain[upper])

    bases = WorkingCalendar.objects.in_bulk([calendar.pk for calendar in chain])
    assert [bases[calendar.pk].base_id for calendar in chain] == [None, chain[0].pk, chain[1].pk]


def test_a_calendar_may_change_places_in_the_chain(chain: list[WorkingCalendar]) -> None:
    """The ward's calendar on the country's, and the province's on the ward's: unusual, and no circle."""
    WorkingCalendar.objects.filter(pk=chain[2].pk).update(base=chain[0])
    WorkingCalendar.objects.filter(pk=chain[1].pk).update(base=chain[2])

    CalendarException.objects.create(calendar=chain[0], date=MONDAY, reason="Lũ lụt")
    assert not works(make.CommuneCommitteeFactory(calendar=chain[1]))


def test_a_base_that_others_stand_on_is_not_deleted(chain: list[WorkingCalendar]) -> None:
    with pytest.raises(IntegrityError), transaction.atomic():
        WorkingCalendar.objects.filter(pk=chain[0].pk)._raw_delete("default")
        with connection.cursor() as cursor:
            cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")

    assert WorkingCalendar.objects.filter(pk=chain[0].pk).exists()


@pytest.mark.parametrize(
    "hours",
    [
        None,
        "07:30-11:30",
        {"from": "07:30"},
        ["07:30", "11:30"],
        [["07:30"]],
        [["07:30", "11:30", "13:00"]],
        [["7:30", "11:30"]],
        [["07:30", "24:00"]],
        [["07:30", "11:60"]],
        [["07:30:15", "11:30:00"]],
        [[7, 11]],
        [[None, "11:30"]],
        [["11:30", "07:30"]],
        [["07:30", "07:30"]],
        [["13:00", "17:00"], ["07:30", "13:01"]],
        [["07:30", "11:30"], "13:00"],
    ],
)
def test_hours_of_a_special_day_that_nobody_can_read_are_refused(hours: Any) -> None:
    calendar = make.CalendarFactory()
    before = revision(calendar)

    with pytest.raises(IntegrityError, match="exception_hours_can_be_read|null value"), transaction.atomic():
        CalendarException.objects.create(calendar=calendar, date=MONDAY, hours=hours, reason="Mất điện")

    assert not CalendarException.objects.filter(calendar=calendar, date=MONDAY).exists()
    assert revision(calendar) == before


CLOCK = st.integers(0, 1439).map(lambda minute: f"{minute // 60:02}:{minute % 60:02}")


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(hours=st.lists(st.lists(CLOCK, min_size=2, max_size=2), max_size=3))
def test_the_database_takes_exactly_the_hours_that_can_be_built(hours: list[list[str]]) -> None:
    """Two judges, one verdict: PostgreSQL's check and `working_time.Calendar`."""
    calendar = make.CalendarFactory()
    periods = [(dt.time.fromisoformat(opens), dt.time.fromisoformat(closes)) for opens, closes in hours]
    try:
        Calendar({}, {MONDAY: periods})
        is_buildable = True
    except ValueError:
        is_buildable = False

    try:
        with transaction.atomic():
            CalendarException.objects.filter(calendar=calendar, date=MONDAY).delete()
            CalendarException.objects.create(calendar=calendar, date=MONDAY, hours=hours, reason="Trực")
        is_taken = True
    except IntegrityError:
        is_taken = False

    assert is_taken == is_buildable
    if is_taken:
        unit = Unit(calendar=WorkingCalendar.objects.get(pk=calendar.pk))
        assert calendars.calendar_of(unit).periods(MONDAY) == sorted(periods)


def test_opening_hours_take_over_the_special_days_too(chain: list[WorkingCalendar]) -> None:
    """A flood shuts the counter as well; a counter open on Saturday is shut on a holiday that is one."""
    for weekday in range(6):
        WorkingPeriod.objects.create(
            calendar=chain[2], purpose="opening", weekday=weekday, opens=dt.time(7), closes=dt.time(11)
        )
    CalendarException.objects.create(calendar=chain[0], date=MONDAY, reason="Lũ lụt")
    unit = Unit(calendar=WorkingCalendar.objects.get(pk=chain[2].pk))
    saturday_of_tet, saturday = dt.date(2026, 2, 21), dt.date(2026, 11, 28)

    opening = calendars.opening_hours_of(unit)

    assert not opening.is_working_day(MONDAY)
    assert opening.is_working_day(saturday)
    assert opening.is_working_day(saturday_of_tet) == (saturday_of_tet not in opening.exceptions)


def test_new_years_day_opens_no_counter_at_all() -> None:
    unit = make.CentreFactory()
    mornings = [dt.datetime(today_in_vietnam().year + years, 1, 1, 9, tzinfo=VIETNAM) for years in (-1, 0, 1, 2)]

    assert [morning for morning in mornings if calendars.is_open(unit, morning)] == []


def test_days_off_ahead_end_with_the_last_day_asked_for() -> None:
    unit = make.CentreFactory()
    new_year = dt.date(2027, 1, 1)

    assert calendars.days_off_ahead(unit, days=3, on=new_year - dt.timedelta(days=3)) == [(new_year, "Tết Dương lịch")]
    assert calendars.days_off_ahead(unit, days=2, on=new_year - dt.timedelta(days=3)) == []
    assert calendars.days_off_ahead(unit, days=0, on=new_year) == [(new_year, "Tết Dương lịch")]


def test_a_saturday_worked_instead_is_no_day_off_ahead() -> None:
    worked = dt.date(2026, 1, 10)

    ahead = dict(calendars.days_off_ahead(make.CentreFactory(), days=15, on=dt.date(2026, 1, 1)))

    assert worked not in ahead
    assert dt.date(2026, 1, 2) in ahead
