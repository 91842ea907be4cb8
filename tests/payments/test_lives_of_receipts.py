"""A receipt is replaced and cancelled in the open: numbers go on, papers say what they are worth, amounts stay."""

from __future__ import annotations

import dataclasses
import datetime as dt
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from payments import receipt_drawing, receipts
from payments.models import Order, Receipt
from payments.orders import Line
from payments.problems import NotPossibleNow
from payments.receiving import receive
from payments.tasks import draw_receipts
from payments.vocabulary import LineKind
from portal.documents.verification import Outcome, verify_code
from portal.vietnamese import spell_dong
from tests.accounts.factories import make_user
from tests.payments.books import agree, balances, story
from tests.payments.factories import CHARGE, FEE, make_account, place, report

pytestmark = pytest.mark.django_db
FREE = dataclasses.replace(FEE, reduction_dong=50_000, legal_basis="Nghị quyết 411/NQ-HĐND")


def drawn(*lines: Line, **fields: Any) -> Order:
    """A paid order whose receipts are drawn."""
    order = place(None, *lines, **fields)
    if order.due_dong:
        receive(report(order, order.due_dong))
    draw_receipts()
    return order


def worth(receipt: Receipt) -> Outcome:
    """What the public page answers about a receipt."""
    document = Receipt.objects.select_related("document").get(pk=receipt.pk).document
    assert document is not None
    return verify_code(document.verification_code).outcome


def test_a_receipt_is_replaced_as_often_as_needed_and_only_the_last_one_counts(undrawn: None) -> None:
    order = drawn(FEE)
    chain = [order.receipts.get()]
    for name in ("Nguyễn Thị Hoà", "Nguyễn Thị Hòa", "Nguyễn Thị Hoa"):
        chain.append(receipts.replace(chain[-1], make_user(), reason="Sai họ tên", payer_name=name))
        draw_receipts()
        chain[-1].refresh_from_db()
    assert [worth(receipt) for receipt in chain] == [Outcome.REPLACED] * 3 + [Outcome.TRUE]
    assert [receipt.number for receipt in chain] == [1, 2, 3, 4]
    assert order.receipts.get(state="active") == chain[-1]
    assert agree()


def test_a_replacing_receipt_says_all_that_the_old_one_said_but_the_name(undrawn: None) -> None:
    order = drawn(dataclasses.replace(FEE, reduction_dong=25_000, legal_basis="Thông tư 117"), payer_name="Hoa")
    before = balances(order)
    old = order.receipts.get()
    new = receipts.replace(old, make_user(), reason="Sai họ tên", payer_name="  Nguyễn   Thị Hoà ")
    assert new.payer_name == "Nguyễn Thị Hoà", "spaces are tidied"
    for kept in ("kind", "template_symbol", "lines", "amount_dong", "amount_in_words", "unit_id", "tax_code"):
        assert getattr(new, kept) == getattr(old, kept), kept
    assert order.payer_name == "Hoa"
    assert balances(order) == before, "no money moves"


def test_the_fee_is_replaced_and_the_charge_stays(undrawn: None) -> None:
    order = drawn(FEE, CHARGE)
    charge = order.receipts.get(kind="charge")
    receipts.replace(order.receipts.get(kind="fee"), make_user(), reason="Sai", payer_name="Hoà")
    charge.refresh_from_db()
    assert (charge.state, charge.number, worth(charge)) == ("active", 1, Outcome.TRUE)
    assert agree()


@pytest.mark.parametrize("first", ["replace", "cancel"])
def test_what_counts_no_more_is_neither_replaced_nor_cancelled_again(undrawn: None, first: str) -> None:
    order = drawn(FEE)
    old, user = order.receipts.get(), make_user()
    if first == "replace":
        receipts.replace(old, user, reason="Sai", payer_name="Hoà")
    else:
        receipts.cancel(old, user, reason="Lập trùng")
    told, count = story(order), Receipt.objects.count()
    with pytest.raises(NotPossibleNow, match="không còn giá trị"):
        receipts.replace(old, user, reason="Sai", payer_name="Hoa")
    with pytest.raises(NotPossibleNow, match="không còn giá trị"):
        receipts.cancel(old, user, reason="Sai")
    assert (story(order), Receipt.objects.count()) == (told, count)


def test_who_ended_a_receipt_why_and_when_stands_on_it_and_in_the_history(undrawn: None) -> None:
    order, user = drawn(FEE), make_user()
    before = timezone.now()
    ended = receipts.cancel(order.receipts.get(), user, reason="Lập trùng")
    ended.refresh_from_db()
    assert (ended.state, ended.ended_by, ended.end_reason) == ("cancelled", user, "Lập trùng")
    assert ended.ended_at is not None
    assert before <= ended.ended_at <= timezone.now()
    event = order.events.get(kind="receipt_cancelled")
    assert (event.actor, event.amount_dong, event.note) == (user, 50_000, f"{ended}: Lập trùng")


