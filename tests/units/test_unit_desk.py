"""Rules proved: administrators of a unit keep its staff, counters and contacts, and those of no other.

Issue 4 item 8. Through HTTP, as people do it; negative cases assert that nothing changed.
"""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from portal.accounts.models import Kind, User
from portal.outbox.models import OutboxMessage
from tests.units import factories as make
from tests.units.desk_pages import page, parts, shown
from tests.units.plans import Wards
from units.models import Counter, StaffRole, Unit, today_in_vietnam
from units.roles import Role

pytestmark = pytest.mark.django_db


def in_days(days: int) -> dt.date:
    return today_in_vietnam() + dt.timedelta(days=days)


# Who comes in where


def test_an_administrator_sees_their_ward_and_its_parts_alone(admin: Client, wards: Wards) -> None:
    told = shown(admin.get(page("units")))

    assert page("unit", wards.first.code) in told
    assert page("unit", wards.centres[0].code) in told
    assert wards.second.name not in told


@pytest.mark.parametrize("name", ["unit", "contact", "role", "counter"])
def test_the_units_of_others_do_not_exist_for_them(admin: Client, wards: Wards, name: str) -> None:
    for unit in (wards.second, wards.centres[1], wards.first.parent):
        assert unit is not None
        assert admin.get(page(name, unit.code)).status_code == 404
        assert admin.post(page(name, unit.code), {}).status_code in (404, 405)


def test_rows_of_another_ward_are_not_reached_through_ones_own(admin: Client, wards: Wards) -> None:
    role = make.StaffRoleFactory(unit=wards.centres[1])
    counter = make.CounterFactory(unit=wards.centres[1], number=1)
    own = wards.centres[0].code

    for address in (
        page("role-end", own, role.pk),
        page("role-transfer", own, role.pk),
        page("counter-name", own, counter.pk),
    ):
        assert admin.post(address, {"name": "x"}).status_code == 404
    assert admin.post(page("counter-close", own, counter.pk)).status_code == 404
    role.refresh_from_db()
    counter.refresh_from_db()
    assert (role.valid_to, counter.valid_to, counter.name) == (None, None, "Hộ tịch và chứng thực")


@pytest.mark.parametrize("role", [role for role in Role if role not in (Role.UNIT_ADMIN, Role.SYSTEM_ADMIN)])
def test_nobody_else_comes_in(wards: Wards, client: Client, role: str) -> None:
    client.force_login(make.StaffRoleFactory(unit=wards.first, role=role).user)

    assert client.get(page("units")).status_code == 403
    assert client.get(page("unit", wards.first.code)).status_code == 403


# Staff


def give(admin: Client, unit: Unit, **typed: Any) -> Any:
    typed = {"role": Role.CLERK, **parts("valid_from", today_in_vietnam()), **typed}
    return admin.post(page("role", unit.code), typed)


def test_a_role_is_given_with_its_dates(admin: Client, wards: Wards) -> None:
    person = make.StaffFactory()

    answer = give(admin, wards.centres[0], email=person.email.upper(), **parts("last_day", in_days(30)))

    assert answer.url == page("unit", wards.centres[0].code)
    role = StaffRole.objects.get(user=person)
    assert (role.unit, role.role, role.valid_from, role.valid_to) == (
        wards.centres[0], Role.CLERK, today_in_vietnam(), in_days(31),
    )  # fmt: skip


def test_whoever_has_no_account_gets_one_and_a_letter_to_set_a_password(admin: Client, wards: Wards) -> None:
    give(admin, wards.centres[0], email="moi@phuong.example", full_name="Lê Văn Mới")

    person = User.objects.get(email="moi@phuong.example")
    assert (person.kind, person.full_name, person.has_usable_password()) == (Kind.STAFF, "Lê Văn Mới", False)
    assert StaffRole.objects.get(user=person).unit == wards.centres[0]
    letter = OutboxMessage.objects.latest("pk").payload
    assert letter["to"] == person.email
    assert reverse("account_reset_password") in letter["text"]


