"""Rule proved: money goes back the way it came; another way has a reason that whoever approves reads (issue 5)."""

from __future__ import annotations

import uuid
from typing import Any

import pytest
from django.db import IntegrityError, transaction
from django.test import Client

from payments import refund_channels, refunding
from payments.counter import taking
from payments.models import Order, Payment, Refund
from payments.problems import PaymentProblem
from payments.receiving import receive
from payments.vocabulary import Provider
from portal.accounts.models import User
from tests.accounts.factories import make_user
from tests.payments.books import agree, everything
from tests.payments.desk import accountant_of, at_the_desk, browser_of
from tests.payments.factories import place, report
from tests.payments.till import make_till
from units.roles import Role

pytestmark = pytest.mark.django_db
WHY: dict[str, Any] = {"reason": "Rút hồ sơ", "legal_ground": "Điều 3"}
BY_OTHER: dict[str, Any] = {"channel": Provider.CASH, "other_channel_reason": "Người nộp đã đóng tài khoản"}


@pytest.fixture
def order() -> Order:
    """Paid by a transfer of 20.000 and 30.000 đồng in cash at the counter."""
    till = make_till()
    placed = till.order()
    receive(report(placed, 20_000))
    taking.take_cash(till.shift, placed, till.clerk, None, uuid.uuid4())
    placed.refresh_from_db()
    return placed


def ask(order: Order, amount: int, user: User | None = None, **more: object) -> Refund:
    return refunding.ask(order, user or make_user(), amount, **WHY, **more)  # type: ignore[arg-type]


def test_what_came_by_each_channel_is_what_may_go_back_by_it(order: Order) -> None:
    assert refund_channels.left_by(order) == {"bank": 20_000, "cash": 30_000}
    first = ask(order, 25_000)
    assert first.channel == "cash", "the one channel that brought as much"
    assert refund_channels.left_by(order) == {"bank": 20_000, "cash": 5_000}
    refunding.refuse(first, make_user(), "Không đúng")
    assert refund_channels.left_by(order)[Provider.CASH] == 30_000


def test_more_than_any_channel_brought_is_asked_back_channel_by_channel(order: Order) -> None:
    with pytest.raises(PaymentProblem) as refused:
        ask(order, 50_000)
    assert refused.value.field == "amount_dong"
    assert not Refund.objects.exists()
    assert refund_channels.parts(order, 50_000) == [("cash", 30_000), ("bank", 20_000)]
    assert refund_channels.parts(order, 35_000) == [("cash", 30_000), ("bank", 5_000)]


@pytest.mark.parametrize("reason", ["", "  ", "\u200b"])
def test_another_channel_without_a_reason_is_refused(order: Order, reason: str) -> None:
    books = everything()
    for channel, amount in ((Provider.CARD, 1), (Provider.BANK, 20_001), (Provider.NATIONAL_PLATFORM, 20_000)):
        with pytest.raises(PaymentProblem) as refused:
            ask(order, amount, channel=channel, other_channel_reason=reason)
        assert refused.value.field == "other_channel_reason"
    assert everything() == books and not Refund.objects.exists()


def test_a_reason_stands_only_where_the_channel_is_another(order: Order) -> None:
    same = ask(order, 20_000, channel=Provider.BANK, other_channel_reason="Không cần")
    assert (same.channel, same.other_channel_reason) == ("bank", "")


def test_the_second_pair_of_eyes_reads_that_it_goes_another_way_and_why() -> None:
    order = place()
    receive(report(order, 50_000))
    refund = ask(order, 50_000, **BY_OTHER)
    head = browser_of(accountant_of(order.unit, "Bình", Role.LEADER))

    for page in ("", "duyet/"):
        shown = head.get(f"/can-bo/thu-phi/hoan-tra/{refund.pk}/{page}").content.decode()
        assert "Người nộp đã đóng tài khoản" in shown and "Tiền mặt" in shown
    head.post(f"/can-bo/thu-phi/hoan-tra/{refund.pk}/duyet/")
    refund.refresh_from_db()
    assert refund.state == "approved"
    with pytest.raises(IntegrityError), transaction.atomic():
        Refund.objects.filter(pk=refund.pk).update(channel="bank")
    assert agree()


def test_the_page_offers_what_came_first_and_tells_beside_the_box_what_is_missing(client: Client) -> None:
    order = place()
    receive(report(order, 50_000))
    desk, page = at_the_desk(order.unit), f"/can-bo/thu-phi/khoan-thu/{order.code}/hoan-tra/"
    shown = desk.get(page).content.decode()
    assert shown.index("Chuyển khoản ngân hàng (50.000 đồng)") < shown.index(">Tiền mặt<")

    refused = desk.post(page, WHY | {"amount_dong": "50.000", "channel": "cash", "other_channel_reason": ""})

    assert refused.status_code == 422 and "không nộp qua kênh đã chọn" in refused.content.decode()
    assert not Refund.objects.exists()
    desk.post(page, WHY | {"amount_dong": "50.000", "channel": "bank", "other_channel_reason": ""})
    assert Refund.objects.get().channel == Payment.objects.get().provider == "bank"
