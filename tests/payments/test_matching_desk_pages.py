"""At the matching desk an accountant sees what a transfer may be for, chooses, splits, sets aside, and takes back."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client

from payments import orders
from payments.models import BankAccount, Decision, Payment
from payments.receiving import receive
from payments.reported import Reported
from tests.payments.books import agree, everything, state_of
from tests.payments.desk import accountant_of, at_the_desk, browser_of
from tests.payments.factories import make_account, place, report
from units.roles import Role

pytestmark = pytest.mark.django_db
LIST = "/can-bo/thu-phi/doi-chieu/"


@pytest.fixture
def account() -> BankAccount:
    return make_account()


@pytest.fixture
def desk(account: BankAccount) -> Client:
    return at_the_desk(account.unit)


def unnamed(account: BankAccount, amount: int, words: str = "", reference: str = "FT1", **told: Any) -> Payment:
    """Money in an account that no order could be told from."""
    reported: Reported = report(
        None, amount, reference, account_number=account.number, purpose=words, told={"counterparty": "", **told}
    )
    receive(reported)
    return Payment.objects.get(provider_reference=reference)


def page(payment: Payment, more: str = "") -> str:
    return f"{LIST}{payment.pk}/{more}"


def parts(*told: tuple[str, str]) -> dict[str, str]:
    """The form of parts as a browser sends it."""
    sent = {"form-TOTAL_FORMS": "4", "form-INITIAL_FORMS": "0"}
    for number, (code, amount) in enumerate(told):
        sent |= {f"form-{number}-code": code, f"form-{number}-amount_dong": amount}
    return sent


def test_what_waits_stands_here_with_its_best_suggestion(account: BankAccount, desk: Client) -> None:
    order = place(account, payer_name="Trần Văn Bình")
    unnamed(account, 50_000, "TRAN VAN BINH nop tien")
    unnamed(account, 7, "khong ro", "FT2")
    unnamed(make_account(), 50_000, "cua noi khac", "FT3")

    shown = desk.get(LIST).content.decode()

    assert "TRAN VAN BINH nop tien" in shown
    assert order.code in shown
    assert "Đúng số tiền còn phải nộp." in shown
    assert "chưa có gợi ý" in shown
    assert "cua noi khac" not in shown


def test_the_one_likely_order_is_chosen_already_and_one_click_books_it(account: BankAccount, desk: Client) -> None:
    order, payment = place(account, payer_name="Trần Văn Bình"), unnamed(account, 50_000, counterparty="TRAN VAN BINH")
    bare = "".join(filter(str.isalnum, order.code))
    likely = unnamed(account, 50_000, f"XX{bare}9", "FT2")
    place(account)

    assert "TRAN VAN BINH" in desk.get(page(payment)).content.decode()
    shown = desk.get(page(likely)).content.decode()
    assert 'data-key="1"' in shown
    assert "checked" in shown
    answer = desk.post(page(likely), {"suggested": order.code, "code": ""})

    assert answer["Location"] == LIST
    assert state_of(order) == "paid"
    assert f"Đã ghi tiền vào khoản thu {order.code}" in desk.get(LIST).content.decode()
    decided = desk.get(LIST, {"xem": "da-quyet-dinh"}).content.decode()
    assert order.code in decided
    assert "Đối chiếu: " in desk.get(f"/can-bo/thu-phi/khoan-thu/{order.code}/").content.decode()
    assert agree()


def test_another_order_is_named_by_its_code_and_goes_before_the_suggestion(account: BankAccount, desk: Client) -> None:
    suggested, meant, payment = place(account), place(account), unnamed(account, 50_000)
    assert desk.post(page(payment), {"suggested": suggested.code, "code": f" {meant.code.lower()} "}).status_code == 302
    assert (state_of(suggested), state_of(meant)) == ("open", "paid")


def test_an_order_of_others_or_none_is_told_beside_the_box(account: BankAccount, desk: Client) -> None:
    payment, foreign = unnamed(account, 50_000), place()
    books = everything()
    tries = [
        ({"code": foreign.code}, "Đơn vị không có khoản thu nào mang mã này."),
        ({"code": "H29.151-000000-0000"}, "Đơn vị không có khoản thu nào mang mã này."),
        ({"suggested": foreign.code}, "Hãy chọn một khoản thu"),
        ({}, "Hãy chọn một khoản thu"),
        ({"code": "\0"}, "id_code-error"),
    ]
    for sent, words in tries:
        answer = desk.post(page(payment), sent)
        assert (answer.status_code, words in answer.content.decode()) == (422, True), sent
    assert everything() == books


def test_money_for_a_cancelled_order_finds_it_by_its_words(account: BankAccount, desk: Client) -> None:
    order = place(account)
    orders.cancel(order, "Rút hồ sơ")
    payment = unnamed(account, 50_000, f"nop {order.code}")
    assert "không còn chờ tiền" in desk.get(page(payment)).content.decode()
    desk.post(page(payment), {"suggested": order.code})
    assert order.events.filter(kind="matched", outcome="order_cancelled").exists()


def test_one_transfer_is_split_over_several_orders(account: BankAccount, desk: Client) -> None:
    first, second, payment = place(account), place(account), unnamed(account, 100_000)
    assert desk.get(page(payment, "chia/")).status_code == 200
    wrong = [
        (parts(), "ít nhất một khoản thu"),
        (parts((first.code, "50.000"), (second.code, "60.000")), "Chỉ còn 100.000 đồng"),
        (parts((first.code, "")), "cả mã khoản thu và số tiền"),
        (parts(("", "50.000")), "cả mã khoản thu và số tiền"),
        (parts((first.code, "năm")), "bằng chữ số"),
        (parts((first.code, "0")), "từ 1 đồng"),
        (parts((first.code, "1"), (first.code, "2")), "chỉ ghi một lần"),
        (parts((place().code, "1")), "không có khoản thu nào mang mã này"),
        ({}, ""),
    ]
    for sent, words in wrong:
        answer = desk.post(page(payment, "chia/"), sent)
        assert (answer.status_code, words in answer.content.decode()) == (422, True), words
    assert not Decision.objects.exists()

    answer = desk.post(page(payment, "chia/"), parts((first.code, "50.000"), (second.code, "20 000 đồng")))

    assert answer["Location"] == page(payment)
    assert (state_of(first), state_of(second)) == ("paid", "part_paid")
    shown = desk.get(page(payment)).content.decode()
    assert "còn 30.000 đồng chưa đối chiếu" in shown
    assert "đã có biên lai" in shown


def test_what_is_not_ours_is_set_aside_with_a_reason_and_comes_back(account: BankAccount, desk: Client) -> None:
    payment = unnamed(account, 90_000)
    aside = page(payment, "khong-phai/")
    assert desk.get(aside).status_code == 200
    assert "Hãy ghi lý do." in desk.post(aside, {"reason": " "}).content.decode()
    assert desk.post(aside, {"reason": "Tiền thuê nhà chuyển nhầm"})["Location"] == LIST
    assert "Không có tiền nào chờ đối chiếu" in desk.get(LIST).content.decode()
    assert "Tiền thuê nhà chuyển nhầm" in desk.get(LIST, {"xem": "da-quyet-dinh"}).content.decode()
    assert desk.post(aside, {"reason": "lần nữa"}).status_code == 422

    undo = f"{LIST}quyet-dinh/{Decision.objects.get().pk}/go/"
    assert "Gỡ quyết định" in desk.get(undo).content.decode()
    assert desk.post(undo)["Location"] == page(payment)
    assert payment.provider_reference in desk.get(LIST).content.decode()
    assert desk.post(undo).status_code == 422


def test_two_who_match_the_same_money_book_it_once(account: BankAccount, desk: Client) -> None:
    """Given a page that two opened, when both send it, the second is told and changes nothing."""
    order, other, payment = place(account), place(account), unnamed(account, 50_000)
    colleague = at_the_desk(account.unit, "Đoàn Quốc Việt")
    desk.post(page(payment), {"suggested": order.code})
    books = everything()
    answer = colleague.post(page(payment), {"suggested": other.code})
    assert answer.status_code == 422
    assert "người khác vừa đối chiếu xong" in answer.content.decode()
    assert everything() == books


def test_money_and_decisions_of_others_do_not_exist(account: BankAccount) -> None:
    order, payment = place(account), unnamed(account, 50_000)
    stranger = at_the_desk(make_account().unit)
    pages = [page(payment), page(payment, "chia/"), page(payment, "khong-phai/")]
    assert [stranger.get(address).status_code for address in pages] == [404] * 3
    assert [stranger.post(address, {"suggested": order.code}).status_code for address in pages] == [404] * 3
    at_the_desk(account.unit).post(page(payment), {"suggested": order.code})
    assert stranger.post(f"{LIST}quyet-dinh/{Decision.objects.get().pk}/go/").status_code == 404
    clerk = browser_of(accountant_of(account.unit, role=Role.CLERK))
    assert [clerk.get(address).status_code for address in (LIST, *pages)] == [403] * 4


def test_money_that_named_its_order_is_not_at_the_desk(account: BankAccount, desk: Client) -> None:
    order = place(account)
    receive(report(order, 50_000, "FT1"))
    assert desk.get(page(order.payments.get())).status_code == 404
    assert "Không có tiền nào chờ" in desk.get(LIST).content.decode()


def test_the_desk_costs_the_same_for_many_transfers(
    account: BankAccount, desk: Client, django_assert_max_num_queries: Any
) -> None:
    """Session, user, roles, units, the page, the open orders."""
    for number in range(35):
        place(account)
        unnamed(account, 50_000, reference=f"FT{number}")
    with django_assert_max_num_queries(8):
        first = desk.get(LIST)
    second = desk.get(LIST + first.context["page"].next)
    assert len(first.context["rows"]) + len(second.context["rows"]) == 35
