"""Rules proved: a unit that a process names is found anew for each agency at work: slugs mean its own departments and
divisions of today, a code means one unit, and whoever is gone is nobody."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone

from procedures.process_units import as_typed, named_unit, names_of, reference_to, suggestions
from tests.units.factories import CommuneCommitteeFactory, DepartmentFactory, PartFactory
from units.models import Unit

pytestmark = pytest.mark.django_db


@pytest.fixture
def wards() -> list[Unit]:
    """Two wards, each with its division of culture and its office."""
    found: list[Unit] = [CommuneCommitteeFactory() for _number in range(2)]
    for ward in found:
        PartFactory(parent=ward)
        PartFactory(parent=ward, slug="van-phong", name="Văn phòng")
    return found


def test_a_division_is_that_of_the_commune_at_work(wards: list[Unit]) -> None:
    for ward in wards:
        found = named_unit("van-hoa-xa-hoi", ward)

        assert found is not None
        assert (found.parent_id, found.slug) == (ward.pk, "van-hoa-xa-hoi")


def test_a_division_that_a_commune_does_not_have_is_its_office(wards: list[Unit]) -> None:
    found = named_unit("kinh-te", wards[0])

    assert found is not None
    assert (found.parent_id, found.slug) == (wards[0].pk, "van-phong")


def test_a_department_is_the_provinces_whatever_the_commune(wards: list[Unit]) -> None:
    justice = DepartmentFactory()

    assert [named_unit("so-tu-phap", ward) for ward in wards] == [justice, justice]


def test_a_code_means_that_one_unit(wards: list[Unit]) -> None:
    assert named_unit(wards[1].code, wards[0]) == wards[1]


@pytest.mark.parametrize("reference", ["so-y-te", "H29.999", "kinh-te", "", "so-khong-co"])
def test_what_nobody_answers_to_is_nobody_instead_of_an_error(reference: str) -> None:
    bare = CommuneCommitteeFactory()

    assert named_unit(reference, bare) is None


def test_a_unit_that_is_gone_is_not_found_again(wards: list[Unit]) -> None:
    justice = DepartmentFactory()
    Unit.objects.filter(pk=justice.pk).update(valid_to=timezone.localdate())

    assert named_unit("so-tu-phap", wards[0]) is None
    assert named_unit(justice.code, wards[0]) is None
    assert reference_to(justice.code) is None
    assert names_of([justice.code]) == {justice.code: justice.code}


def test_the_last_day_of_a_unit_is_still_its_day(wards: list[Unit]) -> None:
    justice = DepartmentFactory()
    Unit.objects.filter(pk=justice.pk).update(valid_to=timezone.localdate() + timedelta(days=1))

    assert named_unit("so-tu-phap", wards[0]) == justice


def test_every_name_that_the_editor_offers_is_understood_and_shown_again(django_assert_num_queries: Any) -> None:
    with django_assert_num_queries(0):
        for name in suggestions():
            reference = reference_to(f"  {name.upper()} ")
            assert reference is not None
            assert as_typed(reference) == name
            assert reference_to(reference) == reference

    assert len(set(suggestions())) == len(suggestions())


@pytest.mark.parametrize("typed", ["", "   ", "Sở", "so-tu-phap; DROP TABLE", "H29.%", "\u200b"])
def test_what_is_no_unit_is_stored_as_none(typed: str, wards: list[Unit]) -> None:
    assert reference_to(typed) is None


def test_a_code_is_understood_in_any_case(wards: list[Unit]) -> None:
    assert reference_to(f" {wards[0].code.lower()} ") == wards[0].code


def test_many_names_cost_one_query(wards: list[Unit], django_assert_num_queries: Any) -> None:
    with django_assert_num_queries(1):
        names = names_of([*(ward.code for ward in wards), "kinh-te", "", "H29.999"])

    assert names == {ward.code: ward.name for ward in wards} | {"kinh-te": "Phòng Kinh tế", "H29.999": "H29.999"}
