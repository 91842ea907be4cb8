"""Every check and trigger of money refuses its own wrong row, by its name, and leaves all other rows as they were."""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Callable
from typing import Any

import pytest
from django.core.serializers import serialize
from django.db import DatabaseError, connection, transaction
from django.utils import timezone

from payments import refunding
from payments.models import BankAccount, LedgerEntry, Notice, Order, OrderEvent, OrderLine, Payment, Receipt, Refund
from payments.models.receipts import LAST_NUMBER
from payments.receiving import receive
from payments.vocabulary import TOO_MUCH_DONG
from tests.accounts.factories import make_user
from tests.payments.factories import CHARGE, FEE, make_account, place, report

pytestmark = pytest.mark.django_db
ALL = (BankAccount, LedgerEntry, Notice, Order, OrderEvent, OrderLine, Payment, Receipt, Refund)


@pytest.fixture
def order() -> Order:
    """An order of a fee and a charge, paid with 20.000 đồng too much, half of which is asked back."""
    placed = place(None, FEE, CHARGE)
    receive(report(placed, 130_000))
    placed.refresh_from_db()
    refunding.ask(placed, make_user(), 10_000, reason="Thu thừa", legal_ground="Điều 14")
    _look_now()
    return placed


def _look_now() -> None:
    """Let PostgreSQL look at once at what it looks at when committing."""
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE; SET CONSTRAINTS ALL DEFERRED")


def _rows() -> list[str]:
    return [serialize("json", model._default_manager.order_by("pk")) for model in ALL]


def _refused(act: Callable[[], Any], words: str) -> None:
    """The act is refused with these words, and no row of money is other than before."""
    before = _rows()
    with pytest.raises(DatabaseError, match=words), transaction.atomic():
        act()
        _look_now()
    assert _rows() == before


@pytest.mark.parametrize(
    ("fields", "check"),
    [
        ({"amount_dong": 0}, "refund_amount"),
        ({"amount_dong": -5}, "refund_amount"),
        ({"amount_dong": TOO_MUCH_DONG}, "refund_amount"),
        ({"state": "lost"}, "refund_state_known|refund_decided_by_somebody"),
        ({"reason": ""}, "refund_with_reason_and_legal_ground"),
        ({"legal_ground": ""}, "refund_with_reason_and_legal_ground"),
        ({"state": "approved"}, "refund_decided_by_somebody"),
        ({"decided_at": timezone.now()}, "refund_decided_by_somebody"),
        ({"sent_reference": "FT1"}, "refund_sent_has_reference"),
        ({"sent_at": timezone.now()}, "refund_sent_has_reference"),
    ],
    ids=lambda told: next(iter(told)) if isinstance(told, dict) else told,
)
def test_a_refund_that_cannot_be_is_not_written(order: Order, fields: dict[str, Any], check: str) -> None:
    told = {"amount_dong": 1, "reason": "Thừa", "legal_ground": "Điều 14", "asked_by": make_user()}
    _refused(lambda: Refund.objects.create(order=order, **(told | fields)), check)


def test_money_is_not_sent_back_without_its_reference_or_moment(order: Order) -> None:
    refund = refunding.approve(Refund.objects.get(), make_user())
    rows = Refund.objects.filter(pk=refund.pk)
    _refused(lambda: rows.update(state="sent"), "refund_sent_has_reference")
    _refused(lambda: rows.update(state="sent", sent_reference="FT1"), "refund_sent_has_reference")
    _refused(lambda: rows.update(state="sent", sent_at=timezone.now()), "refund_sent_has_reference")


@pytest.mark.parametrize("column", ["decided_by", "decided_at"])
def test_who_decided_on_a_refund_and_when_is_set_once(order: Order, column: str) -> None:
    refunding.approve(Refund.objects.get(), make_user())
    other = make_user() if column == "decided_by" else timezone.now() + dt.timedelta(days=1)
    _refused(lambda: Refund.objects.update(**{column: other}), f"{column}.* is set once")


