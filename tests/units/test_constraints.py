"""Rules that the database keeps itself: periods, codes, tiers, one role at a time."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from typing import Any

import pytest
from django.db import IntegrityError, transaction

from tests.units import factories as make
from units.models import CalendarException, Division, Unit, UnitSuccession, WorkingCalendar, WorkingPeriod
from units.roles import Role

pytestmark = pytest.mark.django_db
DAY = dt.date(2026, 11, 23)


def refuses(build: Callable[[], object], rule: str) -> bool:
    """Whether the database refuses what `build` writes, by the rule of this name; nothing of it is kept."""
    try:
        with transaction.atomic():
            build()
    except IntegrityError as error:
        return rule in str(error)
    return False


def test_a_period_ends_after_it_starts() -> None:
    assert refuses(lambda: make.CommuneCommitteeFactory(valid_to=make.SINCE), "unit_ends_after_it_starts")
    assert refuses(lambda: make.CounterFactory(valid_to=make.SINCE), "counter_ends_after_it_starts")
    assert refuses(lambda: make.StaffRoleFactory(valid_to=make.SINCE), "staff_role_ends_after_it_starts")
    assert refuses(lambda: make.WardFactory(valid_to=make.SINCE), "division_ends_after_it_starts")


@pytest.mark.parametrize("code", ["29.1", "H2", "H29.", "H29.1234", "H29.1.1.1.1", "h29"])
def test_a_unit_code_has_the_form_of_the_law(code: str) -> None:
    assert refuses(lambda: make.CommuneCommitteeFactory(code=code), "unit_code_form")


def test_a_code_stands_for_one_unit_for_ever() -> None:
    unit = make.CommuneCommitteeFactory(code="H29.700")
    twin = Unit(code="H29.700", name="Khác", kind=unit.kind, level=unit.level, calendar=unit.calendar)
    twin.parent, twin.division = unit.parent, make.WardFactory()
    assert refuses(twin.save, "unit_code")


def test_a_code_never_changes_and_is_never_freed() -> None:
    unit = make.CommuneCommitteeFactory(code="H29.701")
    assert refuses(lambda: Unit.objects.filter(pk=unit.pk).update(code="H29.702"), "never changes")
    assert refuses(lambda: Unit.objects.filter(pk=unit.pk)._raw_delete("default"), "not be deleted")
    assert Unit.objects.get(pk=unit.pk).code == "H29.701"


def test_one_committee_for_a_division_at_a_time() -> None:
    first = make.CommuneCommitteeFactory(valid_to=DAY)
    assert refuses(
        lambda: make.CommuneCommitteeFactory(division=first.division, valid_from=DAY - dt.timedelta(days=1)),
        "unit_one_committee_per_division",
    )
    after = make.CommuneCommitteeFactory(division=first.division, valid_from=DAY)
    assert after.pk


def test_a_slug_names_one_part_of_an_agency_at_a_time() -> None:
    part = make.PartFactory()
    assert refuses(lambda: make.PartFactory(parent=part.parent, slug=part.slug), "unit_one_slug_under_a_parent")
    assert make.PartFactory(slug=part.slug).parent != part.parent


def test_only_the_province_has_nobody_above() -> None:
    assert refuses(lambda: make.CommuneCommitteeFactory(parent=None), "unit_only_the_top_has_no_parent")


def test_the_level_fits_the_kind() -> None:
    assert refuses(lambda: make.CommuneCommitteeFactory(level="province"), "unit_level_fits_its_kind")


@pytest.mark.parametrize(
    ("code", "kind", "has_parent"),
    [("26740", "city", False), ("79", "ward", True), ("26740", "ward", False), ("2674", "ward", True)],
)
def test_the_code_of_a_division_fits_its_tier(code: str, kind: str, has_parent: bool) -> None:
    above = make.ProvinceFactory() if has_parent else None
    division = Division(code=code, name="A", full_name="Phường A", kind=kind, parent=above)
    if code == "79":
        Division.objects.filter(code="79").update(code="78")
    assert refuses(division.save, "division_code_and_parent_fit_its_tier")


def test_the_same_role_is_not_held_twice_at_the_same_time() -> None:
    held = make.StaffRoleFactory(valid_to=DAY)
    again = {"user": held.user, "unit": held.unit}
    assert refuses(lambda: make.StaffRoleFactory(**again, valid_from=DAY - dt.timedelta(days=3)), "held_once_at_a_time")
    assert make.StaffRoleFactory(**again, valid_from=DAY).pk
    assert make.StaffRoleFactory(**again, role=Role.OFFICER).pk


def test_an_unknown_role_is_refused() -> None:
    assert refuses(lambda: make.StaffRoleFactory(role="king"), "staff_role_is_known")


def test_a_counter_number_is_used_once_in_a_centre() -> None:
    counter = make.CounterFactory(number=3)
    assert refuses(lambda: make.CounterFactory(unit=counter.unit, number=3), "counter_number_once_in_a_unit")
    assert refuses(lambda: make.CounterFactory(unit=counter.unit, number=0), "counter_number_from_one")


def test_a_unit_is_not_succeeded_by_itself_or_by_more_than_all_of_it() -> None:
    old, new = make.CommuneCommitteeFactory(), make.CommuneCommitteeFactory()

    def succeed(successor: Unit, share: str = "1") -> None:
        UnitSuccession.objects.create(predecessor=old, successor=successor, share=share, effective_from=DAY)

    assert refuses(lambda: succeed(old), "succession_not_to_itself")
    assert refuses(lambda: succeed(new, "1.2"), "succession_share_is_a_part")
    assert refuses(lambda: succeed(new, "0"), "succession_share_is_a_part")
    succeed(new, "0.4")
    assert refuses(lambda: succeed(new, "0.6"), "succession_once")


def test_periods_of_a_weekday_do_not_overlap() -> None:
    calendar = make.CalendarFactory()

    def open_(opens: int, closes: int, **more: Any) -> None:
        times = {"opens": dt.time(opens), "closes": dt.time(closes)}
        WorkingPeriod.objects.create(calendar=calendar, weekday=more.pop("weekday", 0), **times, **more)

    assert refuses(lambda: open_(11, 12), "period_no_overlap")
    assert refuses(lambda: open_(19, 18, weekday=5), "period_closes_after_it_opens")
    assert refuses(lambda: open_(8, 9, weekday=7), "period_weekday_in_week")
    open_(8, 12, purpose=WorkingPeriod.Purpose.OPENING)


def test_an_exception_says_why_and_stands_once_a_day() -> None:
    calendar = make.CalendarFactory()
    assert refuses(
        lambda: CalendarException.objects.create(calendar=calendar, date=DAY, reason=""), "exception_says_why"
    )
    CalendarException.objects.create(calendar=calendar, date=DAY, reason="Lũ")
    assert refuses(
        lambda: CalendarException.objects.create(calendar=calendar, date=DAY, reason="Mất điện"),
        "exception_once_a_day",
    )


def test_a_calendar_does_not_stand_on_itself() -> None:
    calendar = make.CalendarFactory()
    itself = WorkingCalendar.objects.filter(pk=calendar.pk)
    assert refuses(lambda: itself.update(base_id=calendar.pk), "calendar_not_on_itself")


def test_changes_of_units_and_roles_leave_a_history() -> None:
    role = make.StaffRoleFactory()
    role.valid_to = DAY
    role.save()
    assert [event.pgh_label for event in role.events.order_by("pgh_id")] == ["insert", "update"]
    assert role.unit.events.count() == 1
