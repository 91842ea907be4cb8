"""A translation carries every place for a value and every tag over, each as often, in any order: as a rule."""

from __future__ import annotations

import polib
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from portal.commands.translations import _is_done, _is_whole

PLACES = ["%(name)s", "%(count)d", "{code}", "{when}", "<b>", "</b>", '<a href="{url}">', "</a>", "<strong>"]
WORDS = st.text(st.characters(categories=["L"]), min_size=1, max_size=6)
PARTS = st.lists(st.sampled_from(PLACES), min_size=1, max_size=5)


def written(words: list[str], places: list[str]) -> str:
    """A text in which the places stand between the words."""
    return " ".join(part for pair in zip(words, places, strict=False) for part in pair)


def whole(text: str, translation: str) -> bool:
    return _is_whole(polib.POEntry(msgid=text, msgstr=translation))


@given(places=PARTS, data=st.data())
def test_another_order_and_other_words_are_a_translation(places: list[str], data: st.DataObject) -> None:
    turned = data.draw(st.permutations(places))
    words = data.draw(st.lists(WORDS, min_size=len(places), max_size=len(places)))

    assert whole(written(words, places), written(words[::-1], turned))


@given(places=PARTS, data=st.data())
def test_one_place_less_is_found(places: list[str], data: st.DataObject) -> None:
    """The value would be missing on the English page, and nobody would see it in the code."""
    dropped = data.draw(st.integers(0, len(places) - 1))

    assert not whole(" x ".join(places), " x ".join([*places[:dropped], *places[dropped + 1 :], "words"]))


@given(places=PARTS, more=st.sampled_from(PLACES))
def test_one_place_more_is_found(places: list[str], more: str) -> None:
    """A place that the code does not fill breaks the page when it is shown."""
    assert not whole(" x ".join(places), " x ".join([*places, more]))


@given(places=PARTS, data=st.data())
def test_one_place_for_another_is_found(places: list[str], data: st.DataObject) -> None:
    other = data.draw(st.lists(st.sampled_from(PLACES), min_size=len(places), max_size=len(places)))
    assume(sorted(other) != sorted(places))

    assert not whole(" x ".join(places), " x ".join(other))


@given(places=PARTS)
def test_what_is_not_translated_yet_is_not_called_damaged(places: list[str]) -> None:
    """It is told once, as missing."""
    entry = polib.POEntry(msgid=" ".join(places), msgstr="")

    assert _is_whole(entry)
    assert not _is_done(entry)


@pytest.mark.parametrize("damaged", [0, 1])
def test_each_plural_form_is_looked_at(damaged: int) -> None:
    forms = {0: "one of %(count)d", 1: "%(count)d of them"}
    forms[damaged] = "some of them"
    entry = polib.POEntry(msgid="%(count)d hồ sơ", msgid_plural="%(count)d hồ sơ", msgstr_plural=forms)

    assert not _is_whole(entry)


@pytest.mark.parametrize(
    ("text", "translation"),
    [
        ("%(percent)d%% xong", "%(percent)d%% done"),
        ("Giá {amount_dong} đồng", "{amount_dong} dong"),
    ],
)
def test_what_only_looks_like_a_place_does_not_count(text: str, translation: str) -> None:
    assert whole(text, translation)
