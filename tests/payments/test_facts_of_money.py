"""PostgreSQL itself refuses to change what was written of money, and sums that are not zero."""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Callable
from typing import Any

import pytest
from django.db import DatabaseError, connection, transaction
from django.db.models import Model, QuerySet
from django.utils import timezone

from payments import ledger, refunding
from payments.ledger import Entry
from payments.models import BankAccount, LedgerEntry, Notice, Order, OrderEvent, OrderLine, Payment, Refund
from payments.receiving import receive
from payments.vocabulary import Account, Posting
from tests.accounts.factories import make_user
from tests.payments.factories import make_account, place, report
from tests.units.factories import SINCE

pytestmark = pytest.mark.django_db


@pytest.fixture
def order() -> Order:
    """An order that was paid and of which some is to go back."""
    placed = place()
    receive(report(placed, 50_000))
    placed.refresh_from_db()
    refunding.ask(placed, make_user(), 10_000, reason="Thu thừa", legal_ground="Điều 14")
    with connection.cursor() as cursor:
        # What a commit would look at has been looked at.
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE; SET CONSTRAINTS ALL DEFERRED")
    return placed


def _refused(act: Callable[[], Any], words: str) -> None:
    with pytest.raises(DatabaseError, match=words), transaction.atomic():
        act()
        with connection.cursor() as cursor:
            cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")


@pytest.mark.parametrize("model", [LedgerEntry, OrderEvent, Notice, OrderLine, Order, Payment, Refund])
def test_nothing_of_money_is_deleted(order: Order, model: type[Model]) -> None:
    rows: QuerySet[Any] = model._default_manager.all()
    kept = rows.count()
    _refused(lambda: rows._raw_delete(rows.db), "append-only|cannot be deleted")
    assert rows.count() == kept > 0


@pytest.mark.parametrize(
    ("model", "changes"),
    [
        (LedgerEntry, {"amount_dong": 1}),
        (OrderEvent, {"outcome": "paid"}),
        (Notice, {"outcome": "paid"}),
        (OrderLine, {"name": "x"}),
        (Order, {"due_dong": 1}),
        (Order, {"payer_name": "x"}),
        (Order, {"paid_at": None}),
        (Payment, {"amount_dong": 1}),
        (Payment, {"order": None}),
        (Refund, {"amount_dong": 1}),
    ],
)
def test_facts_stay_as_they_were_written(order: Order, model: type[Model], changes: dict[str, Any]) -> None:
    rows = model._default_manager.all()
    _refused(lambda: rows.update(**changes), "append-only|cannot be changed|is set once")


def test_a_transaction_that_does_not_sum_to_zero_is_refused_twice(order: Order) -> None:
    # By the app before it writes,
    with pytest.raises(ValueError, match="sum to zero"):
        ledger.post(Posting.PAYMENT, [Entry(Account.PROVIDER, 5, order), Entry(Account.PAYER, -4, order)])
    # and by PostgreSQL, whoever writes.
    crooked = LedgerEntry(transaction=uuid.uuid4(), kind="payment", account="unit", amount_dong=5, order=order)
    _refused(crooked.save, "does not sum to zero")


def test_totals_that_the_ledger_does_not_have_are_refused(order: Order) -> None:
    _refused(lambda: Order.objects.update(received_dong=60_000), "not those of the ledger")
    entries = [Entry(Account.PROVIDER, 5, order), Entry(Account.DIFFERENCE, -5, order)]
    _refused(lambda: ledger.post(Posting.PAYMENT, entries), "not those of the ledger")


def test_an_order_whose_lines_sum_otherwise_is_refused(order: Order) -> None:
    bare = Order(code="BARE", unit=order.unit, payer_name="x", purpose="x", due_dong=0)
    _refused(bare.save, "not the sum of its lines")
    extra = OrderLine(order=order, position=9, kind="fee", code="x", name="x", unit_price_dong=1, amount_dong=1)
    _refused(extra.save, "lines of an order")


@pytest.mark.parametrize(
    ("fields", "check"),
    [
        ({"amount_dong": 10**15, "unit_price_dong": 10**15}, "orderline_amounts"),
        ({"amount_dong": -1, "unit_price_dong": -1}, "orderline_amounts"),
        ({"amount_dong": 2, "unit_price_dong": 1}, "orderline_sum"),
        ({"amount_dong": 0, "unit_price_dong": 1, "reduction_dong": 1}, "orderline_reduced_on_legal_basis"),
        ({"amount_dong": 1, "unit_price_dong": 1, "kind": "tax"}, "orderline_kind_known"),
    ],
)
def test_impossible_lines_are_refused(order: Order, fields: dict[str, Any], check: str) -> None:
    line = OrderLine(**({"order": order, "position": 9, "kind": "fee", "code": "x", "name": "x"} | fields))
    _refused(line.save, check)


@pytest.mark.parametrize(
    ("fields", "check"),
    [
        ({"bank_bin": "97043"}, "bankaccount_bin_form"),
        ({"number": "0011 004"}, "bankaccount_number_form"),
        ({"number": "1" * 19 + "x"}, "character varying|bankaccount_number_form"),
        ({"valid_to": SINCE}, "bankaccount_ends_after_it_starts"),
    ],
)
def test_accounts_are_what_banks_know(fields: dict[str, Any], check: str) -> None:
    _refused(lambda: make_account(**fields), check)


def test_a_unit_has_one_receiving_account_at_a_time() -> None:
    first = make_account()
    _refused(lambda: make_account(unit=first.unit), "bankaccount_one_a_unit_at_a_time")
    BankAccount.objects.update(valid_to=timezone.localdate() + dt.timedelta(days=1))
    make_account(unit=first.unit, valid_from=timezone.localdate() + dt.timedelta(days=1))


def test_nobody_approves_what_they_asked_for(order: Order) -> None:
    refund = Refund.objects.get()
    changes = {"state": "approved", "decided_by": refund.asked_by, "decided_at": timezone.now()}
    _refused(lambda: Refund.objects.update(**changes), "refund_by_four_eyes")
