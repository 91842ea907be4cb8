"""Rules proved: a dossier that ends without a result owes nothing more; what was paid goes back as the setting says."""

from __future__ import annotations

import pytest
from django.test import Client

from dossiers import processing, returning, stopping
from dossiers.actors import ApiClient
from dossiers.models import Dossier
from dossiers.statuses import Action, Status
from payments import refunding
from payments.models import Refund
from payments.vocabulary import OrderState
from portal.outbox.models import OutboxMessage
from procedures.choices import CollectionMoment, GivingBack
from tests.dossiers import stages
from tests.dossiers.paying import (
    COST,
    account_of,
    collected,
    costing,
    fresh,
    order_of,
    paid,
    pay,
    refund_came_back,
    refunded,
)
from tests.dossiers.world import World
from tests.payments.books import agree
from tests.payments.desk import at_the_desk
from tests.payments.factories import place


def stop(world: World, dossier: Dossier) -> Dossier:
    return stopping.stop(dossier, world.ward.leader, reason="Vì sao", legal_ground="Điều 1")


def test_what_is_withdrawn_while_it_waits_for_money_owes_nothing_more(world: World) -> None:
    account_of(world)
    dossier = costing(world)

    returning.withdraw(dossier, world.mother)

    order = order_of(dossier)
    assert (fresh(dossier).status, order.state, order.missing_dong) == (Status.WITHDRAWN, OrderState.CANCELLED, 0)
    assert not Refund.objects.exists()
    assert agree()


def test_money_that_comes_after_the_end_changes_no_dossier_and_is_kept_for_giving_back(world: World) -> None:
    account_of(world)
    dossier = costing(world)
    returning.withdraw(dossier, world.mother)
    last = fresh(dossier).last_sequence

    pay(order_of(dossier), COST)

    assert (fresh(dossier).status, fresh(dossier).last_sequence) == (Status.WITHDRAWN, last)
    assert order_of(dossier).kept_dong == COST
    assert agree()


def test_refused_at_the_counter_the_fee_is_asked_back_and_the_owner_hears_when_it_has_gone(world: World) -> None:
    """No service was rendered (Luật Phí và lệ phí 97/2015/QH13, Điều 3); an accountant approves, never the asker."""
    dossier = refunded(world)

    refund = Refund.objects.get(order=order_of(dossier))
    assert (refund.amount_dong, refund.asked_by, refund.state) == (COST, world.ward.clerk, "sent")
    assert "97/2015/QH13" in refund.legal_ground
    assert (dossier.status, dossier.events.latest("sequence").action) == (Status.NOT_RECEIVED, Action.REFUNDED)
    assert "16.000 đồng" in OutboxMessage.objects.latest("pk").payload["text"]
    assert agree()


@pytest.mark.parametrize(
    ("gives_back", "asked"), [(GivingBack.NEVER, 0), (GivingBack.UNTIL_RECEIVED, 0), (GivingBack.UNTIL_RESULT, COST)]
)
def test_stopped_after_reception_it_goes_back_only_where_the_setting_says(
    world: World, gives_back: GivingBack, asked: int
) -> None:
    collected(CollectionMoment.BEFORE_RECEIPT, gives_back=gives_back, legal_basis="Nghị quyết số 1, Điều 2")
    dossier = paid(world)
    order = order_of(dossier)
    stages.received_and_handed_over(world, dossier)

    stop(world, dossier)

    refunds = list(Refund.objects.filter(order=order).values_list("amount_dong", "legal_ground"))
    assert refunds == ([(asked, "Nghị quyết số 1, Điều 2")] if asked else [])
    assert order_of(dossier).state == (OrderState.CANCELLED if asked else OrderState.PAID)
    assert agree()


def test_a_dossier_with_its_result_keeps_its_order(world: World, undrawn: None) -> None:
    dossier = paid(world)
    order = order_of(dossier)
    dossier = processing.approve(stages.to_the_leader(world, dossier), world.ward.leader)
    stages.issue(dossier)

    order.refresh_from_db()
    assert order.state == OrderState.PAID
    assert not Refund.objects.exists()


def test_money_of_another_matter_touches_no_dossier(world: World) -> None:
    """Orders of other apps have subjects of their own."""
    account_of(world)
    dossier = costing(world)

    pay(place(order_of(dossier).account, subject_ref="hotline-1"))

    assert fresh(dossier).status == Status.PAYING


def test_what_another_system_withdraws_is_asked_back_by_the_portal_itself(world: World, client: Client) -> None:
    """No person asked; an accountant approves all the same, and the page says who asked."""
    hospital = ApiClient("hospital", "Phần mềm của bệnh viện")
    account = account_of(world)
    collected(CollectionMoment.BEFORE_RECEIPT, gives_back=GivingBack.UNTIL_RECEIVED, legal_basis="Nghị quyết số 1")
    dossier = costing(world)
    pay(order_of(dossier))
    Dossier.objects.filter(pk=dossier.pk).update(client_id=hospital.client_id)

    returning.withdraw(fresh(dossier), hospital, reason="Nhập nhầm người.")

    [refund] = Refund.objects.filter(order=order_of(dossier))
    assert (refund.amount_dong, refund.asked_by, refund.state) == (COST, None, "asked")
    assert refund.legal_ground == "Nghị quyết số 1"
    assert order_of(dossier).state == OrderState.CANCELLED
    desk = at_the_desk(account.unit)
    for page in ("", f"{refund.pk}/"):
        assert "Hệ thống, theo hồ sơ đã kết thúc" in desk.get(f"/can-bo/thu-phi/hoan-tra/{page}").content.decode()
    desk.post(f"/can-bo/thu-phi/hoan-tra/{refund.pk}/duyet/")
    assert Refund.objects.get().state == "approved"
    assert agree()


def test_who_read_that_money_went_back_reads_that_it_did_not_arrive(world: World) -> None:
    dossier = refund_came_back(world)

    event = dossier.events.latest("sequence")
    assert (event.action, event.data["refund_dong"], dossier.status) == (
        Action.REFUND_FAILED, COST, Status.NOT_RECEIVED,
    )  # fmt: skip
    letter = OutboxMessage.objects.latest("pk").payload["text"]
    assert "16.000 đồng" in letter and "chuyển lại" in letter
    assert "Tài khoản đã đóng" not in letter, "what the accountant noted is for accountants"
    refunding.note_sent(Refund.objects.get(), "HT26110002")
    assert fresh(dossier).events.latest("sequence").action == Action.REFUNDED
    assert agree()
