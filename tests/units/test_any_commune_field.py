"""The field that asks for a commune anywhere in the country, as people write it."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest
from django import forms
from django.core.exceptions import ValidationError

from procedures.eforms.fields import field_for
from tests.units import factories as make
from units import resolving
from units.fields import AnyCommuneField, CommuneField
from units.models import Division
from units.resolving import Candidate

pytestmark = pytest.mark.django_db
BA_DINH, SAI_GON = "00004", "26740"
WHOLE = "Phường Ba Đình, Thành phố Hà Nội"


@pytest.fixture(autouse=True)
def places() -> None:
    """A ward of ours, one of the capital, and one that ended."""
    make.WardFactory(code=SAI_GON, name="Sài Gòn")
    capital = make.ProvinceFactory(code="01", name="Hà Nội", full_name="Thành phố Hà Nội")
    make.WardFactory(code=BA_DINH, name="Ba Đình", parent=capital)
    make.WardFactory(code="00099", name="Đã hết", parent=capital, valid_to=dt.date(2026, 1, 1))


@pytest.mark.parametrize(
    ("typed", "code"),
    [
        (BA_DINH, BA_DINH),
        (WHOLE, BA_DINH),
        (f"  {WHOLE} ", BA_DINH),
        ("Ba Đình, Hà Nội", BA_DINH),
        ("ba dinh ha noi", BA_DINH),
        ("P. Ba Đình, TP Hà Nội", BA_DINH),
        ("phường Sài Gòn, Thành phố Hồ Chí Minh", SAI_GON),
        ("", ""),
        ("   ", ""),
    ],
)
def test_what_people_write_becomes_the_code(typed: str, code: str) -> None:
    assert AnyCommuneField(required=False).clean(typed) == code


@pytest.mark.parametrize("typed", ["01", "99999", "00099", "xyz qwerty", "<script>", "'; DROP TABLE", "０００04"])
def test_what_names_no_commune_of_today_is_said_in_words(typed: str) -> None:
    with pytest.raises(ValidationError, match="Không tìm thấy nơi này"):
        AnyCommuneField().clean(typed)


def test_too_long_an_address_is_refused_before_it_is_looked_up(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(resolving, "resolve", lambda text: pytest.fail("looked up"))
    with pytest.raises(ValidationError):
        AnyCommuneField().clean("x" * (resolving.LONGEST_ADDRESS + 1))


def test_left_out_it_is_missed_only_where_it_must_be() -> None:
    with pytest.raises(ValidationError, match="Hãy ghi phường, xã hoặc đặc khu"):
        AnyCommuneField().clean("")


def test_several_places_are_a_question_that_names_each(monkeypatch: pytest.MonkeyPatch) -> None:
    """An old ward that was split: the person decides, by writing one of the names as told."""
    both = [Candidate(division, None, "Phường cũ") for division in Division.objects.filter(code__in=(BA_DINH, SAI_GON))]
    monkeypatch.setattr(resolving, "resolve", lambda text: both)

    with pytest.raises(ValidationError) as refused:
        AnyCommuneField().clean("Phường cũ")

    told = refused.value.messages[0]
    assert WHOLE in told
    assert AnyCommuneField().clean(WHOLE) == BA_DINH


class PlaceForm(forms.Form):
    place = AnyCommuneField()


def test_a_stored_code_is_shown_by_its_name_and_what_was_typed_as_it_was() -> None:
    assert WHOLE in str(PlaceForm(initial={"place": BA_DINH})["place"])
    assert "không có đâu" in str(PlaceForm({"place": "không có đâu"})["place"])
    assert 'value="99999"' in str(PlaceForm(initial={"place": "99999"})["place"])


def test_shown_and_sent_back_it_does_not_change() -> None:
    shown = AnyCommuneField().prepare_value(BA_DINH)
    assert AnyCommuneField().clean(shown) == BA_DINH


@pytest.mark.parametrize(
    ("node", "kind"),
    [
        ({"x-widget": "commune", "title": "Nơi sinh", "x-anywhere": True}, AnyCommuneField),
        ({"x-widget": "commune", "title": "Trụ sở"}, CommuneField),
        ({"x-widget": "commune", "title": "Trụ sở", "x-anywhere": False}, CommuneField),
    ],
)
@pytest.mark.parametrize("language", ["vi", "en"])
def test_an_e_form_says_which_of_the_two_it_asks(node: dict[str, Any], kind: type, language: str) -> None:
    assert type(field_for(node, language)) is kind
