"""Rules proved: the national text is shown whole, text by text at its place, and what cannot be read as it is."""

from __future__ import annotations

from typing import Any

import pytest
from django.utils.translation import override
from hypothesis import given
from hypothesis import strategies as st

from procedures.national.mapping import content_of
from procedures.national.survey import Survey
from procedures.review.national_text import LONGEST, rows_of, section_of
from procedures.review.outline import SECTIONS
from procedures.review.places import read_place
from tests.procedures.national_records import CLEAN, channel, fee, paper, record

RICH = record(
    channels=[
        channel(note="Nộp giờ hành chính", fees=[fee(amount=5000, text="Lệ phí"), fee(kind=None, currency=None)])
    ],
    documents=[{"group": "Nhóm A", "items": [paper("Đơn", 1, 2, form="Mẫu 1"), paper("Thẻ", None, None)]}],
    requirements="Có kho",
)


def said(section: str, told: Any = RICH) -> list[tuple[str, str, str]]:
    return [(row.where, row.label, row.text) for row in rows_of(told)[section]]


def test_every_section_has_its_texts_at_their_places() -> None:
    assert said("channels") == [
        ("channels[0]", "Trực tiếp", "7 ngày làm việc"),
        ("channels[0].fees[0]", "Lệ phí", "5000 VND; Lệ phí"),
        ("channels[0].fees[1]", "Phí, lệ phí", "0"),
        ("channels[0].note", "Ghi chú", "Nộp giờ hành chính"),
    ]
    assert said("documents") == [
        ("documents[0].group", "Nhóm", "Nhóm A"),
        ("documents[0].items[0]", "", "Đơn; 1 bản chính, 2 bản sao; Mẫu 1"),
        ("documents[0].items[1]", "", "Thẻ; 0 bản chính, 0 bản sao"),
    ]
    assert said("steps")[1] == ("steps[1]", "Bước 2:", "Nhận kết quả.")
    assert said("results") == [("results[0]", "", "+ Giấy phép")]
    assert said("requirements") == [("requirements", "", "Có kho")]
    assert said("legal_basis") == [("legal_basis[0]", "105/2017/NĐ-CP", "Nghị định về kinh doanh rượu")]


@pytest.mark.parametrize("key", ["name", "field", "levels", "kind", "targets", "executing_agency", "decision_no"])
def test_the_general_part_names_what_it_shows_and_leaves_out_what_is_not_there(key: str) -> None:
    assert key in [where for where, _label, _text in said("general")]
    assert key not in [where for where, _label, _text in said("general", record(**{key: None}))]


@pytest.mark.parametrize(
    ("quantity", "unit", "text"),
    [
        (None, None, "không ghi thời hạn"),
        (7, None, "7"),
        (7, "day", "7 ngày"),
        (15, "hour", "15 giờ làm việc"),
        ("trong ngày", "unspecified", "trong ngày unspecified"),
        (2, ["day"], "2 day"),
    ],
)
def test_a_limit_is_shown_as_it_was_told(quantity: Any, unit: Any, text: str) -> None:
    told = record(channels=[channel(time_qty=quantity, time_unit=unit)])

    assert said("channels", told)[0][2] == text


def test_a_long_text_is_cut_with_a_mark_and_a_short_one_is_not() -> None:
    (row,) = said("requirements", record(requirements="x" * (LONGEST + 1)))

    assert row[2] == "x" * LONGEST + "…"
    assert said("requirements", record(requirements="x" * LONGEST))[0][2] == "x" * LONGEST


JUNK: st.SearchStrategy[Any] = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=6),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(st.sampled_from(["method", "fees", "items", "name", "kind", "time_unit", "text"]), inner)
    ),
    max_leaves=6,
)


@given(st.dictionaries(st.sampled_from(list(CLEAN)), JUNK, max_size=4))
def test_no_record_however_broken_breaks_the_page(changes: dict[str, Any]) -> None:
    told = record(**changes)

    found = rows_of(told)

    assert set(found) == set(SECTIONS) - {"process"}
    for rows in found.values():
        for row in rows:
            assert isinstance(row.text, str) and isinstance(row.label, str)
            assert row.where and section_of(row.where) in SECTIONS


@pytest.mark.parametrize("told", [None, "x", 5, []])
def test_a_record_that_is_none_shows_nothing(told: Any) -> None:
    assert all(rows == [] for rows in rows_of(told).values())


@given(st.dictionaries(st.sampled_from(["channels", "documents", "steps", "results", "legal_basis"]), JUNK, max_size=3))
def test_every_place_that_is_doubted_is_shown_in_some_section(changes: dict[str, Any]) -> None:
    """A doubt about a place must not vanish because no section is called like it."""
    for mark in content_of(record(**changes), Survey())[0].version.doubts:
        assert section_of(mark["where"]) in SECTIONS


@pytest.mark.parametrize(
    ("where", "section"),
    [
        ("channels[0].fees[1]", "channels"),
        ("documents", "documents"),
        ("steps[2].text", "steps"),
        ("legal_basis[0].code", "legal_basis"),
        ("requirements", "requirements"),
        ("name", "general"),
        ("quality_flags", "general"),
        ("result", "general"),
        ("", "general"),
    ],
)
def test_a_place_is_read_in_its_section(where: str, section: str) -> None:
    assert section_of(where) == section


def test_shown_rows_stand_for_what_the_record_has_there() -> None:
    for rows in rows_of(RICH).values():
        assert all(read_place(RICH, row.where) is not None for row in rows)


def test_labels_are_the_readers_and_texts_stay_as_published() -> None:
    with override("en"):
        english = said("channels")

    assert [row[1] for row in english] != [row[1] for row in said("channels")]
    assert english[3][2] == "Nộp giờ hành chính"