@pytest.mark.parametrize(
    ("fields", "check"),
    [
        ({"amount_dong": 0}, "payment_amount"),
        ({"amount_dong": -50_000}, "payment_amount"),
        ({"amount_dong": TOO_MUCH_DONG}, "payment_amount"),
        ({"provider": "friend"}, "payment_provider_known"),
        ({"provider_reference": ""}, "payment_has_reference"),
    ],
    ids=lambda told: str(next(iter(told.items()))) if isinstance(told, dict) else told,
)
def test_a_payment_that_cannot_be_is_not_written(order: Order, fields: dict[str, Any], check: str) -> None:
    told = {"provider": "bank", "provider_reference": "NEW", "amount_dong": 1, "received_at": timezone.now()}
    _refused(lambda: Payment.objects.create(**(told | fields)), check)


def test_a_reference_brings_its_money_once_whoever_writes(order: Order) -> None:
    known = Payment.objects.get()
    again = Payment(
        provider=known.provider,
        provider_reference=known.provider_reference,
        amount_dong=1,
        received_at=timezone.now(),
    )
    _refused(again.save, "payment_once_a_reference")
    # Another provider may use the same reference for money of its own.
    Payment.objects.create(
        provider="cash",
        provider_reference=known.provider_reference,
        amount_dong=1,
        received_at=timezone.now(),
    )


@pytest.mark.parametrize(
    ("fields", "check"),
    [
        ({"account": "pocket"}, "ledgerentry_account_known"),
        ({"amount_dong": 0}, "ledgerentry_amount"),
        ({"amount_dong": TOO_MUCH_DONG}, "ledgerentry_amount"),
        ({"amount_dong": -TOO_MUCH_DONG}, "ledgerentry_amount"),
    ],
    ids=["account", "nothing", "too much", "too little"],
)
def test_an_entry_that_cannot_be_is_not_posted(order: Order, fields: dict[str, Any], check: str) -> None:
    told = {"transaction": uuid.uuid4(), "kind": "payment", "account": "unit", "amount_dong": 5, "order": order}
    _refused(lambda: LedgerEntry.objects.create(**(told | fields)), check)


@pytest.mark.parametrize(
    ("fields", "check"),
    [
        ({"code": "h29.1"}, "order_code_form"),
        ({"code": "-H29"}, "order_code_form"),
        ({"code": "H29 1"}, "order_code_form"),
        ({"code": ""}, "order_code_form"),
        ({"due_dong": -1}, "order_amounts"),
        ({"due_dong": TOO_MUCH_DONG}, "order_amounts"),
        ({"waived_dong": -1}, "order_amounts"),
        ({"refunded_dong": 1}, "order_gives_back_no_more_than_came"),
        ({"refunded_dong": -1}, "order_gives_back_no_more_than_came"),
    ],
    ids=lambda told: str(next(iter(told.items()))) if isinstance(told, dict) else told,
)
def test_an_order_that_cannot_be_is_not_written(order: Order, fields: dict[str, Any], check: str) -> None:
    told = {"code": "NEW-1", "unit": order.unit, "payer_name": "Hoa", "purpose": "Lệ phí", "due_dong": 0}
    _refused(lambda: Order.objects.create(**(told | fields)), check)


def test_a_code_stands_on_one_order_whoever_writes(order: Order) -> None:
    twin = Order(code=order.code, unit=order.unit, payer_name="Hoa", purpose="x", due_dong=0)
    _refused(twin.save, "payments_order_code")


@pytest.mark.parametrize("column", ["paid_at", "cancelled_at"])
def test_when_an_order_was_paid_or_cancelled_is_set_once(order: Order, column: str) -> None:
    Order.objects.filter(**{f"{column}__isnull": True}).update(**{column: timezone.now()})
    _look_now()
    later = timezone.now() + dt.timedelta(days=1)
    _refused(lambda: Order.objects.update(**{column: later}), f"{column} of payments_order is set once")
    _refused(lambda: Order.objects.update(**{column: None}), f"{column} of payments_order is set once")


