"""A unit as search engines read it: what is known in schema.org's words, nothing that is not, and no way out of it."""

from __future__ import annotations

import datetime as dt
import json
import re
from typing import Any

import pytest
from django.conf import settings
from hypothesis import given
from hypothesis import strategies as st

from portal.ui.json_ld import script_elements
from tests.units import factories as make
from units import calendars, duty_hooks, structured_data
from units.duty_hooks import Duty
from units.models import CalendarException, Unit, WorkingPeriod, today_in_vietnam

ELEMENT = re.compile(r'<script type="application/ld\+json">(.*?)</script>', re.DOTALL)
JSON: st.SearchStrategy[Any] = st.dictionaries(
    st.text(max_size=5), st.one_of(st.text(max_size=30), st.integers(), st.none(), st.lists(st.text(max_size=9))),
    max_size=4,
)  # fmt: skip
ALWAYS = Duty(numbers=("1022", "+842838291022"), hours="Cả ngày lẫn đêm", is_always=True, is_there=False)
OFFICE = Duty(numbers=("+842838291022", "+842838290000"), hours="Giờ làm việc", is_always=False, is_there=True)


@given(st.lists(JSON, max_size=3))
def test_whatever_is_told_is_read_back_and_no_text_ends_an_element(told: list[dict[str, Any]]) -> None:
    html = str(script_elements(*told))
    assert [json.loads(found) for found in ELEMENT.findall(html)] == told


@given(st.sampled_from(["</script>", "<!--", "<script", "&lt;", "]]>", "\u2028", "-->", "<", ">"]), st.text(max_size=9))
def test_what_browsers_take_for_mark_up_never_stands_inside(mark: str, more: str) -> None:
    (inside,) = ELEMENT.findall(str(script_elements({"name": more + mark + more})))
    assert not set(inside) & set("<>&") and json.loads(inside)["name"] == more + mark + more


@pytest.fixture
def centre(db: None) -> Unit:
    """A centre of which nothing is known but its name."""
    unit: Unit = make.CentreFactory(address="", phone="", hotline="", email="", map_url="")
    return unit


def test_what_is_unknown_is_left_out(centre: Unit) -> None:
    told = structured_data.described(centre)
    for name in ("address", "telephone", "email", "hasMap"):
        assert name not in told, name
    assert told["@type"] == "GovernmentOffice" and told["name"] == centre.name and told["identifier"] == centre.code
    assert told["url"].startswith("http") and told["url"].endswith(centre.get_absolute_url())
    assert all(value for value in told.values()), "nothing empty is told"


def test_what_is_known_is_told_in_the_words_of_schema_org(centre: Unit) -> None:
    known = {"address": "45 Lê Duẩn", "phone": "028 3823 4223", "email": "tt@example.vn", "map_url": "https://x.vn/1"}
    Unit.objects.filter(pk=centre.pk).update(**known)
    unit = Unit.objects.select_related("parent", "calendar").get(pk=centre.pk)
    told = structured_data.described(unit)
    assert told["address"] == {"@type": "PostalAddress", "streetAddress": "45 Lê Duẩn", "addressCountry": "VN"}
    assert (told["telephone"], told["email"], told["hasMap"]) == ("028 3823 4223", "tt@example.vn", "https://x.vn/1")
    assert unit.parent is not None and told["parentOrganization"]["name"] == unit.parent.name


def test_the_top_stands_under_nobody(centre: Unit) -> None:
    top = Unit.objects.get(parent=None)
    assert "parentOrganization" not in structured_data.described(top)


def numbers_of(unit: Unit, *duties: Duty) -> dict[str, bool]:
    """Each number with whether somebody answers it day and night, in order."""
    points = structured_data.described(unit, duties)["contactPoint"]
    assert all((point["@type"], point["contactType"]) == ("ContactPoint", "hotline") for point in points)
    return {point["telephone"]: "hoursAvailable" in point for point in points}


def test_each_number_stands_once_and_says_when_it_is_answered_day_and_night(centre: Unit) -> None:
    centre.hotline = "028 3822 9029"
    told = numbers_of(centre, OFFICE, ALWAYS)
    assert list(told) == ["028 3822 9029", "+842838291022", "+842838290000", "1022"]
    assert told == {"028 3822 9029": False, "+842838291022": True, "+842838290000": False, "1022": True}


