"""Money in tests of dossiers: filings that cost something, settings of when it is collected, and payers who pay."""

from __future__ import annotations

from datetime import date
from typing import Any

from dossiers import calling_off_payment, processing
from dossiers.models import Dossier
from payments import receiving, refund_following, refunding
from payments.models import BankAccount, Order, Refund
from procedures.choices import CollectionMoment
from procedures.models import CollectionRule
from tests.dossiers import filings, stages
from tests.dossiers.world import World, make_user
from tests.payments.factories import make_account, report

COPIES = {**filings.BIRTH_FORM, "extract_copies": 2}
"""Two copies of the extract: 16,000 đồng as announced."""
COST = 16_000


def account_of(world: World) -> BankAccount:
    """The ward receives money at a bank."""
    return make_account(unit=world.ward.committee)


def collected(moment: CollectionMoment, **fields: Any) -> CollectionRule:
    """Fees are collected at this moment, everywhere, since the reform."""
    told = {"legal_basis": "Quyết định số 12/QĐ-UBND", "valid_from": date(2025, 7, 1)}
    return CollectionRule.objects.create(moment=moment, **{**told, **fields})


def costing(world: World, **changes: Any) -> Dossier:
    """A dossier that was just filed and costs 16,000 đồng."""
    return filings.submitted(world, form=COPIES, **changes)


def on_the_table(world: World, **changes: Any) -> Dossier:
    """The same on the officer's table, for fees that are collected later."""
    return stages.received_and_handed_over(world, costing(world, **changes))


def approved(world: World, **changes: Any) -> Dossier:
    """The same, approved by the leader; the worker has not signed yet."""
    dossier = stages.to_the_leader(world, costing(world, **changes))
    return processing.approve(dossier, world.ward.leader)


def order_of(dossier: Dossier) -> Order:
    """Its only order, as the database has it now."""
    return Order.objects.get(subject_ref=dossier.code)


def pay(order: Order, amount_dong: int | None = None) -> None:
    """The bank tells that the money is there."""
    receiving.receive(report(order, order.missing_dong if amount_dong is None else amount_dong))


def fresh(dossier: Dossier) -> Dossier:
    """The dossier as the database has it now."""
    return Dossier.objects.get(pk=dossier.pk)


def paid(world: World) -> Dossier:
    """The same, paid by a transfer and back at the counter."""
    account_of(world)
    dossier = costing(world)
    pay(order_of(dossier))
    return fresh(dossier)


def called_off(world: World) -> Dossier:
    """The same, no longer asked to pay."""
    return calling_off_payment.call_off(costing(world), world.ward.clerk, reason="Cơ quan tự sửa.")


def waiting_at_return(world: World, delivery: str = "counter") -> Dossier:
    """A result that is out and waits for 16,000 đồng."""
    account_of(world)
    collected(CollectionMoment.AT_RETURN)
    return fresh(stages.issue(approved(world, result_delivery=delivery)))


def refunded(world: World) -> Dossier:
    """Paid, refused at the counter, and the money has gone back."""
    dossier = paid(world)
    processing.refuse(dossier, world.ward.clerk, reason="Đã đăng ký.", legal_ground="Luật Hộ tịch, Điều 16")
    accountant = make_user("ke-toan@example.vn", "Đỗ Thị Thu", kind="staff")
    refunding.note_sent(refunding.approve(Refund.objects.get(), accountant), "HT26110001", accountant)
    return fresh(dossier)


def refund_came_back(world: World) -> Dossier:
    """The same, and the bank gave the transfer back: the account named had been closed."""
    dossier = refunded(world)
    refund = Refund.objects.get()
    refund_following.note_failed(
        refund, "Tài khoản đã đóng", make_user("ke-toan-2@example.vn", "Lý Thị Sáu", kind="staff")
    )
    return fresh(dossier)
