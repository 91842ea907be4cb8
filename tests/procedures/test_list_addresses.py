"""Rules proved: a list's address says all that was asked, so it survives a reload and a mail; nonsense in it is absent.

The three desks whose lists are read from a query string: rules on fees, delegations, words of search (pure).
"""

from __future__ import annotations

from dataclasses import replace
from urllib.parse import parse_qsl

import pytest
from hypothesis import given
from hypothesis import strategies as st

from procedures import delegation_list, wording_lists
from procedures.choices import FeeEffect
from procedures.fee_desk import listing

texts = st.text("abc ĐđờƯ&=?#%+/\"'<>0-", max_size=60).map(lambda text: " ".join(text.split()))
hostile = st.dictionaries(
    st.sampled_from(["xem", "tim", "muc", "sau", "truoc", "trang", "xep", "khac"]),
    st.text(max_size=130) | st.sampled_from(["\x00", "-1", "9" * 400, "٣", "²", "1e9", "dang-soan", "chu-cai"]),
)
keys = st.integers(0, 10**15 - 1)


def query(address: str) -> dict[str, str]:
    """The address as a server reads it."""
    assert address.startswith("?")
    return dict(parse_qsl(address[1:]))


@given(st.sampled_from(list(listing.View)), texts, st.sampled_from(["", *FeeEffect.values]), keys, keys)
def test_rules_on_fees_are_asked_for_by_tab_text_effect_and_place(
    view: listing.View, text: str, effect: str, after: int, before: int
) -> None:
    asked = listing.Question(view.value, text, effect, after=after, before=before)

    assert listing.Question.read(query(asked.address(after=after, before=before))) == asked


@given(st.sampled_from(list(listing.View)), texts, keys)
def test_another_tab_begins_at_its_first_page_with_the_same_filter(view: listing.View, text: str, after: int) -> None:
    asked = listing.Question(listing.View.DRAFTS.value, text, "exempt", after=after)

    other = listing.Question.read(query(asked.address(view=view)))

    assert other == replace(asked, view=view.value, after=0)


@given(st.sampled_from(list(delegation_list.View)), texts, keys, keys)
def test_delegations_are_asked_for_by_tab_text_and_place(
    view: delegation_list.View, text: str, after: int, before: int
) -> None:
    asked = delegation_list.Question(view.value, text, after=after, before=before)

    assert delegation_list.Question.read(query(asked.address(after=after, before=before))) == asked
    assert not {"sau", "truoc"} & query(asked.address(view=delegation_list.View.OVER)).keys()


@given(st.sampled_from(wording_lists.Kind.values), texts, st.integers(1, wording_lists.DEEPEST), st.data())
def test_words_are_asked_for_by_order_text_and_page(kind: str, text: str, page: int, data: st.DataObject) -> None:
    order = data.draw(st.sampled_from(wording_lists.orders(kind)))
    asked = wording_lists.Question(kind, order, text, page)

    assert wording_lists.Question.read(kind, query(asked.address(page=page))) == asked


@given(hostile)
def test_nonsense_in_an_address_is_as_good_as_absent(told: dict[str, str]) -> None:
    rule, delegation = listing.Question.read(told), delegation_list.Question.read(told)

    assert rule.view in listing.View.values
    assert rule.effect in ("", *FeeEffect.values)
    assert 0 <= rule.after < 10**15 and 0 <= rule.before < 10**15
    assert delegation.view in delegation_list.View.values
    assert 0 <= delegation.after < 10**15 and 0 <= delegation.before < 10**15
    assert "\x00" not in rule.text + delegation.text, "a database refuses a NUL"
    assert max(len(rule.text), len(delegation.text)) <= 100


@given(hostile, st.sampled_from(wording_lists.Kind.values))
def test_nonsense_asks_for_the_first_page_of_words_in_their_own_order(told: dict[str, str], kind: str) -> None:
    asked = wording_lists.Question.read(kind, told)

    assert asked.order in wording_lists.orders(kind)
    assert 1 <= asked.page <= wording_lists.DEEPEST
    assert "\x00" not in asked.text and len(asked.text) <= 100


@pytest.mark.parametrize(
    ("kind", "order", "taken"),
    [
        ("chua-co", "so-lan", "so-lan"),
        ("chua-co", "chu-cai", "chu-cai"),
        ("chua-co", "", "so-lan"),
        ("cum-tu", "so-lan", "moi-nhat"),
        ("noi-khac", "chu-cai", "chu-cai"),
    ],
)
def test_only_searches_in_vain_are_sorted_by_how_often(kind: str, order: str, taken: str) -> None:
    assert wording_lists.Question.read(kind, {"xep": order}).order == taken
