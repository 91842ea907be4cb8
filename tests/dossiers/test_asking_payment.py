"""Rules proved: fees are asked for when the setting says; the clock stands still meanwhile and goes on by itself."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction
from django.test import Client
from django.urls import reverse

from dossiers import asking_payment, calling_off_payment, permissions, processing, returning
from dossiers.fee_claims import Finding
from dossiers.models import Dossier
from dossiers.paid import FOLLOWER
from dossiers.problems import Incomplete, NotAllowedNow, NotYours
from dossiers.statuses import Action, DeliveryState, FinanceState, Status
from payments import hooks
from payments.models import Order, Receipt
from payments.vocabulary import OrderState
from portal.outbox.models import OutboxMessage
from procedures.choices import CollectionMoment
from tests.dossiers import claims, filings, stages
from tests.dossiers.desk import words
from tests.dossiers.desks import look
from tests.dossiers.moments import at, stand_at
from tests.dossiers.paying import (
    COST,
    account_of,
    approved,
    collected,
    costing,
    fresh,
    on_the_table,
    order_of,
    paid,
    pay,
)
from tests.dossiers.test_lifecycle_property import assert_whole
from tests.dossiers.world import World
from units.calendars import calendar_of
from units.working_time import between


def story(dossier: Dossier) -> list[str]:
    return list(dossier.events.order_by("sequence").values_list("action", flat=True))


def test_what_is_owed_before_receipt_is_asked_for_at_filing_and_paying_lets_it_go_on(world: World) -> None:
    account = account_of(world)

    dossier = costing(world)

    order = order_of(dossier)
    assert (dossier.status, dossier.finance_state) == (Status.PAYING, FinanceState.DUE)
    assert not dossier.tasks.filter(finished_at=None).exists(), "nobody has work with what waits for its owner"
    assert (order.code, order.unit, order.account, order.payer) == (
        dossier.code,
        world.ward.committee,
        account,
        world.mother,
    )
    assert (order.due_dong, order.payer_name) == (COST, "Nguyễn Thị Lan")
    assert [(line.code, line.quantity, line.unit_price_dong) for line in order.lines.all()] == [
        ("LP-HT", 1, 0),
        ("PHI-TL", 2, 8_000),
    ]
    assert "Trần Nguyễn Bảo An" not in order.purpose, "the purpose is read by whoever knows the code"

    pay(order)

    dossier = fresh(dossier)
    assert (dossier.status, dossier.finance_state) == (Status.SUBMITTED, FinanceState.PAID)
    assert story(dossier) == [Action.SUBMIT, Action.ASK_PAYMENT, Action.PAID]
    assert dossier.reception_due_at is not None
    assert dossier.reception_due_at > dossier.events.get(action=Action.PAID).at
    assert {receipt.amount_dong for receipt in order.receipts.all()} == {0, COST}
    assert_whole(dossier)


def test_the_owner_is_told_what_to_pay_and_where_and_that_it_has_come(world: World) -> None:
    account_of(world)
    dossier = costing(world)

    asked = OutboxMessage.objects.latest("pk").payload
    assert "Mời nộp phí, lệ phí" in asked["subject"]
    assert "16.000 đồng" in asked["text"]
    assert reverse("payments:order", args=[dossier.code]) in asked["text"]
    assert "Hẹn trả kết quả" not in asked["text"]

    pay(order_of(dossier))

    come = OutboxMessage.objects.latest("pk").payload
    assert "Đã nhận đủ phí, lệ phí" in come["subject"]
    assert "16.000 đồng" in come["text"]


def test_part_of_the_money_lets_nothing_go_on_and_the_rest_does_once(world: World) -> None:
    account_of(world)
    dossier = costing(world)
    order = order_of(dossier)

    pay(order, 10_000)
    assert fresh(dossier).status == Status.PAYING
    order.refresh_from_db()
    pay(order)
    pay(order, 5_000)

    assert story(fresh(dossier)).count(Action.PAID) == 1
    assert fresh(dossier).status == Status.SUBMITTED
    assert order_of(dossier).state == OrderState.OVERPAID


def test_what_costs_nothing_waits_for_nobody_and_has_its_receipt_of_0_dong_once_received(world: World) -> None:
    """NQ 411/NQ-HĐND: a receipt of 0 đồng must be issued."""
    dossier = filings.submitted(world)
    assert not Order.objects.exists(), "what is refused at the counter has no receipt"

    dossier = processing.receive(dossier, world.ward.clerk, filings.all_accepted(dossier))

    order = order_of(dossier)
    assert (dossier.status, dossier.finance_state) == (Status.RECEIVED, FinanceState.NONE)
    assert (order.due_dong, order.state) == (0, OrderState.PAID)
    assert Receipt.objects.get(order=order).amount_in_words.lower().startswith("không đồng")
    assert Action.ASK_PAYMENT not in story(dossier)


def test_a_claim_to_pay_less_is_decided_before_anything_is_asked(world: World) -> None:
    claims.rule()
    confirmed, rejected = claims.claimed(world), claims.claimed(world)
    assert {confirmed.status, rejected.status} == {Status.SUBMITTED}

    for dossier, is_confirmed in ((confirmed, True), (rejected, False)):
        findings = {claims.claim_of(dossier).pk: Finding(is_confirmed=is_confirmed, reason="Hết hạn.")}
        processing.receive(dossier, world.ward.clerk, filings.all_accepted(dossier), findings)

    waived = order_of(confirmed)
    assert (fresh(confirmed).status, waived.due_dong, waived.waived_dong) == (Status.RECEIVED, 0, COST)
    assert "Thông tư 85/2019/TT-BTC, Điều 4" in [line.legal_basis for line in waived.lines.all()]
    assert (fresh(rejected).status, order_of(rejected).due_dong) == (Status.PAYING, COST)


def test_paid_after_reception_it_goes_on_with_the_time_that_was_left(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Only what was not complete starts again from zero (NĐ 61/2018 Đ19(4))."""
    account_of(world)
    claims.rule()
    stand_at(monkeypatch, at("2026-11-23T08:00:00+07:00"))
    dossier = claims.claimed(world)
    stand_at(monkeypatch, at("2026-11-23T09:00:00+07:00"))
    findings = {claims.claim_of(dossier).pk: Finding(is_confirmed=False, reason="Hết hạn.")}
    processing.receive(dossier, world.ward.clerk, filings.all_accepted(dossier), findings)
    calendar, asked = calendar_of(world.ward.committee), fresh(dossier)
    left = between(calendar, at("2026-11-23T09:00:00+07:00"), asked.due_at)

    stand_at(monkeypatch, at("2026-11-25T09:00:00+07:00"))
    pay(order_of(dossier))

    dossier = fresh(dossier)
    assert dossier.status == Status.RECEIVED
    assert between(calendar, at("2026-11-25T09:00:00+07:00"), dossier.due_at) == left
    assert dossier.hand_over_due_at is not None
    assert dossier.hand_over_due_at > at("2026-11-25T09:00:00+07:00")
    assert dossier.tasks.get(finished_at=None).due_at == dossier.hand_over_due_at
    assert_whole(dossier)