def test_one_that_replaces_in_a_new_year_has_a_number_of_that_year(
    undrawn: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    old = timezone.now().year + 1  # ahead of the database's own clock, whenever this runs
    monkeypatch.setattr(timezone, "now", lambda: dt.datetime.fromisoformat(f"{old}-12-31T23:00:00+07:00"))
    order = drawn(FREE)
    monkeypatch.setattr(timezone, "now", lambda: dt.datetime.fromisoformat(f"{old + 1}-01-02T08:00:00+07:00"))
    new = receipts.replace(order.receipts.get(), make_user(), reason="Sai", payer_name="Hoà")
    assert (new.year, new.symbol, new.number) == (old + 1, f"AA-{(old + 1) % 100}E", 1)
    assert str(new.replaces) == f"AA-{old % 100}E 00000001"
    assert agree()


def test_the_public_page_of_a_replaced_receipt_leads_to_the_new_one_and_names_nobody(
    undrawn: None, client: Client
) -> None:
    order = drawn(FEE, payer_name="Nguyễn Thị Hoa")
    old = order.receipts.select_related("document").get()
    new = receipts.replace(old, make_user(), reason="Sai họ tên", payer_name="Trần Văn Bình")
    draw_receipts()
    new.refresh_from_db()
    assert old.document is not None
    assert new.document is not None
    shown = client.get(reverse("documents:verified", args=[old.document.verification_code])).content.decode()
    assert reverse("documents:verified", args=[new.document.verification_code]) in shown
    for hidden in ("Nguyễn Thị Hoa", "Trần Văn Bình"):
        assert hidden not in shown


def test_a_paper_of_nothing_owed_names_the_law_and_the_amount_in_words(monkeypatch: pytest.MonkeyPatch) -> None:
    # Given the words that go on the paper
    papers: list[dict[str, Any]] = []

    def render(template: str, context: dict[str, Any], **rest: Any) -> bytes:
        papers.append({"template": template, **context})
        raise RuntimeError("seen enough")

    monkeypatch.setattr(receipt_drawing, "render_pdf", render)
    drawn(FREE)
    [paper] = papers
    receipt = paper["receipt"]
    assert (receipt.amount_dong, receipt.amount_in_words) == (0, "không đồng")
    assert receipt.lines[0]["legal_basis"] == "Nghị quyết 411/NQ-HĐND"
    assert paper["form_title"] == "Biên lai thu lệ phí"
    assert paper["verification_qr"].startswith("data:image/")


def test_a_receipt_that_failed_waits_longer_each_time_and_lets_the_others_pass(
    monkeypatch: pytest.MonkeyPatch, undrawn: None
) -> None:
    broken, well = place(None, FEE), place(None, FEE)
    for order in (broken, well):
        receive(report(order, 50_000))
    bad, make, clock = broken.receipts.get().pk, receipt_drawing.make, timezone.now()

    def sometimes(receipt: Receipt) -> Any:
        if receipt.pk == bad:
            raise OSError("no disk")
        return make(receipt)

    monkeypatch.setattr(receipt_drawing, "make", sometimes)
    waits = []
    for _try in range(6):
        monkeypatch.setattr(timezone, "now", lambda now=clock: now)
        receipt_drawing.draw_waiting()
        receipt = broken.receipts.get()
        waits.append(round((receipt.next_try_at - clock).total_seconds() / 60))
        # When it comes by a moment before, nothing is tried
        monkeypatch.setattr(timezone, "now", lambda due=receipt.next_try_at: due - dt.timedelta(seconds=1))
        assert receipt_drawing.draw_waiting() == 0
        clock = receipt.next_try_at
    assert waits == [1, 5, 15, 60, 60, 60]
    assert broken.receipts.get().attempts == 6
    assert well.receipts.get().document is not None
    # When the disk is back, it is drawn under the number it had, and nothing is said of the fault any more
    monkeypatch.setattr(receipt_drawing, "make", make)
    monkeypatch.setattr(timezone, "now", lambda: clock)
    assert receipt_drawing.draw_waiting() == 1
    mended = broken.receipts.get()
    assert (mended.number, mended.problem, mended.document is not None) == (1, "", True)


def test_a_round_draws_no_more_than_it_was_asked_and_the_oldest_first(undrawn: None) -> None:
    account = make_account()
    for number in range(3):
        place(account, FREE, code=f"N-{number}")
    assert receipt_drawing.draw_waiting(limit=2) == 2
    assert list(Receipt.objects.filter(document=None).values_list("order__code", flat=True)) == ["N-2"]
    assert receipt_drawing.draw_waiting() == 1
    assert receipt_drawing.draw_waiting() == 0


@pytest.mark.parametrize(
    ("price", "quantity", "words"),
    [
        (5_000, 3, "mười lăm nghìn đồng"),
        (1, 21, "hai mươi mốt đồng"),
        (10**9, 1, "một tỷ đồng"),
        (1_000_005, 1, "một triệu không trăm linh năm đồng"),
        (10**15 - 1, 1, spell_dong(10**15 - 1)),
    ],
)
def test_the_words_on_a_receipt_are_those_of_its_amount(price: int, quantity: int, words: str) -> None:
    order = place(None, Line(LineKind.CHARGE, "P", "Phí", price, quantity=quantity))
    receive(report(order, order.due_dong))
    receipt = order.receipts.get()
    assert receipt.amount_dong == price * quantity
    assert receipt.amount_in_words == words
