"""The field that asks for a commune of the province."""

from __future__ import annotations

import datetime as dt

import pytest
from django import forms
from django.core.exceptions import ValidationError
from pytest_django.fixtures import DjangoAssertNumQueries

from tests.units import factories as make
from units.fields import CommuneField, commune_choices, commune_name
from units.models import Division

pytestmark = pytest.mark.django_db


class PlaceForm(forms.Form):
    """A form that asks for the commune."""

    commune = CommuneField()


@pytest.fixture(autouse=True)
def places() -> None:
    """Two wards, a commune that ended, and one of another province."""
    make.WardFactory(code="26740", name="Sài Gòn")
    make.WardFactory(code="26743", name="Đa Kao")
    make.WardFactory(code="26746", name="Cũ", valid_to=dt.date(2026, 1, 1))
    elsewhere = make.ProvinceFactory(code="01", name="Hà Nội", full_name="Thành phố Hà Nội")
    make.WardFactory(code="00004", name="Ba Đình", parent=elsewhere)


def test_it_offers_the_communes_of_today_by_name_and_type() -> None:
    choices = dict(commune_choices())
    assert choices["Phường"] == [("26743", "Phường Đa Kao"), ("26740", "Phường Sài Gòn")]
    assert "Xã" not in choices


def test_it_is_cleaned_to_the_official_code() -> None:
    assert CommuneField().clean("26740") == "26740"
    assert CommuneField(required=False).clean("") == ""


@pytest.mark.parametrize("value", ["", "00004", "26746", "phường Sài Gòn"])
def test_anything_else_is_refused_in_words(value: str) -> None:
    """A code of a place that ended or lies elsewhere is told in the words of `gone`, which ask for a choice, too."""
    with pytest.raises(ValidationError, match="Hãy chọn (phường, xã hoặc|xã, phường hoặc) đặc khu"):
        CommuneField().clean(value)


def test_choices_are_asked_of_the_database_once(django_assert_num_queries: DjangoAssertNumQueries) -> None:
    with django_assert_num_queries(1):
        html = PlaceForm({"commune": "26740"}).as_p()
    with django_assert_num_queries(0):
        assert PlaceForm({"commune": "26740"}).is_valid()
    assert '<option value="26740" selected>Phường Sài Gòn</option>' in html


def test_a_special_zone_has_its_own_group() -> None:
    make.WardFactory(code="26732", name="Côn Đảo", full_name="Đặc khu Côn Đảo", kind=Division.Kind.SPECIAL_ZONE)
    assert dict(commune_choices())["Đặc khu"] == [("26732", "Đặc khu Côn Đảo")]


def test_a_code_can_be_named() -> None:
    assert commune_name("26740") == "Phường Sài Gòn"
    assert commune_name("99999") == "99999"