@pytest.mark.parametrize("role", [Role.UNIT_ADMIN, Role.SYSTEM_ADMIN, Role.PUBLISHER, Role.SUPERVISOR, "gi-do"])
def test_rights_over_others_are_not_theirs_to_give(admin: Client, wards: Wards, role: str) -> None:
    person = make.StaffFactory()

    assert give(admin, wards.first, email=person.email, role=role).status_code == 422
    assert not StaffRole.objects.filter(user=person).exists()


@pytest.mark.parametrize(
    ("typed", "box"),
    [
        ({"email": "khong-co@phuong.example"}, "full_name"),
        ({"email": "dan@example.vn"}, "email"),
        ({"email": ""}, "email"),
        (
            {
                "email": "a@b.example",
                "full_name": "A",
                "last_day_day": "1",
                "last_day_month": "1",
                "last_day_year": "2020",
            },
            "last_day",
        ),
    ],
)
def test_a_wrong_gift_is_told_beside_its_box(admin: Client, wards: Wards, typed: dict[str, str], box: str) -> None:
    User.objects.create_user("dan@example.vn", "Mot-Cua-2026", full_name="Người dân")
    before = (StaffRole.objects.count(), User.objects.count())

    answer = give(admin, wards.centres[0], **typed)

    assert answer.status_code == 422
    assert f'href="#id_{box}' in shown(answer)
    assert (StaffRole.objects.count(), User.objects.count()) == before


def test_nobody_gives_a_role_to_themselves_or_ends_their_own(admin: Client, wards: Wards) -> None:
    own = StaffRole.objects.get(unit=wards.first, role=Role.UNIT_ADMIN)

    assert give(admin, wards.centres[0], email=own.user.email).status_code == 422
    assert admin.get(page("role-end", wards.first.code, own.pk)).status_code == 404
    assert StaffRole.objects.filter(user=own.user).count() == 1


def test_the_same_role_twice_is_refused(admin: Client, wards: Wards) -> None:
    role = make.StaffRoleFactory(unit=wards.centres[0])

    answer = give(admin, wards.centres[0], email=role.user.email)

    assert answer.status_code == 422
    assert "đã giữ vai trò đó" in shown(answer)


def test_a_role_ends_after_its_last_day(admin: Client, wards: Wards) -> None:
    role = make.StaffRoleFactory(unit=wards.centres[0])

    admin.post(page("role-end", wards.centres[0].code, role.pk), parts("last_day", in_days(2)))

    role.refresh_from_db()
    assert role.valid_to == in_days(3)


def test_a_past_last_day_changes_nothing(admin: Client, wards: Wards) -> None:
    role = make.StaffRoleFactory(unit=wards.centres[0])

    answer = admin.post(page("role-end", wards.centres[0].code, role.pk), parts("last_day", in_days(-2)))

    role.refresh_from_db()
    assert (answer.status_code, role.valid_to) == (422, None)


def test_somebody_goes_on_at_another_part_of_the_ward(admin: Client, wards: Wards) -> None:
    role = make.StaffRoleFactory(unit=wards.centres[0])
    office = Unit.objects.get(code="H29.201.3")

    admin.post(
        page("role-transfer", wards.centres[0].code, role.pk), {"unit": office.pk, **parts("valid_from", in_days(5))}
    )

    role.refresh_from_db()
    new = StaffRole.objects.get(user=role.user, unit=office)
    assert (role.valid_to, new.valid_from, new.role) == (in_days(5), in_days(5), role.role)


def test_nobody_is_sent_to_a_ward_of_others(admin: Client, wards: Wards) -> None:
    role = make.StaffRoleFactory(unit=wards.centres[0])
    typed = {"unit": wards.centres[1].pk, **parts("valid_from", in_days(5))}

    answer = admin.post(page("role-transfer", wards.centres[0].code, role.pk), typed)

    role.refresh_from_db()
    assert (answer.status_code, role.valid_to) == (422, None)


# Counters, contact, days