def test_after_appraisal_the_officer_asks_and_nothing_is_signed_before(world: World, client: Client) -> None:
    account_of(world)
    collected(CollectionMoment.AFTER_APPRAISAL)
    dossier = on_the_table(world)
    content = {"child_personal_number": "079326001234"}
    with pytest.raises(NotAllowedNow, match="sau khi thẩm định"):
        processing.submit_for_signature(dossier, world.ward.officer, content=content, opinion="")
    page = reverse("dossiers:side-act", args=[dossier.code, Action.ASK_PAYMENT])
    assert page in words(look(client, world.ward.officer, dossier))
    assert page not in words(look(client, world.ward.leader, dossier))

    client.force_login(world.ward.officer)
    assert "16.000 đồng" in words(client.get(page))
    answer = client.post(page, {"sequence": dossier.last_sequence})

    assert answer.status_code == 302
    assert fresh(dossier).status == Status.PAYING
    pay(order_of(dossier))
    dossier = fresh(dossier)
    assert (dossier.status, dossier.tasks.get(finished_at=None).role) == (Status.PROCESSING, "officer")
    processing.submit_for_signature(dossier, world.ward.officer, content=content, opinion="")
    assert_whole(fresh(dossier))


@pytest.mark.parametrize("delivery", ["counter", "online"])
def test_at_return_the_result_waits_for_the_money(world: World, delivery: str) -> None:
    account_of(world)
    collected(CollectionMoment.AT_RETURN)
    dossier = stages.issue(approved(world, result_delivery=delivery))

    order = order_of(dossier)
    assert (fresh(dossier).status, order.due_dong) == (Status.FINISHED, COST)
    with pytest.raises(NotAllowedNow, match="16.000 đồng"):
        returning.hand_out(dossier, world.ward.clerk, recipient="Nguyễn Thị Lan")
    assert fresh(dossier).delivery_state == DeliveryState.READY

    pay(order)

    if delivery == "counter":
        returning.hand_out(dossier, world.ward.clerk, recipient="Nguyễn Thị Lan")
    dossier = fresh(dossier)
    assert (dossier.status, dossier.finance_state) == (Status.RETURNED, FinanceState.PAID)
    assert story(dossier)[-3:] == [Action.ASK_AT_RETURN, Action.PAID, Action.RETURN_RESULT]
    assert_whole(dossier)