def test_without_any_number_of_its_own_it_has_the_provinces(centre: Unit) -> None:
    assert numbers_of(centre) == {settings.PORTAL_HOTLINE: False}
    assert numbers_of(centre, Duty((), "Giờ làm việc", is_always=False, is_there=False)) == {
        settings.PORTAL_HOTLINE: False
    }
    assert settings.PORTAL_HOTLINE not in numbers_of(centre, OFFICE)


def test_day_and_night_is_said_for_all_seven_days(centre: Unit) -> None:
    (point, *_more) = structured_data.described(centre, [ALWAYS])["contactPoint"]
    hours = point["hoursAvailable"]
    assert len(hours["dayOfWeek"]) == len(set(hours["dayOfWeek"])) == 7
    assert (hours["opens"], hours["closes"]) == ("00:00", "23:59")


def test_hours_are_those_on_which_doors_are_open_not_those_that_count(centre: Unit) -> None:
    usual = structured_data.described(centre)["openingHoursSpecification"]
    assert {row["dayOfWeek"] for row in usual} == {"Monday", "Tuesday", "Wednesday", "Thursday", "Friday"}
    WorkingPeriod.objects.create(
        calendar=centre.calendar, purpose=WorkingPeriod.Purpose.OPENING, weekday=5, opens=dt.time(8), closes=dt.time(11)
    )
    unit = Unit.objects.select_related("calendar", "parent").get(pk=centre.pk)
    (row,) = structured_data.described(unit)["openingHoursSpecification"]
    assert (row["dayOfWeek"], row["opens"], row["closes"]) == ("Saturday", "08:00", "11:00")


def test_days_off_ahead_are_shut_and_days_with_other_hours_tell_them(
    centre: Unit, monkeypatch: pytest.MonkeyPatch
) -> None:
    today = today_in_vietnam()
    off, half = (
        calendars.SpecialDay(today + dt.timedelta(days=3), "Nghỉ lễ", ()),
        calendars.SpecialDay(
            today + dt.timedelta(days=4), "Nửa ngày", ((dt.time(8), dt.time(11)), (dt.time(13), dt.time(15)))
        ),
    )  # fmt: skip
    monkeypatch.setattr(calendars, "special_days_ahead", lambda _unit: [off, half])
    rows = structured_data.described(centre)["specialOpeningHoursSpecification"]
    assert [(row["validFrom"], row["opens"], row["closes"]) for row in rows] == [
        (f"{off.date}", "00:00", "00:00"), (f"{half.date}", "08:00", "11:00"), (f"{half.date}", "13:00", "15:00"),
    ]  # fmt: skip
    assert all(row["validFrom"] == row["validThrough"] for row in rows)


def test_a_written_day_off_reaches_the_page(centre: Unit) -> None:
    day = today_in_vietnam() + dt.timedelta(days=5)
    CalendarException.objects.filter(calendar=centre.calendar, date=day).delete()
    CalendarException.objects.create(calendar=centre.calendar, date=day, hours=[], reason="Tổng vệ sinh", source="QĐ 1")
    unit = Unit.objects.select_related("calendar", "parent").get(pk=centre.pk)
    days = [row["validFrom"] for row in structured_data.described(unit)["specialOpeningHoursSpecification"]]
    assert f"{day}" in days


def test_sources_are_asked_in_the_order_of_their_names(centre: Unit, monkeypatch: pytest.MonkeyPatch) -> None:
    def source(duty: Duty, lacking: set[int]) -> duty_hooks.Source:
        return duty_hooks.Source(lambda _unit, _moment: [duty], lambda _units: lacking, lambda code: f"/{code}/")

    monkeypatch.setattr(duty_hooks, "_sources", {})
    duty_hooks.register("b", source(OFFICE, {1}))
    duty_hooks.register("a", source(ALWAYS, {2}))
    assert duty_hooks.duties_of(centre, dt.datetime.now(dt.UTC)) == [ALWAYS, OFFICE]
    assert set(duty_hooks.without_roster([1, 2, 3])) == {1, 2}
