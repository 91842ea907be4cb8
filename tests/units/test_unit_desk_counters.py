"""Rules proved: counters keep numbers apart in time, contacts are written alone, checks tell what is lacking today.

Issue 4 item 8: counters, addresses on the public page with map link, checks. Negative cases: nothing changed.
"""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest
from django.test import Client

from portal.accounts.models import User
from tests.dossiers import reorganising as write
from tests.dossiers.moments import stand_at
from tests.units import factories as make
from tests.units.desk_pages import page, shown
from tests.units.plans import Wards, merged
from units.desk import checks, keeping
from units.models import Counter, Reorganisation, Unit, today_in_vietnam
from units.roles import Role
from units.working_time import VIETNAM

pytestmark = pytest.mark.django_db
TODAY = today_in_vietnam()
NO_ROSTER = "Chưa có lịch trực đường dây nóng."


def in_days(days: int) -> dt.date:
    return TODAY + dt.timedelta(days=days)


# Counters


def test_a_number_is_free_again_the_day_after_its_counter_closed(
    admin: Client, wards: Wards, monkeypatch: pytest.MonkeyPatch
) -> None:
    centre = wards.centres[0]
    old = make.CounterFactory(unit=centre, number=1)
    admin.post(page("counter-close", centre.code, old.pk))
    typed = {"number": "1", "name": "Đất đai"}
    assert admin.post(page("counter", centre.code), typed).status_code == 422, "today it still serves"

    stand_at(monkeypatch, dt.datetime.combine(in_days(1), dt.time(8), VIETNAM))
    admin.force_login(User.objects.get(staff_roles__role=Role.UNIT_ADMIN, staff_roles__unit=wards.first))
    assert admin.post(page("counter", centre.code), typed).status_code == 302

    assert [c.name for c in Counter.objects.current(in_days(1)).filter(unit=centre)] == ["Đất đai"]


def test_closing_twice_moves_no_day(admin: Client, wards: Wards, monkeypatch: pytest.MonkeyPatch) -> None:
    counter = make.CounterFactory(unit=wards.centres[0], number=1, valid_to=in_days(-3))

    admin.post(page("counter-close", wards.centres[0].code, counter.pk))

    counter.refresh_from_db()
    assert counter.valid_to == in_days(-3)


def test_a_counter_that_has_not_opened_closes_after_its_first_day(admin: Client, wards: Wards) -> None:
    counter = make.CounterFactory(unit=wards.centres[0], number=1, valid_from=in_days(5))

    admin.post(page("counter-close", wards.centres[0].code, counter.pk))

    counter.refresh_from_db()
    assert (counter.valid_from, counter.valid_to) == (in_days(5), in_days(6))


def test_the_same_number_stands_at_two_centres(admin: Client, wards: Wards) -> None:
    make.CounterFactory(unit=wards.centres[1], number=1)

    answer = admin.post(page("counter", wards.centres[0].code), {"number": "1", "name": "Hộ tịch"})

    assert answer.status_code == 302
    assert Counter.objects.filter(number=1).count() == 2


@pytest.mark.parametrize("name", ["", "   ", "x" * 121])
def test_a_counter_has_a_sign_that_can_be_read(admin: Client, wards: Wards, name: str) -> None:
    counter = make.CounterFactory(unit=wards.centres[0], number=1)

    assert admin.post(page("counter", wards.centres[0].code), {"number": "2", "name": name}).status_code == 422
    answer = admin.post(page("counter-name", wards.centres[0].code, counter.pk), {"name": name})

    assert answer.status_code == 422
    assert list(Counter.objects.values_list("name", flat=True)) == ["Hộ tịch và chứng thực"]


def moved(wards: Wards, monkeypatch: pytest.MonkeyPatch) -> Reorganisation:
    """Both wards merged."""
    return write.carry_out(monkeypatch, write.scheduled(merged(wards), wards.other))


def test_a_counter_that_was_to_open_after_a_merger_opens_at_the_new_ward_alone(
    wards: Wards, monkeypatch: pytest.MonkeyPatch
) -> None:
    day = write.the_day()
    opens = make.CounterFactory(unit=wards.centres[1], number=4, valid_from=day + dt.timedelta(days=5))

    moved(wards, monkeypatch)

    (only,) = Counter.objects.all()
    assert (only.pk, only.unit.code, only.number) == (opens.pk, "H29.950.9", 4)
    assert only.valid_from == day + dt.timedelta(days=5)


def test_a_counter_of_later_gets_the_next_number_where_its_own_is_taken(
    wards: Wards, monkeypatch: pytest.MonkeyPatch
) -> None:
    day = write.the_day()
    make.CounterFactory(unit=wards.centres[0], number=4)
    make.CounterFactory(unit=wards.centres[1], number=4, valid_from=day + dt.timedelta(days=5))

    moved(wards, monkeypatch)

    rows = Counter.objects.filter(unit__code="H29.950.9").order_by("number").values_list("number", "valid_from")
    assert list(rows) == [(4, day), (5, day + dt.timedelta(days=5))]


# Contacts


