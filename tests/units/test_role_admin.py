"""System administrators give roles and end them; who held what stays, and nobody gives themselves one."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest
from django.contrib.admin.models import LogEntry
from django.test import Client

from portal.accounts.models import Kind, User
from tests.units import factories as make
from units import access
from units.models import Counter, StaffRole, Unit, today_in_vietnam
from units.roles import Role

pytestmark = pytest.mark.django_db
ROLES, ADD, UNITS = "/quan-tri/units/staffrole/", "/quan-tri/units/staffrole/add/", "/quan-tri/units/unit/"


def administrator(email: str = "quan.tri@example.vn") -> User:
    return User.objects.create_superuser(email=email, full_name="Quản Trị", password="x", kind=Kind.STAFF)


@pytest.fixture
def admin(client: Client) -> Client:
    client.force_login(administrator())
    return client


@pytest.fixture
def centre() -> Unit:
    unit: Unit = make.CentreFactory(name="Trung tâm phường Sài Gòn")
    return unit


def day(days: int) -> dt.date:
    return today_in_vietnam() + dt.timedelta(days=days)


def form(person: User, unit: Unit, **changes: Any) -> dict[str, Any]:
    """The form of a new role as a browser sends it."""
    told = {"user": person.pk, "unit": unit.pk, "role": Role.CLERK, "valid_from": day(0).isoformat(), "valid_to": ""}
    return told | changes


def saved(answer: Any) -> bool:
    """Whether the form was taken: the admin then leads back to the list."""
    return bool(answer.status_code == 302)


@pytest.mark.parametrize("role", Role.values)
def test_a_role_given_opens_its_door_the_next_moment_and_leaves_its_line(
    admin: Client, centre: Unit, role: str
) -> None:
    person = make.StaffFactory()

    assert saved(admin.post(ADD, form(person, centre, role=role)))

    given = StaffRole.objects.get()
    assert access.units_of(User.objects.get(pk=person.pk), role) == {centre.pk}
    assert LogEntry.objects.get().object_id == str(given.pk)
    assert given.events.count() == 1  # type: ignore[attr-defined]


def test_ended_today_it_reaches_nothing_and_stays_readable(admin: Client, centre: Unit) -> None:
    held = make.StaffRoleFactory(unit=centre)

    assert saved(admin.post(f"{ROLES}{held.pk}/change/", {"valid_to": day(0).isoformat()}))

    assert access.units_of(User.objects.get(pk=held.user_id)) == set()
    held.refresh_from_db()
    assert (held.valid_to, held.role) == (day(0), Role.CLERK)


def test_once_given_only_its_end_can_be_set(admin: Client, centre: Unit) -> None:
    held, other = make.StaffRoleFactory(unit=centre), make.CentreFactory()
    stolen = form(make.StaffFactory(), other, role=Role.LEADER, valid_from=day(-300).isoformat())

    assert saved(admin.post(f"{ROLES}{held.pk}/change/", stolen))

    now = StaffRole.objects.get(pk=held.pk)
    assert (now.user, now.unit, now.role, now.valid_from) == (held.user, centre, Role.CLERK, held.valid_from)


REFUSED: list[tuple[str, dict[str, Any], str]] = [
    ("citizen", {}, "Chỉ giao vai trò cho tài khoản cán bộ đang mở."),
    ("closed", {}, "Chỉ giao vai trò cho tài khoản cán bộ đang mở."),
    ("ended unit", {}, "Đơn vị này không hoạt động vào ngày đó."),
    ("staff", {"valid_to": "2025-01-01"}, "Ngày hết hiệu lực không được trước hôm nay."),
    ("staff", {"role": "king"}, "king"),
    ("staff", {"user": "0"}, "user"),
    ("staff", {"valid_from": "hôm nay"}, "valid_from"),
    ("staff", {"valid_from": "", "valid_to": ""}, "valid_from"),
]


@pytest.mark.parametrize(("who", "changes", "words"), REFUSED)
def test_what_nobody_could_use_is_refused_in_words_and_nothing_is_written(
    admin: Client, centre: Unit, who: str, changes: dict[str, Any], words: str
) -> None:
    person = make.StaffFactory(kind=Kind.CITIZEN if who == "citizen" else Kind.STAFF, is_active=who != "closed")
    if who == "ended unit":
        Unit.objects.filter(pk=centre.pk).update(valid_to=day(0))

    answer = admin.post(ADD, form(person, centre) | changes)

    assert answer.status_code == 200
    assert words in answer.content.decode()
    assert not StaffRole.objects.exists()
    assert not LogEntry.objects.exists()


def test_the_same_role_twice_at_a_time_is_told_not_a_crash(admin: Client, centre: Unit) -> None:
    held = make.StaffRoleFactory(unit=centre)

    answer = admin.post(ADD, form(held.user, centre))

    assert answer.status_code == 200
    assert StaffRole.objects.count() == 1
    assert saved(admin.post(ADD, form(held.user, centre, role=Role.OFFICER)))


def test_nobody_gives_themselves_a_role_where_somebody_else_could(client: Client, centre: Unit) -> None:
    """The only administrator of a new installation has nobody to ask."""
    alone = administrator()
    client.force_login(alone)
    assert saved(client.post(ADD, form(alone, centre)))
    administrator("hai@example.vn")

    answer = client.post(ADD, form(alone, centre, role=Role.LEADER))

    assert "Không ai tự giao vai trò cho mình" in answer.content.decode()
    assert StaffRole.objects.get().role == Role.CLERK


@pytest.mark.parametrize("role", Role.values)
def test_no_role_lets_into_the_admin_only_the_right_itself_does(centre: Unit, role: str) -> None:
    """A role can't be given by who doesn't hold the right, not even by who holds that role."""
    held = make.StaffRoleFactory(unit=centre, role=role)
    User.objects.filter(pk=held.user_id).update(is_staff=True)
    browser = Client()
    browser.force_login(User.objects.get(pk=held.user_id))

    for address in (ROLES, ADD, UNITS, f"{ROLES}{held.pk}/change/"):
        assert browser.get(address).status_code == 403
    assert browser.post(ADD, form(make.StaffFactory(), centre)).status_code == 403
    assert StaffRole.objects.count() == 1


def test_nothing_is_deleted_by_any_way(admin: Client, centre: Unit) -> None:
    held = make.StaffRoleFactory(unit=centre)
    for rows, pk in ((ROLES, held.pk), (UNITS, centre.pk)):
        assert admin.post(f"{rows}{pk}/delete/", {"post": "yes"}).status_code == 403
        admin.post(rows, {"action": "delete_selected", "_selected_action": [pk], "post": "yes"})
    assert StaffRole.objects.filter(pk=held.pk).exists()
    assert Unit.objects.filter(pk=centre.pk).exists()


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("", {"An", "Bình", "Chi"}),
        ("?luc=nay", {"An"}),
        ("?luc=sau", {"Bình"}),
        ("?luc=truoc", {"Chi"}),
        ("?luc=la", {"An", "Bình", "Chi"}),
        ("?role__exact=leader", {"Bình"}),
        ("?q=sai+gon", {"An", "Bình", "Chi"}),
        ("?q=binh@example.vn", {"Bình"}),
        ("?q=An", {"An"}),
        ("?q=%00", {"An", "Bình", "Chi"}),
    ],
)
def test_roles_are_found_by_time_role_person_and_place(
    admin: Client, centre: Unit, query: str, found: set[str]
) -> None:
    def held(name: str, email: str, **more: Any) -> None:
        make.StaffRoleFactory(user=make.StaffFactory(full_name=name, email=email), unit=centre, **more)

    held("An", "an@example.vn")
    held("Bình", "binh@example.vn", role=Role.LEADER, valid_from=day(5))
    held("Chi", "chi@example.vn", valid_to=day(-5))

    answer = admin.get(ROLES + query)

    if answer.status_code == 302:  # the admin leads away from a filter that it does not know
        answer = admin.get(ROLES)
    assert {row.user.full_name for row in answer.context["cl"].result_list} == found


def test_the_list_costs_the_same_however_long(admin: Client, centre: Unit, django_assert_max_num_queries: Any) -> None:
    for _number in range(15):
        make.StaffRoleFactory(unit=centre)
    with django_assert_max_num_queries(8):
        admin.get(ROLES)


def test_how_to_reach_a_unit_and_its_counters_change_but_not_what_it_is(admin: Client, centre: Unit) -> None:
    counters = {"counters-TOTAL_FORMS": "1", "counters-INITIAL_FORMS": "0"}
    fresh = {"counters-0-number": "3", "counters-0-name": "Trả kết quả", "counters-0-valid_from": "2026-01-01"}
    told = {
        "name": centre.name,
        "calendar": centre.calendar_id,
        "address": "45 Lê Duẩn",
        "phone": "028 1",
        "code": "H1",
    }

    assert saved(admin.post(f"{UNITS}{centre.pk}/change/", {**told, **counters, **fresh, "kind": "department"}))

    now = Unit.objects.get(pk=centre.pk)
    assert (now.address, now.phone, now.code, now.kind) == ("45 Lê Duẩn", "028 1", centre.code, centre.kind)
    assert "le duan" in now.search_text
    assert Counter.objects.get().name == "Trả kết quả"
    assert now.events.count() == 2  # type: ignore[attr-defined]


def test_a_unit_that_breaks_a_rule_is_told_not_a_crash(admin: Client, centre: Unit) -> None:
    counters = {"counters-TOTAL_FORMS": "0", "counters-INITIAL_FORMS": "0"}
    told = {
        "code": "H29.555", "name": "Ủy ban nhân dân", "kind": "commune_committee", "level": "province", "slug": "",
        "parent": centre.parent_id, "division": centre.division_id, "calendar": centre.calendar_id,
        "valid_from": "2026-01-01",
    }  # fmt: skip

    answer = admin.post(f"{UNITS}add/", {**told, **counters})

    assert answer.status_code == 200
    assert not Unit.objects.filter(code="H29.555").exists()


def test_units_are_found_without_accents(admin: Client, centre: Unit) -> None:
    make.CentreFactory(name="Trung tâm xã Côn Đảo")

    found = admin.get(f"{UNITS}?q=Sài+Gòn").context["cl"].result_list

    assert [unit.pk for unit in found] == [centre.pk]