def test_an_amount_that_only_a_text_sets_is_told_by_the_clerk(world: World, client: Client) -> None:
    dossier = filings.submitted(world, case="late", channel="direct", result_delivery="counter")
    assert Action.ASK_PAYMENT in permissions.side_acts_open_to(dossier, world.ward.clerk)
    page = reverse("dossiers:side-act", args=[dossier.code, Action.ASK_PAYMENT])
    client.force_login(world.ward.clerk)

    refused = client.post(page, {"pay-amount-0": "năm mươi", "sequence": dossier.last_sequence})
    assert refused.status_code == 422
    assert "năm mươi" in words(refused)
    assert not Order.objects.exists()
    client.post(page, {"pay-amount-0": "50.000", "sequence": dossier.last_sequence})

    assert (order_of(dossier).due_dong, fresh(dossier).status) == (50_000, Status.PAYING)


def test_only_who_works_on_it_asks_and_nobody_asks_twice(world: World) -> None:
    account_of(world)
    collected(CollectionMoment.AFTER_APPRAISAL)
    dossier = on_the_table(world)
    for user in (world.ward.clerk, world.ward.leader, world.other_ward.officer, world.mother):
        with pytest.raises(NotYours):
            asking_payment.ask(dossier, user)

    asking_payment.ask(dossier, world.ward.officer)

    with pytest.raises(NotAllowedNow):
        asking_payment.ask(dossier, world.ward.officer)
    assert Order.objects.count() == 1


def test_a_request_is_called_off_with_a_reason_and_the_dossier_goes_on(world: World) -> None:
    account_of(world)
    dossier = costing(world)
    with pytest.raises(Incomplete):
        calling_off_payment.call_off(dossier, world.ward.clerk, reason=" ")
    with pytest.raises(NotYours):
        calling_off_payment.call_off(dossier, world.other_ward.clerk, reason="Sai.")

    calling_off_payment.call_off(dossier, world.ward.clerk, reason="Bản sao do cơ quan cấp lại, không thu phí.")

    dossier = fresh(dossier)
    assert (dossier.status, order_of(dossier).state) == (Status.SUBMITTED, OrderState.CANCELLED)
    assert "xin đừng chuyển tiền nữa" in OutboxMessage.objects.latest("pk").payload["text"]
    assert_whole(dossier)
    processing.receive(dossier, world.ward.clerk, filings.all_accepted(dossier))
    assert fresh(dossier).status == Status.PAYING, "what the rules say is owed is asked for again"
    assert Order.objects.latest("pk").code == f"{dossier.code}-2"


def test_part_paid_is_not_called_off(world: World) -> None:
    account_of(world)
    dossier = costing(world)
    pay(order_of(dossier), 1_000)

    with pytest.raises(NotAllowedNow, match="nộp một phần"):
        calling_off_payment.call_off(dossier, world.ward.clerk, reason="Sai.")

    assert (fresh(dossier).status, order_of(dossier).state) == (Status.PAYING, OrderState.PART_PAID)


def test_the_setting_that_names_most_counts_on_the_day_of_filing(world: World) -> None:
    collected(CollectionMoment.AT_RETURN)
    collected(CollectionMoment.AFTER_APPRAISAL, procedure_code="1.001193")
    ended = collected(CollectionMoment.BEFORE_RECEIPT, procedure_code="1.001193", case_key="standard")
    assert costing(world).status == Status.PAYING

    ended.valid_to = ended.valid_from + timedelta(days=30)
    ended.save()

    dossier = costing(world)
    assert dossier.status == Status.SUBMITTED
    assert not Order.objects.filter(subject_ref=dossier.code).exists()


def test_two_settings_of_one_matter_never_overlap(world: World) -> None:
    collected(CollectionMoment.AT_RETURN, procedure_code="1.001193")

    with pytest.raises(IntegrityError), transaction.atomic():
        collected(CollectionMoment.AFTER_APPRAISAL, procedure_code="1.001193")


def test_a_payment_taken_back_at_the_till_lets_the_dossier_wait_again_unless_it_has_ended(world: World) -> None:
    dossier, ended = paid(world), stages.withdrawn(world)
    told = hooks.Reversed(order_of(dossier))

    FOLLOWER.on_reversed(told)
    assert (fresh(dossier).status, fresh(dossier).finance_state) == (Status.PAYING, FinanceState.DUE)
    assert_whole(fresh(dossier))
    FOLLOWER.on_paid(hooks.Paid(told.order))
    assert (fresh(dossier).status, fresh(dossier).finance_state) == (Status.SUBMITTED, FinanceState.PAID)

    last = ended.last_sequence
    told.order.subject_ref = ended.code
    FOLLOWER.on_reversed(told)
    assert (fresh(ended).status, fresh(ended).last_sequence) == (Status.WITHDRAWN, last)
