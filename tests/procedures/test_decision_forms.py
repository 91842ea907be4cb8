"""Rules proved: what people write when they begin, fill and decide is read as they mean it, or refused in words."""

from __future__ import annotations

from datetime import date
from uuid import UUID, uuid4

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from procedures.decision_changes import codes_in
from procedures.decision_forms.adding import AddForm
from procedures.decision_forms.beginning import BeginForm, HeadingForm
from procedures.decision_forms.bringing import NewProcedureForm, ReplaceForm
from procedures.decision_forms.reasons import ReasonForm
from tests.procedures.factories import FieldFactory
from tests.units.factories import DepartmentFactory

CODE = st.tuples(st.integers(1, 9), st.integers(0, 999_999)).map(lambda parts: f"{parts[0]}.{parts[1]:06d}")
#: What stands between codes in pasted tables: never something that would make another number of them.
BETWEEN = st.sampled_from(["\n", "\t", ", ", "; ", " (", ")\r\n", " – ", "|", "\nThủ tục ", "\u00a0"])


@given(st.lists(CODE, max_size=12), st.data())
def test_codes_are_found_whatever_stands_between_each_once_in_order(codes: list[str], data: st.DataObject) -> None:
    pasted = "".join(code + data.draw(BETWEEN) for code in codes)

    assert codes_in(pasted) == list(dict.fromkeys(codes))


@given(st.text(max_size=200))
def test_no_text_makes_the_search_for_codes_fail(text: str) -> None:
    assert all(code in text.upper() for code in codes_in(text))


@pytest.mark.parametrize(
    ("text", "codes"),
    [
        ("", []),
        ("1.00119", []),
        ("11.001193", []),
        ("1.0011934", []),
        ("Mã:1.001193.", ["1.001193"]),
        ("2.000794.000.00.00.h29", ["2.000794.000.00.00.H29"]),
        ("1.001193 1.001193", ["1.001193"]),
        ("１.001193", []),
    ],
)
def test_what_is_a_code_and_what_is_not(text: str, codes: list[str]) -> None:
    assert codes_in(text) == codes


@pytest.mark.parametrize(
    ("typed", "boxes"),
    [
        ({"kind": "amend", "codes": "1.001193"}, set()),
        ({"kind": "abolish", "codes": "1.001193"}, {"reason"}),
        ({"kind": "abolish", "codes": "1.001193", "reason": "Bộ bãi bỏ"}, set()),
        ({"kind": "announce", "codes": "1.001193"}, set()),
        ({"kind": "replace", "codes": "1.001193"}, {"kind"}),
        ({"kind": "amend", "codes": "khai sinh"}, {"codes"}),
        ({"kind": "amend"}, {"codes"}),
        ({"codes": "1.001193"}, {"kind"}),
        ({"kind": "amend", "codes": "1.001193 " * 30_000}, {"codes"}),
        ({"kind": "amend", "codes": "1.001193", "reason": "x" * 4001}, {"reason"}),
    ],
)
def test_adding_asks_for_codes_a_kind_and_a_reason_where_something_ends(typed: dict[str, str], boxes: set[str]) -> None:
    assert set(AddForm(typed).errors) == boxes


@pytest.mark.parametrize(
    ("typed", "boxes"),
    [
        ({"old_code": "1.001193", "new_code": "1.001194"}, set()),
        ({"old_code": "1.001193", "new_code": "1.001193"}, {"new_code"}),
        ({"old_code": "1.001193", "new_code": " 1.001193 "}, {"new_code"}),
        ({"old_code": "khai sinh", "new_code": "1.001194"}, {"old_code"}),
        ({"old_code": "", "new_code": ""}, {"old_code", "new_code"}),
        ({"old_code": "1.001193'--", "new_code": "1.001194"}, {"old_code"}),
    ],
)
def test_replacing_asks_for_two_codes_that_differ(typed: dict[str, str], boxes: set[str]) -> None:
    assert set(ReplaceForm(typed).errors) == boxes


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("typed", "boxes"),
    [
        ({}, set()),
        ({"code": "3.00012"}, {"code"}),
        ({"code": "3.000123.000.00.00.H29"}, set()),
        ({"code": "3." + "0" * 6 + ".A" * 60}, {"code"}),
        ({"code": "３.000123"}, {"code"}),
        ({"code": "3.00012٣"}, {"code"}),
        ({"name": " "}, {"name"}),
        ({"field": "khong-co"}, {"field"}),
        ({"level": "district"}, {"level"}),
    ],
)
def test_a_new_procedure_begins_with_the_least_that_names_it(typed: dict[str, str], boxes: set[str]) -> None:
    """The district level was abolished on 1 July 2025: it is not offered."""
    FieldFactory(code="G15-TP07")
    whole = {"code": "3.000123", "name": "Thủ tục mới", "field": "G15-TP07", "level": "commune"}

    assert set(NewProcedureForm(whole | typed).errors) == boxes


@pytest.mark.parametrize("reason", ["", " ", "\n\t", "\u200b", "\u00a0"])
def test_a_reason_of_nothing_is_none(reason: str) -> None:
    assert ReasonForm({"reason": reason}).errors["reason"] == ["Hãy ghi lý do."]


@settings(max_examples=10)
@given(st.dates(date(1990, 1, 1), date(2100, 12, 31)))
def test_any_day_can_be_planned_and_none_need_be(day: date) -> None:
    boxes = {"effective_on_day": day.day, "effective_on_month": day.month, "effective_on_year": day.year}

    planned = HeadingForm({"title": "Về việc công bố"} | {name: str(value) for name, value in boxes.items()})
    open_day = HeadingForm({"title": "Về việc công bố"})

    assert planned.is_valid()
    assert planned.cleaned_data["effective_on"] == day
    assert open_day.is_valid()
    assert open_day.cleaned_data["effective_on"] is None


@pytest.mark.django_db
def test_the_department_is_asked_only_where_there_is_a_choice() -> None:
    one, two = DepartmentFactory(code="H29.3"), DepartmentFactory(code="H29.5", slug="so-cong-thuong")
    typed = {"title": "Về việc công bố", "submission_key": str(uuid4())}

    alone = BeginForm(typed, units=[one])
    choice = BeginForm(typed | {"unit": str(two.pk)}, units=[one, two])
    unsaid = BeginForm(typed, units=[one, two])
    foreign = BeginForm(typed | {"unit": "999999"}, units=[one, two])

    assert alone.is_valid()
    assert "unit" not in alone.fields
    assert alone.chosen_unit() == one
    assert choice.is_valid()
    assert choice.chosen_unit() == two
    assert set(unsaid.errors) == set(foreign.errors) == {"unit"}


@pytest.mark.django_db
def test_a_form_without_a_key_begins_a_draft_and_one_with_a_broken_key_is_told() -> None:
    units = [DepartmentFactory(code="H29.3")]
    without = BeginForm({"title": "Về việc công bố"}, units=units)
    broken = BeginForm({"title": "Về việc công bố", "submission_key": "khong-phai-uuid"}, units=units)

    assert without.is_valid()
    assert isinstance(without.key, UUID)
    assert set(broken.errors) == {"submission_key"}
