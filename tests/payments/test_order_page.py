"""The page of an order: what, how much and how to pay for whoever has the code; lines and receipts for the payer."""

from __future__ import annotations

import dataclasses
from typing import Any

import pytest
import zxingcpp
from django.test import Client
from django.urls import reverse
from weasyprint import HTML

from payments import order_page, orders, vietqr
from payments.models import Order
from payments.receiving import receive
from payments.tasks import draw_receipts
from tests.accounts.factories import make_user
from tests.documents.reading import pdfium
from tests.payments.factories import FEE, make_account, place, report
from units.models import Unit

pytestmark = pytest.mark.django_db
HALVED = dataclasses.replace(FEE, reduction_dong=25_000, legal_basis="Thông tư 117/2026/TT-BTC")


def address(order: Order) -> str:
    return reverse("payments:order", args=[order.code])


def page(client: Client, order: Order, **asked: Any) -> str:
    return client.get(address(order), asked).content.decode()


def test_with_the_code_alone_anybody_learns_the_amount_and_how_to_pay_and_no_more(client: Client) -> None:
    # Given an order of somebody, with what was waived
    account = make_account()
    order = place(account, HALVED, payer=make_user(), payer_name="Nguyễn Thị Hoa")
    # When a stranger opens it by its code
    shown = page(client, order)
    # Then the amount, the account and the purpose stand there, but neither name nor history nor lines
    for told in ("Cần nộp 25.000 đồng", order.purpose, account.number, account.holder, order.code, "Chưa nộp"):
        assert told in shown
    assert "Đã trừ 25.000 đồng được miễn, giảm." in shown
    for hidden in ("Nguyễn Thị Hoa", "Lệ phí hộ tịch", "Thông tư 117", "Lịch sử"):
        assert hidden not in shown


def test_the_payer_reads_lines_reasons_history_and_receipts(client: Client) -> None:
    payer = make_user()
    order = place(None, HALVED, payer=payer)
    receive(report(order, 25_000))
    client.force_login(payer)
    shown = page(client, order)
    for told in ("Lệ phí hộ tịch", "Được miễn, giảm 25.000 đồng", "Thông tư 117/2026/TT-BTC", "Lập khoản thu"):
        assert told in shown
    assert "Đã ghi nhận, nộp đủ." in shown
    assert f"Biên lai {order.receipts.get()}: đang ký số" in " ".join(shown.split())


def test_the_qr_says_what_is_still_missing_into_the_orders_account() -> None:
    order = place()
    receive(report(order, 20_000))
    order.refresh_from_db()
    assert order.account is not None
    told = vietqr.decode(_read(order_page.shown(order)["transfer_qr"]))
    assert (told.account, int(told.amount or 0), told.purpose) == (order.account.number, 30_000, order.code)


def _read(image: str) -> str:
    """What a telephone reads from the picture."""
    [first] = pdfium().PdfDocument(HTML(string=f'<img src="{image}" width="300">').write_pdf())
    [found] = zxingcpp.read_barcodes(first.render(scale=3).to_pil())
    return str(found.text)


def test_the_part_that_polls_turns_to_paid_and_stops_polling(client: Client) -> None:
    order = place()
    before = page(client, order, phan="tien")
    assert "hx-trigger" in before
    assert "<html" not in before
    receive(report(order, 50_000))
    after = page(client, order, phan="tien")
    assert "hx-trigger" not in after
    assert "Đã nộp đủ" in after
    assert "data:image" not in after


def test_a_cancelled_order_asks_for_nothing(client: Client) -> None:
    order = place()
    orders.cancel(order, "Hồ sơ đã rút")
    shown = page(client, order)
    assert "Đã hủy" in shown
    assert "Cần nộp" not in shown


def test_a_unit_without_an_account_sends_to_the_counter(client: Client) -> None:
    account = make_account()
    unit: Unit = account.unit
    account.delete()
    order = orders.place(orders.Placing(code="H29.1-1", unit=unit, payer_name="A", purpose="Nộp lệ phí", lines=[FEE]))
    shown = page(client, order)
    assert "Hãy nộp tại quầy tiếp nhận" in shown
    assert "data:image" not in shown


def test_a_code_typed_anyhow_leads_to_its_order_and_an_unknown_one_is_told(client: Client) -> None:
    order = place()
    ask = reverse("payments:ask")
    assert client.get(ask).status_code == 200
    assert client.get(ask, {"code": f" {order.code.lower()} "}).headers["Location"] == address(order)
    unknown = client.get(ask, {"code": "H29.999"})
    assert unknown.status_code == 422
    assert "Không có khoản thu nào mang mã này" in unknown.content.decode()
    assert client.get(ask, {"code": " "}).status_code == 422
    assert client.get(reverse("payments:order", args=["H29.999"])).status_code == 404


def test_codes_are_not_tried_out_by_the_hundred(client: Client) -> None:
    answers = [client.get(reverse("payments:ask"), {"code": f"H29.{n}"}).status_code for n in range(32)]
    assert answers[:30] == [422] * 30
    assert answers[31] == 429


def test_an_open_page_that_asks_again_and_again_takes_nobodys_looks(client: Client) -> None:
    """Five people behind one address, each with a page that asks every ten seconds, fill thirty looks in a minute."""
    order = place()
    part = address(order) + "?phan=tien"
    assert {client.get(part).status_code for _ in range(31)} == {200}
    assert client.get(address(order)).status_code == 200
    assert client.get(reverse("documents:verify")).status_code == 200


def test_codes_are_not_tried_out_through_the_part_either(client: Client) -> None:
    tried = [client.get(reverse("payments:order", args=[f"H29.{n}"]), {"phan": "tien"}).status_code for n in range(31)]
    assert tried == [404] * 30 + [429]


def test_a_receipt_goes_to_its_payer_only(client: Client) -> None:
    payer = make_user()
    order = place(payer=payer)
    receive(report(order, 50_000))
    receipt = order.receipts.get()
    where = reverse("payments:receipt", args=[order.code, receipt.pk])
    # Strangers are asked to sign in, others find nothing, and neither is there anything before it is drawn.
    assert client.get(where).status_code == 302
    client.force_login(payer)
    assert client.get(where).status_code == 404
    draw_receipts()
    assert client.get(where).content.startswith(b"%PDF")
    assert where in page(client, order)
    client.force_login(make_user())
    assert client.get(where).status_code == 404


def test_the_page_costs_few_queries(client: Client, django_assert_max_num_queries: Any) -> None:
    """The order with unit and account; for the payer also session, person, lines, events and receipts."""
    payer = make_user()
    order = place(payer=payer)
    with django_assert_max_num_queries(2):
        page(client, order)
    client.force_login(payer)
    with django_assert_max_num_queries(8):
        page(client, order)
