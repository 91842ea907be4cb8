"""Each rule of the nightly check finds the fault planted for it among healthy rows, and names what to look at."""

from __future__ import annotations

import dataclasses
from dataclasses import dataclass
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from django.db import connection
from structlog.testing import capture_logs

from payments import nightly_check, orders, receipts, refunding
from payments.models import LedgerEntry, NightlyCheck, Order, OrderEvent, Payment, Receipt, Refund
from payments.nightly_check import RULES
from payments.receiving import receive
from payments.tasks import draw_receipts
from tests.accounts.factories import make_user
from tests.payments.factories import CHARGE, FEE, make_account, place, report
from tests.payments.test_shifts import PLANTED_AT_THE_TILL

pytestmark = pytest.mark.django_db


@dataclass(frozen=True)
class Books:
    """One order that will be spoilt, among others that are well."""

    ill: Order
    payment: Payment
    receipt: Receipt


@pytest.fixture
def books() -> Books:
    """Orders in every state; the ill one was paid with 20.000 đồng too much, half of it approved to go back."""
    account = make_account()
    placed = {name: place(account, FEE, CHARGE, code=name) for name in ("ILL", "PAID", "PART", "OPEN", "GONE")}
    for name, amount in (("ILL", 130_000), ("PAID", 110_000), ("PART", 20_000), ("GONE", 5_000)):
        receive(report(placed[name], amount, f"FT-{name}"))
    orders.cancel(placed["GONE"], "Hồ sơ đã rút")
    place(account, dataclasses.replace(FEE, reduction_dong=50_000, legal_basis="NQ 411"), code="FREE")
    placed["ILL"].refresh_from_db()
    refund = refunding.ask(placed["ILL"], make_user(), 10_000, reason="Thừa", legal_ground="Điều 14")
    refunding.approve(refund, make_user())
    ill = placed["ILL"]
    return Books(ill, ill.payments.get(), ill.receipts.get(kind="fee"))


def _behind_the_back(statement: str, *values: Any) -> int:
    """Write as somebody does who switched the triggers off; the number of rows touched."""
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE; SET session_replication_role = replica")
        cursor.execute(statement, values)
        touched = int(cursor.rowcount)
        cursor.execute("SET session_replication_role = origin; SET CONSTRAINTS ALL DEFERRED")
    return touched


#: By rule: what somebody does to the ill order.
PLANTED = {
    "a transaction sums to zero": """
        UPDATE payments_ledgerentry SET amount_dong = amount_dong + 1
        WHERE kind = 'placed' AND account = 'unit' AND order_id = %s
    """,
    "the entries of an order sum to zero": """
        UPDATE payments_ledgerentry SET order_id = NULL
        WHERE kind = 'placed' AND account = 'unit' AND order_id = %s
    """,
    "an order's totals are those of the ledger": "UPDATE payments_order SET received_dong = 130001 WHERE id = %s",
    "a payer owes what an order still awaits": """
        UPDATE payments_ledgerentry SET account = 'difference'
        WHERE kind = 'payment' AND account = 'payer' AND order_id = %s
    """,
    "what waits to go back was approved": "UPDATE payments_refund SET amount_dong = 9999 WHERE order_id = %s",
    "an order is the sum of its lines": "DELETE FROM payments_orderline WHERE kind = 'charge' AND order_id = %s",
    "a paid order knows when": "UPDATE payments_order SET paid_at = NULL WHERE id = %s",
    "a paid order has its receipts": "DELETE FROM payments_receipt WHERE kind = 'charge' AND order_id = %s",
    "a receipt that counts is for what was owed": """
        UPDATE payments_receipt SET amount_dong = amount_dong - 1 WHERE kind = 'fee' AND order_id = %s
    """,
    "numbers of receipts have no gaps": """
        UPDATE payments_receipt SET number = 900 WHERE kind = 'fee' AND order_id = %s
    """,
    "what the desk gave to orders stands in the ledger": """
        INSERT INTO payments_decision (payment_id, order_id, amount_dong, reason, made_by_id, made_at)
        SELECT id, order_id, 1, '', (SELECT min(id) FROM accounts_user), now()
        FROM payments_payment WHERE order_id = %s
    """,
    "a payment stands in the ledger once": "UPDATE payments_payment SET amount_dong = 129999 WHERE order_id = %s",
}


def _named(books: Books, rule: str) -> str:
    """What an accountant is told to look at."""
    if rule == "a transaction sums to zero":
        return str(LedgerEntry.objects.get(order=books.ill, kind="placed", account="unit").transaction)
    if rule == "a receipt that counts is for what was owed":
        return f"{books.receipt.symbol} {books.receipt.number}"
    if rule == "numbers of receipts have no gaps":
        return f"{books.ill.unit_id} fee {books.receipt.year}"
    if rule in ("a payment stands in the ledger once", "what the desk gave to orders stands in the ledger"):
        return "bank FT-ILL"
    return "ILL"


def _found() -> dict[str, Any]:
    return {problem["rule"]: problem for problem in nightly_check.run().problems}


