"""Rules proved: fees are asked for and called off through pages that lose no word and change nothing wrongly."""

from __future__ import annotations

from typing import Any

import pytest
from django.conf import settings
from django.test import Client
from django.urls import reverse

from dossiers import asking_payment
from dossiers.models import Dossier
from dossiers.statuses import Action, FinanceState, Status
from payments.models import Order
from payments.vocabulary import OrderState
from portal.accounts.models import User
from portal.outbox.models import OutboxMessage
from procedures.choices import CollectionMoment
from tests.dossiers import claims, filings
from tests.dossiers.desk import words
from tests.dossiers.desks import look
from tests.dossiers.paying import (
    COST,
    account_of,
    called_off,
    collected,
    costing,
    fresh,
    on_the_table,
    order_of,
    paid,
    pay,
    waiting_at_return,
)
from tests.dossiers.test_lifecycle_property import assert_whole
from tests.dossiers.world import World
from tests.ui.forms import Marks

WHY = "Bản sao do cơ quan cấp lại, không thu phí."


def page(dossier: Dossier, action: str = Action.CALL_OFF_PAYMENT) -> str:
    return reverse("dossiers:side-act", args=[dossier.code, action])


def send(client: Client, user: User, dossier: Dossier, action: str, **typed: str) -> Any:
    client.force_login(user)
    sent = {"sequence": str(dossier.last_sequence)} | {name.replace("_", "-", 1): text for name, text in typed.items()}
    return client.post(page(dossier, action), sent)


def call_off(client: Client, user: User, dossier: Dossier, reason: str = WHY) -> Any:
    return send(client, user, dossier, Action.CALL_OFF_PAYMENT, calloff_reason=reason)


def seen(dossier: Dossier) -> tuple[Any, ...]:
    """What must stay as it is when something was refused."""
    now = fresh(dossier)
    states = [order.state for order in Order.objects.filter(subject_ref=dossier.code).order_by("pk")]
    return now.status, now.finance_state, now.last_sequence, states


def test_the_clerk_calls_a_request_off_and_everybody_reads_why(world: World, client: Client) -> None:
    account_of(world)
    dossier = costing(world)
    assert page(dossier) in words(look(client, world.ward.clerk, dossier))
    assert "không còn dùng được" in words(client.get(page(dossier)))

    answer = call_off(client, world.ward.clerk, dossier)

    assert answer.url == reverse("dossiers:work", args=[dossier.code])
    assert "Đã thôi yêu cầu nộp tiền" in words(client.get(answer.url))
    assert seen(dossier)[0] == Status.SUBMITTED
    assert WHY in OutboxMessage.objects.latest("pk").payload["text"]
    client.force_login(world.mother)
    told = words(client.get(reverse("dossiers:detail", args=[dossier.code])))
    assert WHY in told
    assert "Cần nộp" not in told
    assert "Đã hủy" in words(client.get(reverse("payments:order", args=[dossier.code])))
    assert_whole(fresh(dossier))


@pytest.mark.parametrize(("reason", "told"), [("", "Hãy ghi lý do"), ("   ", "Hãy ghi lý do"), ("ă" * 501, "501")])
def test_without_a_reason_that_can_be_read_nothing_is_called_off(
    world: World, client: Client, reason: str, told: str
) -> None:
    account_of(world)
    dossier = costing(world)
    before = seen(dossier)

    answer = call_off(client, world.ward.clerk, dossier, reason)

    assert answer.status_code == 422
    assert told in words(answer)
    assert reason.strip() in words(answer), "nothing typed is lost"
    assert Marks(words(answer)).named("calloff-reason")["aria-invalid"] == "true"
    assert seen(dossier) == before


def test_only_the_counter_and_who_settles_it_call_it_off(world: World, client: Client) -> None:
    account_of(world)
    dossier = costing(world)
    before = seen(dossier)

    for user in (world.ward.leader, world.other_ward.clerk, world.other_ward.officer, world.mother):
        assert call_off(client, user, dossier).status_code in (302, 403, 404, 409), user
        assert page(dossier) not in words(look(client, user, dossier)), user
        assert seen(dossier) == before, user

    assert call_off(client, world.ward.officer, dossier).status_code == 302
    assert fresh(dossier).status == Status.SUBMITTED


def test_sent_twice_it_is_called_off_once_and_the_second_is_told(world: World, client: Client) -> None:
    account_of(world)
    dossier = costing(world)
    call_off(client, world.ward.clerk, dossier)
    after = seen(dossier)

    again = call_off(client, world.ward.clerk, dossier, "Lần nữa.")

    assert again.status_code in (403, 409)
    assert seen(dossier) == after


def test_money_that_came_while_the_page_was_open_is_not_called_off(world: World, client: Client) -> None:
    """Given the page of a clerk, when the payer pays before it is sent, then the dossier goes on as paid."""
    account_of(world)
    dossier = costing(world)
    pay(order_of(dossier))
    after = seen(dossier)

    answer = call_off(client, world.ward.clerk, dossier)

    assert answer.status_code in (403, 409)
    assert seen(dossier) == after
    assert after[1:2] + tuple(after[3]) == (FinanceState.PAID, OrderState.PAID)


def test_part_of_the_money_is_told_beside_what_was_typed(world: World, client: Client) -> None:
    account_of(world)
    dossier = costing(world)
    pay(order_of(dossier), 1_000)
    before = seen(dossier)

    answer = call_off(client, world.ward.clerk, dossier)

    assert answer.status_code == 409
    assert "Người nộp đã nộp một phần" in words(answer)
    assert WHY in words(answer)
    assert seen(dossier) == before


