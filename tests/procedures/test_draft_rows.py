"""Rules proved, without a database: a row moves one step among those of its case, nothing is lost, back is back."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from procedures.draft_rows import Move, Way, asked, goal, moved

CASES = st.sampled_from(["standard", "late", "none"])
ROWS = st.lists(CASES, min_size=1, max_size=8).map(
    lambda cases: [{"id": str(number), "case": case} for number, case in enumerate(cases)]
)
MOVES = st.builds(Move, st.integers(0, 9), st.sampled_from(list(Way)))


def ids(rows: Any) -> list[str]:
    """The rows by name."""
    return [row["id"] for row in rows]


@given(ROWS, MOVES)
def test_a_move_loses_and_doubles_nothing(rows: list[dict[str, str]], move: Move) -> None:
    assert sorted(ids(moved(rows, move))) == sorted(ids(rows))


@given(ROWS, MOVES)
def test_within_its_case_a_row_goes_exactly_one_step(rows: list[dict[str, str]], move: Move) -> None:
    """The order that counts is the one within a case: that is how the public page lists papers."""
    after = moved(rows, move)

    for case in {row["case"] for row in rows}:
        before_own, after_own = (ids(r for r in which if r["case"] == case) for which in (rows, after))
        shifted = [place for place, pair in enumerate(zip(before_own, after_own, strict=True)) if pair[0] != pair[1]]
        is_moved_case = move.place < len(rows) and rows[move.place]["case"] == case
        if goal(rows, move) is None or not is_moved_case:
            assert shifted == []
        else:
            assert len(shifted) == 2
            assert shifted[1] - shifted[0] == 1


@given(ROWS, MOVES)
def test_what_was_moved_can_be_moved_back(rows: list[dict[str, str]], move: Move) -> None:
    place = goal(rows, move)
    if place is not None:
        assert moved(moved(rows, move), Move(place, Way(-move.way))) == rows


@given(ROWS, MOVES)
def test_the_goal_is_where_the_row_then_stands(rows: list[dict[str, str]], move: Move) -> None:
    place = goal(rows, move)

    assert place is None or moved(rows, move)[place] == rows[move.place]


@pytest.mark.parametrize(
    ("cases", "move", "order"),
    [
        ("aa", Move(0, Way.UP), "01"),
        ("aa", Move(1, Way.UP), "10"),
        ("aa", Move(1, Way.DOWN), "01"),
        ("aa", Move(0, Way.DOWN), "10"),
        ("ab", Move(1, Way.UP), "01"),
        ("aba", Move(2, Way.UP), "210"),
        ("aba", Move(0, Way.DOWN), "210"),
        ("a", Move(0, Way.UP), "0"),
        ("aa", Move(7, Way.UP), "01"),
        ("", Move(0, Way.UP), ""),
    ],
)
def test_first_last_alone_and_past_the_end(cases: str, move: Move, order: str) -> None:
    rows = [{"id": str(number), "case": case} for number, case in enumerate(cases)]

    assert "".join(ids(moved(rows, move))) == order


def test_rows_without_a_case_are_one_list() -> None:
    rows = [{"id": "0"}, {"id": "1"}, {"id": "2"}]

    assert ids(moved(rows, Move(2, Way.UP))) == ["0", "2", "1"]


@pytest.mark.parametrize(
    ("data", "move"),
    [
        ({"up": "3"}, Move(3, Way.UP)),
        ({"down": "0"}, Move(0, Way.DOWN)),
        ({}, None),
        ({"up": ""}, None),
        ({"up": "-1"}, None),
        ({"up": "٣"}, None),
        ({"up": "99999"}, None),
        ({"up": "x", "down": "2"}, Move(2, Way.DOWN)),
    ],
)
def test_only_a_place_that_can_be_one_is_a_move(data: dict[str, str], move: Move | None) -> None:
    assert asked(data) == move
