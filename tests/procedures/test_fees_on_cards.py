"""Rules proved: a card of search says what is really to pay, by the rules in force, and asks the database nothing."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest
from django.core.cache import cache
from django.test import Client
from django.utils import timezone
from hypothesis import given
from hypothesis import strategies as st

from procedures import fee_rule_book, search_index
from procedures.cards import Card, card_of, say_fee_range, shown_card
from procedures.models import ProcedureVersion, SearchEntry
from procedures.publishing import publish
from tests.procedures import fee_rule_world as world
from tests.procedures.factories import CaseFactory, FeeFactory, ProcedureFactory, draft

pytestmark = pytest.mark.django_db


def card(code: str = world.CODE) -> Card:
    """The card of a procedure as search shows it."""
    cache.clear()
    fee_rule_book._held.clear()
    return shown_card(SearchEntry.objects.get(procedure__code=code))


@pytest.mark.parametrize(
    ("rule", "said"),
    [
        ({}, "Không mất phí"),
        ({"channel": "online"}, "Miễn phí hoặc đến 8.000 đồng"),
        ({"effect": "percent", "percent_off": 50}, "4.000 đồng"),
        ({"effect": "fixed", "amount_dong": 3000, "channel": "direct"}, "Từ 3.000 đồng đến 8.000 đồng"),
        ({"fee_codes": ["LP-KHAC"]}, "8.000 đồng"),
        ({"procedure_codes": ["1.000001"]}, "8.000 đồng"),
        ({"procedure_codes": [world.CODE], "fee_codes": []}, "Không mất phí"),
        ({"case_keys": ["late"]}, "8.000 đồng"),
        ({"group": "poor", "group_name": "Hộ nghèo", "proof": "Giấy chứng nhận"}, "8.000 đồng"),
        ({"answers": {"is_on_time": ["yes"]}}, "8.000 đồng"),
    ],
)
def test_the_card_says_what_everybody_pays(rule: dict[str, Any], said: str) -> None:
    """What depends on a proof or on an answer is told on the procedure's page, not promised to all."""
    world.with_fee()
    world.in_force(**rule)

    assert card().fee == said


@pytest.mark.parametrize(("first", "last", "lowered"), [(0, 1, True), (1, 2, False), (-9, 0, False), (-9, 1, True)])
def test_the_card_goes_by_the_day(first: int, last: int, lowered: bool) -> None:
    """Half open: from the first day up to, not including, the other."""
    world.with_fee()
    today = timezone.localdate()
    world.in_force(valid_from=today + timedelta(days=first), valid_to=today + timedelta(days=last))

    assert (card().fee == "Không mất phí") is lowered


def test_all_cases_count(client: Client) -> None:
    """Late registration costs, in time it does not: the card says both."""
    made = draft(procedure=ProcedureFactory(code=world.CODE))
    made.cases.get().fees.all().delete()
    late = CaseFactory(version=made, key="late", position=1)
    FeeFactory(case=late, code=world.FEE, amount_dong=8000)
    FeeFactory(case=made.cases.get(key="standard"), code="LP-0", amount_dong=0)
    publish([made], valid_from=date(2026, 1, 1))

    assert card().fee == "Miễn phí hoặc đến 8.000 đồng"
    world.in_force(case_keys=["late"])
    assert card().fee == "Không mất phí"


@pytest.mark.parametrize(
    ("rule", "said"),
    [(None, "Theo quy định, xem chi tiết"), ({}, "Không mất phí"), ({"channel": "online"}, "Có thể phải nộp phí")],
)
def test_an_amount_that_only_a_text_sets(rule: dict[str, Any] | None, said: str) -> None:
    world.with_fee(amount_dong=None)
    if rule is not None:
        world.in_force(**rule)

    assert said in card().fee


def test_a_fee_of_one_way_of_filing_is_not_lowered_by_a_rule_of_another() -> None:
    world.with_fee(channel="direct")
    world.in_force(channel="online")

    assert card().fee == "8.000 đồng"


def test_search_pages_say_it_too_and_ask_nothing_warm(client: Client, django_assert_num_queries: Any) -> None:
    world.with_fee()
    world.in_force(channel="online")
    first = client.get("/thu-tuc/", {"q": "khai sinh"}).content.decode()

    with django_assert_num_queries(0):
        again = client.get("/thu-tuc/", {"q": "khai sinh"}).content.decode()

    assert "Miễn phí hoặc đến 8.000 đồng" in first
    assert "Miễn phí hoặc đến 8.000 đồng" in again


def test_the_rules_are_read_once_a_process_and_edition(django_assert_num_queries: Any) -> None:
    world.in_force()
    fee_rule_book.rules()

    with django_assert_num_queries(0):
        assert [rule.key for rule in fee_rule_book.rules()] == ["starter"]


def test_cards_show_an_approved_rule_at_once(client: Client, django_capture_on_commit_callbacks: Any) -> None:
    world.with_fee()
    assert "8.000 đồng" in client.get("/thu-tuc/", {"q": "khai sinh"}).content.decode()

    with django_capture_on_commit_callbacks(execute=True):
        world.in_force()
        fee_rule_book.changed()

    assert "Không mất phí" in client.get("/thu-tuc/", {"q": "khai sinh"}).content.decode()


def test_english_says_it_in_english(client: Client) -> None:
    world.with_fee()
    world.in_force(effect="percent", percent_off=50)
    client.cookies["django_language"] = "en"

    assert "4,000 đồng" in client.get("/thu-tuc/", {"q": "khai sinh"}).content.decode()


def _as_an_earlier_release(version: ProcedureVersion) -> None:
    facts = card_of(version)
    dues = facts.pop("dues")
    facts |= {"fees": [amount for *_rest, amount in dues], "fee_in_text": False}
    SearchEntry.objects.filter(version=version).update(card=facts)


def test_entries_of_an_earlier_release_still_say_something_and_are_written_anew() -> None:
    version = world.with_fee()
    world.in_force()
    _as_an_earlier_release(version)
    assert card().fee == "8.000 đồng"

    assert search_index.renew_old() == 1

    assert card().fee == "Không mất phí"
    assert search_index.renew_old() == 0


@given(st.lists(st.integers(0, 10**9), unique=True, max_size=5), st.booleans())
def test_the_phrase_promises_nothing_free_that_is_not(amounts: list[int], in_text: bool) -> None:
    """ "Free" alone is said only when every amount is known and zero."""
    said = say_fee_range(sorted(amounts), in_text)

    assert (said == "Không mất phí") is (not in_text and not any(amounts))