def test_a_result_that_waits_for_money_is_not_called_off_but_paid(world: World, client: Client) -> None:
    """What the result waits for is not status 6: the desk must not cancel what the law says is owed."""
    dossier = waiting_at_return(world)
    before = seen(dossier)
    assert page(dossier) not in words(look(client, world.ward.clerk, dossier))
    assert call_off(client, world.ward.clerk, dossier).status_code in (403, 409)
    assert seen(dossier) == before


def test_what_was_called_off_is_asked_again_under_a_code_of_its_own(world: World, client: Client) -> None:
    """Money that follows the old code finds a cancelled order, and never pays the new one."""
    account_of(world)
    dossier = called_off(world)
    first = order_of(dossier)
    assert send(client, world.ward.clerk, fresh(dossier), Action.ASK_PAYMENT).status_code == 302
    second = Order.objects.exclude(pk=first.pk).get(subject_ref=dossier.code)
    assert (second.code, second.due_dong) == (f"{dossier.code}-2", COST)

    pay(first, COST)
    assert fresh(dossier).status == Status.PAYING
    pay(second)
    assert fresh(dossier).status == Status.SUBMITTED
    assert_whole(fresh(dossier))


def test_nothing_is_asked_before_a_claim_to_pay_less_is_decided(world: World, client: Client) -> None:
    account_of(world)
    claims.rule()
    dossier = claims.claimed(world)
    before = seen(dossier)

    answer = send(client, world.ward.clerk, dossier, Action.ASK_PAYMENT)

    assert answer.status_code in (409, 422)
    assert "Hãy quyết định đề nghị miễn, giảm" in words(answer)
    assert seen(dossier) == before


AMOUNTS = [("", "không phải nộp thì ghi 0"), ("-1", ""), ("1,5", ""), ("nhiều", "bằng chữ số"), ("9" * 14, "")]


def test_an_amount_that_cannot_be_is_told_beside_its_box(world: World, client: Client) -> None:
    dossier = filings.submitted(world, case="late", channel="direct", result_delivery="counter")
    before = seen(dossier)
    for amount, told in AMOUNTS:
        answer = send(client, world.ward.clerk, dossier, Action.ASK_PAYMENT, pay_amount_0=amount)
        refused = client.post(page(dossier, Action.ASK_PAYMENT), {"pay-amount-0": amount, "sequence": before[2]})
        assert answer.status_code == refused.status_code == 422, amount
        assert told in words(refused), amount
        assert Marks(words(refused)).named("pay-amount-0").get("value", "") == amount
    assert seen(dossier) == before


def test_a_person_who_sets_nothing_to_pay_lets_it_go_on_with_a_receipt_of_0_dong(world: World) -> None:
    """NQ 411/NQ-HĐND: what costs 0 đồng has its receipt, and nobody waits."""
    account_of(world)
    dossier = filings.submitted(world, case="late", channel="direct", result_delivery="counter")

    order = asking_payment.ask(dossier, world.ward.clerk, {0: 0})

    assert (order.state, order.receipts.count()) == (OrderState.PAID, 1)
    assert fresh(dossier).status == Status.SUBMITTED
    assert_whole(fresh(dossier))


@pytest.mark.parametrize("make", [paid, called_off])
def test_what_is_paid_is_not_offered_to_be_asked_for(world: World, client: Client, make: Any) -> None:
    dossier = make(world)
    offered = page(dossier, Action.ASK_PAYMENT) in words(look(client, world.ward.clerk, dossier))
    assert offered == (make is called_off)
    if make is paid:
        before = seen(dossier)
        assert send(client, world.ward.clerk, dossier, Action.ASK_PAYMENT).status_code in (403, 409)
        assert seen(dossier) == before


def test_the_acts_speak_english_to_whoever_reads_english(world: World, client: Client) -> None:
    account_of(world)
    collected(CollectionMoment.AFTER_APPRAISAL)
    dossier = on_the_table(world)
    client.cookies[settings.LANGUAGE_COOKIE_NAME] = "en"
    client.force_login(world.ward.officer)
    shown = words(client.get(page(dossier, Action.ASK_PAYMENT)))
    assert 'lang="en"' in shown
    assert "Yêu cầu nộp phí, lệ phí" not in shown
    asking_payment.ask(dossier, world.ward.officer)
    shown = words(client.get(page(dossier)))
    assert "Thôi yêu cầu" not in shown
    assert "Hãy ghi lý do" not in words(call_off(client, world.ward.officer, fresh(dossier), ""))


def test_hostile_reasons_stay_text_wherever_they_are_read(world: World, client: Client) -> None:
    account_of(world)
    dossier = costing(world)
    evil = "<script>alert('phí')</script>"
    call_off(client, world.ward.clerk, dossier, evil)
    assert evil not in words(look(client, world.ward.clerk, dossier))
    client.force_login(world.mother)
    shown = words(client.get(reverse("dossiers:detail", args=[dossier.code])))
    assert evil not in shown
    assert "&lt;script&gt;" in shown


def test_after_calling_off_the_officer_goes_on_with_the_work(world: World, client: Client) -> None:
    """The step that asked is open again at the same desk, and the fees are still to be asked for before signing."""
    account_of(world)
    collected(CollectionMoment.AFTER_APPRAISAL)
    dossier = on_the_table(world)
    asking_payment.ask(dossier, world.ward.officer)
    assert call_off(client, world.ward.officer, fresh(dossier)).status_code == 302

    assert seen(dossier)[:2] == (Status.PROCESSING, FinanceState.DUE)
    assert dossier.tasks.get(finished_at=None).role == "officer"
    assert page(dossier, Action.ASK_PAYMENT) in words(look(client, world.ward.officer, dossier))
    assert_whole(fresh(dossier))
