"""What a bank tells a second time is a question of one look: no lock, no search, and never anything but a duplicate."""

from __future__ import annotations

from typing import Any

import pytest
from pytest_django import DjangoAssertNumQueries

from payments.models import Notice
from payments.receiving import receive, told_again
from payments.vocabulary import Happening, Outcome
from tests.payments.books import agree, everything, story
from tests.payments.factories import make_account, place, report
from tests.payments.test_bank_notices import knock, outcome, told

pytestmark = pytest.mark.django_db


def test_the_door_answers_what_it_knows_in_three_statements_of_its_own(
    django_assert_num_queries: DjangoAssertNumQueries,
) -> None:
    # Given a payment that was told once
    order = place()
    data = told(order)
    assert outcome(knock(data)) == "paid"
    books = everything()
    # When it is told again: the payment by its reference, a savepoint around the event and the notice
    with django_assert_num_queries(5):
        assert outcome(knock(data)) == "duplicate"
    # Then the history tells it, the notice is kept, and nothing was booked
    assert story(order) == ["placed", "paid", "receipt_issued", "duplicate"]
    assert Notice.objects.filter(order=order, payment__isnull=False).count() == 2
    assert everything() == books
    assert agree()


def test_money_that_no_order_was_found_for_is_known_too() -> None:
    told_first = report(None, 50_000, "FT1", account_number=make_account().number)
    assert receive(told_first).outcome == Outcome.UNMATCHED
    again = told_again(told_first)
    assert again is not None
    assert (again.outcome, again.order) == (Outcome.DUPLICATE, None)


@pytest.mark.parametrize(
    "changes",
    [
        {"amount_dong": 50_001},
        {"account_number": "0099999"},
        {"happening": Happening.FAILED},
        {"is_authentic": False},
        {"currency": "USD"},
        {"provider_reference": "FT2"},
    ],
)
def test_whatever_differs_is_judged_as_before(changes: dict[str, Any]) -> None:
    order = place()
    receive(report(order, 50_000, "FT1"))
    kept = Notice.objects.count()
    named: dict[str, Any] = {"amount_dong": 50_000, "provider_reference": "FT1"} | changes
    amount, reference = named.pop("amount_dong"), named.pop("provider_reference")
    assert told_again(report(order, amount, reference, **named)) is None
    assert Notice.objects.count() == kept
