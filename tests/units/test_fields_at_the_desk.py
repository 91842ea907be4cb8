"""Rules proved: what the desk says of the fields of a centre is what is in force, in both languages and whoever typed
it; what ends twice ends once; what has not begun is the administrator's to see and nobody else's.

Issue 4 item 8, beside tests/units/test_centre_services.py.
"""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest
from django.test import Client

from tests.units import factories as make
from tests.units.desk_pages import page, parts, shown
from tests.units.plans import Wards
from units import desk_log, services
from units.models import CentreService, Counter, DeskChange, Unit, today_in_vietnam
from units.roles import Role

pytestmark = pytest.mark.django_db
TODAY = today_in_vietnam()
CIVIL, LAND = ("G15-TP07", "Hộ tịch"), ("G13-TN02", "Đất đai")
HOSTILE = "<script>alert('1')</script>"


def in_days(days: int) -> dt.date:
    return TODAY + dt.timedelta(days=days)


@pytest.fixture
def centre(wards: Wards) -> Unit:
    """The centre of the first ward, with two counters."""
    for number in (1, 2):
        make.CounterFactory(unit=wards.centres[0], number=number)
    return wards.centres[0]


def counter(unit: Unit, number: int) -> Counter:
    return Counter.objects.get(unit=unit, number=number)


def rows_of(unit: Unit) -> list[tuple[Any, ...]]:
    return list(unit.services.order_by("pk").values_list("field_code", "counter__number", "valid_from", "valid_to"))


def public(unit: Unit) -> str:
    return shown(Client().get(unit.get_absolute_url()))


def test_what_begins_later_is_seen_at_the_desk_and_not_by_the_public(admin: Client, centre: Unit, wards: Wards) -> None:
    services.receive(wards.author, centre, CIVIL, [counter(centre, 2)], in_days(5))

    desk = shown(admin.get(page("unit", centre.code)))
    assert "Hộ tịch" in desk
    assert f"{in_days(5):%d/%m/%Y}" in desk
    assert "Lĩnh vực tiếp nhận tại đây" not in public(centre)
    assert Client().get(f"/api/v1/units/{centre.code}/").json()["services"] == []


def test_nothing_received_is_said_at_the_desk_and_leaves_no_heading_to_the_public(admin: Client, centre: Unit) -> None:
    assert "Chưa ghi lĩnh vực nào" in shown(admin.get(page("unit", centre.code)))
    assert "Lĩnh vực tiếp nhận tại đây" not in public(centre)


def test_counters_stand_in_the_order_of_their_numbers_and_any_is_no_number(centre: Unit, wards: Wards) -> None:
    services.receive(wards.author, centre, CIVIL, [counter(centre, 2), counter(centre, 1)])
    services.receive(wards.author, centre, LAND, [None])

    told = public(centre)

    assert "quầy 1, 2" in told
    assert "quầy" not in told.split("Đất đai</a>")[1].split("</li>")[0]
    assert told.count("quầy 1, 2") == 1


def test_in_english_the_field_keeps_its_name_and_the_rest_is_english(centre: Unit, wards: Wards) -> None:
    services.receive(wards.author, centre, CIVIL, [counter(centre, 1)])
    services.receive(wards.author, centre, CIVIL, [], in_days(3))
    browser = Client(headers={"accept-language": "en"})
    browser.cookies["django_language"] = "en"

    told = shown(browser.get(centre.get_absolute_url()))

    assert '<html lang="en"' in told or 'lang="en"' in told[:400]
    assert 'lang="vi">Hộ tịch</a>' in told
    assert "quầy" not in told.split('lang="vi">Hộ tịch</a>')[1].split("</li>")[0]


def test_hostile_names_are_words(admin: Client, centre: Unit, wards: Wards) -> None:
    services.receive(wards.author, centre, ("G-1", HOSTILE), [None])

    for told in (
        public(centre),
        shown(admin.get(page("unit", centre.code))),
        shown(admin.get(page("history", centre.code))),
        shown(admin.get(page("service-end", centre.code, "G-1"))),
    ):
        assert HOSTILE not in told
        assert "&lt;script&gt;" in told


# Ends


def test_a_field_that_has_its_end_is_ended_no_second_time(admin: Client, centre: Unit, wards: Wards) -> None:
    """Sent twice, or from a page of yesterday with a later day: nothing moves and the history tells it once."""
    services.receive(wards.author, centre, CIVIL, [None])
    address = page("service-end", centre.code, CIVIL[0])
    admin.post(address, parts("last_day", in_days(3)))
    before, told = rows_of(centre), DeskChange.objects.count()

    for day in (3, 10):
        assert admin.post(address, parts("last_day", in_days(day))).status_code == 302

    assert rows_of(centre) == before
    assert DeskChange.objects.count() == told


def test_an_earlier_end_stands_in_place_of_a_later_one(admin: Client, centre: Unit, wards: Wards) -> None:
    services.receive(wards.author, centre, CIVIL, [None])
    address = page("service-end", centre.code, CIVIL[0])

    for day in (10, 3):
        admin.post(address, parts("last_day", in_days(day)))

    assert rows_of(centre) == [(CIVIL[0], None, TODAY, in_days(4))]


