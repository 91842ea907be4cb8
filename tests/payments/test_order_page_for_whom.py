"""The page of an order: who sees what, in both languages, and hostile words as words."""

from __future__ import annotations

import dataclasses
from typing import Any

import pytest
from django.conf import settings
from django.core.cache import cache
from django.test import Client
from django.urls import reverse
from django.utils import timezone, translation

from payments import history, refunding
from payments.models import Order, OrderEvent
from payments.receiving import receive
from payments.vocabulary import EventKind, OrderState
from tests.accounts.factories import make_staff, make_user
from tests.payments.factories import CHARGE, FEE, make_account, place, report

pytestmark = pytest.mark.django_db
EVIL = "<script>alert('Hoa')</script>\"><img src=x onerror=alert(1)>{{ order }}"


def address(order: Order) -> str:
    return reverse("payments:order", args=[order.code])


def page(client: Client, order: Order, **asked: Any) -> str:
    return client.get(address(order), asked).content.decode()


def in_english(client: Client) -> Client:
    client.cookies[settings.LANGUAGE_COOKIE_NAME] = "en"
    return client


def test_hostile_words_stay_words_wherever_the_page_shows_them(client: Client) -> None:
    # Given an order in which every text was written by somebody hostile
    payer = make_user()
    account = make_account(holder=EVIL[:100], bank_name=EVIL[:100])
    evil_line = dataclasses.replace(FEE, name=EVIL, reduction_dong=1, legal_basis=EVIL)
    order = place(account, evil_line, payer=payer, payer_name=EVIL, purpose=EVIL)
    history.note(order, EventKind.MATCHED, text=EVIL)
    client.force_login(payer)
    # When its payer reads it
    shown = page(client, order)
    # Then all of it stands there as text
    assert shown.count("&lt;script&gt;alert(&#x27;Hoa&#x27;)&lt;/script&gt;") >= 5
    for live in ("<script>alert", "<img src=x"):
        assert live not in shown
    assert "{{ order }}" in shown


def test_a_hostile_code_in_the_address_or_the_box_finds_nothing_and_comes_back_as_text(client: Client) -> None:
    order = place()
    for code in (EVIL.replace("/", ""), order.code.lower(), f"{order.code} ", "%", "_" * len(order.code), "x" * 4000):
        assert client.get(reverse("payments:order", args=[code])).status_code == 404, code
    asked = client.get(reverse("payments:ask"), {"code": "<b>H29</b>"})
    assert asked.status_code == 422
    assert "<b>H29" not in asked.content.decode()
    assert "&lt;b&gt;H29&lt;/b&gt;" in asked.content.decode()


@pytest.mark.parametrize(
    ("typed", "words"),
    [
        ("", "Hãy nhập mã khoản thu."),
        ("x" * 41, "Mã khoản thu không dài như vậy."),
        ("H29.151-000000-0000", "Không có khoản thu nào mang mã này."),
    ],
)
def test_a_refused_code_says_why_beside_the_box_and_stays_in_it(client: Client, typed: str, words: str) -> None:
    answer = client.get(reverse("payments:ask"), {"code": typed})
    shown = answer.content.decode()
    assert answer.status_code == 422
    assert words in shown
    assert 'class="govuk-error-summary' in shown
    assert f'value="{typed}"' in shown or not typed


def test_a_code_is_read_with_the_spaces_that_people_and_telephones_put_in(client: Client) -> None:
    order = place()
    spaced = f"\u00a0{order.code[:7].lower()} \t{order.code[7:]}\u3000"
    assert client.get(reverse("payments:ask"), {"code": spaced}).headers["Location"] == address(order)


def test_nobody_but_the_payer_reads_more_than_the_amount(client: Client) -> None:
    """Staff, too: of the unit that collects, of another; what they need stands in pages of their own."""
    order = place(payer=make_user(), payer_name="Nguyễn Thị Hoa")
    receive(report(order, 50_000))
    stranger = page(client, order)
    for other in (make_user(), make_staff(), make_staff(is_superuser=True)):
        client.force_login(other)
        shown = page(client, order)
        for hidden in ("Nguyễn Thị Hoa", "Lịch sử", "Lệ phí hộ tịch", "Biên lai điện tử"):
            assert hidden not in shown
            assert hidden not in stranger


def test_an_order_without_a_payer_belongs_to_no_one_not_even_to_a_visitor(client: Client) -> None:
    order = place(payer=None)
    receive(report(order, 50_000))
    assert "Lịch sử" not in page(client, order)
    client.force_login(make_user())
    assert "Lịch sử" not in page(client, order)
    receipt = reverse("payments:receipt", args=[order.code, order.receipts.get().pk])
    assert client.get(receipt).status_code == 404


