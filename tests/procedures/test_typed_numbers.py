"""Rules proved: a number is read however people set its thousands apart, and a slip is refused instead of misread;
a number that names something keeps its digits and loses what stands between them."""

from __future__ import annotations

import pytest
from django import forms
from hypothesis import given
from hypothesis import strategies as st

from procedures.eforms.fields import Digits, WholeNumber, as_json, field_for

SEPARATORS = st.sampled_from([".", ",", " "])


def apart(number: int, separator: str) -> str:
    """A number as people write it."""
    return f"{number:,}".replace(",", separator)


@given(st.integers(-(10**12), 10**12), SEPARATORS, st.sampled_from(["", "đồng", " đồng", " ĐỒNG ", "  "]))
def test_thousands_set_apart_the_same_way_are_read_as_the_number(number: int, separator: str, tail: str) -> None:
    assert WholeNumber().clean(apart(number, separator) + tail) == number


@given(st.integers(0, 10**12))
def test_a_number_without_separators_is_read_as_it_stands(number: int) -> None:
    assert WholeNumber().clean(str(number)) == number
    assert WholeNumber().clean(number) == number


@pytest.mark.parametrize(
    "typed",
    [
        "1.5",
        "50.00",
        "50.0000",
        "1.250 000",
        "1,250.000",
        "5.000.00",
        ".500",
        "500.",
        "năm mươi nghìn",
        "50k",
        "50.000 đ",
        "1e3",
        "đồng 5",
        "5--5",
    ],
)
def test_a_slip_is_refused_and_never_read_as_another_number(typed: str) -> None:
    """ "50.00" for 50.000 would cost a thousandth."""
    with pytest.raises(forms.ValidationError) as refused:
        WholeNumber().clean(typed)

    assert refused.value.code == "invalid"


@given(st.integers(1, 999), st.integers(0, 9), st.integers(0, 99))
def test_groups_of_other_lengths_than_three_are_refused(first: int, short: int, two: int) -> None:
    for typed in (f"{first}.{short}", f"{first}.{two:02}", f"{first}.{two:02}{two:02}"):
        with pytest.raises(forms.ValidationError):
            WholeNumber().clean(typed)


def test_nothing_typed_is_no_number_where_none_is_needed_and_a_fault_where_one_is() -> None:
    assert WholeNumber(required=False).clean("") is None
    assert WholeNumber(required=False).clean("   ") is None
    with pytest.raises(forms.ValidationError):
        WholeNumber().clean("")


@pytest.mark.parametrize(
    ("typed", "code"), [("9.999", ""), ("10.000", ""), ("10.001", "max_value"), ("-1", "min_value")]
)
def test_bounds_hold_for_numbers_with_thousands_set_apart(typed: str, code: str) -> None:
    field = WholeNumber(min_value=0, max_value=10_000)

    if not code:
        assert field.clean(typed) == int(typed.replace(".", ""))
        return
    with pytest.raises(forms.ValidationError) as refused:
        field.clean(typed)
    assert [error.code for error in refused.value.error_list] == [code]


@given(st.text("0123456789", min_size=1, max_size=15), st.data())
def test_digits_lose_what_stands_between_them_and_nothing_else(digits: str, data: st.DataObject) -> None:
    between = st.sampled_from(["", " ", ".", "-", "  "])
    typed = "".join(digit + data.draw(between) for digit in digits)

    assert Digits().clean(typed) == digits


@pytest.mark.parametrize("typed", ["A1234567", "+84901234567", "07919/1234"])
def test_letters_and_signs_among_digits_stay_for_the_schema_to_judge(typed: str) -> None:
    assert Digits().clean(typed) == typed


def test_leading_noughts_are_part_of_what_a_number_names() -> None:
    assert Digits().clean("001 085 000 123") == "001085000123"


@pytest.mark.parametrize(
    ("node", "kind"),
    [
        ({"type": "integer", "x-widget": "money"}, WholeNumber),
        ({"type": "integer"}, WholeNumber),
        ({"type": "string", "x-widget": "id_number"}, Digits),
        ({"type": "string", "x-widget": "phone"}, Digits),
        ({"type": "boolean"}, forms.BooleanField),
        ({"type": "string", "enum": ["a", "b"]}, forms.ChoiceField),
    ],
)
def test_each_kind_of_question_reads_what_is_typed_with_its_own_field(node: dict[str, object], kind: type) -> None:
    field = field_for({"title": "Mục"} | node, "vi")

    assert isinstance(field, kind)
    assert not field.required


@pytest.mark.parametrize(("count", "widget"), [(1, forms.RadioSelect), (6, forms.RadioSelect), (7, forms.Select)])
def test_few_answers_are_all_in_sight_and_many_are_opened(count: int, widget: type[forms.Widget]) -> None:
    offered = [f"a{number}" for number in range(count)]

    field = field_for({"title": "Mục", "type": "string", "enum": offered}, "vi")

    assert type(field.widget) is widget
    assert [str(value) for value in dict(getattr(field, "choices", ())) if value] == offered


@given(st.dates())
def test_a_day_is_kept_as_json_knows_it(day: object) -> None:
    assert as_json(day) == str(day)
