"""However money of several channels is heard of (told, asked for, reconciled at night), the books end the same."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import partial
from itertools import count
from typing import Any

import pytest
from django.db import transaction
from django.utils import timezone
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from hypothesis.extra.django import TestCase

from payments import orders, platform_reconciling, polling
from payments.models import Difference, Order, Payment, PlatformReceipt, Reconciliation
from payments.national_platform import State, Told
from payments.providers import national_platform as driver
from payments.providers.national_platform import PlatformRefused
from payments.receiving import receive
from payments.vocabulary import Provider
from portal.vietnamese.moments import VIETNAM
from tests.payments.books import agree, balances, state_of
from tests.payments.factories import make_account, place, report
from tests.payments.test_simulated_platform import told_of

_run = count(1)
#: How an attempt ended on the platform, and how often its notice came: none was lost, several are repeats.
ATTEMPTS = st.lists(
    st.tuples(st.sampled_from([State.PAID, State.PAID, State.PENDING, State.CANCELLED]), st.integers(0, 2)), max_size=3
)
TRANSFERS = st.lists(st.sampled_from([10_000, 50_000, 70_000]), max_size=2)
Event = Callable[[], Any]


@contextmanager
def platform(known: dict[str, Told]) -> Iterator[pytest.MonkeyPatch]:
    """A platform that answers about these attempts, and knows of no other."""

    def ask(reference: str) -> Told:
        if reference not in known:
            raise PlatformRefused("no such attempt")
        return known[reference]

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(driver, "ask", ask)
        yield patch


def begun(order: Order, number: int, state: State, run: int) -> Told:
    """An attempt that was noted here and ended so there."""
    started = timezone.now().replace(microsecond=0) - dt.timedelta(minutes=number)
    told = told_of(
        order, reference=driver.reference_of(order.code, started), transaction=f"PP{run}-{number}", state=state
    )
    polling.note_attempt(order, told.reference)
    return told


def poll() -> None:
    polling.ask_for_silent(timezone.now() + dt.timedelta(minutes=2))


def night() -> platform_reconciling.Round:
    """The night after today."""
    return platform_reconciling.reconcile(timezone.now().astimezone(VIETNAM).date() + dt.timedelta(days=1))


def row_of(order: Order) -> tuple[int, int, int, int, int]:
    """What the nights say of an order's account on the platform, all days together."""
    assert order.account
    names = ("matched", "missing_here", "missing_there", "differing", "there_dong")
    rows = Reconciliation.objects.filter(
        account_number=order.account.number, provider=Provider.NATIONAL_PLATFORM
    ).values_list(*names)
    a, b, c, d, e = (sum(column) for column in zip(*rows, strict=True)) if rows else (0, 0, 0, 0, 0)
    return a, b, c, d, e


class TestAnyOrderOfChannels(TestCase):
    """hypothesis' own TestCase gives each example a transaction of its own."""

    @settings(suppress_health_check=[HealthCheck.too_slow], max_examples=6, deadline=None)
    @given(attempts=ATTEMPTS, transfers=TRANSFERS, is_cancelled=st.booleans(), data=st.data())
    def test_the_same_money_ends_in_the_same_books_however_it_was_heard_of(
        self, attempts: list[tuple[State, int]], transfers: list[int], is_cancelled: bool, data: st.DataObject
    ) -> None:
        # Given two equal orders, with equal attempts on the platform and equal transfers
        paid, ends, known = sum(state == State.PAID for state, _ in attempts), [], dict[str, Told]()
        with platform(known):
            for run in (next(_run), next(_run)):
                order = place(make_account())
                told = [begun(order, number, state, run) for number, (state, _copies) in enumerate(attempts)]
                known.update({each.reference: each for each in told})
                # When notices, repeats, polling, nights, the bank and a cancelling come in any order
                events: list[Event] = [poll, night]
                for each, (_state, copies) in zip(told, attempts, strict=True):
                    events += [partial(receive, driver.reported(each))] * copies
                for number, amount in enumerate(transfers):
                    events.append(partial(receive, report(order, amount, f"B{run}-{number}")))
                events += [partial(orders.cancel, order, "Thôi")] if is_cancelled else []
                for event in data.draw(st.permutations(events)):
                    with transaction.atomic():
                        event()
                last = night()
                # Then the last night had nothing left to find, and both sides agree
                assert (last.unanswered, last.received) == (0, 0)
                assert row_of(order) == (paid, 0, 0, 0, paid * order.due_dong)
                ends.append((state_of(order), balances(order), Payment.objects.filter(order=order).count()))
        assert ends[0] == ends[1]
        assert ends[0][2] == paid + len(transfers)
        assert not Difference.objects.filter(closed_at=None).exists()
        assert PlatformReceipt.objects.count() == 2 * paid, "each payment of the platform has one paper to come"
        assert agree()


@pytest.mark.django_db
def test_a_worker_killed_in_the_middle_of_a_night_leaves_nothing_that_the_next_one_does_not_end() -> None:
    # Given three payments that the platform never told of, and one that it told
    paid = [place(make_account()) for _number in range(4)]
    told = [begun(order, 0, State.PAID, next(_run)) for order in paid]
    receive(driver.reported(told[0]))
    known = {each.reference: each for each in told}
    asked: list[str] = []

    def ask(reference: str) -> Told:
        asked.append(reference)
        if len(asked) == 3:
            raise SystemExit("killed")
        return known[reference]

    # When the worker is killed at its third question
    with platform(known) as patch:
        patch.setattr(driver, "ask", ask)
        with pytest.raises(SystemExit):
            night()
        # Then no day is half compared, and what was booked stays booked
        assert not Reconciliation.objects.exists() and agree()
        first = Payment.objects.count()
        again = night()
    # And the next night asks for the rest alone, and all agree
    assert sorted(asked) == sorted([*known, asked[2]]), "what was stated once is not asked for again"
    assert again.received == 4 - first and again.is_whole
    assert {row_of(order) for order in paid} == {(1, 0, 0, 0, 50_000)}
    assert {state_of(order) for order in paid} == {"paid"} and agree()


@pytest.mark.django_db
def test_an_order_that_went_to_another_unit_is_counted_once() -> None:
    """Units merge between two nights that compare the same day: the files would add its money twice."""
    account, heir = make_account(), make_account()
    order = place(account)
    told = begun(order, 0, State.PAID, next(_run))
    part = told_of(order, reference=told.reference, transaction=told.transaction, amount_dong=20_000)
    with platform({told.reference: part}):
        night()
        assert row_of(order) == (1, 0, 0, 0, 20_000) and state_of(order) == "part_paid"
        Order.objects.filter(pk=order.pk).update(unit=heir.unit, account=heir, former_account=account)
        night()
    order.refresh_from_db()
    assert row_of(order) == (1, 0, 0, 0, 20_000)
    rows = Reconciliation.objects.filter(provider=Provider.NATIONAL_PLATFORM)
    assert sum(row.matched for row in rows) == 1 and sum(row.here_dong for row in rows) == 20_000
    assert not Difference.objects.filter(closed_at=None).exists()