def test_a_receipt_is_found_under_its_own_order_only(client: Client) -> None:
    payer = make_user()
    mine, other = place(payer=payer), place(payer=payer)
    receive(report(mine, 50_000))
    client.force_login(payer)
    number = mine.receipts.get().pk
    for code, receipt in ((other.code, number), (mine.code, number + 1), (mine.code, 10**12)):
        assert client.get(reverse("payments:receipt", args=[code, receipt])).status_code == 404


def test_pages_about_money_are_read_not_written_and_kept_by_no_cache(client: Client) -> None:
    order = place()
    for where in (address(order), reverse("payments:ask"), reverse("payments:receipt", args=[order.code, 1])):
        assert client.post(where).status_code in {302, 405}
    for where in (address(order), reverse("payments:ask")):
        kept = client.get(where).headers["Cache-Control"]
        assert "no-store" in kept
        assert "private" in kept
    assert '<meta name="robots" content="noindex">' in page(client, order)


@pytest.mark.parametrize("received", [0, 20_000, 50_000, 70_000])
def test_what_is_missing_what_came_and_the_state_are_told_in_both_languages(client: Client, received: int) -> None:
    order = place()
    if received:
        receive(report(order, received))
    order.refresh_from_db()
    missing = max(50_000 - received, 0)
    with translation.override("vi"):
        state = str(OrderState(order.state).label)
    vietnamese, english = page(client, order), page(in_english(client), order)
    assert state in vietnamese
    assert state not in english
    assert ("Cần nộp" in vietnamese) == ("data:image" in vietnamese) == bool(missing)
    if missing:
        assert f"Cần nộp {missing:,}".replace(",", ".") in vietnamese
        assert f"{missing:,}" in english
    if received:
        assert f"Đã nhận {received:,}".replace(",", ".") in vietnamese
    assert ("Bạn không phải nộp thêm gì." in vietnamese) == (not missing)
    # What the unit wrote stays Vietnamese and says so to a screen reader.
    assert f'<h1 class="govuk-heading-l" lang="vi">{order.purpose}</h1>' in english


def test_an_order_that_was_given_back_asks_for_nothing_and_no_longer_polls(client: Client) -> None:
    order = place()
    receive(report(order, 50_000))
    refund = refunding.ask(order, make_user(), 50_000, reason="Thu sai", legal_ground="Điều 14")
    refunding.note_sent(refunding.approve(refund, make_user()), "FT9")
    shown = page(client, order)
    assert "Đã hoàn tiền" in shown
    for gone in ("Cần nộp", "data:image", "hx-trigger", "Bạn không phải nộp thêm gì."):
        assert gone not in shown


def test_more_than_a_qr_can_say_is_still_shown_with_another_way_to_pay(client: Client) -> None:
    """An amount of a VietQR has thirteen digits at most (NAPAS); the ledger takes fifteen."""
    most = place(None, dataclasses.replace(FEE, unit_price_dong=10**13 - 1))
    assert "data:image" in page(client, most)
    more = client.get(address(place(None, dataclasses.replace(FEE, unit_price_dong=10**13))))
    assert more.status_code == 200
    assert "data:image" not in more.content.decode()
    assert "Cần nộp 10.000.000.000.000 đồng" in more.content.decode()


def test_the_due_time_stands_there_while_money_is_awaited_only(client: Client) -> None:
    account = make_account()
    order = place(account, due_at=timezone.now())
    assert "Hãy nộp trước" in page(client, order)
    receive(report(order, 50_000))
    assert "Hãy nộp trước" not in page(client, order)


def test_the_part_that_polls_never_has_what_belongs_to_the_payer(client: Client) -> None:
    payer = make_user()
    order = place(payer=payer, payer_name="Nguyễn Thị Hoa")
    client.force_login(payer)
    part = page(client, order, phan="tien")
    assert order.code in part
    for hidden in ("Nguyễn Thị Hoa", "Lịch sử", "Lệ phí hộ tịch"):
        assert hidden not in part


def test_looks_at_orders_are_counted_whether_they_exist_or_not(client: Client) -> None:
    """Nobody goes through the codes of a day: polling stays far below the limit."""
    order = place()
    cache.clear()
    answers = [client.get(reverse("payments:order", args=[f"H29.{n}"])).status_code for n in range(30)]
    assert set(answers) == {404}
    too_many = client.get(address(order))
    assert too_many.status_code == 429
    assert order.purpose not in too_many.content.decode()


def test_the_page_costs_the_same_with_many_lines_and_a_long_history(
    client: Client, django_assert_max_num_queries: Any
) -> None:
    payer = make_user()
    lines = [dataclasses.replace(CHARGE, code=f"P{n}", name=f"Phí {n}") for n in range(30)]
    order = place(None, FEE, *lines, payer=payer)
    OrderEvent.objects.bulk_create(OrderEvent(order=order, kind="reported", outcome="failed") for _ in range(100))
    receive(report(order, order.due_dong))
    client.force_login(payer)
    with django_assert_max_num_queries(8):
        shown = page(client, order)
    assert "Phí 29 × 2" in shown
    assert shown.count("Giao dịch không thành công") == 100