def test_counters_are_opened_renamed_and_closed(admin: Client, wards: Wards, client: Client) -> None:
    centre = wards.centres[0]
    admin.post(page("counter", centre.code), {"number": "4", "name": "Đất đai"})
    counter = Counter.objects.get(unit=centre)
    admin.post(page("counter-name", centre.code, counter.pk), {"name": "Đất đai và môi trường"})
    assert "Đất đai và môi trường" in shown(client.get(centre.get_absolute_url()))

    admin.post(page("counter-close", centre.code, counter.pk))

    counter.refresh_from_db()
    assert counter.valid_to == in_days(1)
    assert admin.get(page("counter-close", centre.code, counter.pk)).status_code == 405


@pytest.mark.parametrize("number", ["1", "0", "-3", "1000", "một", ""])
def test_a_counter_has_a_number_of_its_own(admin: Client, wards: Wards, number: str) -> None:
    make.CounterFactory(unit=wards.centres[0], number=1)

    answer = admin.post(page("counter", wards.centres[0].code), {"number": number, "name": "Mới"})

    assert answer.status_code == 422
    assert Counter.objects.filter(unit=wards.centres[0]).count() == 1


def test_what_people_need_to_come_is_on_the_public_page(admin: Client, wards: Wards) -> None:
    typed = {
        "address": "Số 9, đường Mới", "phone": "028 9", "hotline": "1022", "email": "an@phuong.example",
        "map_url": "https://maps.example/an",
    }  # fmt: skip

    admin.post(page("contact", wards.centres[0].code), typed)

    told = shown(admin.get(wards.centres[0].get_absolute_url()))
    assert all(words in told for words in typed.values())


@pytest.mark.parametrize("url", ["http://maps.example/", "javascript:alert(1)", "maps"])
def test_a_map_is_an_address_that_a_browser_opens_safely(admin: Client, wards: Wards, url: str) -> None:
    answer = admin.post(page("contact", wards.centres[0].code), {"address": "Số 9", "map_url": url})

    assert answer.status_code == 422
    assert "Số 9" in shown(answer)
    assert Unit.objects.get(pk=wards.centres[0].pk).map_url == ""


# Checks


def test_what_a_centre_lacks_is_listed_and_goes_away_when_mended(admin: Client, wards: Wards) -> None:
    centre = wards.centres[0]
    told = shown(admin.get(page("unit", centre.code)))
    for lack in ("Chưa có địa chỉ", "Chưa có quầy nào đang mở", "Chưa có công chức tiếp nhận"):
        assert lack in told
    assert "Chưa có đường dây nóng" not in told, "the ward's centre has one"

    admin.post(page("contact", centre.code), {"address": "Số 9", "hotline": "1022"})
    make.CounterFactory(unit=centre, number=1)
    make.StaffRoleFactory(unit=centre)
    told = shown(admin.get(page("unit", centre.code)))
    assert "Chưa có địa chỉ" not in told
    assert "không ai thay khi vắng" in told

    make.StaffRoleFactory(unit=centre)
    told = shown(admin.get(page("unit", centre.code)))
    left = told[told.index("Cần bổ sung") :].split("</ul>")[0]
    assert left.count("<li>") == 1 and "lịch trực" in left, "its roster is kept at the hotline"


def test_the_list_finds_units_by_words_without_accents(admin: Client, wards: Wards) -> None:
    told = shown(admin.get(page("units"), {"tim": "trung tam"}))

    assert page("unit", wards.centres[0].code) in told
    assert f'"{page("unit", wards.first.code)}"' not in told
    assert "Không có đơn vị nào khớp" in shown(admin.get(page("units"), {"tim": "xyz"}))


@pytest.mark.parametrize("more", [0, 8])
def test_the_list_asks_the_same_for_few_units_and_many(
    admin: Client, wards: Wards, more: int, django_assert_max_num_queries: Any
) -> None:
    for number in range(more):
        make.PartFactory(parent=wards.first, code=f"H29.201.{20 + number}", slug=f"phong-{number}")

    with django_assert_max_num_queries(14):
        admin.get(page("units"))
