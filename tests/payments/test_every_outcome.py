"""Whatever can become of a report stands in the order's history, in words of the payer's language, and books say it."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from typing import Any

import pytest
from django.conf import settings
from django.test import Client
from django.urls import reverse
from django.utils import timezone, translation

from payments import judging, orders
from payments.models import LedgerEntry, Notice, Order, OrderEvent
from payments.receiving import receive
from payments.reported import Reported
from payments.vocabulary import Happening, Outcome
from tests.accounts.factories import make_user
from tests.payments.books import agree, everything, state_of
from tests.payments.factories import make_account, place, report

pytestmark = pytest.mark.django_db
DUE = 50_000


def _told(amount: int = DUE, **fields: Any) -> Callable[[Order], Reported]:
    return lambda order: report(order, amount, "FT1", **fields)


def _after(first: Callable[[Order], Reported], then: Callable[[Order], Reported]) -> Callable[[Order], Reported]:
    """The second report of a payment whose first one was taken in."""

    def told(order: Order) -> Reported:
        receive(first(order))
        return then(order)

    return told


def _cancelled(order: Order) -> Reported:
    orders.cancel(order, "Hồ sơ đã rút")
    return report(order, DUE, "FT1")


def _elsewhere(order: Order) -> Reported:
    return report(order, DUE, "FT1", account_number=make_account().number)


def _late(order: Order) -> Reported:
    assert order.due_at is not None
    return report(order, DUE, "FT1", occurred_at=order.due_at + dt.timedelta(seconds=1))


#: By outcome: what a provider reports of an order, after what came before.
WAYS: dict[Outcome, Callable[[Order], Reported]] = {
    Outcome.PAID: _told(),
    Outcome.LATE: _late,
    Outcome.PARTIAL: _told(DUE - 1),
    Outcome.EXCESS: _told(DUE + 1),
    Outcome.ORDER_CANCELLED: _cancelled,
    Outcome.WRONG_ACCOUNT: _elsewhere,
    Outcome.DUPLICATE: _after(_told(), _told()),
    Outcome.CONFLICT: _after(_told(), _told(DUE + 1)),
    Outcome.OUT_OF_ORDER: _after(_told(), _told(happening=Happening.PENDING)),
    Outcome.PENDING: _told(happening=Happening.PENDING),
    Outcome.FAILED: _told(happening=Happening.FAILED),
    Outcome.FORGED: _told(is_authentic=False),
    Outcome.WRONG_AMOUNT: _told(0),
    Outcome.WRONG_CURRENCY: _told(currency="USD"),
    Outcome.WRONG_TIME: _told(occurred_at=dt.datetime(2099, 1, 1, tzinfo=dt.UTC)),
    Outcome.UNKNOWN_ACCOUNT: _told(account_number="999"),
}


def _order(**fields: Any) -> Order:
    return place(due_at=timezone.now() - dt.timedelta(minutes=1), **fields)


def test_every_outcome_is_proved_here_but_the_one_that_has_no_order() -> None:
    assert set(WAYS) == set(Outcome) - {Outcome.UNMATCHED}


@pytest.mark.parametrize("outcome", list(WAYS))
def test_each_outcome_is_the_last_line_of_the_history_and_moves_only_what_it_may(outcome: Outcome) -> None:
    # Given an order whose due time has passed, and what came before
    order = place(due_at=timezone.now() - dt.timedelta(hours=1)) if outcome == Outcome.LATE else place()
    told = WAYS[outcome](order)
    books = everything()
    # When the report comes
    kept = receive(told)
    # Then it has its name in the notice and in the history, with the amount that was told
    assert kept.outcome == outcome
    event = OrderEvent.objects.filter(order=order, kind="reported").latest("pk")
    assert (event.outcome, event.amount_dong) == (outcome, told.amount_dong)
    # And entries exactly for those that hold money
    assert (everything() != books) == (outcome in judging.HOLDS_MONEY)
    assert LedgerEntry.objects.filter(payment=kept.payment_id, kind="payment").exists() == (kept.payment is not None)
    assert agree()


def test_the_payer_reads_every_outcome_in_words_of_either_language(client: Client) -> None:
    # Given an order in whose history every outcome stands
    payer = make_user()
    order = _order(payer=payer)
    OrderEvent.objects.bulk_create(
        OrderEvent(order=order, kind="reported", outcome=outcome, amount_dong=DUE) for outcome in Outcome
    )
    client.force_login(payer)
    # When the payer reads it in Vietnamese, then in English
    where = reverse("payments:order", args=[order.code])
    vietnamese = client.get(where).content.decode()
    client.cookies[settings.LANGUAGE_COOKIE_NAME] = "en"
    english = client.get(where).content.decode()
    # Then each has its sentence, never the bare word of the program
    for outcome in Outcome:
        with translation.override("vi"):
            words = str(outcome.label)
        assert words in vietnamese, outcome
        assert words not in english, outcome
        assert f"({outcome})" not in vietnamese
    assert "Recorded, paid in full." in english
    assert "50,000" in english


def test_an_amount_that_no_column_holds_is_kept_in_the_notice_and_left_out_of_the_history() -> None:
    order = place()
    books = everything()
    kept = receive(report(order, 10**30, "FT1"))
    assert kept.outcome == Outcome.WRONG_AMOUNT
    assert Notice.objects.get(pk=kept.pk).told["amount"] == 10**30
    assert order.events.latest("pk").amount_dong is None
    assert everything() == books


def test_forged_news_never_says_whether_we_know_the_payment() -> None:
    """A forger learns nothing of what was paid: forged comes before duplicate, conflict and out of order."""
    order = place()
    receive(report(order, DUE, "FT1"))
    for changes in ({}, {"happening": Happening.FAILED}, {"currency": "USD"}):
        assert receive(report(order, DUE, "FT1", is_authentic=False, **changes)).outcome == Outcome.FORGED
    assert state_of(order) == "paid"


def test_a_forged_report_of_money_first_does_not_spoil_the_true_one() -> None:
    order = place()
    assert receive(report(order, 1, "FT1", is_authentic=False)).payment is None
    assert receive(report(order, DUE, "FT1")).outcome == Outcome.PAID
    assert agree()


def test_money_of_another_units_account_touches_neither_the_order_nor_its_receipt() -> None:
    order = place()
    kept = receive(_elsewhere(order))
    assert kept.payment is not None
    assert kept.payment.order is None
    order.refresh_from_db()
    assert (order.state, order.received_dong, order.receipts.count()) == ("open", 0, 0)


@pytest.mark.parametrize("later", [0, 1])
def test_the_second_of_the_due_time_is_still_in_time(later: int) -> None:
    order = _order()
    assert order.due_at is not None
    told = report(order, DUE, occurred_at=order.due_at + dt.timedelta(seconds=later))
    assert receive(told).outcome == (Outcome.LATE if later else Outcome.PAID)
