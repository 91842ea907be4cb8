"""Whatever happens to an order: the books agree, money is never given back twice, refusals move nothing."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import suppress
from typing import Any

import pytest
from django.db import transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from hypothesis.extra.django import TestCase

from payments import orders, refunding
from payments.models import Order, Refund
from payments.problems import NotPossibleNow, PaymentProblem
from payments.receiving import receive
from tests.accounts.factories import make_user
from tests.payments.books import agree, everything, state_of, story
from tests.payments.factories import place, report

DUE = 50_000
WHY: dict[str, Any] = {"reason": "Thu thừa", "legal_ground": "Điều 14"}
ACTS = st.tuples(
    st.sampled_from(["pay", "cancel", "ask", "approve", "refuse", "send"]), st.sampled_from([1, 20_000, DUE, 70_000])
)


def _do(order: Order, act: str, amount: int, number: int) -> None:
    """One act of somebody, on the refund that was asked for last where it needs one."""
    last = order.refunds.order_by("pk").last()
    order.refresh_from_db()
    if act == "pay":
        receive(report(order, amount, f"L{order.pk}-{number}"))
    elif act == "cancel":
        orders.cancel(order, "Thôi")
    elif act == "ask":
        refunding.ask(order, make_user(), amount, **WHY)
    elif last is not None:
        decide: dict[str, Callable[[], Any]] = {
            "approve": lambda: refunding.approve(last, make_user()),
            "refuse": lambda: refunding.refuse(last, make_user(), "Chưa đủ căn cứ"),
            "send": lambda: refunding.note_sent(last, f"FT{number}"),
        }
        decide[act]()


class TestLivesOfOrders(TestCase):
    """hypothesis' own TestCase gives each example a transaction of its own."""

    @settings(suppress_health_check=[HealthCheck.too_slow], max_examples=6, deadline=None)
    @given(acts=st.lists(ACTS, min_size=3, max_size=9))
    def test_books_agree_after_every_life_and_no_more_goes_back_than_came(self, acts: list[tuple[str, int]]) -> None:
        order = place()
        came = 0
        for number, (act, amount) in enumerate(acts):
            with suppress(PaymentProblem), transaction.atomic():
                _do(order, act, amount, number)
            came += amount if act == "pay" else 0
        order.refresh_from_db()
        sent = sum(refund.amount_dong for refund in order.refunds.filter(state="sent"))
        assert (order.received_dong, order.refunded_dong) == (came, sent)
        assert 0 <= sent + refunding.refundable_dong(order) <= came
        assert agree()


@pytest.mark.django_db
@pytest.mark.parametrize("end", ["refused", "sent"])
def test_what_is_decided_is_decided_once_and_a_second_decision_moves_nothing(end: str) -> None:
    order = place()
    receive(report(order, 70_000))
    order.refresh_from_db()
    refund = refunding.ask(order, make_user(), 20_000, **WHY)
    if end == "refused":
        refunding.refuse(refund, make_user(), "Chưa đủ căn cứ")
    else:
        refunding.note_sent(refunding.approve(refund, make_user()), "FT9")
    books, told = everything(), story(order)
    words = {"refused": "Không được duyệt hoàn trả", "sent": "Đã chuyển tiền hoàn"}[end]
    late: list[Callable[[], Any]] = [
        lambda: refunding.approve(refund, make_user()),
        lambda: refunding.refuse(refund, make_user(), "Thôi"),
        lambda: refunding.note_sent(refund, "FT10"),
    ]
    for act in late:
        with pytest.raises(NotPossibleNow, match=words):
            act()
    assert (everything(), story(order)) == (books, told)
    assert Refund.objects.get().state == end


@pytest.mark.django_db
def test_a_cancelled_order_is_not_cancelled_again() -> None:
    order = orders.cancel(place(), "Hồ sơ đã rút")
    books, told = everything(), story(order)
    with pytest.raises(NotPossibleNow, match="đã được hủy trước đó"):
        orders.cancel(order, "Lần nữa")
    assert (everything(), story(order), state_of(order)) == (books, told, "cancelled")
