"""In force from the first day until the day before the end: each model with a validity, edges by chance."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest
from django.db import IntegrityError, transaction
from hypothesis import given
from hypothesis import strategies as st

from tests.units import factories as make
from units.models import Counter, Division, StaffRole, Unit, Validity
from units.models.validity import today_in_vietnam

START = dt.date(2026, 3, 10)
DAYS = st.integers(-40, 40)


class Row(Validity):
    """A row that is never stored."""

    class Meta:
        app_label = "units"
        managed = False


@given(DAYS, st.none() | st.integers(1, 40), DAYS)
def test_a_row_is_in_force_exactly_between_its_days(begins: int, length: int | None, asked: int) -> None:
    first = START + dt.timedelta(days=begins)
    end = None if length is None else first + dt.timedelta(days=length)
    day = START + dt.timedelta(days=asked)

    found = Row(valid_from=first, valid_to=end).is_current(day)

    assert found == (day in {first + dt.timedelta(days=n) for n in range(length or 200)})


@pytest.mark.django_db
class TestTheDatabase:
    """The same rule as a query, on each model; and what it refuses."""

    MAKERS = (
        (Division, make.WardFactory),
        (Unit, make.CentreFactory),
        (Counter, make.CounterFactory),
        (StaffRole, make.StaffRoleFactory),
    )

    @pytest.mark.parametrize(("model", "factory"), MAKERS)
    @pytest.mark.parametrize("length", [None, 1, 2, 30])
    def test_a_query_for_a_day_agrees_with_the_row(self, model: Any, factory: Any, length: int | None) -> None:
        end = None if length is None else START + dt.timedelta(days=length)
        row = factory(valid_from=START, valid_to=end)
        for ahead in (-1, 0, 1, 2, 29, 30, 31):
            day = START + dt.timedelta(days=ahead)
            assert model.objects.current(day).filter(pk=row.pk).exists() == row.is_current(day), day

    @pytest.mark.parametrize(("model", "factory"), MAKERS)
    @pytest.mark.parametrize("length", [0, -1])
    def test_nothing_ends_before_it_begins(self, model: Any, factory: Any, length: int) -> None:
        with pytest.raises(IntegrityError, match="ends_after_it_starts"), transaction.atomic():
            factory(valid_from=START, valid_to=START + dt.timedelta(days=length))

    @pytest.mark.parametrize(("model", "factory"), MAKERS)
    def test_without_a_day_today_is_meant(self, model: Any, factory: Any) -> None:
        today = today_in_vietnam()
        held = factory(valid_from=today, valid_to=None)
        assert model.objects.current().filter(pk=held.pk).exists()
        assert held.is_current()
        model.objects.filter(pk=held.pk).update(valid_from=today + dt.timedelta(days=1))
        assert not model.objects.current().filter(pk=held.pk).exists()


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("first", "second", "clashes"),
    [((0, 10), (10, 20), False), ((0, 10), (9, 20), True), ((0, None), (5, 6), True), ((5, 6), (0, None), True)],
)
def test_one_role_of_one_person_at_one_unit_at_a_time(
    first: tuple[int, int | None], second: tuple[int, int | None], clashes: bool
) -> None:
    def span(days: tuple[int, int | None]) -> dict[str, Any]:
        begins, ends = days
        until = None if ends is None else START + dt.timedelta(days=ends)
        return {"valid_from": START + dt.timedelta(days=begins), "valid_to": until}

    held = make.StaffRoleFactory(**span(first))
    again = {"user": held.user, "unit": held.unit, "role": held.role, **span(second)}

    if clashes:
        with pytest.raises(IntegrityError, match="held_once_at_a_time"), transaction.atomic():
            make.StaffRoleFactory(**again)
        assert StaffRole.objects.count() == 1
    else:
        assert make.StaffRoleFactory(**again).pk


@pytest.mark.parametrize(
    ("utc", "date"),
    [
        ("2026-03-10T16:59:59", "2026-03-10"),
        ("2026-03-10T17:00:00", "2026-03-11"),
        ("2026-12-31T17:00:00", "2027-01-01"),
    ],
)
def test_today_is_the_date_on_the_wall_in_viet_nam(monkeypatch: pytest.MonkeyPatch, utc: str, date: str) -> None:
    moment = dt.datetime.fromisoformat(utc).replace(tzinfo=dt.UTC)
    monkeypatch.setattr("django.utils.timezone.now", lambda: moment)
    assert today_in_vietnam().isoformat() == date
