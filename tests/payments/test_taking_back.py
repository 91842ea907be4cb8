"""Mistakes at the till: reversed with a reason, by four eyes where money leaves the drawer."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from django.db import DatabaseError, transaction
from django.utils import timezone

from payments import hooks, receipts, refunding
from payments.counter import reversing, shifts, taking
from payments.models import Order, Reversal
from payments.problems import NotPossibleNow, PaymentProblem
from payments.receiving import receive
from payments.tasks import draw_receipts
from tests.payments.books import agree, balances, everything, state_of, story
from tests.payments.factories import CHARGE, FEE, report
from tests.payments.till import Till, make_till

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("undrawn")]


@pytest.fixture
def till() -> Till:
    return make_till()


@pytest.fixture
def told() -> Iterator[list[str]]:
    """What an app above this one is told."""
    heard: list[str] = []
    follower = hooks.Follower(
        lock_subject=lambda subject: None,
        on_paid=lambda paid: heard.append(f"paid {paid.order.code}"),
        on_refunded=lambda refunded: None,
        on_reversed=lambda reversed_: heard.append(f"reversed {reversed_.order.code}"),
    )
    hooks.register("tests", follower)
    yield heard
    hooks._followers.pop("tests")


def test_a_payment_taken_back_leaves_the_order_as_it_was_and_it_can_be_paid_again(till: Till, told: list[str]) -> None:
    # Given an order paid in cash, with its receipt
    order = till.order(FEE, CHARGE)
    entry = till.take(order)
    draw_receipts()
    # When the clerk asks, and the leader approves
    reversal = reversing.ask(entry, till.clerk, "Khách đổi ý")
    assert shifts.drawer_dong(till.shift) == 310_000
    reversing.approve(reversal, till.leader)
    # Then the drawer gave the money out, the order awaits it, and its receipts count no more
    assert shifts.drawer_dong(till.shift) == 200_000
    assert (state_of(order), balances(order)) == ("open", {"payer": 110_000, "unit": -110_000})
    assert {receipt.state for receipt in order.receipts.all()} == {"cancelled"}
    assert agree()
    # And whoever pays it then gets receipts of new numbers
    taking.take_card(till.shift, order, till.clerk, "SLIP0001")
    assert [(each.kind, each.number) for each in order.receipts.filter(state="active")] == [("fee", 2), ("charge", 2)]
    assert told == [f"paid {order.code}", f"reversed {order.code}", f"paid {order.code}"]
    assert story(order)[-4:] == ["receipt_cancelled", "paid", "receipt_issued", "receipt_issued"]
    assert agree()


def test_nobody_approves_alone(till: Till) -> None:
    entry = till.take()
    reversal = reversing.ask(entry, till.clerk, "Thu nhầm")
    before = everything()
    with pytest.raises(NotPossibleNow, match="không tự duyệt"):
        reversing.approve(reversal, till.clerk)
    with pytest.raises(DatabaseError, match="reversal_by_four_eyes"), transaction.atomic():
        Reversal.objects.update(state="approved", decided_by=till.clerk, decided_at=timezone.now())
    assert everything() == before


def test_what_is_refused_or_withdrawn_changes_nothing_and_may_be_asked_again(till: Till) -> None:
    entry = till.take()
    before = everything()
    for user in (till.leader, till.clerk):
        with pytest.raises(PaymentProblem, match="lý do"):
            reversing.ask(entry, till.clerk, " ")
        reversal = reversing.ask(entry, till.clerk, "Thu nhầm")
        with pytest.raises(NotPossibleNow, match="đang chờ duyệt"):
            reversing.ask(entry, till.clerk, "lần nữa")
        with pytest.raises(NotPossibleNow, match="chờ duyệt"):
            shifts.close(till.shift, till.clerk, {200_000: 1, 50_000: 1})
        reversing.refuse(reversal, user)
        with pytest.raises(NotPossibleNow, match="đã được quyết định"):
            reversing.approve(reversal, till.leader)
    assert everything() == before


def test_after_the_count_only_a_refund_gives_money_back(till: Till) -> None:
    entry = till.take()
    shifts.close(till.shift, till.clerk, {200_000: 1, 50_000: 1})
    with pytest.raises(NotPossibleNow, match="đã đóng"):
        reversing.ask(entry, till.clerk, "Thu nhầm")


def test_what_is_on_its_way_back_by_a_refund_is_not_taken_back_too(till: Till) -> None:
    order = till.order()
    entry = till.take(order)
    draw_receipts()
    fresh = Order.objects.get(pk=order.pk)
    refunding.ask(fresh, till.clerk, 10_000, reason="Thừa", legal_ground="Điều 14")
    reversal = reversing.ask(entry, till.clerk, "Thu nhầm")
    before = everything()
    with pytest.raises(NotPossibleNow, match="hoàn trả"):
        reversing.approve(reversal, till.leader)
    assert everything() == before


def test_a_payment_on_the_wrong_order_moves_without_leaving_the_drawer(till: Till) -> None:
    wrong, right, dearer = till.order(), till.order(), till.order(FEE, CHARGE)
    entry = till.take(wrong, 100_000)
    draw_receipts()
    for order, words in ((wrong, "chính là"), (dearer, "đúng số tiền")):
        with pytest.raises(PaymentProblem, match=words):
            reversing.move(entry, till.clerk, order, "Gõ nhầm mã")
    # When it moves
    moved = reversing.move(entry, till.clerk, right, "Gõ nhầm mã")
    # Then the right order is paid and the wrong one awaits its money, and nobody else was asked
    assert (state_of(wrong), state_of(right), moved.given_dong) == ("open", "paid", 100_000)
    assert shifts.drawer_dong(till.shift) == 250_000
    assert Reversal.objects.get().moved_to == right
    with pytest.raises(NotPossibleNow, match="đã được hủy"):
        reversing.ask(entry, till.clerk, "lần nữa")
    assert agree()


def test_of_two_payments_the_first_is_taken_back_and_the_second_then_pays(till: Till) -> None:
    # Given an order paid in cash, and by a transfer that crossed it
    order = till.order()
    entry = till.take(order)
    draw_receipts()
    receive(report(order, 50_000))
    assert state_of(order) == "overpaid"
    # When the cash goes back
    reversing.approve(reversing.ask(entry, till.clerk, "Khách đã chuyển khoản"), till.leader)
    # Then the order stays paid with its receipt, and nothing waits to go back
    assert (state_of(order), balances(order)) == ("paid", {"unit": -50_000, "provider": 50_000})
    assert order.receipts.get().state == "active"
    assert agree()


def test_a_receipt_that_was_cancelled_by_hand_is_not_issued_again_by_more_money(till: Till) -> None:
    order = till.order()
    till.take(order)
    draw_receipts()
    receipts.cancel(order.receipts.get(), till.leader, reason="Lập sai")
    receive(report(order, 50_000))
    assert order.receipts.count() == 1
    assert agree()
