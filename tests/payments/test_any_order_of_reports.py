"""However reports come (late, doubled, out of order, forged, around a cancelling), the ledger ends the same."""

from __future__ import annotations

import dataclasses
import datetime as dt
from itertools import count

from django.db import transaction
from django.utils import timezone
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from hypothesis.extra.django import TestCase

from payments import orders
from payments.models import Order, Payment
from payments.receiving import receive
from payments.reported import Reported
from payments.vocabulary import Happening
from tests.payments.books import agree, balances, state_of
from tests.payments.factories import make_account, place, report

AMOUNTS = st.sampled_from([1, 10_000, 20_000, 30_000, 50_000, 60_000, 10**15 - 1])
WAYS = st.sampled_from(["once", "twice", "failed first", "failed after", "forged", "no account", "nothing"])
_run = count(1)


def _told(order: Order, number: int, amount: int, way: str, run: int) -> list[Reported]:
    """What a provider says of one payment of an order, in the way it has."""
    paid = report(order, amount, f"R{run}-{number}", occurred_at=timezone.now() - dt.timedelta(hours=1))
    failed = dataclasses.replace(paid, happening=Happening.FAILED)
    return {
        "once": [paid],
        "twice": [paid, paid],
        "failed first": [failed, paid],
        "failed after": [paid, failed],
        "forged": [dataclasses.replace(paid, is_authentic=False)],
        "no account": [paid, dataclasses.replace(paid, account_number="")],
        "nothing": [failed, dataclasses.replace(paid, amount_dong=0)],
    }[way]


class TestAnyOrderOfReports(TestCase):
    """hypothesis' own TestCase gives each example a transaction of its own."""

    @settings(suppress_health_check=[HealthCheck.too_slow], max_examples=settings().max_examples // 3)
    @given(payments=st.lists(st.tuples(AMOUNTS, WAYS), max_size=5), is_cancelled=st.booleans(), data=st.data())
    def test_two_orders_of_the_same_events_end_in_the_same_ledger(
        self, payments: list[tuple[int, str]], is_cancelled: bool, data: st.DataObject
    ) -> None:
        # Given two equal orders and the same events, told in two different orders
        account = make_account()
        ends = []
        for run in (next(_run), next(_run)):
            order = place(account)
            told = [r for n, (amount, way) in enumerate(payments) for r in _told(order, n, amount, way, run)]
            events: list[Reported | None] = [*told, *([None] if is_cancelled else [])]
            # When they come
            for event in data.draw(st.permutations(events)):
                with transaction.atomic():
                    receive(event) if event else orders.cancel(order, "Thôi")
            ends.append((state_of(order), balances(order), Payment.objects.filter(order=order).count()))
        # Then both end the same, as often as money truly came, and the nightly check finds nothing
        assert ends[0] == ends[1]
        assert ends[0][2] == sum(way not in {"forged", "nothing"} for _, way in payments)
        assert agree()