def test_every_rule_has_a_fault_planted_for_it() -> None:
    assert set(PLANTED) | set(PLANTED_AT_THE_TILL) == set(RULES)


@pytest.mark.parametrize("rule", PLANTED)
def test_a_planted_fault_is_found_by_its_rule_and_named_alone(books: Books, rule: str) -> None:
    # Given books that agree, of orders in every state
    assert _found() == {}
    # When one row of one order is spoilt
    assert _behind_the_back(PLANTED[rule], books.ill.pk) >= 1
    # Then the rule names that one, and no rule names any order that is well
    found = _found()
    assert found[rule]["subjects"] == [_named(books, rule)]
    assert found[rule]["count"] == 1
    named = {subject for problem in found.values() for subject in problem["subjects"]}
    assert named.isdisjoint({"PAID", "PART", "OPEN", "GONE", "FREE"})


@pytest.fixture
def many_spoilt() -> int:
    """More orders without a moment of payment than the check tells one by one."""
    account = make_account()
    count = 102
    free = dataclasses.replace(FEE, reduction_dong=50_000, legal_basis="NQ 411")
    for number in range(count):
        place(account, free, code=f"N-{number:03}")
    _behind_the_back("UPDATE payments_order SET paid_at = NULL")
    return count


def test_of_very_many_faults_the_first_are_named_and_all_are_counted(many_spoilt: int) -> None:
    problem = _found()["a paid order knows when"]
    assert problem["count"] == many_spoilt
    assert problem["subjects"] == [f"N-{number:03}" for number in range(100)]


def test_the_check_changes_nothing_and_keeps_what_it_found(books: Books) -> None:
    tables = (Order, LedgerEntry, Payment, Receipt, Refund, OrderEvent)
    _behind_the_back(PLANTED["a paid order knows when"], books.ill.pk)
    before = [list(table.objects.order_by("pk").values()) for table in tables]
    first, second = nightly_check.run(), nightly_check.run()
    assert [list(table.objects.order_by("pk").values()) for table in tables] == before
    assert first.problems == second.problems != []
    assert list(NightlyCheck.objects.values_list("pk", flat=True)) == [second.pk, first.pk]
    assert (first.orders, first.transactions) == (6, LedgerEntry.objects.values("transaction").distinct().count())


def test_what_is_mended_is_told_no_more_and_the_night_before_is_kept(books: Books) -> None:
    moment = books.ill.paid_at
    _behind_the_back(PLANTED["a paid order knows when"], books.ill.pk)
    spoilt = nightly_check.run()
    _behind_the_back("UPDATE payments_order SET paid_at = %s WHERE id = %s", moment, books.ill.pk)
    assert nightly_check.run().problems == []
    assert NightlyCheck.objects.get(pk=spoilt.pk).problems == spoilt.problems


def test_the_log_has_an_error_for_each_broken_rule_and_no_name_of_anybody(books: Books) -> None:
    _behind_the_back(PLANTED["a paid order knows when"], books.ill.pk)
    _behind_the_back(PLANTED["a payment stands in the ledger once"], books.ill.pk)
    with capture_logs() as logged:
        nightly_check.run()
    told = {(line["log_level"], line["event"], line["rule"]) for line in logged}
    rules = ("a paid order knows when", "a payment stands in the ledger once")
    assert told == {("error", "books_disagree", rule) for rule in rules}
    assert books.ill.payer_name not in str(logged)


def test_the_command_names_rules_with_their_counts_and_fails(books: Books) -> None:
    _behind_the_back("UPDATE payments_order SET paid_at = NULL WHERE code IN ('ILL', 'PAID')")
    with pytest.raises(CommandError, match=r"The books disagree\. a paid order knows when: 2\."):
        call_command("check_books")


def test_empty_books_agree() -> None:
    check = nightly_check.run()
    assert (check.problems, check.transactions, check.orders) == ([], 0, 0)


def test_a_receipt_that_was_replaced_or_cancelled_is_no_fault(books: Books, undrawn: None) -> None:
    """The numbers of those that count no more stay used, and the new one is for the same amount."""
    draw_receipts()
    new = receipts.replace(books.receipt, make_user(), reason="Sai tên", payer_name="Nguyễn Thị Hoà")
    draw_receipts()
    new.refresh_from_db()
    receipts.cancel(new, make_user(), reason="Lập trùng")
    assert _found() == {}


def test_the_series_of_a_unit_a_kind_and_a_year_are_looked_at_one_by_one(books: Books) -> None:
    # Given another unit whose numbers have a gap too, and a year of its own
    other = place(None, FEE, code="ELSEWHERE")
    receive(report(other, 50_000))
    year = books.receipt.year
    _behind_the_back("UPDATE payments_receipt SET number = 2 WHERE order_id = %s", other.pk)
    assert _found()["numbers of receipts have no gaps"]["subjects"] == [f"{other.unit_id} fee {year}"]
    # When it is number 1 of another year, there is none
    _behind_the_back("UPDATE payments_receipt SET number = 1, year = %s WHERE order_id = %s", year - 1, other.pk)
    assert _found() == {}
