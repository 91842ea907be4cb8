"""Rules proved: what was told of a refund is taken back when its transfer fails, and told anew when it is sent."""

from __future__ import annotations

from typing import Any

import pytest

from payments import hooks, refund_following, refunding
from payments.models import Order, Refund
from payments.problems import NotPossibleNow, PaymentProblem
from payments.receiving import receive
from payments.telling import REFUND_FAILED, REFUNDED
from portal.outbox.models import OutboxMessage, WebhookSubscription
from tests.accounts.factories import make_user
from tests.payments.books import agree, balances, everything, state_of
from tests.payments.factories import place, report

pytestmark = pytest.mark.django_db
WHY: dict[str, Any] = {"reason": "Nộp thừa", "legal_ground": "Nghị định 82/2023/NĐ-CP"}


@pytest.fixture
def order() -> Order:
    placed = place(None, payer_name="Nguyễn Thị Hoa")
    receive(report(placed, 50_000))
    placed.refresh_from_db()
    return placed


@pytest.fixture
def listening(order: Order) -> None:
    """An accounting system hears of refunds and of those that came back."""
    WebhookSubscription.objects.create(
        url="https://example.vn/", events=[REFUNDED, REFUND_FAILED], audience=order.unit.code, secret="whsec_"
    )


def sent(order: Order) -> Refund:
    asked = refunding.ask(order, make_user(), order.kept_dong, **WHY)
    return refunding.note_sent(refunding.approve(asked, make_user()), "HT-1")


def told() -> list[tuple[str, Any, Any]]:
    """What the system heard, in order: event, reference, amount."""
    messages = OutboxMessage.objects.filter(channel="webhook").order_by("pk")
    return [
        (row.payload["type"], row.payload["data"]["reference"], row.payload["data"]["amount_dong"]) for row in messages
    ]


def test_another_system_hears_that_a_refund_came_back_and_that_it_went_again(order: Order, listening: None) -> None:
    refund = sent(order)
    refund_following.note_failed(refund, "Chị Hoa đã đóng tài khoản", make_user())
    refunding.note_sent(refund, "HT-2")
    refund_following.note_failed(refund, "Lại không đến", make_user())
    refunding.note_sent(refund, "HT-3")

    assert told() == [
        (REFUNDED, "HT-1", 50_000),
        (REFUND_FAILED, "HT-1", 50_000),
        (REFUNDED, "HT-2", 50_000),
        (REFUND_FAILED, "HT-2", 50_000),
        (REFUNDED, "HT-3", 50_000),
    ]
    assert "Hoa" not in str([row.payload for row in OutboxMessage.objects.all()]), "webhooks name no person"
    assert agree()


def test_the_ledger_and_the_order_stand_as_before_the_sending(order: Order) -> None:
    refund = refunding.approve(refunding.ask(order, make_user(), 50_000, **WHY), make_user())
    before = (balances(order), state_of(order))
    refunding.note_sent(refund, "HT-1")
    assert state_of(order) == "refunded"

    refund_following.note_failed(refund, "Tài khoản đã đóng", make_user())

    assert (balances(order), state_of(order)) == before
    assert agree()


def test_a_follower_that_fails_leaves_the_refund_sent(order: Order, monkeypatch: pytest.MonkeyPatch) -> None:
    """What higher apps do belongs to the same transaction: told wrongly is worse than told later."""

    def fail(_told: hooks.CameBack) -> None:
        raise RuntimeError

    ignore = lambda _told: None  # noqa: E731
    monkeypatch.setitem(hooks._followers, "failing", hooks.Follower(ignore, ignore, ignore, on_came_back=fail))
    refund = sent(order)
    books = everything()

    with pytest.raises(RuntimeError):
        refund_following.note_failed(refund, "Tài khoản đã đóng", make_user())

    refund.refresh_from_db()
    assert (refund.state, refund.sent_reference, refund.failures.count()) == ("sent", "HT-1", 0)
    assert everything() == books


def test_nobody_hears_of_a_failure_that_is_none(order: Order, listening: None) -> None:
    refund = sent(order)
    with pytest.raises(PaymentProblem):
        refund_following.note_failed(refund, " ", make_user())
    refund_following.confirm(refund)
    with pytest.raises(NotPossibleNow):
        refund_following.note_failed(refund, "Tài khoản đã đóng", make_user())

    assert [event for event, *_rest in told()] == [REFUNDED]
