"""What tests begin with is copied only where building it would do just so again, and is then the same."""

from __future__ import annotations

from contextlib import nullcontext
from datetime import timedelta
from typing import Any

import pytest
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext, override_settings
from django.utils import timezone

from tests.keeping import kept
from tests.procedures.deciding_world import make_deciders
from tests.units import factories as make
from tests.units.factories import CalendarFactory, office_calendar
from units.models import CalendarException, Unit, WorkingCalendar, WorkingPeriod

pytestmark = pytest.mark.django_db


class Counted:
    """Makes one unit, and counts how often it was asked to."""

    def __init__(self) -> None:
        self.times = 0

    def __call__(self) -> Unit:
        self.times += 1
        unit: Unit = make.CommitteeFactory()
        return unit


def rows() -> list[object]:
    return [list(model.objects.order_by("pk").values()) for model in (WorkingCalendar, WorkingPeriod, Unit)]


class TestOneDatabaseAfterAnother:
    """The same ask, by one test after another."""

    counted = Counted()
    given = staticmethod(kept(counted))
    first: list[object] = []

    @pytest.mark.parametrize("time", [1, 2, 3])
    def test_it_is_built_once_and_the_same_each_time(self, time: int) -> None:
        unit = self.given()

        assert Unit.objects.get() == unit
        self.first.append(rows())
        assert rows() == self.first[0]
        assert self.counted.times == 1, f"built at the ask number {time}"


def test_it_is_built_where_something_was_written_before() -> None:
    counted = Counted()
    make.StaffFactory()

    kept(counted)()

    assert counted.times == 1
    make.StaffFactory()
    kept(counted)()
    assert counted.times == 2


def test_what_stands_alone_is_copied_whatever_was_written_before() -> None:
    make.StaffFactory()

    calendar = office_calendar("test", "Giờ hành chính")

    assert CalendarFactory() == calendar
    assert CalendarException.objects.filter(calendar=calendar).count() > 20


def test_another_year_has_its_own_days(monkeypatch: pytest.MonkeyPatch) -> None:
    later = timezone.now() + timedelta(days=3 * 366)
    monkeypatch.setattr(timezone, "now", lambda: later)

    calendar = CalendarFactory()

    assert CalendarException.objects.filter(calendar=calendar, date__year=later.year + 1).exists()


@pytest.mark.parametrize(
    ("looked_at", "times"),
    [
        (nullcontext(), 1),
        (override_settings(LANGUAGE_CODE="en"), 2),
        (CaptureQueriesContext(connection), 2),
    ],
    ids=["nothing", "a setting is replaced", "statements are counted"],
)
def test_it_is_built_where_the_building_may_be_what_is_looked_at(looked_at: Any, times: int) -> None:
    counted = Counted()
    given = kept(counted, stands_alone=True)

    for _again in range(2):
        point = transaction.savepoint()
        with looked_at:
            given()
        transaction.savepoint_rollback(point)

    assert counted.times == times


def test_people_who_decide_hold_their_roles_when_copied() -> None:
    deciders = make_deciders()

    assert deciders.drafter.staff_roles.get().unit == deciders.department
    assert deciders.chair.staff_roles.get().unit == deciders.committee
