"""What people find of a unit's hotline: on its page, on paper, in search engines, as news; and what a unit lacks."""

from __future__ import annotations

import datetime as dt
import json
import re
from typing import Any

import pytest
from django.core.cache import cache
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from pytest_django import DjangoAssertNumQueries, Settings

from hotline.models import Coverage
from procedures import print_store
from tests.documents.reading import codes_of, pages_of, text_of
from tests.dossiers.world import World, make_staff
from tests.hotline.desk import Desk, at
from tests.hotline.roster.teams import a_shift, a_team, sit
from units import duty_hooks, opening_hours, page_store
from units.desk import checks, keeping
from units.models import Unit
from units.roles import Role

FEED = reverse("hotline:directory-feed")


@pytest.fixture
def ward(world: World) -> Unit:
    """A ward's committee with an address and a hotline of its own."""
    unit = world.ward.committee
    Unit.objects.filter(pk=unit.pk).update(address="47 Lê Duẩn", hotline="028 3822 9029", email="sg@example.vn")
    unit.refresh_from_db()
    return unit


def notice(unit: Unit) -> str:
    return reverse("hotline:notice", args=[unit.code])


def described(client: Client, unit: Unit) -> dict[str, Any]:
    page = client.get(unit.get_absolute_url()).content.decode()
    found = re.search(r'<script type="application/ld\+json">(.*?)</script>', page)
    assert found is not None
    told: dict[str, Any] = json.loads(found[1])
    return told


def test_the_page_tells_who_answers_when_and_no_name(client: Client, world: World, ward: Unit) -> None:
    team = a_team(world, numbers=["+842838229029"])
    sit(a_shift(team, hours=-1), world.ward.clerk)

    page = client.get(ward.get_absolute_url()).content.decode()

    assert "Trực đường dây nóng" in page and "028 3822 9029" in page and "Đang trực" in page
    assert "Cả ngày lẫn đêm, mọi ngày" in page and world.ward.clerk.full_name not in page


