"""Rules proved: a card says who, how long and how much as people say it, in the language of the page."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest
from django.utils import translation
from hypothesis import given
from hypothesis import strategies as st

from portal.vietnamese import format_dong
from procedures.cards import card_of, say_fee, say_fee_range, say_limit, shown_card
from procedures.choices import Channel, OnlineLevel, TimeUnit
from procedures.models import Fee, ProcedureVersion, SearchEntry
from procedures.publishing import publish
from tests.procedures.factories import CaseFactory, FeeFactory, TimeLimitFactory, VersionFactory, draft


def entry(**changes: Any) -> SearchEntry:
    """A procedure as search stores it, with these facts on its card."""
    facts = {"code": "1.000001", "agency": "Ủy ban nhân dân cấp xã", "limit": None, "dues": []} | changes
    return SearchEntry(name="Thả diều", online_level=OnlineLevel.FULL, card=facts)


def facts_of(version: ProcedureVersion) -> dict[str, Any]:
    """What the card of a draft would keep."""
    return card_of(ProcedureVersion.objects.get(pk=version.pk))


@pytest.mark.parametrize(
    ("amount", "unit", "vietnamese", "english"),
    [
        ("1", TimeUnit.WORKING_DAY, "1 ngày làm việc", "1 working day"),
        ("3", TimeUnit.WORKING_DAY, "3 ngày làm việc", "3 working days"),
        ("30.00", TimeUnit.DAY, "30 ngày", "30 days"),
        ("0.5", TimeUnit.WORKING_DAY, "0,5 ngày làm việc", "0.5 working days"),
        ("1.5", TimeUnit.DAY, "1,5 ngày", "1.5 days"),
        ("8", TimeUnit.WORKING_HOUR, "8 giờ làm việc", "8 working hours"),
        ("1", TimeUnit.WORKING_HOUR, "1 giờ làm việc", "1 working hour"),
        ("100", TimeUnit.MONTH, "100 tháng", "100 months"),
        ("1.0", TimeUnit.MONTH, "1 tháng", "1 month"),
    ],
)
def test_a_time_limit_is_said_in_its_unit_and_number(amount: str, unit: str, vietnamese: str, english: str) -> None:
    """A comma before the half in Vietnamese, a point in English, and English counts."""
    with translation.override("vi"):
        assert say_limit(Decimal(amount), unit, same_day=False) == vietnamese
    with translation.override("en"):
        assert say_limit(Decimal(amount), unit, same_day=False) == english


@given(st.decimals(min_value=0, max_value=400, places=2), st.sampled_from(TimeUnit.values))
def test_no_limit_is_said_with_an_exponent_or_needless_noughts(amount: Decimal, unit: str) -> None:
    number = say_limit(amount, unit, same_day=False).split()[0]

    assert Decimal(number.replace(",", ".")) == amount
    assert not number.endswith((",", ",0"))
    assert "E" not in number


@given(st.decimals(min_value=1, max_value=9, places=1), st.sampled_from(TimeUnit.values))
def test_what_is_done_within_the_day_names_three_o_clock_whatever_the_number(amount: Decimal, unit: str) -> None:
    assert say_limit(amount, unit, same_day=True) == "Trong ngày; nhận sau 15 giờ thì ngày làm việc tiếp theo"


@pytest.mark.parametrize(
    ("amounts", "in_text", "said"),
    [
        ([], False, "Không mất phí"),
        ([], True, "Theo quy định, xem chi tiết"),
        ([0], False, "Không mất phí"),
        ([0], True, "Có thể phải nộp phí, xem chi tiết"),
        ([8000], False, "8.000 đồng"),
        ([0, 8000], False, "Miễn phí hoặc đến 8.000 đồng"),
        ([0, 5000, 8000], False, "Miễn phí hoặc đến 8.000 đồng"),
        ([5000, 6000, 8000], False, "Từ 5.000 đồng đến 8.000 đồng"),
    ],
)
def test_all_amounts_are_said_in_one_phrase(amounts: list[int], in_text: bool, said: str) -> None:
    assert say_fee_range(amounts, in_text) == said


@given(st.lists(st.integers(1, 10**9), min_size=1, unique=True), st.booleans())
def test_the_most_one_may_pay_is_always_named(amounts: list[int], in_text: bool) -> None:
    """Nobody comes to the counter with too little."""
    assert say_fee_range(sorted(amounts), in_text).endswith(format_dong(max(amounts)))


@pytest.mark.parametrize(("amount", "said"), [(None, "Theo quy định"), (0, "Không thu"), (50_000, "50.000 đồng")])
def test_one_fee_is_said_by_its_amount(amount: int | None, said: str) -> None:
    assert say_fee(Fee(amount_dong=amount)) == said


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("language", "agency", "time"),
    [
        ("vi", "Cơ quan theo phân công của Ủy ban nhân dân", "Theo thông báo khi tiếp nhận"),
        ("en", "The agency assigned by the People’s Committee", "As notified when the dossier is accepted"),
    ],
)
def test_what_the_announcement_leaves_open_is_said_to_be_open(language: str, agency: str, time: str) -> None:
    with translation.override(language):
        card = shown_card(entry(agency=""))

    assert (card.agency, card.time) == (agency, time)


@pytest.mark.django_db
@pytest.mark.parametrize("level", OnlineLevel.values)
def test_the_card_says_how_far_online_goes(level: str) -> None:
    made = entry()
    made.online_level = level

    card = shown_card(made)

    assert card.online == str(OnlineLevel(level).label)
    assert card.is_online is (level != "none")


@pytest.mark.django_db
def test_a_fee_owed_by_one_way_of_filing_alone_counts_for_that_way() -> None:
    """One stated for all ways is owed by each; one for a way only by that."""
    dues = [["standard", "LP", "fee", Channel.ONLINE, 4000], ["standard", "LP", "fee", Channel.POSTAL, 9000]]

    assert shown_card(entry(dues=dues)).fee == "Từ 4.000 đồng đến 9.000 đồng"
    assert shown_card(entry(dues=[["standard", "LP", "fee", Channel.ANY, 4000]])).fee == "4.000 đồng"


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("stated", "named"),
    [
        ([("any", 1), ("online", 3)], "3"),
        ([("online", 3), ("direct", 1)], "3"),
        ([("direct", 7)], "7"),
        ([("any", 2), ("direct", 7)], "2"),
        ([], None),
    ],
    ids=["online before any", "online", "whichever is stated", "any for online", "none"],
)
def test_the_limit_named_is_that_of_online_filing(stated: list[tuple[str, int]], named: str | None) -> None:
    case = CaseFactory(version=VersionFactory())
    for channel, amount in stated:
        TimeLimitFactory(case=case, channel=channel, amount=Decimal(amount))

    limit = facts_of(case.version)["limit"]

    assert (limit and str(Decimal(limit["amount"]).normalize())) == named


@pytest.mark.django_db
def test_the_time_is_the_first_cases_and_the_fees_are_those_of_all() -> None:
    made = draft()
    late = CaseFactory(version=made, key="late", position=1)
    TimeLimitFactory(case=late, amount=Decimal(9))
    FeeFactory(case=late, code="LP-2", amount_dong=50_000)

    facts = facts_of(made)

    assert Decimal(facts["limit"]["amount"]) == 1
    assert [(due[0], due[-1]) for due in facts["dues"]] == [("standard", 8000), ("late", 50_000)]


@pytest.mark.django_db
def test_a_version_without_any_case_still_has_a_card() -> None:
    facts = facts_of(VersionFactory())

    assert (facts["limit"], facts["dues"]) == (None, [])


@pytest.mark.django_db
def test_the_stored_card_is_that_of_the_version_in_force() -> None:
    made = draft(executing_agency="Sở Thả diều")
    publish([made])

    stored = SearchEntry.objects.get(version=made)

    assert stored.card == facts_of(made)
    assert shown_card(stored).agency == "Sở Thả diều"
