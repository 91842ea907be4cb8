"""Whatever people do and whenever money comes, goes or is taken back: the dossier stays whole and the books agree."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from django.db import connection, transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from dossiers import asking_payment, calling_off_payment
from dossiers.models import Dossier
from dossiers.problems import DossierError, NotAllowedNow
from dossiers.statuses import Action, FinanceState, Status
from payments.models import Order, Refund
from payments.vocabulary import AWAITING
from procedures.choices import CollectionMoment
from tests.dossiers.paying import COST, account_of, collected, costing, fresh, pay
from tests.dossiers.test_lifecycle_property import ACTS, FORWARD, assert_whole
from tests.dossiers.world import World
from tests.payments.books import agree

Act = Callable[[World, Dossier], object]


def newest(dossier: Dossier) -> Order:
    order = Order.objects.filter(subject_ref=dossier.code).order_by("-pk").first()
    if order is None:
        raise NotAllowedNow("nothing was asked for")
    return order


MONEY: dict[str, Act] = {
    "pays": lambda _world, dossier: pay(newest(dossier), COST),
    "pays a part": lambda _world, dossier: pay(newest(dossier), 1_000),
    "pays too much": lambda _world, dossier: pay(newest(dossier), 2 * COST),
    "clerk asks for money": lambda world, dossier: asking_payment.ask(dossier, world.ward.clerk),
    "officer asks for money": lambda world, dossier: asking_payment.ask(dossier, world.ward.officer),
    "called off": lambda world, dossier: calling_off_payment.call_off(dossier, world.ward.clerk, reason="Sai."),
}
EVERYTHING = {**ACTS, **MONEY}


def went_through(world: World, dossier: Dossier, name: str) -> bool:
    """Whether the act went through; a refused one leaves nothing behind."""
    before = (dossier.status, dossier.last_sequence, dossier.finance_state, Order.objects.count())
    try:
        with transaction.atomic():
            EVERYTHING[name](world, dossier)
    except DossierError:
        now = fresh(dossier)
        assert (now.status, now.last_sequence, now.finance_state, Order.objects.count()) == before
        return False
    dossier.refresh_from_db()
    return True


def assert_money_is_right(dossier: Dossier) -> None:
    """What holds at every moment between a dossier and its orders."""
    orders = list(Order.objects.filter(subject_ref=dossier.code).order_by("pk"))
    waiting = [order for order in orders if order.state in AWAITING]
    assert len(waiting) <= 1, "nobody is asked for the same fee twice"
    if dossier.status == Status.PAYING:
        assert len(waiting) == 1, "what stands still waits for an order that can be paid"
        assert dossier.finance_state == FinanceState.DUE
    if dossier.status in (Status.NOT_RECEIVED, Status.WITHDRAWN, Status.STOPPED):
        assert not waiting, "what ended owes nothing more"
    if dossier.finance_state == FinanceState.PAID:
        assert any(order.paid_at for order in orders)
    asked = dossier.events.filter(action__in=(Action.ASK_PAYMENT, Action.ASK_AT_RETURN)).count()
    assert asked <= len([order for order in orders if order.due_dong])


@pytest.mark.parametrize("moment", [CollectionMoment.BEFORE_RECEIPT, CollectionMoment.AT_RETURN])
@settings(
    max_examples=6, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow]
)
@given(turns=st.lists(st.tuples(st.integers(0, 12), st.sampled_from(sorted(EVERYTHING))), max_size=7))
def test_no_order_of_acts_and_payments_breaks_a_dossier_or_the_books(
    world: World, moment: CollectionMoment, turns: list[tuple[int, str]]
) -> None:
    way = ["pays", *FORWARD]
    for place, act in sorted(turns, reverse=True):
        way.insert(min(place, len(way)), act)
    with transaction.atomic():
        account_of(world)
        collected(moment)
        dossier = fresh(costing(world))
        assert_money_is_right(dossier)
        for name in way:
            if went_through(world, dossier, name):
                assert_whole(dossier)
                assert_money_is_right(dossier)
        assert agree(), "the nightly check finds nothing"
        assert all(refund.amount_dong <= refund.order.received_dong for refund in Refund.objects.all())
        with connection.cursor() as cursor:
            cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
            cursor.execute("SET CONSTRAINTS ALL DEFERRED")
        transaction.set_rollback(True)


@pytest.mark.parametrize("moment", list(CollectionMoment))
def test_the_straight_way_with_its_payment_meets_no_refusal(world: World, moment: CollectionMoment) -> None:
    account_of(world)
    collected(moment)
    way = {
        CollectionMoment.BEFORE_RECEIPT: ["pays", *FORWARD],
        CollectionMoment.AFTER_APPRAISAL: [*FORWARD[:2], "officer asks for money", "pays", *FORWARD[2:]],
        CollectionMoment.AT_RETURN: [*FORWARD[:5], "pays", *FORWARD[5:]],
    }
    dossier = fresh(costing(world, result_delivery="counter"))

    refused = [name for name in way[moment] if not went_through(world, dossier, name)]

    assert refused == []
    assert (dossier.status, dossier.finance_state) == (Status.RETURNED, FinanceState.PAID)
