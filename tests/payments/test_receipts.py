"""Receipts are issued when money is collected: fees and charges apart, numbered without gaps from 1 each 1 January."""

from __future__ import annotations

import dataclasses
import datetime as dt
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest
from django.db import DatabaseError, connection, transaction
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from payments import nightly_check, orders, receipt_drawing, receipts
from payments.models import Order, Receipt
from payments.orders import Line
from payments.problems import NotPossibleNow, PaymentProblem
from payments.receiving import receive
from payments.tasks import draw_receipts
from payments.vocabulary import LineKind
from portal.documents import issuing
from portal.documents.verification import Outcome, verify_code, verify_pdf
from tests.accounts.factories import make_user
from tests.payments.books import agree, story
from tests.payments.factories import CHARGE, FEE, make_account, place, placing, report

FREE = dataclasses.replace(FEE, reduction_dong=50_000, legal_basis="Nghị quyết 411/NQ-HĐND")
OTHER = Line(LineKind.OTHER, "BC", "Cước bưu chính", 20_000)


def paid(*lines: Line, account: Any = None) -> Order:
    """An order of these lines that was just paid."""
    order = place(account, *lines)
    if order.due_dong:
        receive(report(order, order.due_dong))
    return order


@pytest.mark.django_db
def test_fees_and_charges_have_receipts_of_their_own_and_other_dues_none() -> None:
    order = paid(FEE, CHARGE, OTHER)
    told = [(r.kind, r.template_symbol, r.number, r.amount_dong, r.amount_in_words) for r in order.receipts.all()]
    assert told == [
        ("fee", "01BLP0-001", 1, 50_000, "năm mươi nghìn đồng"),
        ("charge", "01BLP0-002", 1, 60_000, "sáu mươi nghìn đồng"),
    ]
    assert str(order.receipts.first()) == f"AA-{timezone.localdate().year % 100}E 00000001"
    assert story(order) == ["placed", "paid", "receipt_issued", "receipt_issued"]
    assert agree()


@pytest.mark.django_db
def test_nothing_owed_still_has_its_receipt_with_the_reason() -> None:
    receipt = paid(FREE).receipts.get()
    assert (receipt.amount_dong, receipt.amount_in_words) == (0, "không đồng")
    assert receipt.lines[0]["legal_basis"] == "Nghị quyết 411/NQ-HĐND"


@pytest.mark.django_db
def test_what_is_not_paid_in_full_has_no_receipt_and_more_money_no_second_one() -> None:
    order = place()
    receive(report(order, 20_000))
    assert not order.receipts.exists()
    receive(report(order, 30_000))
    receive(report(order, 50_000))
    assert order.receipts.count() == 1


@pytest.mark.django_db
def test_units_and_kinds_count_for_themselves() -> None:
    one, other = make_account(), make_account()
    numbers = [paid(line, account=account).receipts.get().number for account in (one, other) for line in (FEE, CHARGE)]
    assert numbers == [1, 1, 1, 1]
    assert paid(FEE, account=one).receipts.get().number == 2


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("moment", "year"),
    [("2026-12-31T23:59:59+07:00", 2026), ("2026-12-31T17:00:00+00:00", 2027), ("2027-01-01T00:00:00+07:00", 2027)],
)
def test_the_year_is_that_of_viet_nam(monkeypatch: pytest.MonkeyPatch, moment: str, year: int) -> None:
    monkeypatch.setattr(timezone, "now", lambda: dt.datetime.fromisoformat(moment))
    receipt = paid(FREE).receipts.get()
    assert (receipt.year, receipt.symbol, receipt.number) == (year, f"AA-{year % 100}E", 1)


@pytest.mark.django_db
def test_a_payment_that_is_taken_back_gives_its_number_back() -> None:
    account = make_account()
    with transaction.atomic():
        paid(FEE, account=account)
        transaction.set_rollback(True)
    assert paid(FEE, account=account).receipts.get().number == 1
    assert agree()


