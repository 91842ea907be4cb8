"""Whatever comes, goes back, fails or is refused: no channel gives back more than it brought without a reason."""

from __future__ import annotations

from contextlib import suppress
from dataclasses import dataclass, field
from typing import Any

from django.db import transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from hypothesis.extra.django import TestCase

from payments import orders, refund_channels, refund_following, refunding
from payments.models import Order, Refund
from payments.problems import PaymentProblem
from payments.receiving import receive
from payments.vocabulary import Provider
from portal.accounts.models import User
from tests.accounts.factories import make_user
from tests.payments.books import agree
from tests.payments.factories import CHARGE, FEE, make_account, place, report

WHY: dict[str, Any] = {"reason": "Thu thừa", "legal_ground": "Điều 14"}
#: Tills take through shifts, which have tests of their own; money may go back by any of the four.
COMES_BY = (Provider.BANK, Provider.NATIONAL_PLATFORM)
KINDS = ["pay", "pay", "ask", "ask by", "ask by with reason", "approve", "refuse", "send", "fail", "cancel"]
ACTS = st.tuples(
    st.sampled_from(KINDS), st.sampled_from(list(Provider)), st.sampled_from([1, 20_000, 50_000, 110_000, 130_000])
)
Act = tuple[str, Provider, int]


@dataclass
class Life:
    """One order, who asks and who decides, and what came by each channel, counted the plain way."""

    order: Order
    asker: User
    head: User
    came: dict[Provider, int] = field(default_factory=dict)

    def do(self, act: Act, number: int) -> None:
        """One act; PaymentProblem where it is refused."""
        kind, channel, amount = act
        self.order.refresh_from_db()
        if kind == "pay":
            self._pay(COMES_BY[number % 2], amount, number)
        elif kind == "cancel":
            orders.cancel(self.order, "Thôi")
        elif kind.startswith("ask"):
            said: dict[str, Any] = {} if kind == "ask" else {"channel": channel}
            said |= {"other_channel_reason": "Đã đóng tài khoản"} if kind.endswith("reason") else {}
            refunding.ask(self.order, self.asker, amount, **WHY, **said)
        elif refund := self.order.refunds.order_by("pk").last():
            self._decide(kind, refund, number)

    def _pay(self, channel: Provider, amount: int, number: int) -> None:
        said: dict[str, Any] = {} if channel == Provider.BANK else {"account_number": ""}
        receive(report(self.order, amount, f"C{self.order.pk}-{number}", provider=channel, **said))
        self.came[channel] = self.came.get(channel, 0) + amount

    def _decide(self, kind: str, refund: Refund, number: int) -> None:
        if kind == "approve":
            refunding.approve(refund, self.head)
        elif kind == "refuse":
            refunding.refuse(refund, self.head, "Chưa đủ căn cứ")
        elif kind == "send":
            refunding.note_sent(refund, f"OUT{number}")
        else:
            refund_following.note_failed(refund, "Sai tài khoản", self.asker)

    def standing(self) -> list[Refund]:
        """The refunds that count."""
        return list(self.order.refunds.exclude(state="refused"))


def hold(life: Life) -> None:
    """What is true after every act."""
    life.order.refresh_from_db()
    most, left = refunding.refundable_dong(life.order), refund_channels.left_by(life.order)
    # What goes back by itself is shared out whole, over channels that brought it
    shared = refund_channels.parts(life.order, most)
    assert sum(amount for _channel, amount in shared) == most
    assert all(0 < amount <= left[channel] for channel, amount in shared)
    assert len({channel for channel, _amount in shared}) == len(shared)
    # Nothing is left where nothing came
    assert all(amount <= life.came.get(channel, 0) for channel, amount in left.items())
    standing = life.standing()
    for channel in Provider:
        same_way = sum(each.amount_dong for each in standing if each.channel == channel and not _is_other(each))
        assert same_way <= life.came.get(channel, 0), channel
    assert sum(each.amount_dong for each in standing) <= sum(life.came.values())


def _is_other(refund: Refund) -> bool:
    return bool(refund.other_channel_reason)


class TestRefundsByChannel(TestCase):
    """hypothesis' own TestCase gives each example a transaction of its own."""

    @settings(suppress_health_check=[HealthCheck.too_slow], max_examples=5, deadline=None)
    @given(first=st.sampled_from([60_000, 110_000, 130_000]), acts=st.lists(ACTS, min_size=3, max_size=9))
    def test_no_channel_gives_back_more_than_it_brought_without_a_reason(self, first: int, acts: list[Act]) -> None:
        # Given an order of 110.000 đồng that was paid in part, whole, or too much
        life = Life(place(make_account(), FEE, CHARGE), make_user(), make_user())
        life.do(("pay", Provider.BANK, first), 0)
        # When anything happens, and what is not allowed is refused
        for number, act in enumerate(acts, start=1):
            with suppress(PaymentProblem), transaction.atomic():
                life.do(act, number)
            # Then it holds after each step
            hold(life)
        assert agree()