def test_the_state_of_an_order_is_assigned_by_nobody(order: Order) -> None:
    with connection.cursor() as cursor:
        _refused(lambda: cursor.execute("UPDATE payments_order SET state = 'open'"), "state")


@pytest.mark.parametrize(
    ("fields", "check"),
    [
        ({"number": 0}, "receipt_number_digits"),
        ({"number": LAST_NUMBER + 1}, "receipt_number_digits"),
        ({"kind": "other"}, "receipt_of_fee_or_charge"),
        ({"state": "lost"}, "receipt_state_known"),
        ({"state": "cancelled", "ended_at": None, "end_reason": "Sai"}, "receipt_ends_with_reason"),
        ({"state": "replaced", "end_reason": ""}, "receipt_ends_with_reason"),
        ({"state": "active"}, "receipt_ends_with_reason"),
        ({"amount_dong": -1}, "receipt_amount"),
        ({"amount_dong": TOO_MUCH_DONG}, "receipt_amount"),
        ({"number": 1}, "receipt_number_once"),
        ({"state": "active", "ended_at": None}, "receipt_one_counts"),
    ],
    ids=lambda told: str(next(iter(told.items()))) if isinstance(told, dict) else told,
)
def test_a_receipt_that_cannot_be_is_not_written(order: Order, fields: dict[str, Any], check: str) -> None:
    told = {field.name: getattr(order.receipts.get(kind="fee"), field.name) for field in Receipt._meta.concrete_fields}
    told |= {"id": None, "number": 77, "state": "cancelled", "end_reason": "Lập trùng", "ended_at": timezone.now()}
    _refused(lambda: Receipt.objects.create(**(told | fields)), check)


@pytest.mark.parametrize("column", ["ended_at", "ended_by"])
def test_a_receipt_ends_once(order: Order, column: str) -> None:
    rows = Receipt.objects.filter(kind="fee")
    rows.update(state="cancelled", end_reason="Sai", ended_at=timezone.now(), ended_by=make_user())
    other: Any = make_user() if column == "ended_by" else timezone.now() + dt.timedelta(days=1)
    _refused(lambda: rows.update(**{column: other}), f"{column}.* is set once")


def test_a_receipt_stands_in_the_place_of_one_other(order: Order) -> None:
    first = order.receipts.get(kind="fee")
    told = {field.name: getattr(first, field.name) for field in Receipt._meta.concrete_fields}
    told |= {"id": None, "state": "cancelled", "end_reason": "Sai", "ended_at": timezone.now(), "replaces": first}
    Receipt.objects.create(**(told | {"number": 77}))
    _refused(lambda: Receipt.objects.create(**(told | {"number": 78})), "replaces")


def test_a_position_holds_one_line_and_a_line_is_of_something(order: Order) -> None:
    told: dict[str, Any] = {"order": order, "kind": "fee", "code": "x", "name": "x"}
    told |= {"unit_price_dong": 0, "amount_dong": 0}
    _refused(lambda: OrderLine.objects.create(position=1, **told), "orderline_once_a_position")
    _refused(lambda: OrderLine.objects.create(position=9, quantity=0, **told), "orderline_something")


@pytest.mark.parametrize("code", ["1", "123456789", "12345678901", "0301234567-1", "0301234567-00A", "030123456A"])
def test_a_tax_code_that_no_office_gave_is_refused(order: Order, code: str) -> None:
    _refused(lambda: make_account(tax_code=code), "bankaccount_tax_code_form")


@pytest.mark.parametrize("code", ["", "0301234567", "0301234567-001"])
def test_a_tax_code_as_offices_give_it_is_kept(code: str) -> None:
    assert make_account(tax_code=code).tax_code == code


@pytest.mark.parametrize("model", [BankAccount, Order, Payment])
def test_what_money_hangs_on_is_not_taken_away(order: Order, model: type[Any]) -> None:
    rows = model._default_manager.filter(pk__in=model._default_manager.values("pk"))
    _refused(lambda: rows._raw_delete(rows.db), "violates foreign key|cannot be deleted")
