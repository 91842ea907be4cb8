"""Rules proved: however a dossier ends, its money is asked for no more, and what came is never lost or given twice."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest
from django.db import IntegrityError, transaction
from django.utils import timezone

from dossiers import fee_orders, processing, returning, stopping
from dossiers.filing_fees import fees_of
from dossiers.models import Dossier
from dossiers.statuses import FinanceState, Status
from payments import orders, receiving
from payments.models import Order, Payment, Refund
from payments.vocabulary import OrderState
from procedures.choices import Channel, CollectionMoment
from procedures.collecting import Collecting, collecting_of
from procedures.models import CollectionRule
from tests.dossiers import stages
from tests.dossiers.api_calls import identity, machine
from tests.dossiers.moments import at, stand_at
from tests.dossiers.paying import COST, account_of, collected, costing, fresh, on_the_table, order_of, paid, pay
from tests.dossiers.test_lifecycle_property import assert_whole
from tests.dossiers.world import BIRTH, World
from tests.payments.books import agree, balances
from tests.payments.factories import report

WHY = {"reason": "Thửa đất có tranh chấp.", "legal_ground": "Luật Đất đai, Điều 136"}


@pytest.fixture(autouse=True)
def _books_agree(db: None) -> Any:
    """Whatever a test did, the nightly check finds nothing."""
    yield
    assert agree()


def test_part_of_the_money_of_a_withdrawn_dossier_is_asked_back_whole(world: World) -> None:
    """Given 6,000 of 16,000 đồng, when the mother withdraws, those go back and the rest is owed no more."""
    account_of(world)
    dossier = costing(world)
    pay(order_of(dossier), 6_000)

    returning.withdraw(dossier, world.mother)

    refund, order = Refund.objects.get(), order_of(dossier)
    assert (refund.amount_dong, refund.asked_by, refund.state) == (6_000, world.mother, "asked")
    assert (order.state, order.missing_dong) == (OrderState.CANCELLED, 0)
    assert dossier.code in refund.reason
    assert "97/2015/QH13" in refund.legal_ground


def test_what_another_system_withdraws_is_cancelled_and_no_person_is_made_to_have_asked(world: World) -> None:
    """The portal asks that the money goes back; a person approves it all the same."""
    account_of(world)
    dossier = costing(world)
    pay(order_of(dossier), 6_000)
    client = identity(machine())
    Dossier.objects.filter(pk=dossier.pk).update(client_id=client.client_id, submitted_by=None)

    returning.withdraw(fresh(dossier), client)

    order = order_of(dossier)
    assert (fresh(dossier).status, order.state, order.kept_dong) == (Status.WITHDRAWN, OrderState.CANCELLED, 6_000)
    refund = Refund.objects.get()
    assert (refund.amount_dong, refund.asked_by, refund.state) == (6_000, None, "asked")
    assert balances(order) == {"provider": 6_000, "difference": -6_000}, "nothing left before it is approved"


def test_too_much_that_was_paid_goes_back_with_the_fee(world: World) -> None:
    account_of(world)
    dossier = costing(world)
    pay(order_of(dossier), COST + 4_000)
    assert fresh(dossier).status == Status.SUBMITTED, "too much is enough"

    processing.refuse(fresh(dossier), world.ward.clerk, reason="Đã đăng ký.", legal_ground="Luật Hộ tịch, Điều 16")

    assert Refund.objects.get().amount_dong == COST + 4_000


def test_the_same_transfer_told_again_after_the_end_is_no_new_money(world: World) -> None:
    dossier = paid(world)
    told = Payment.objects.get()
    stages.received_and_handed_over(world, dossier)
    stopping.stop(fresh(dossier), world.ward.leader, **WHY)
    last = fresh(dossier).last_sequence

    again = report(order_of(dossier), COST, told.provider_reference, occurred_at=told.received_at)
    assert receiving.receive(again).outcome in ("duplicate", "conflict")

    assert (fresh(dossier).last_sequence, Payment.objects.count()) == (last, 1)
    assert (fresh(dossier).status, order_of(dossier).state) == (Status.STOPPED, OrderState.PAID)


def test_an_ended_dossier_cancels_only_its_own_orders(world: World) -> None:
    account_of(world)
    ending, staying = costing(world), costing(world)
    returning.withdraw(ending, world.mother)
    assert (order_of(staying).state, fresh(staying).status) == (OrderState.OPEN, Status.PAYING)
    assert [each.code for each in fee_orders.orders_of(staying)] == [order_of(staying).code]
    assert fee_orders.awaiting(fresh(ending)) is None


def test_an_order_that_accountants_cancelled_lets_the_dossier_wait_for_a_person(world: World) -> None:
    """Nobody has paid: the dossier must not go on as if somebody had; late money is kept for giving back."""
    account_of(world)
    dossier = costing(world)
    orders.cancel(order_of(dossier), "Lập sai đơn vị thu.")
    last = fresh(dossier).last_sequence

    pay(order_of(dossier), COST)

    assert (fresh(dossier).status, fresh(dossier).last_sequence) == (Status.PAYING, last)
    assert order_of(dossier).kept_dong == COST


def test_paid_after_the_last_day_it_goes_on_all_the_same(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    """The days to pay are a promise to the citizen, no trap: late money is money."""
    stand_at(monkeypatch, at("2026-11-02T09:00:00+07:00"))
    account_of(world)
    dossier = costing(world)
    order = order_of(dossier)
    assert order.due_at is not None and order.due_at > timezone.now() + timedelta(days=10)
    stand_at(monkeypatch, at("2026-12-21T09:00:00+07:00"))

    pay(order)

    dossier = fresh(dossier)
    assert (dossier.status, dossier.finance_state) == (Status.SUBMITTED, FinanceState.PAID)
    assert dossier.reception_due_at is not None and dossier.reception_due_at > timezone.now()
    assert_whole(dossier)


def test_a_unit_without_an_account_asks_all_the_same_and_is_paid_at_the_counter(world: World) -> None:
    """Cash needs no bank: the dossier waits, its order names no account."""
    dossier = costing(world)
    order = order_of(dossier)
    assert (fresh(dossier).status, order.account, order.due_dong) == (Status.PAYING, None, COST)
    assert (order.unit, order.purpose.startswith("Nộp phí, lệ phí")) == (dossier.competent_unit, True)
    assert world.mother.full_name not in order.purpose


def test_the_days_to_pay_are_those_of_the_setting_in_working_days(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Monday 2 November and three working days: Thursday 5 November, at the end of the office's day."""
    stand_at(monkeypatch, at("2026-11-02T09:00:00+07:00"))
    account_of(world)
    collected(CollectionMoment.AFTER_APPRAISAL, working_days=3)
    dossier = on_the_table(world)
    fee_orders.place(
        dossier,
        fees_of(dossier).owed,
        fee_orders.collecting_of(dossier),
        timezone.now(),
        by=world.ward.officer,
        amounts={},
    )
    due = Order.objects.get(subject_ref=dossier.code).due_at
    assert due is not None
    assert timezone.localtime(due).date() == date(2026, 11, 5)


