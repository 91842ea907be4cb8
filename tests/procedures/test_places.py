"""Rules proved: a procedure's page names where to go: the centre of the commune asked for, or the province's."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest
from django.utils import translation

from procedures import page_cache
from procedures.models import ProcedureVersion
from procedures.places import places_for
from procedures.showing import ProcedurePage
from tests.procedures.test_compare_each_part import PAGE
from tests.units.factories import (
    CentreFactory,
    CommuneCommitteeFactory,
    DepartmentFactory,
    ProvincialCentreFactory,
    WardFactory,
)
from units.calendars import write_office_calendar

pytestmark = pytest.mark.django_db
OF_DEPARTMENT: ProcedurePage = replace(PAGE, competence="department", department="so-tu-phap")


@pytest.fixture
def centre() -> str:
    """The centre of a ward; the ward's code."""
    ward = WardFactory()
    committee = CommuneCommitteeFactory(division=ward)
    calendar = write_office_calendar("office", "Giờ hành chính")
    CentreFactory(
        parent=committee,
        division=ward,
        name="Trung tâm Sài Gòn",
        address="45 Lê Duẩn",
        hotline="1022",
        calendar=calendar,
    )
    return str(ward.code)


def test_the_centre_of_the_commune_is_named_with_how_to_reach_it(centre: str) -> None:
    (place,) = places_for(PAGE, centre)

    assert (place.name, place.address, place.hotline) == ("Trung tâm Sài Gòn", "45 Lê Duẩn", "1022")


def test_days_that_are_alike_are_told_as_one(centre: str) -> None:
    with translation.override("vi"):
        (place,) = places_for(PAGE, centre)

    days = [said for said, _hours in place.hours]
    assert any(" – " in said for said in days), place.hours
    assert all(hours for _said, hours in place.hours), "days off are left out"


def test_hours_are_told_in_the_readers_language(centre: str) -> None:
    with translation.override("vi"):
        (vietnamese,) = places_for(PAGE, centre)
    with translation.override("en"):
        (english,) = places_for(PAGE, centre)

    assert vietnamese.hours[0][0] != english.hours[0][0]
    assert vietnamese.hours[0][1] == english.hours[0][1]


@pytest.mark.parametrize("commune", ["", "99999", "x", "²", "٢٦٧٤٠", "26740' OR 1=1", "-1", "0" * 400])
def test_nobody_answers_to_a_commune_that_is_none(centre: str, commune: str) -> None:
    assert places_for(PAGE, commune) == []


def test_a_committee_without_a_centre_has_no_place() -> None:
    ward = WardFactory()
    CommuneCommitteeFactory(division=ward)

    assert places_for(PAGE, ward.code) == []


def test_a_department_is_reached_at_the_provincial_centre_whatever_the_commune(centre: str) -> None:
    DepartmentFactory(slug="so-tu-phap")
    ProvincialCentreFactory(name="Trung tâm của Thành phố")

    for commune in ("", centre, "99999"):
        assert [place.name for place in places_for(OF_DEPARTMENT, commune)] == ["Trung tâm của Thành phố"]


@pytest.mark.parametrize("has_centre", [True, False])
def test_an_unknown_department_has_no_place(has_centre: bool) -> None:
    if has_centre:
        ProvincialCentreFactory()

    assert places_for(replace(OF_DEPARTMENT, department="so-khong-co"), "") == []


def test_what_is_not_filed_here_has_no_place(centre: str) -> None:
    assert places_for(replace(PAGE, is_filed_here=False), centre) == []
    assert not ProcedureVersion.objects.exists()


def test_a_place_is_looked_up_once(centre: str, django_assert_num_queries: Any) -> None:
    places_for(PAGE, centre)

    with django_assert_num_queries(0):
        assert len(places_for(PAGE, centre)) == 1


def test_kept_places_of_one_language_never_answer_in_another(centre: str) -> None:
    """The cache tells languages apart (`place:<commune>:<language>`)."""
    with translation.override("en"):
        first = places_for(PAGE, centre)
    with translation.override("vi"):
        places_for(PAGE, centre)
    with translation.override("en"):
        assert places_for(PAGE, centre) == first
    assert page_cache.edition()
