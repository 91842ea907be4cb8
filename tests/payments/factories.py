"""Accounts, orders and reports for tests: each with the least that its rules ask for."""

# factory_boy's declarations have no types.
# mypy: disallow-untyped-calls=False

from __future__ import annotations

import datetime as dt
from itertools import count
from typing import Any

import factory
from django.utils import timezone
from factory.django import DjangoModelFactory

from payments import orders
from payments.models import BankAccount, Order
from payments.orders import Line, Placing
from payments.reported import Reported
from payments.vocabulary import LineKind, Provider
from tests.units.factories import SINCE, CommuneCommitteeFactory

_numbers = count(1)
FEE = Line(LineKind.FEE, "LP-HT", "Lệ phí hộ tịch", 50_000)
CHARGE = Line(LineKind.CHARGE, "P-CT", "Phí chứng thực", 30_000, quantity=2)


class BankAccountFactory(DjangoModelFactory[BankAccount]):
    """An account at Vietcombank (970436)."""

    class Meta:
        model = BankAccount

    unit = factory.SubFactory(CommuneCommitteeFactory)
    bank_bin = "970436"
    bank_name = "Vietcombank"
    number = factory.Sequence(lambda number: f"00110040{number:05}")
    holder = "UBND PHUONG SAI GON"
    valid_from = SINCE


def make_account(**fields: Any) -> BankAccount:
    """An account of a unit of its own."""
    made: BankAccount = BankAccountFactory.create(**fields)
    return made


def placing(account: BankAccount, *lines: Line, **fields: Any) -> Placing:
    """What to order from the unit of an account: a fee of 50.000 đồng unless lines are given."""
    told: dict[str, Any] = {
        "code": f"H29.151-261122-{next(_numbers):04}",
        "unit": account.unit,
        "payer_name": "Nguyễn Thị Hoa",
        "purpose": "Nộp lệ phí đăng ký khai sinh",
        "lines": lines or (FEE,),
    }
    return Placing(**(told | fields))


def place(account: BankAccount | None = None, *lines: Line, **fields: Any) -> Order:
    """A placed order; of 50.000 đồng to a unit of its own unless told otherwise."""
    return orders.place(placing(account or make_account(), *lines, **fields))


def report(order: Order | None, amount_dong: int, reference: str = "", **fields: Any) -> Reported:
    """A bank's report of money for an order, now, into the order's account."""
    account = order.account if order else None
    told: dict[str, Any] = {
        "provider": Provider.BANK,
        "provider_reference": reference or f"FT{next(_numbers):012}",
        "amount_dong": amount_dong,
        "occurred_at": timezone.now() - dt.timedelta(seconds=5),
        "order_code": order.code if order else "",
        "account_number": account.number if account else "",
    }
    return Reported(**(told | fields))
