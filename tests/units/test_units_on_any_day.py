"""Rules proved: everything dated counts from its first day until before its last, at every door (domain.md 1.1)."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest
from django.db import models
from django.test import Client
from django.utils import timezone
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from portal.accounts.models import User
from tests.units import factories as make
from units import access, directory, kept, lookup
from units.models import Counter, Division, StaffRole, Unit, today_in_vietnam
from units.roles import Role

pytestmark = pytest.mark.django_db
TODAY = today_in_vietnam()
DAY = dt.timedelta(days=1)
YESTERDAY, TOMORROW = TODAY - DAY, TODAY + DAY
DATES = st.dates(dt.date(2025, 1, 1), dt.date(2028, 1, 1))
#: First day, last day (no longer in force), whether it counts today.
SPANS = [
    (YESTERDAY, None, True),
    (TODAY, None, True),
    (TOMORROW, None, False),
    (YESTERDAY, TODAY, False),
    (YESTERDAY, TOMORROW, True),
    (TODAY, TOMORROW, True),
]
spans = pytest.mark.parametrize(("first", "last", "counts"), SPANS)


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(first=DATES, last=st.none() | DATES, on=DATES)
@pytest.mark.parametrize("model", [Unit, Division, StaffRole, Counter])
def test_the_row_and_the_query_agree_on_every_day(
    model: type[models.Model], first: dt.date, last: dt.date | None, on: dt.date
) -> None:
    """`is_current` and `.current()` are two writings of one rule: from `valid_from` until before `valid_to`."""
    row = model(valid_from=first, valid_to=last)
    expected = first <= on and (last is None or on < last)

    assert row.is_current(on) == expected  # type: ignore[attr-defined]
    if last is None or last > first:
        stored = _stored(model, first, last)
        assert model._default_manager.current(on).filter(pk=stored.pk).exists() == expected  # type: ignore[attr-defined]


def _stored(model: type[models.Model], first: dt.date, last: dt.date | None) -> Any:
    """One row of a model, with these dates."""
    factories: dict[Any, Any] = {
        Unit: make.CommuneCommitteeFactory,
        Division: make.WardFactory,
        StaffRole: make.StaffRoleFactory,
        Counter: make.CounterFactory,
    }
    found = model._default_manager.first()
    if found is None:
        found = factories[model]()
    model._default_manager.filter(pk=found.pk).update(valid_from=first, valid_to=last)
    return found


@spans
def test_a_role_gives_power_on_its_days_only(first: dt.date, last: dt.date | None, counts: bool) -> None:
    held = make.StaffRoleFactory(role=Role.CLERK, valid_from=first, valid_to=last)
    person = User.objects.get(pk=held.user.pk)

    assert access.has_role(person, Role.CLERK, held.unit) == counts
    assert access.holds_any(person) == counts
    assert access.units_of(person) == ({held.unit.pk} if counts else set())


def test_of_several_roles_those_of_today_count() -> None:
    """A transfer: clerk here until today, officer there from today, leader there from tomorrow."""
    here, there = make.CentreFactory(), make.PartFactory()
    clerk = make.StaffRoleFactory(unit=here, role=Role.CLERK, valid_from=YESTERDAY, valid_to=TODAY)
    person = User.objects.get(pk=clerk.user.pk)
    make.StaffRoleFactory(user=person, unit=there, role=Role.OFFICER, valid_from=TODAY)
    make.StaffRoleFactory(user=person, unit=there, role=Role.LEADER, valid_from=TOMORROW)

    assert [(held.unit, held.role) for held in access.roles_of(person)] == [(there, Role.OFFICER)]
    assert [held.role for held in access.roles_of(person, on=YESTERDAY)] == [Role.CLERK]
    assert [held.role for held in access.roles_of(person, on=TOMORROW)] == [Role.LEADER, Role.OFFICER]


def test_reaching_down_does_not_depend_on_who_is_asked_first() -> None:
    """A supervisor of the province reaches a division of a commune three levels beneath; its clerk does not look up."""
    division = make.PartFactory()
    committee = division.parent
    watcher = User.objects.get(pk=make.StaffRoleFactory(unit=committee.parent, role=Role.SUPERVISOR).user.pk)
    officer = User.objects.get(pk=make.StaffRoleFactory(unit=division, role=Role.OFFICER).user.pk)

    assert access.has_role(watcher, Role.SUPERVISOR, division)
    assert not access.has_role(watcher, Role.CLERK, division)
    assert access.units_of(officer) == {division.pk}


@spans
def test_a_unit_is_listed_found_and_served_on_its_days_only(
    client: Client, first: dt.date, last: dt.date | None, counts: bool
) -> None:
    unit = make.CentreFactory(code="H29.168.9", valid_from=first, valid_to=last)

    assert directory.find("H29.168.9").exists() == counts
    assert bool(client.get("/api/v1/units/?search=H29.168.9").json()["results"]) == counts
    shown = client.get("/don-vi/?q=H29.168.9").context["page"].units
    assert [each.code for each in shown] == (["H29.168.9"] if counts else [])
    assert client.get(unit.get_absolute_url()).status_code == 200, "its page stays"
    assert client.get("/api/v1/units/H29.168.9/").status_code == 200
    if counts:
        assert lookup.unit_by_code("H29.168.9") == unit
    else:
        with pytest.raises(lookup.UnknownUnit):
            lookup.unit_by_code("H29.168.9")


@spans
def test_a_counter_is_shown_on_its_days_only(
    client: Client, first: dt.date, last: dt.date | None, counts: bool
) -> None:
    counter = make.CounterFactory(number=7, name="Quầy hộ tịch", valid_from=first, valid_to=last)

    told = client.get(f"/api/v1/units/{counter.unit.code}/").json()["counters"]

    assert told == ([{"number": 7, "name": "Quầy hộ tịch"}] if counts else [])
    assert ("Quầy hộ tịch" in client.get(counter.unit.get_absolute_url()).content.decode()) == counts


def test_a_counters_number_may_be_used_again_after_it_closed(client: Client) -> None:
    old = make.CounterFactory(number=1, name="Cũ", valid_from=make.SINCE, valid_to=TODAY)
    make.CounterFactory(unit=old.unit, number=1, name="Mới", valid_from=TODAY)

    assert client.get(f"/api/v1/units/{old.unit.code}/").json()["counters"] == [{"number": 1, "name": "Mới"}]


@pytest.mark.parametrize(
    ("on", "expected"), [("2026-05-31", "old"), ("2026-06-01", "new"), ("2025-06-30", None), ("2030-01-01", "new")]
)
def test_machines_may_ask_for_any_day(client: Client, on: str, expected: str | None) -> None:
    change = dt.date(2026, 6, 1)
    ward = make.WardFactory()
    old = make.CommuneCommitteeFactory(division=ward, valid_to=change)
    new = make.CommuneCommitteeFactory(division=ward, valid_from=change)

    told = client.get(f"/api/v1/units/?commune={ward.code}&kind=commune&on={on}").json()["results"]

    assert [row["code"] for row in told] == ([{"old": old, "new": new}[expected].code] if expected else [])


def test_parts_of_an_agency_on_a_past_day() -> None:
    """The centre of a commune that was renamed, on each of its days; a department without a provincial centre yet."""
    change = dt.date(2026, 6, 1)
    committee = make.CommuneCommitteeFactory()
    old = make.CentreFactory(parent=committee, valid_to=change)
    new = make.CentreFactory(parent=committee, valid_from=change)
    department = make.DepartmentFactory(valid_from=change)

    assert lookup.centre_of(committee, on=change - DAY) == old
    assert lookup.centre_of(committee) == lookup.centre_of(committee, on=change) == new
    assert lookup.centre_of(old) == old, "who stands at an old centre is told about that one"
    assert lookup.part_of(committee, "trung-tam", on=change - DAY) == old
    with pytest.raises(lookup.UnknownUnit, match="provincial centre"):
        lookup.centre_of(department)
    with pytest.raises(lookup.UnknownUnit, match="so-tu-phap"):
        lookup.department("so-tu-phap", on=change - DAY)
    with pytest.raises(lookup.UnknownUnit, match="so-tu-phap"):
        lookup.part_of(committee, "so-tu-phap")


def test_the_office_takes_over_the_work_of_a_division_from_the_day_it_ends() -> None:
    change = dt.date(2026, 6, 1)
    division = make.PartFactory(slug="kinh-te", valid_to=change)
    office = make.PartFactory(parent=division.parent, slug="van-phong")

    assert lookup.division_for(division.parent, "kinh-te", on=change - DAY) == division
    assert lookup.division_for(division.parent, "kinh-te") == office


@pytest.mark.parametrize("change", ["end", "begin", "rename"])
def test_what_a_process_keeps_is_asked_anew_after_a_change(change: str) -> None:
    """`kept`: paths that file by the second must not hand a dossier to a unit that ended."""
    unit = make.CommuneCommitteeFactory(name="Cũ", valid_from=TODAY if change != "begin" else TOMORROW)
    if change == "begin":
        with pytest.raises(lookup.UnknownUnit):
            kept.today().committee_of(unit.division.code)
        Unit.objects.filter(pk=unit.pk).update(valid_from=TODAY)
        assert kept.today().committee_of(unit.division.code) == unit
        return
    assert kept.today().committee_of(unit.division.code).name == "Cũ"

    Unit.objects.filter(pk=unit.pk).update(**({"name": "Mới"} if change == "rename" else {"valid_to": TOMORROW}))
    if change == "rename":
        assert kept.today().committee_of(unit.division.code).name == "Mới"
    else:
        assert kept.today().committee_of(unit.division.code).valid_to == TOMORROW


def test_what_a_process_keeps_costs_one_query_and_is_forgotten_at_midnight(
    django_assert_num_queries: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    unit = make.CommuneCommitteeFactory(valid_from=make.SINCE, valid_to=TOMORROW)
    centre = make.CentreFactory(parent=unit)
    division = make.PartFactory(parent=unit, slug="kinh-te")
    first = kept.today()
    assert first.centre_of(first.committee_of(unit.division.code)) == centre
    assert first.division_for(unit, "kinh-te") == division
    assert first.commune_names([unit.division.code, "99999"]) == {unit.division.code: unit.division.full_name}

    with django_assert_num_queries(1):
        again = kept.today()
        assert again.committee_of(unit.division.code) == unit
        assert again.centre_of(unit) == centre
        assert again.division_for(unit, "kinh-te") == division
        assert again.commune_names([unit.division.code]) == {unit.division.code: unit.division.full_name}

    for module in ("units.kept", "units.models.validity"):
        monkeypatch.setattr(f"{module}.today_in_vietnam", lambda: TOMORROW)
    with pytest.raises(lookup.UnknownUnit):
        kept.today().committee_of(unit.division.code)


def test_today_is_that_of_viet_nam_also_on_a_server_elsewhere(monkeypatch: pytest.MonkeyPatch) -> None:
    """At 18:00 in London on 31 December it is New Year's Day in Hanoi."""
    monkeypatch.setattr(timezone, "now", lambda: dt.datetime(2026, 12, 31, 18, 0, tzinfo=dt.UTC))

    assert today_in_vietnam() == dt.date(2027, 1, 1)
