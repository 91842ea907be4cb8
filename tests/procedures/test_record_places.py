"""Rules proved: a place such as documents[0].items[2].name is read, and written in a copy, or refused."""

from __future__ import annotations

from copy import deepcopy
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from procedures.national.words import texts_of
from procedures.review.places import NoSuchPlace, read_place, with_value

RECORD: dict[str, Any] = {"name": "A", "documents": [{"group": "", "items": [{"name": "B"}, "C"]}], "steps": []}
TREE: st.SearchStrategy[Any] = st.recursive(
    st.text(max_size=3),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.sampled_from(["a", "bc", "d_e"]), inner, max_size=3),
)


@pytest.mark.parametrize(
    ("place", "value"),
    [
        ("name", "A"),
        ("documents[0].group", ""),
        ("documents[0].items[0].name", "B"),
        ("documents[0].items[1]", "C"),
        ("documents[0]", RECORD["documents"][0]),
        ("gone", None),
        ("documents[7]", None),
        ("documents[0].items[1].name", None),
        ("name[0]", None),
        ("documents.items", None),
    ],
)
def test_what_stands_at_a_place_is_read_and_nothing_is_none(place: str, value: Any) -> None:
    assert read_place(RECORD, place) == value


@pytest.mark.parametrize("place", ["", ".", "[]", "..."])
def test_a_place_that_names_nothing_is_refused(place: str) -> None:
    with pytest.raises(NoSuchPlace):
        read_place(RECORD, place)
    with pytest.raises(NoSuchPlace):
        with_value(RECORD, place, "x")


@pytest.mark.parametrize(
    "place", ["documents[7]", "documents[7].group", "name.first", "name[0]", "gone.name", "steps[0]", "documents.items"]
)
def test_nothing_is_written_where_nothing_can_stand(place: str) -> None:
    before = deepcopy(RECORD)

    with pytest.raises(NoSuchPlace):
        with_value(RECORD, place, "x")
    assert before == RECORD


@pytest.mark.parametrize("record", [None, "text", 5, []])
def test_a_record_that_is_none_has_no_places(record: Any) -> None:
    assert read_place(record, "name") is None
    with pytest.raises(NoSuchPlace):
        with_value(record, "name", "x")


def test_a_key_that_was_not_there_can_be_written() -> None:
    """A publisher's word about a paper stands beside what the record said of it."""
    found = with_value(RECORD, "documents[0].items[0].kind", "note")

    assert found["documents"][0]["items"][0] == {"name": "B", "kind": "note"}


@given(TREE, st.data())
def test_every_text_is_read_and_written_at_its_own_place(tree: Any, data: st.DataObject) -> None:
    """The places that doubts name and the places that mends write are the same ones."""
    texts = [(where, text) for where, text in texts_of(tree) if where]
    if not texts:
        return
    where, text = data.draw(st.sampled_from(texts))
    before = deepcopy(tree)

    assert read_place(tree, where) == text
    changed = with_value(tree, where, "MỚI")

    assert tree == before, "the record as it was read is never changed"
    assert dict(texts_of(changed)) == dict(texts_of(tree)) | {where: "MỚI"}, "and nothing else moved"
    assert with_value(changed, where, text) == tree


@given(st.integers(10**6, 10**30))
def test_a_number_larger_than_any_list_finds_nothing(number: int) -> None:
    assert read_place(RECORD, f"steps[{number}]") is None
    with pytest.raises(NoSuchPlace):
        with_value(RECORD, f"steps[{number}]", "x")
