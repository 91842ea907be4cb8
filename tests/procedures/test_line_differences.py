"""Rules proved: what differs from the version in force is marked line by line, and nothing else is."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from procedures.review.national_text import Row
from procedures.review.outline import Line
from procedures.review.showing import Change, ShownDoubt, ShownRow, ShownSection, _is_within, _placed, differences

LINES = st.lists(st.builds(Line, st.sampled_from(["", "Nhãn"]), st.sampled_from("abcdef")), max_size=12)


def kept(changes: list[Change], *kinds: str) -> list[Line]:
    return [change.line for change in changes if change.kind in kinds]


@given(LINES, LINES)
def test_both_versions_can_be_read_out_of_the_differences(before: list[Line], after: list[Line]) -> None:
    changes = differences(before, after)

    assert kept(changes, "same", "removed") == before
    assert kept(changes, "same", "added") == after
    assert {change.kind for change in changes} <= {"same", "removed", "added"}


@given(LINES)
def test_without_a_difference_all_is_the_same(lines: list[Line]) -> None:
    assert kept(differences(lines, list(lines)), "removed", "added") == []


@given(LINES)
def test_from_nothing_all_is_new_and_to_nothing_all_is_gone(lines: list[Line]) -> None:
    assert kept(differences([], lines), "added") == lines
    assert kept(differences(lines, []), "removed") == lines


def test_one_changed_line_among_many_is_the_only_one_marked() -> None:
    before = [Line("", f"Tờ {number}") for number in range(300)]
    after = [*before[:150], Line("", "Tờ khác"), *before[151:]]

    changes = differences(before, after)

    assert [(change.kind, change.line.text) for change in changes if change.kind != "same"] == [
        ("removed", "Tờ 150"),
        ("added", "Tờ khác"),
    ]


@pytest.mark.parametrize(("label", "text", "said"), [("", "Đơn", "Đơn"), ("Bước 1", "Nộp", "Bước 1: Nộp")])
def test_a_line_says_its_label_when_it_has_one(label: str, text: str, said: str) -> None:
    assert str(Line(label, text)) == said


def doubt(where: str) -> ShownDoubt:
    return ShownDoubt("flag", where, "says", "text", [], is_kept=False)


def rows(*places: str) -> list[ShownRow]:
    return [ShownRow(Row(place, "", "")) for place in places]


@pytest.mark.parametrize(
    ("where", "holder"),
    [
        ("documents[0].items[1]", 2),
        ("documents[0].items[1].name", 2),
        ("documents[0].items[10]", 3),
        ("documents[0].group", 0),
        ("documents[0].items[2]", 0),
        ("documents[1]", None),
        ("documents", None),
    ],
)
def test_a_doubt_stands_at_the_nearest_row(where: str, holder: int | None) -> None:
    """documents[0].items[1] is no part of documents[0].items[10], whatever the letters say."""
    shown = rows("documents[0]", "documents[0].items[0]", "documents[0].items[1]", "documents[0].items[10]")

    assert _placed(doubt(where), shown) == (holder is not None)
    assert [place for place, row in enumerate(shown) if row.doubts] == ([] if holder is None else [holder])


@given(st.lists(st.sampled_from(["a", "b[0]", "b[1]", "c"]), min_size=1, max_size=4))
def test_a_place_is_within_all_that_it_stands_in(parts: list[str]) -> None:
    where = ".".join(parts)

    assert all(_is_within(where, ".".join(parts[:length])) for length in range(1, len(parts) + 1))
    assert not _is_within(where, f"{where}.more")


@pytest.mark.parametrize(
    ("rows_doubted", "own", "expected"), [(False, False, False), (True, False, True), (False, True, True)]
)
def test_a_section_is_doubted_by_its_rows_or_as_a_whole(rows_doubted: bool, own: bool, expected: bool) -> None:
    held = rows("name")
    if rows_doubted:
        held[0].doubts.append(doubt("name"))

    section = ShownSection("general", "T", held, [doubt("x")] if own else [], [], [])

    assert section.has_doubts == expected
    assert not section.is_empty
    assert not section.is_changed


def test_a_section_with_nothing_in_it_is_left_out() -> None:
    assert ShownSection("steps", "T", [], [], [], []).is_empty
    assert not ShownSection("steps", "T", [], [], [Line("", "x")], []).is_empty
    assert ShownSection("steps", "T", [], [], [], [Change("added", Line("", "x"))]).is_changed
