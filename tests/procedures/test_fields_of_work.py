"""Rules proved: one field of administration whatever its spelling; a true code takes the place of a made one."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from hypothesis.extra.django import TestCase

from procedures.fields_of_work import fields_of
from procedures.models import Field
from tests.procedures.factories import FieldFactory

pytestmark = pytest.mark.django_db
SPELLINGS = st.sampled_from(["Hộ tịch", "HỘ TỊCH", "Hộ  tịch", "hộ-tịch", "Ho tich", "Hộ tịch."])
CODES = st.sampled_from(["", "G15-TP07"])


def codes() -> list[str]:
    """Codes of all fields."""
    return sorted(Field.objects.values_list("code", flat=True))


def test_a_field_met_without_a_code_gets_one_from_its_name() -> None:
    found = fields_of([("", "Đất đai")])

    assert found["Đất đai"].code == "X-dat-dai"
    assert codes() == ["X-dat-dai"]


def test_the_true_code_takes_the_place_of_the_made_one() -> None:
    made = fields_of([("", "Hộ tịch")])["Hộ tịch"]

    told = fields_of([("G15-TP07", "Hộ tịch")])["Hộ tịch"]

    assert told.pk == made.pk
    assert codes() == ["G15-TP07"]


def test_a_true_code_is_never_given_up_for_another_source() -> None:
    FieldFactory()

    found = fields_of([("", "Hộ tịch")])["Hộ tịch"]

    assert (found.code, codes()) == ("G15-TP07", ["G15-TP07"])


@pytest.mark.parametrize("spelling", ["HỘ TỊCH", "hộ  tịch", "Ho-Tich", "Hộ tịch."])
def test_spellings_that_differ_in_accents_case_or_signs_are_one_field(spelling: str) -> None:
    field = FieldFactory()

    assert fields_of([("", spelling)])[spelling] == field
    assert Field.objects.count() == 1


def test_a_known_code_under_another_name_is_the_known_field() -> None:
    field = FieldFactory()

    found = fields_of([("G15-TP07", "Hộ tịch và quốc tịch")])

    assert found["Hộ tịch và quốc tịch"] == field
    field.refresh_from_db()
    assert field.name == "Hộ tịch", "what readers know it by stays"


def test_nothing_wanted_makes_nothing(django_assert_max_num_queries: Any) -> None:
    with django_assert_max_num_queries(1):
        assert fields_of([]) == {}
    assert codes() == []


def test_hundreds_of_names_cost_two_queries(django_assert_max_num_queries: Any) -> None:
    wanted = [("", f"Lĩnh vực {number}") for number in range(300)]

    with django_assert_max_num_queries(2):
        found = fields_of(wanted)

    assert len({field.pk for field in found.values()}) == 300


def test_a_very_long_name_still_gets_a_code_that_fits() -> None:
    name = "Quản lý " * 30

    assert len(fields_of([("", name)])[name].code) <= 64


class SpellingTest(TestCase):
    """However sources spell and order it, one field comes of it, and it can be told again without change."""

    @settings(max_examples=10, deadline=None, suppress_health_check=list(HealthCheck))
    @given(st.lists(st.tuples(CODES, SPELLINGS), min_size=1, max_size=6))
    def test_one_field_comes_of_all_spellings(self, wanted: list[tuple[str, str]]) -> None:
        found = fields_of(wanted)
        again = fields_of(wanted)

        assert len({field.pk for field in found.values()}) == 1
        assert {name: field.pk for name, field in again.items()} == {name: f.pk for name, f in found.items()}
        known = Field.objects.get()
        assert known.code == ("G15-TP07" if any(code for code, _name in wanted) else "X-ho-tich")
