"""Finding the unit of today for a place, a subject, a code."""

from __future__ import annotations

import datetime as dt

import pytest
from pytest_django.fixtures import DjangoAssertNumQueries

from tests.units import factories as make
from units import lookup

pytestmark = pytest.mark.django_db
DAY = dt.date(2026, 3, 1)


def test_the_committee_of_a_commune_is_the_one_in_force() -> None:
    old = make.CommuneCommitteeFactory(valid_to=DAY)
    new = make.CommuneCommitteeFactory(division=old.division, valid_from=DAY)
    assert lookup.committee_of(old.division.code) == new
    assert lookup.committee_of(old.division.code, on=DAY - dt.timedelta(days=1)) == old


def test_an_unknown_commune_or_code_is_said_in_words() -> None:
    with pytest.raises(lookup.UnknownUnit, match="99999"):
        lookup.committee_of("99999")
    with pytest.raises(lookup.UnknownUnit, match="H29\\.999"):
        lookup.unit_by_code("H29.999")
    with pytest.raises(lookup.UnknownUnit, match="so-tu-phap"):
        lookup.department("so-tu-phap")


def test_a_commune_receives_at_its_own_centre() -> None:
    centre = make.CentreFactory()
    division = make.PartFactory(parent=centre.parent)
    assert lookup.centre_of(centre) == centre
    assert lookup.centre_of(centre.parent) == centre
    assert lookup.centre_of(division) == centre


def test_the_provincial_centre_receives_for_departments() -> None:
    centre = make.ProvincialCentreFactory()
    department = make.DepartmentFactory(parent=centre.parent)
    assert lookup.centre_of(department) == centre
    assert lookup.centre_of(centre.parent) == centre
    assert lookup.department("so-tu-phap") == department


def test_a_subject_without_its_division_goes_to_the_office() -> None:
    culture = make.PartFactory(slug="van-hoa-xa-hoi")
    office = make.PartFactory(parent=culture.parent, slug="van-phong")
    assert lookup.division_for(culture.parent, "van-hoa-xa-hoi") == culture
    assert lookup.division_for(culture.parent, "kinh-te") == office


def test_a_commune_without_divisions_is_an_error_in_words() -> None:
    with pytest.raises(lookup.UnknownUnit, match="kinh-te"):
        lookup.division_for(make.CommuneCommitteeFactory(), "kinh-te")


def test_the_agency_is_the_nearest_whose_code_opens_dossier_codes(
    django_assert_num_queries: DjangoAssertNumQueries,
) -> None:
    part = make.PartFactory()
    branch = make.ProvincialCentreFactory()
    assert part.agency == part.parent
    assert part.agency_code == part.parent.code
    assert branch.agency_code == "H29.90"
    with django_assert_num_queries(1):  # parents come along
        assert lookup.unit_by_code(part.code).agency_code == part.parent.code
