"""The nightly check finds what somebody did to the books behind the back of the triggers."""

from __future__ import annotations

import uuid
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from django.db import connection

from payments import nightly_check, refunding
from payments.models import NightlyCheck, Order
from payments.receiving import receive
from payments.tasks import check_books
from tests.accounts.factories import make_user
from tests.payments.factories import place, report

pytestmark = pytest.mark.django_db


@pytest.fixture
def order() -> Order:
    """An order paid with too much, some of which is approved to go back."""
    placed = place(code="H29.151-261122-0001")
    receive(report(placed, 60_000, "FT1"))
    placed.refresh_from_db()
    refund = refunding.ask(placed, make_user(), 10_000, reason="Thừa", legal_ground="Điều 14")
    refunding.approve(refund, make_user())
    return placed


def _behind_the_back(statement: str, *values: Any) -> None:
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE; SET session_replication_role = replica")
        cursor.execute(statement, values)
        cursor.execute("SET session_replication_role = origin; SET CONSTRAINTS ALL DEFERRED")


def test_books_that_agree_have_no_problems(order: Order, capsys: pytest.CaptureFixture[str]) -> None:
    call_command("check_books")
    assert "The books agree: 3 transactions, 1 orders." in capsys.readouterr().out
    assert check_books() == 0
    assert NightlyCheck.objects.count() == 2


@pytest.mark.parametrize(
    ("statement", "rules"),
    [
        (
            "UPDATE payments_ledgerentry SET amount_dong = amount_dong + 1 WHERE account = 'unit'",
            {"a transaction sums to zero", "the entries of an order sum to zero"},
        ),
        (
            "UPDATE payments_order SET received_dong = 50000",
            {"an order's totals are those of the ledger"},
        ),
        (
            "UPDATE payments_orderline SET amount_dong = 1, unit_price_dong = 1",
            {"an order is the sum of its lines", "a receipt that counts is for what was owed"},
        ),
        ("UPDATE payments_order SET paid_at = NULL", {"a paid order knows when"}),
        ("UPDATE payments_payment SET amount_dong = 1", {"a payment stands in the ledger once"}),
        ("UPDATE payments_refund SET amount_dong = 1", {"what waits to go back was approved"}),
        (
            "UPDATE payments_ledgerentry SET account = 'difference' WHERE account = 'payer' AND kind = 'payment'",
            {"a payer owes what an order still awaits"},
        ),
    ],
)
def test_every_crookedness_is_found_by_its_rule(order: Order, statement: str, rules: set[str]) -> None:
    _behind_the_back(statement)
    found = nightly_check.run()
    assert {problem["rule"] for problem in found.problems} == rules
    assert all(problem["count"] >= 1 and problem["subjects"] for problem in found.problems)
    with pytest.raises(CommandError, match="The books disagree"):
        call_command("check_books")


def test_a_payment_without_its_entries_is_found(order: Order) -> None:
    _behind_the_back(
        "INSERT INTO payments_payment (provider, provider_reference, amount_dong, account_number, told_purpose,"
        " received_at, recorded_at) VALUES ('bank', %s, 5, '', '', now(), now())",
        uuid.uuid4().hex,
    )
    assert [problem["rule"] for problem in nightly_check.run().problems] == ["a payment stands in the ledger once"]