@pytest.mark.django_db(transaction=True)
def test_fifty_at_once_across_the_turn_of_the_year_some_of_whom_fail_leave_no_gap(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    # Given a clock that stands before midnight for every second caller, and after it for the others
    account = make_account()
    moments = [dt.datetime.fromisoformat(f"2026-12-31T{hour}:59:59+00:00") for hour in (16, 17)]
    true_issue = receipts._issue

    def issue(order: Order, kind: str, lines: Any, at: dt.datetime, **rest: Any) -> Receipt:
        return true_issue(order, kind, lines, moments[int(order.code[-1]) % 2], **rest)

    monkeypatch.setattr(receipts, "_issue", issue)

    def one(number: int) -> None:
        try:
            with transaction.atomic():
                orders.place(placing(account, FREE, code=f"ORDER-{number:04}"))
                transaction.set_rollback(number % 7 == 0)
        finally:
            connection.close()

    # When fifty at a time issue receipts, some of which are taken back
    with ThreadPoolExecutor(50) as pool:
        list(pool.map(one, range(120)))
    # Then both years have every number from 1 on, and the nightly check agrees
    kept = [number for number in range(120) if number % 7]
    for year, rest in ((2026, 0), (2027, 1)):
        numbers = sorted(Receipt.objects.filter(year=year).values_list("number", flat=True))
        assert numbers == list(range(1, sum(number % 2 == rest for number in kept) + 1))
    assert agree()


@pytest.mark.django_db
def test_a_drawn_receipt_is_signed_and_verified_by_anybody(client: Client) -> None:
    # Given a paid order
    account = make_account(tax_code="0301234567")
    order = paid(FEE, account=account)
    # When the worker comes by
    draw_receipts()
    # Then the PDF is true by its bytes and by its code, on the public page too
    receipt = order.receipts.select_related("document").get()
    assert receipt.document is not None
    found = verify_pdf(issuing.content(receipt.document))
    assert (found.outcome, found.signed_at is not None) == (Outcome.TRUE, True)
    shown = client.get(reverse("documents:verified", args=[receipt.document.verification_code])).content.decode()
    assert "Biên lai thu lệ phí" in shown
    assert f"01BLP0-001 {receipt}" in shown
    assert order.payer_name not in shown
    # And another round draws nothing again.
    draw_receipts()
    assert order.receipts.get().document_id == receipt.document_id


@pytest.mark.django_db
def test_a_wrong_name_is_mended_by_a_new_number_and_the_old_paper_says_so(undrawn: None) -> None:
    order = paid(FEE)
    draw_receipts()
    old = order.receipts.get()
    new = receipts.replace(old, make_user(), reason="Sai họ tên", payer_name="Nguyễn Thị Hoà")
    draw_receipts()
    new.refresh_from_db()
    assert (new.number, new.payer_name, new.amount_dong) == (2, "Nguyễn Thị Hoà", 50_000)
    old.refresh_from_db()
    assert (old.state, old.end_reason) == ("replaced", "Sai họ tên")
    assert old.document is not None
    assert verify_code(old.document.verification_code).outcome == Outcome.REPLACED
    assert story(order)[-2:] == ["receipt_replaced", "receipt_issued"]
    assert agree()


@pytest.mark.django_db
def test_a_cancelled_receipt_keeps_its_number_and_counts_no_more(undrawn: None) -> None:
    account = make_account()
    order = paid(FEE, account=account)
    draw_receipts()
    receipt = receipts.cancel(order.receipts.get(), make_user(), reason="Lập trùng")
    assert receipt.document is not None
    assert verify_code(receipt.document.verification_code).outcome == Outcome.RECALLED
    assert paid(FEE, account=account).receipts.get().number == 2
    with pytest.raises(NotPossibleNow, match="không còn giá trị"):
        receipts.cancel(receipt, make_user(), reason="lần nữa")
    assert agree()


@pytest.mark.django_db
def test_without_reason_name_or_paper_a_receipt_stays(undrawn: None) -> None:
    receipt = paid(FEE).receipts.get()
    with pytest.raises(NotPossibleNow, match="đang được ký"):
        receipts.cancel(receipt, make_user(), reason="Lập trùng")
    draw_receipts()
    with pytest.raises(PaymentProblem, match="lý do"):
        receipts.cancel(receipt, make_user(), reason=" ")
    with pytest.raises(PaymentProblem, match="họ tên"):
        receipts.replace(receipt, make_user(), reason="Sai", payer_name=" ")
    assert (Receipt.objects.count(), Receipt.objects.get().state) == (1, "active")


@pytest.mark.django_db
def test_a_receipt_that_cannot_be_drawn_says_why_and_is_tried_again(monkeypatch: pytest.MonkeyPatch) -> None:
    order = paid(FEE)
    with monkeypatch.context() as broken:
        broken.setattr(receipt_drawing, "make", lambda receipt: 1 / 0)
        draw_receipts()
    receipt = order.receipts.get()
    assert receipt.document is None
    assert "ZeroDivisionError" in receipt.problem
    assert receipt.next_try_at > timezone.now()


@pytest.mark.django_db
@pytest.mark.parametrize("changes", [{"number": 2}, {"amount_dong": 1}, {"payer_name": "x"}, {"issued_at": None}])
def test_a_receipt_is_never_changed(changes: dict[str, Any]) -> None:
    paid(FEE)
    with pytest.raises(DatabaseError), transaction.atomic():
        Receipt.objects.update(**changes)
    with pytest.raises(DatabaseError, match="cannot be deleted"), transaction.atomic():
        Receipt.objects.all()._raw_delete("default")


@pytest.mark.django_db
def test_the_nightly_check_finds_a_gap_and_a_missing_receipt() -> None:
    account = make_account()
    orders_paid = [paid(FEE, account=account) for _ in range(3)]
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE; SET session_replication_role = replica")
        cursor.execute("DELETE FROM payments_receipt WHERE order_id = %s", [orders_paid[1].pk])
        cursor.execute("SET session_replication_role = origin; SET CONSTRAINTS ALL DEFERRED")
    found = {problem["rule"]: problem["subjects"] for problem in nightly_check.run().problems}
    assert found["a paid order has its receipts"] == [orders_paid[1].code]
    assert "numbers of receipts have no gaps" in found