@pytest.mark.parametrize(
    ("typed", "box"),
    [
        ({"email": "không phải thư"}, "email"),
        ({"address": "x" * 301}, "address"),
        ({"hotline": "0" * 41}, "hotline"),
        ({"map_url": "https://" + "x" * 500 + ".example"}, "map_url"),
    ],
)
def test_a_wrong_contact_is_told_beside_its_box_and_nothing_is_kept(
    admin: Client, wards: Wards, typed: dict[str, str], box: str
) -> None:
    answer = admin.post(page("contact", wards.centres[0].code), {"phone": "028 38", **typed})

    assert answer.status_code == 422
    assert f'href="#id_{box}"' in shown(answer)
    assert "028 38" in shown(answer), "what was typed stays"
    unit = Unit.objects.get(pk=wards.centres[0].pk)
    assert (unit.phone, unit.hotline) == ("", "028 201")


def test_a_contact_written_while_the_unit_ends_does_not_bring_it_back(wards: Wards) -> None:
    """The page had read the unit before the worker ended and renamed it."""
    read_before = Unit.objects.get(pk=wards.centres[0].pk)
    Unit.objects.filter(pk=wards.centres[0].pk).update(valid_to=TODAY, name="Trung tâm cũ")

    keeping.change_contact(wards.author, read_before, {"address": "Số 9, đường Mới"})

    unit = Unit.objects.get(pk=wards.centres[0].pk)
    assert (unit.address, unit.valid_to, unit.name) == ("Số 9, đường Mới", TODAY, "Trung tâm cũ")


def test_a_new_address_is_found_by_its_words_at_once(admin: Client, wards: Wards) -> None:
    admin.post(page("contact", wards.centres[0].code), {"address": "Số 9, đường Hoàng Sa"})

    found = admin.get("/api/v1/units/", {"search": "duong hoang sa"}).json()["results"]

    assert [unit["code"] for unit in found] == [wards.centres[0].code]


def test_a_hotline_taken_away_leaves_that_of_the_city_on_the_public_page(
    admin: Client, wards: Wards, client: Client
) -> None:
    admin.post(page("contact", wards.centres[0].code), {"address": "Số 9", "hotline": ""})

    told = shown(client.get(wards.centres[0].get_absolute_url()))

    assert "028 201" not in told
    assert "Đường dây nóng" in told


# Checks


def lacks(unit: Unit, day: dt.date | None = None) -> set[str]:
    """What the checks say about one unit, but for its roster, which the hotline keeps (tests/hotline)."""
    return {str(lack.words) for lack in checks.lacks_of(Unit.objects.filter(pk=unit.pk), day)} - {NO_ROSTER}


def whole(centre: Unit) -> None:
    """A centre that lacks nothing."""
    Unit.objects.filter(pk=centre.pk).update(address="Số 9", hotline="1022")
    make.CounterFactory(unit=centre, number=1)
    for _ in range(2):
        make.StaffRoleFactory(unit=centre)


def test_checks_look_at_the_day_that_is_asked(wards: Wards) -> None:
    centre = wards.centres[0]
    whole(centre)
    assert lacks(centre) == set()
    Counter.objects.update(valid_to=in_days(5))

    assert lacks(centre, in_days(4)) == set()
    assert lacks(centre, in_days(5)) == {"Chưa có quầy nào đang mở."}
    assert len(lacks(centre, make.SINCE - dt.timedelta(days=1))) == 2, "neither counters nor staff yet"


@pytest.mark.parametrize(
    ("kind", "role", "alone"),
    [
        ("first", Role.LEADER, "Chỉ có một lãnh đạo ký duyệt, không ai thay khi vắng."),
        ("office", Role.OFFICER, "Chỉ có một công chức thụ lý, không ai thay khi vắng."),
    ],
)
def test_one_is_too_few_and_another_role_does_not_count(wards: Wards, kind: str, role: str, alone: str) -> None:
    unit = wards.first if kind == "first" else Unit.objects.get(code="H29.201.3")
    make.StaffRoleFactory(unit=unit, role=Role.CLERK)
    make.StaffRoleFactory(unit=unit, role=role)
    assert lacks(unit) == {alone}

    make.StaffRoleFactory(unit=unit, role=role, user__is_active=False)
    assert lacks(unit) == {alone}, "a closed account stands in for nobody"

    make.StaffRoleFactory(unit=unit, role=role)
    assert lacks(unit) == set()


def test_the_provinces_committee_and_departments_are_not_asked_for_clerks(wards: Wards) -> None:
    department = make.DepartmentFactory(parent=wards.first.parent)

    assert lacks(department) == set()
    assert wards.first.parent is not None
    assert lacks(wards.first.parent) == set()


@pytest.mark.parametrize("centres", [1, 7])
def test_checks_cost_four_queries_however_many_units(
    wards: Wards, centres: int, django_assert_num_queries: Any
) -> None:
    for _ in range(centres):
        whole(make.CentreFactory())

    with django_assert_num_queries(4):  # two of them ask the hotline for rosters
        checks.lacks_of(Unit.objects.current())


def test_after_a_merger_the_checks_are_those_of_the_new_centre(wards: Wards, monkeypatch: pytest.MonkeyPatch) -> None:
    whole(wards.centres[0])

    moved(wards, monkeypatch)

    new = Unit.objects.get(code="H29.950.9")
    assert lacks(new) == set(), "address, hotline, counter and both clerks came along"