DAY = date(2026, 11, 22)


@pytest.mark.django_db
def test_a_setting_counts_from_its_first_day_up_to_the_day_on_which_it_ends() -> None:
    rule = collected(CollectionMoment.AT_RETURN, valid_from=DAY, valid_to=DAY + timedelta(days=2))
    found = [collecting_of(BIRTH, "standard", Channel.ONLINE, DAY + timedelta(days=n)).moment for n in (-1, 0, 1, 2)]
    default = Collecting().moment
    assert found == [default, rule.moment, rule.moment, default]


@pytest.mark.django_db
def test_the_setting_that_says_most_wins_whatever_was_entered_first() -> None:
    """A case says more than a procedure, a procedure more than a channel, a channel more than nothing."""
    scopes: list[dict[str, str]] = [
        {},
        {"channel": Channel.ONLINE},
        {"procedure_code": BIRTH},
        {"procedure_code": BIRTH, "channel": Channel.ONLINE},
        {"procedure_code": BIRTH, "case_key": "standard"},
    ]
    for days, scope in reversed(list(enumerate(scopes, start=1))):
        collected(CollectionMoment.AT_RETURN, working_days=days, **scope)
    asked = [
        ("9.999999", "x", Channel.DIRECT, 1),
        ("9.999999", "x", Channel.ONLINE, 2),
        (BIRTH, "x", Channel.DIRECT, 3),
        (BIRTH, "x", Channel.ONLINE, 4),
        (BIRTH, "standard", Channel.ONLINE, 5),
    ]
    for code, case, channel, days in asked:
        assert collecting_of(code, case, channel, DAY).working_days == days
    CollectionRule.objects.all().delete()
    assert collecting_of(BIRTH, "standard", Channel.ONLINE, DAY) == Collecting()


@pytest.mark.django_db
@pytest.mark.parametrize(
    "wrong",
    [
        {"working_days": 0},
        {"legal_basis": ""},
        {"case_key": "standard"},
        {"valid_to": date(2025, 7, 1)},
        {"channel": "fax"},
        {"gives_back": "sometimes"},
    ],
    ids=["no time", "no ground", "a case of no procedure", "ends as it begins", "no channel", "no giving back"],
)
def test_a_setting_that_cannot_be_meant_is_kept_by_nobody(wrong: dict[str, Any]) -> None:
    with pytest.raises(IntegrityError), transaction.atomic():
        collected(CollectionMoment.AT_RETURN, **wrong)
    assert not CollectionRule.objects.exists()