def test_a_field_that_never_began_is_taken_back_by_its_end(admin: Client, centre: Unit, wards: Wards) -> None:
    services.receive(wards.author, centre, CIVIL, [None], in_days(5))

    admin.post(page("service-end", centre.code, CIVIL[0]), parts("last_day", in_days(2)))

    assert rows_of(centre) == []
    assert desk_log.changes_of(centre)[0].after.startswith("Hộ tịch: thôi tiếp nhận")


@pytest.mark.parametrize("typed", [{}, parts("last_day", in_days(-1)), {"last_day_day": "31", "last_day_month": "2"}])
def test_a_last_day_must_be_a_day_from_today_on(
    admin: Client, centre: Unit, wards: Wards, typed: dict[str, str]
) -> None:
    services.receive(wards.author, centre, CIVIL, [None])
    before = rows_of(centre)

    answer = admin.post(page("service-end", centre.code, CIVIL[0]), typed)

    assert (answer.status_code, rows_of(centre)) == (422, before)
    assert 'href="#id_last_day' in shown(answer)


def test_today_may_be_the_last_day(admin: Client, centre: Unit, wards: Wards) -> None:
    services.receive(wards.author, centre, CIVIL, [None])

    admin.post(page("service-end", centre.code, CIVIL[0]), parts("last_day", TODAY))

    assert [each.code for each in services.received_at(centre)] == [CIVIL[0]]
    assert services.received_at(centre, in_days(1)) == []


# Who and where


@pytest.mark.parametrize("name", ["service-change", "service-end"])
def test_a_field_that_is_not_received_has_no_page(admin: Client, centre: Unit, wards: Wards, name: str) -> None:
    services.receive(wards.author, centre, CIVIL, [None], in_days(-5))
    services.receive(wards.author, centre, CIVIL, [], in_days(-1))

    for field in (LAND[0], CIVIL[0], "khong-co"):
        assert admin.get(page(name, centre.code, field)).status_code == 404
        assert admin.post(page(name, centre.code, field), parts("valid_from", TODAY)).status_code == 404


@pytest.mark.parametrize("role", [Role.CLERK, Role.OFFICER, Role.LEADER, Role.SUPERVISOR])
def test_only_administrators_change_what_a_centre_receives(
    client: Client, centre: Unit, wards: Wards, role: Role
) -> None:
    services.receive(wards.author, centre, CIVIL, [None])
    before = rows_of(centre)
    client.force_login(make.StaffRoleFactory(unit=centre, role=role).user)

    for name, args in (
        ("services", ()),
        ("service-change", (CIVIL[0],)),
        ("service-end", (CIVIL[0],)),
        ("history", ()),
    ):
        address = page(name, centre.code, *args)
        assert client.get(address).status_code == 403, name
        assert client.post(address, parts("last_day", TODAY)).status_code in (403, 405)
    assert rows_of(centre) == before


def test_a_centre_without_counters_is_asked_for_none(admin: Client, wards: Wards) -> None:
    services.receive(wards.author, wards.centres[0], CIVIL, [None])

    asked = shown(admin.get(page("service-change", wards.centres[0].code, CIVIL[0])))

    assert 'name="counters"' not in asked
    assert 'name="valid_from_day"' in asked


def test_a_counter_that_has_its_last_day_is_offered_no_more(admin: Client, centre: Unit, wards: Wards) -> None:
    services.receive(wards.author, centre, CIVIL, [counter(centre, 1), counter(centre, 2)])
    admin.post(page("counter-close", centre.code, counter(centre, 1).pk))

    address = page("service-change", centre.code, CIVIL[0])
    asked = shown(admin.get(address))
    assert f'value="{counter(centre, 1).pk}"' not in asked
    answer = admin.post(address, {"counters": [counter(centre, 1).pk], **parts("valid_from", TODAY)})

    assert answer.status_code == 422
    assert [each.counters for each in services.received_at(centre, in_days(2))] == [(2,)]


def test_the_desk_costs_the_same_for_one_field_and_for_many(
    admin: Client, centre: Unit, wards: Wards, django_assert_max_num_queries: Any
) -> None:
    services.receive(wards.author, centre, CIVIL, [None])
    admin.get(page("unit", centre.code))
    with django_assert_max_num_queries(25) as counted:
        admin.get(page("unit", centre.code))
    for number in range(5):
        services.receive(wards.author, centre, (f"G-{number}", f"Lĩnh vực {number}"), [counter(centre, 1)])

    with django_assert_max_num_queries(len(counted)):
        admin.get(page("unit", centre.code))


def test_what_one_centre_receives_is_no_other_ones(centre: Unit, wards: Wards) -> None:
    services.receive(wards.author, centre, CIVIL, [counter(centre, 1)])

    assert services.received_at(wards.centres[1]) == []
    assert not CentreService.objects.exclude(unit=centre).exists()
    assert not desk_log.changes_of(wards.centres[1]).exists()
