"""Orders are placed line by line in whole đồng and cancelled once; the unit's account of the day is kept."""

from __future__ import annotations

import dataclasses
import datetime as dt
from typing import Any

import pytest
from django.utils import timezone

from payments import hooks, orders
from payments.models import Order
from payments.orders import Line
from payments.problems import NotPossibleNow, OrderRefused
from payments.receiving import receive
from payments.vocabulary import LineKind
from tests.payments.books import agree, balances, state_of, story
from tests.payments.factories import CHARGE, FEE, make_account, place, placing, report

pytestmark = pytest.mark.django_db


def test_an_order_is_the_sum_of_its_lines_with_what_was_waived() -> None:
    # Given a fee at half price and two copies at the full one
    halved = dataclasses.replace(FEE, reduction_dong=25_000, legal_basis="Thông tư 117/2026/TT-BTC")
    # When the order is placed
    order = place(None, halved, CHARGE)
    # Then it asks for the rest, says what was waived, and the ledger has the payer owing it to the unit
    assert (order.due_dong, order.waived_dong, order.state) == (85_000, 25_000, "open")
    assert [(line.kind, line.amount_dong) for line in order.lines.all()] == [("fee", 25_000), ("charge", 60_000)]
    assert balances(order) == {"payer": 85_000, "unit": -85_000}
    assert story(order) == ["placed"]
    assert agree()


def test_an_order_keeps_the_account_of_the_day_it_was_placed() -> None:
    # Given a unit that changes its bank tomorrow
    old = make_account()
    tomorrow = timezone.localdate() + dt.timedelta(days=1)
    old.valid_to = tomorrow
    old.save()
    make_account(unit=old.unit, valid_from=tomorrow, number="999")
    # When an order is placed today
    order = place(old)
    # Then it is paid into the old account, also later
    assert order.account == old


def test_an_order_of_nothing_is_paid_when_placed_and_told_once(followed: list[Any]) -> None:
    # Given a fee that a resolution takes off whole
    free = dataclasses.replace(FEE, reduction_dong=50_000, legal_basis="Nghị quyết 411/NQ-HĐND")
    order = place(None, free)
    assert (order.state, order.waived_dong) == ("paid", 50_000)
    assert order.paid_at is not None
    assert followed == [("paid", order.code)]
    assert agree()


@pytest.mark.parametrize(
    ("fields", "words"),
    [
        ({"code": "H29.151-261122-0001-TOO-LONG"}, "tối đa 25"),
        ({"code": "H29.151-261122-0001 Đ"}, "tối đa 25"),
        ({"lines": ()}, "ít nhất một dòng"),
        ({"lines": (dataclasses.replace(FEE, unit_price_dong=-1),)}, "không hợp lệ"),
        ({"lines": (dataclasses.replace(FEE, unit_price_dong=10**15),)}, "không hợp lệ"),
        ({"lines": (dataclasses.replace(FEE, quantity=0),)}, "từ 1 trở lên"),
        ({"lines": (dataclasses.replace(FEE, reduction_dong=50_001, legal_basis="x"),)}, "không hợp lệ"),
        ({"lines": (dataclasses.replace(FEE, reduction_dong=1),)}, "căn cứ miễn, giảm"),
        ({"lines": (Line(LineKind.FEE, "A", "A", 10**15 - 1), Line(LineKind.FEE, "B", "B", 1))}, "vượt quá"),
    ],
)
def test_what_cannot_be_paid_is_not_ordered(fields: dict[str, Any], words: str) -> None:
    account = make_account()
    with pytest.raises(OrderRefused, match=words):
        orders.place(placing(account, **fields) if "lines" not in fields else _with_lines(account, fields["lines"]))
    assert not Order.objects.exists()


def _with_lines(account: Any, lines: tuple[Line, ...]) -> orders.Placing:
    return dataclasses.replace(placing(account), lines=lines)


def test_a_code_is_used_once_and_the_next_one_is_found() -> None:
    order = place()
    with pytest.raises(OrderRefused, match="đã được dùng"):
        place(order.account, code=order.code)
    assert orders.free_code(order.code) == f"{order.code}-2"
    place(order.account, code=f"{order.code}-2")
    assert orders.free_code(order.code) == f"{order.code}-3"
    assert orders.free_code("H29.151-261122-9999") == "H29.151-261122-9999"


def test_a_cancelled_order_owes_nothing_and_what_came_waits_to_go_back() -> None:
    order = place()
    receive(report(order, 20_000))
    orders.cancel(order, "Hồ sơ đã rút")
    assert state_of(order) == "cancelled"
    assert balances(order) == {"provider": 20_000, "difference": -20_000}
    assert story(order) == ["placed", "partial", "cancelled"]
    with pytest.raises(NotPossibleNow, match="đã được hủy"):
        orders.cancel(order, "lần nữa")
    assert order.events.count() == 3
    assert agree()


@pytest.fixture
def followed(monkeypatch: pytest.MonkeyPatch) -> list[Any]:
    """What a follower is told."""
    told: list[Any] = []
    follower = hooks.Follower(
        lock_subject=lambda subject: told.append(("lock", subject)),
        on_paid=lambda paid: told.append(("paid", paid.order.code)),
        on_refunded=lambda refunded: told.append(("refunded", refunded.refund.amount_dong)),
    )
    monkeypatch.setattr(hooks, "_followers", {"test": follower})
    return told


def test_the_subject_is_locked_before_the_order_and_paying_is_told_once(followed: list[Any]) -> None:
    order = place(subject_ref="H29.151-261122-0777")
    receive(report(order, 50_000))
    receive(report(order, 10_000))
    assert followed == [("lock", "H29.151-261122-0777"), ("paid", order.code), ("lock", "H29.151-261122-0777")]


def test_a_follower_that_fails_takes_the_payment_back_with_it(monkeypatch: pytest.MonkeyPatch) -> None:
    # Given somebody who follows payments and fails
    def fail(paid: hooks.Paid) -> None:
        raise RuntimeError("no")

    order = place()
    before = story(order)
    follower = hooks.Follower(lambda subject: None, fail, lambda refunded: None)
    monkeypatch.setattr(hooks, "_followers", {"test": follower})
    # When the money comes, nothing is half done: the provider will tell again
    with pytest.raises(RuntimeError, match="no"):
        receive(report(order, 50_000))
    assert (state_of(order), story(order)) == ("open", before)
    assert not order.payments.exists()
    assert agree()


def test_a_name_of_a_follower_is_taken_once(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(hooks, "_followers", {})
    one = hooks.Follower(lambda subject: None, lambda paid: None, lambda refunded: None)
    hooks.register("a", one)
    hooks.register("a", one)
    with pytest.raises(ValueError, match="registered already"):
        hooks.register("a", hooks.Follower(lambda subject: None, lambda paid: None, lambda refunded: None))
