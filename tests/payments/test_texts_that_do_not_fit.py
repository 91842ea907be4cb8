"""What no column keeps is refused in words before anything is written, as long as it may be is kept whole."""

from __future__ import annotations

import dataclasses
from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import translation

from payments import orders, receipts, refunding
from payments.models import Order, Receipt, Refund
from payments.orders import Line
from payments.problems import OrderRefused, PaymentProblem
from payments.receiving import receive
from payments.tasks import draw_receipts
from payments.vocabulary import LineKind
from tests.accounts.factories import make_user
from tests.payments.books import agree, everything, state_of, story
from tests.payments.factories import FEE, make_account, place, placing, report

pytestmark = pytest.mark.django_db
TOO_LONG = {"payer_name": 200, "purpose": 300, "subject_ref": 64}
OF_LINES = {"code": 64, "name": 500}
MOST_OF_ONE = 2**31 - 1
FREE = Line(LineKind.FEE, "LP", "Bản sao miễn phí", 0)


@pytest.mark.parametrize("column", TOO_LONG)
def test_a_text_of_an_order_one_letter_too_long_is_refused_at_its_field(column: str) -> None:
    account = make_account()
    books = everything()
    with pytest.raises(OrderRefused, match=f"nhiều nhất {TOO_LONG[column]} ký tự") as refused:
        place(account, **{column: "ă" * (TOO_LONG[column] + 1)})
    assert refused.value.field == column
    assert not Order.objects.exists()
    assert everything() == books


@pytest.mark.parametrize("column", OF_LINES)
def test_a_text_of_a_line_one_letter_too_long_is_refused_among_the_lines(column: str) -> None:
    long = dataclasses.replace(FEE, **{column: "x" * (OF_LINES[column] + 1)})  # type: ignore[arg-type]
    with pytest.raises(OrderRefused, match=f"nhiều nhất {OF_LINES[column]} ký tự") as refused:
        place(None, FEE, long)
    assert refused.value.field == "lines"
    assert not Order.objects.exists()


def test_texts_as_long_as_they_may_be_are_kept_to_the_last_letter() -> None:
    told = {column: "ộ" * longest for column, longest in TOO_LONG.items()}
    line = dataclasses.replace(FEE, code="C" * 64, name="ệ" * 500)
    order = Order.objects.get(pk=place(None, line, **told).pk)
    assert {column: getattr(order, column) for column in TOO_LONG} == told
    assert order.lines.get().name == "ệ" * 500


@pytest.mark.parametrize("bad", ["\0", "\ud83d"])
@pytest.mark.parametrize("column", [*TOO_LONG, "line code", "line name", "line legal_basis"])
def test_a_zero_byte_or_half_a_letter_in_an_order_is_refused_in_words(column: str, bad: str) -> None:
    text = f"Nguyễn{bad}Hoa"
    own = column.removeprefix("line ")
    line = FEE if own == column else dataclasses.replace(FEE, **{own: text})  # type: ignore[arg-type]
    with pytest.raises(OrderRefused, match="ký tự không đọc được") as refused:
        place(None, line, **({own: text} if own == column else {}))
    assert refused.value.field == (column if own == column else "lines")
    assert not Order.objects.exists()


def test_as_many_copies_as_are_counted_are_ordered_and_one_more_is_refused() -> None:
    # Given copies that cost nothing, so that the amount stands in nobody's way
    order = place(None, dataclasses.replace(FREE, quantity=MOST_OF_ONE))
    assert order.lines.get().quantity == MOST_OF_ONE
    # When one more is asked for, with a price or without, it is refused for the count
    for price in (0, 1):
        with pytest.raises(OrderRefused, match="Số lượng quá lớn"):
            place(None, dataclasses.replace(FREE, unit_price_dong=price, quantity=MOST_OF_ONE + 1))
    assert Order.objects.count() == 1


@pytest.mark.parametrize("bad", ["\0", "Rút\0hồ sơ", "\udc00"])
def test_an_unreadable_reason_cancels_nothing_and_the_order_can_still_be_paid(bad: str) -> None:
    order = place()
    before = everything(), story(order)
    with pytest.raises(PaymentProblem, match="ký tự không đọc được") as refused:
        orders.cancel(order, bad)
    assert refused.value.field == "reason"
    assert (everything(), story(order), state_of(order)) == (*before, "open")
    receive(report(order, 50_000))
    assert state_of(order) == "paid"


def test_the_words_of_a_refusal_are_english_for_who_reads_english() -> None:
    with translation.override("en"), pytest.raises(OrderRefused, match="no more than 200 characters"):
        place(payer_name="x" * 201)
    with translation.override("en"), pytest.raises(OrderRefused, match="quantity is too large"):
        place(None, dataclasses.replace(FREE, quantity=MOST_OF_ONE + 1))