def test_between_shifts_the_number_stands_without_saying_that_somebody_is_there(
    client: Client, world: World, ward: Unit, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    team = a_team(world, coverage=Coverage.OPEN_HOURS)
    sit(a_shift(team, hours=0.5), world.ward.clerk)
    assert "Đang trực" not in client.get(ward.get_absolute_url()).content.decode()

    soon = timezone.now() + dt.timedelta(minutes=31)
    with django_assert_num_queries(0):  # what is kept is judged anew with every page
        (duty,) = duty_hooks.duties_of(ward, soon)
    assert duty.is_there and not duty.is_always


def test_search_engines_read_an_office_with_hours_days_off_and_a_number_day_and_night(
    client: Client, world: World, ward: Unit, settings: Settings
) -> None:
    a_team(world, numbers=["+842838229029", "1022"])

    told = described(client, ward)

    assert (told["@type"], told["identifier"], told["telephone" if ward.phone else "name"]) == (
        "GovernmentOffice", ward.code, ward.phone or ward.name,
    )  # fmt: skip
    assert told["address"]["streetAddress"] == "47 Lê Duẩn" and told["url"].endswith(ward.get_absolute_url())
    hours = told["openingHoursSpecification"]
    assert {row["dayOfWeek"] for row in hours} >= {"Monday", "Friday"} and all(
        row["opens"] < row["closes"] for row in hours
    )
    points = {point["telephone"]: point for point in told["contactPoint"]}
    assert set(points) == {"028 3822 9029", "+842838229029", "1022"}
    assert points["1022"]["hoursAvailable"]["closes"] == "23:59" and "hoursAvailable" not in points["028 3822 9029"]


def test_a_name_never_ends_the_element_and_an_ended_unit_has_none(client: Client, ward: Unit) -> None:
    Unit.objects.filter(pk=ward.pk).update(address="</script><script>alert(1)</script> & Co")
    page_store.changed()
    assert described(client, ward)["address"]["streetAddress"] == "</script><script>alert(1)</script> & Co"
    Unit.objects.filter(pk=ward.pk).update(valid_to=timezone.localdate())
    page_store.changed()
    cache.clear()
    assert "ld+json" not in client.get(ward.get_absolute_url()).content.decode()


def test_the_sheet_for_the_wall_is_one_page_with_number_hours_and_the_way_to_the_page(
    client: Client, world: World, ward: Unit, settings: Settings
) -> None:
    a_team(world, numbers=["+842838229029"])

    answer = client.get(notice(ward))

    assert answer.status_code == 200 and answer["Content-Type"] == "application/pdf"
    assert pages_of(answer.content) == [(210, 297)]
    words = text_of(answer.content)
    for told in ("028 3822 9029", "47 Lê Duẩn", ward.name, "Giờ mở cửa", "Cả ngày lẫn đêm", settings.PORTAL_HOTLINE):
        assert told in words, told
    (way,) = codes_of(answer.content)
    assert way.endswith(ward.get_absolute_url()) and way in words.replace(" ", ""), "also for whoever has no camera"
    assert client.get(notice(ward)).content == answer.content, "made once"


def test_a_unit_without_a_number_has_the_provinces_and_a_long_name_still_one_page(
    client: Client, ward: Unit, settings: Settings
) -> None:
    long = "Trung tâm Phục vụ hành chính công " + "và tiếp nhận hồ sơ " * 8
    Unit.objects.filter(pk=ward.pk).update(hotline="", name=long[:200], address="Số 1, " * 45)
    answer = client.get(notice(ward))
    assert settings.PORTAL_HOTLINE in text_of(answer.content) and pages_of(answer.content) == [(210, 297)]


def test_no_sheet_for_what_is_no_unit_and_while_others_print_come_back(
    client: Client, ward: Unit, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert client.get(reverse("hotline:notice", args=["H29.999"])).status_code == 404

    def busy(*_arguments: object, **_options: object) -> bytes:
        raise print_store.PrintersBusy

    monkeypatch.setattr(print_store, "printed", busy)
    answer = client.get(notice(ward))
    assert answer.status_code == 503 and answer["Retry-After"] == "5"


def test_changes_of_contact_and_hours_are_news_of_the_unit_and_name_nobody(
    client: Client, world: World, ward: Unit, desk: Desk
) -> None:
    contact = {name: getattr(ward, name) for name in ("address", "phone", "hotline", "email", "map_url")}
    keeping.change_contact(desk.supervisor, ward, contact | {"hotline": "028 3822 0000"})
    opening_hours.write_own_week(ward, {0: [(dt.time(8), dt.time(11))]}, desk.supervisor)

    told = client.get(FEED, {"don-vi": ward.code})

    assert told["Content-Type"].startswith("application/atom+xml")
    words = told.content.decode()
    assert words.count("<entry>") == 2 and "028 3822 0000" in words and "08:00" in words
    assert desk.supervisor.full_name not in words
    assert client.get(FEED).content.decode().count("<entry>") == 2
    assert client.get(FEED, {"don-vi": world.other_ward.committee.code}).content.decode().count("<entry>") == 0
    for code in ("H29.999", "\0", "x" * 400):
        assert client.get(FEED, {"don-vi": code}).status_code in (200, 404)


def test_the_feed_costs_the_same_however_many_units_live_by_a_calendar(
    client: Client, world: World, desk: Desk, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    for hour in range(7, 10):
        opening_hours.write_week(world.ward.committee.calendar, {0: [(dt.time(hour), dt.time(11))]}, desk.supervisor)
    with django_assert_max_num_queries(4):
        words = client.get(FEED).content.decode()
    assert words.count("<entry>") == 3 and "đơn vị khác" in words


def test_the_desk_lists_what_each_centre_lacks_and_where_it_is_mended(world: World, desk: Desk) -> None:
    centre, top = world.ward.centre, world.ward.committee.parent
    assert top is not None
    admin = make_staff("quantridv@example.vn", "Tạ Thị Quản", Role.UNIT_ADMIN, top)
    Unit.objects.filter(pk=centre.pk).update(hotline="", address="")
    Unit.objects.filter(pk=world.other_ward.centre.pk).update(hotline="1022", address="Số 1 Lê Lai")
    a_team(world, unit=world.other_ward.committee)
    listed = reverse("unit-desk:units")

    for missing in ("duong-day-nong", "dia-chi", "lich-truc"):
        shown = at(admin).get(listed, {"thieu": missing}).content.decode()
        assert centre.name in shown and world.other_ward.centre.name not in shown, missing
    assert reverse("hotline:roster-new", args=[centre.code]) in at(admin).get(listed).content.decode()
    everything = at(admin).get(listed, {"thieu": "gì đó\0"}).content.decode()
    assert centre.name in everything and world.other_ward.centre.name in everything


def test_what_centres_lack_is_asked_in_few_queries(
    world: World, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    with django_assert_max_num_queries(4):
        lacks = checks.lacks_of(Unit.objects.current())
    assert {lack.unit.kind for lack in lacks if "lịch trực" in str(lack.words)} == {"commune_centre"}