@pytest.mark.parametrize(
    ("fields", "field", "most"),
    [
        ({"payer_name": "x" * 201}, "payer_name", 200),
        ({"reason": "x" * 501}, "reason", 500),
    ],
)
def test_a_receipt_is_not_replaced_with_words_too_long(
    undrawn: None, fields: dict[str, str], field: str, most: int
) -> None:
    order = place()
    receive(report(order, 50_000))
    draw_receipts()
    told = story(order)
    with pytest.raises(PaymentProblem, match=f"nhiều nhất {most} ký tự") as refused:
        receipts.replace(order.receipts.get(), make_user(), **({"payer_name": "Hoa", "reason": "Sai"} | fields))
    assert refused.value.field == field
    assert Receipt.objects.get().state == "active"
    assert story(order) == told


def test_a_receipt_is_not_cancelled_with_a_reason_too_long(undrawn: None) -> None:
    order = place()
    receive(report(order, 50_000))
    draw_receipts()
    with pytest.raises(PaymentProblem, match="nhiều nhất 500 ký tự"):
        receipts.cancel(order.receipts.get(), make_user(), reason="ư" * 501)
    assert Receipt.objects.get().state == "active"
    receipts.cancel(order.receipts.get(), make_user(), reason="ư" * 500)
    assert Receipt.objects.get().end_reason == "ư" * 500


@pytest.fixture
def overpaid() -> Order:
    """An order that got 10.000 đồng too much."""
    order = place()
    receive(report(order, 60_000))
    order.refresh_from_db()
    return order


@pytest.mark.parametrize(("column", "most"), [("reason", 500), ("legal_ground", 300)])
def test_a_refund_is_not_asked_with_words_too_long(overpaid: Order, column: str, most: int) -> None:
    told: dict[str, Any] = {"reason": "Thừa", "legal_ground": "Điều 14"}
    with pytest.raises(PaymentProblem, match=f"nhiều nhất {most} ký tự") as refused:
        refunding.ask(overpaid, make_user(), 10_000, **(told | {column: "x" * (most + 1)}))
    assert refused.value.field == column
    assert not Refund.objects.exists()
    assert refunding.refundable_dong(overpaid) == 60_000


def test_a_refund_is_not_decided_or_sent_with_words_too_long(overpaid: Order) -> None:
    refund = refunding.ask(overpaid, make_user(), 10_000, reason="Thừa", legal_ground="Điều 14")
    with pytest.raises(PaymentProblem, match="nhiều nhất 500 ký tự"):
        refunding.refuse(refund, make_user(), "x" * 501)
    refunding.approve(refund, make_user())
    books = everything()
    late: list[Callable[[], Any]] = [
        lambda: refunding.note_sent(refund, "x" * 101),
        lambda: refunding.note_sent(refund, "FT\0001"),
    ]
    for act in late:
        with pytest.raises(PaymentProblem):
            act()
    assert (everything(), Refund.objects.get().state) == (books, "approved")
    assert agree()


def _of(amount_dong: int) -> Order:
    return orders.place(placing(make_account(), dataclasses.replace(FEE, unit_price_dong=amount_dong)))


@pytest.mark.parametrize(
    ("amount_dong", "has_qr"), [(10**13 - 1, True), (10**13, False), (10**15 - 1, False)], ids=["most", "over", "far"]
)
def test_an_order_too_large_for_a_qr_says_so_and_where_to_transfer(
    client: Client, amount_dong: int, has_qr: bool
) -> None:
    order = _of(amount_dong)
    shown = client.get(reverse("payments:order", args=[order.code])).content.decode()
    assert ("data:image/" in shown) is has_qr
    assert ("Mở ứng dụng ngân hàng" in shown) is has_qr
    assert ("lớn hơn mức một mã VietQR ghi được" in shown) is not has_qr
    # Either way it can be paid by hand, and nobody is told that the unit takes no transfers.
    assert order.account is not None
    for told in (order.account.number, order.account.holder, order.account.bank_name, order.code):
        assert told in shown
    assert "chưa nhận chuyển khoản" not in shown


def test_when_enough_of_a_very_large_order_came_the_rest_has_a_qr(client: Client) -> None:
    order = _of(10**13 + 1)
    receive(report(order, 2))
    shown = client.get(reverse("payments:order", args=[order.code]), {"phan": "tien"}).content.decode()
    assert "data:image/" in shown
    assert "lớn hơn mức" not in shown


def test_who_reads_english_learns_why_a_very_large_order_has_no_qr(client: Client) -> None:
    client.cookies.load({"portal_language": "en", "django_language": "en"})
    shown = client.get(reverse("payments:order", args=[_of(10**13).code]), headers={"accept-language": "en"})
    assert "larger than a VietQR code can hold" in shown.content.decode()
