"""Accountants find every order of their agency by what is known of it, and read all of its money; none of others."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest
from django.contrib.auth import SESSION_KEY
from django.test import Client
from django.utils import timezone

from payments import orders, receipt_drawing, receiving, refunding
from payments.models import BankAccount, Order
from payments.order_list import Question
from payments.orders import Line
from payments.vocabulary import LineKind
from portal.accounts.models import User
from tests.payments.desk import accountant_of, at_the_desk, browser_of
from tests.payments.factories import CHARGE, FEE, make_account, place, report
from tests.units import factories as make
from units.roles import Role

pytestmark = pytest.mark.django_db
LIST = "/can-bo/thu-phi/"


def page(order: Order) -> str:
    return f"{LIST}khoan-thu/{order.code}/"


@pytest.fixture
def account() -> BankAccount:
    return make_account()


@pytest.fixture
def desk(account: BankAccount) -> Client:
    return at_the_desk(account.unit)


def codes(client: Client, **asked: Any) -> list[str]:
    """The codes that the list shows for a query string, in its order."""
    answer = client.get(LIST, asked)
    assert answer.status_code == 200
    return [order.code for order, _state in answer.context["rows"]]


def test_the_list_has_the_orders_of_the_agency_newest_first_and_no_others(account: BankAccount) -> None:
    """Given orders of a ward, of a part of it and of another ward, its accountant sees the first two."""
    centre = make.CentreFactory(parent=account.unit)
    own, parts = place(account), place(make_account(unit=centre))
    place()
    assert account.unit.parent is not None

    assert codes(at_the_desk(account.unit)) == [parts.code, own.code]
    assert codes(at_the_desk(centre)) == [parts.code]
    assert codes(at_the_desk(account.unit.parent)) == [], "the province keeps its own money, not the wards'"


def test_no_other_role_comes_in(account: BankAccount) -> None:
    order = place(account)
    for role in sorted(set(Role.values) - {Role.ACCOUNTANT}):
        client = browser_of(accountant_of(account.unit, role=role))
        assert [client.get(address).status_code for address in (LIST, page(order))] == [403, 403], role


def test_strangers_sign_in_first_and_citizens_stay_out(account: BankAccount) -> None:
    order = place(account)
    assert Client().get(page(order)).status_code == 302
    citizen = User.objects.create_user(email="dan@example.vn", full_name="Lê Thị Dân")
    assert browser_of(citizen).get(page(order)).status_code == 403


def test_filters_narrow_by_what_is_known_and_stay_in_the_address(account: BankAccount, desk: Client) -> None:
    old = place(account, CHARGE, subject_ref="H29.151-261101-0007")
    new = place(account, Line(LineKind.FEE, "LP-HT", "Lệ phí", 75_000))
    receiving.receive(report(old, 60_000))
    today = timezone.localdate()

    assert codes(desk, **{"trang-thai": "paid"}) == [old.code]
    assert codes(desk, loai="fee") == [new.code]
    assert codes(desk, tien="75.000 đồng") == [new.code]
    assert codes(desk, tim=new.code.lower()) == [new.code]
    assert codes(desk, tim="h29.151-261101-0007") == [old.code]
    assert codes(desk, tu=today.isoformat(), den=f"{today:%d/%m/%Y}") == [new.code, old.code]
    assert codes(desk, den=(today - dt.timedelta(days=1)).isoformat()) == []
    assert codes(desk, **{"don-vi": account.unit.code, "loai": "charge"}) == [old.code]
    assert codes(desk, **{"don-vi": "H29.999"}) == []

    shown = desk.get(LIST, {"trang-thai": "paid", "loai": "charge", "tien": "60000", "tim": old.code[:8]})
    for kept in ('value="paid" selected', 'value="charge" selected', 'value="60000"', f'value="{old.code[:8]}"'):
        assert kept in shown.content.decode()


@pytest.mark.parametrize(
    "nonsense",
    [{"trang-thai": "gone"}, {"loai": "x"}, {"tu": "31/02/2026"}, {"tien": "nhiều"}, {"sau": "x-y"}, {"tu": "0"}],
)
def test_what_is_no_answer_counts_as_left_out(account: BankAccount, desk: Client, nonsense: dict[str, str]) -> None:
    order = place(account)
    assert codes(desk, **nonsense) == [order.code]


@pytest.mark.parametrize("text", ["\0", "%", "'; DROP TABLE payments_order; --", "ă" * 500, "9" * 400])
def test_hostile_words_find_nothing_and_break_nothing(account: BankAccount, desk: Client, text: str) -> None:
    place(account)
    assert desk.get(LIST, {"tim": text, "tien": text, "tu": text, "don-vi": text, "after": text}).status_code == 200


def test_pages_go_on_where_the_last_ended_and_keep_the_filters(account: BankAccount, desk: Client) -> None:
    made = [place(account).code for _number in range(32)]
    first = desk.get(LIST, {"loai": "fee"})
    following = first.context["page"].next

    assert "loai=fee" in following
    second = desk.get(LIST + following)
    shown = [order.code for answer in (first, second) for order, _state in answer.context["rows"]]
    assert shown == made[::-1]
    assert second.context["page"].next == ""
    back = desk.get(LIST + second.context["page"].previous)
    assert [order.code for order, _state in back.context["rows"]] == made[::-1][:30]


def test_the_list_asks_as_much_for_thirty_orders_as_for_one(
    account: BankAccount, desk: Client, django_assert_max_num_queries: Any
) -> None:
    """Session, user, roles, their units, the units by name, the page, and what the menu counts."""
    for _number in range(30):
        place(account)
    with django_assert_max_num_queries(8):
        desk.get(LIST)


def test_an_empty_list_says_what_will_stand_here(desk: Client) -> None:
    assert "Chưa có khoản thu nào" in desk.get(LIST).content.decode()
    assert "Không có khoản thu nào khớp" in desk.get(LIST, {"loai": "fee"}).content.decode()


def test_the_menu_leads_accountants_here_and_nobody_else(account: BankAccount, desk: Client) -> None:
    assert f'href="{LIST}"' in desk.get("/").content.decode()
    clerk = browser_of(accountant_of(account.unit, role=Role.CLERK))
    assert f'href="{LIST}"' not in clerk.get("/can-bo/").content.decode()


def test_after_signing_in_an_accountant_lands_at_the_orders(account: BankAccount) -> None:
    person = accountant_of(account.unit)
    person.set_password("Mot-Cua-2026")
    person.save()
    client = Client()

    answer = client.post("/tai-khoan/login/", {"login": person.email, "password": "Mot-Cua-2026"})

    assert SESSION_KEY in client.session
    assert answer["Location"] == LIST


@pytest.mark.usefixtures("undrawn")
def test_an_order_is_read_whole(account: BankAccount, desk: Client) -> None:
    """Given an order of two lines, overpaid, with a refund asked and receipts, its page tells all of it."""
    reduced = Line(LineKind.CHARGE, "P-CT", "Phí chứng thực", 30_000, 2, 10_000, "Nghị quyết 411/NQ-HĐND")
    order = place(account, FEE, reduced, subject_ref="H29.151-261122-0009")
    receiving.receive(report(order, 130_000, "FT777", purpose="NOP LE PHI"))
    asker = accountant_of(account.unit, "Người Đề Nghị")
    refunding.ask(Order.objects.get(pk=order.pk), asker, 30_000, reason="Nộp thừa", legal_ground="Điều 8")
    receipt_drawing.draw_waiting()

    shown = desk.get(page(order)).content.decode()

    for told in ("100.000 đồng", "10.000 đồng", "130.000 đồng", "Nghị quyết 411/NQ-HĐND", "H29.151-261122-0009",
                 "FT777", "NOP LE PHI", "Đã nộp thừa", "Chờ duyệt hoàn trả", "Người Đề Nghị", "Chênh lệch",
                 "Nguyễn Thị Hoa", str(account.number), "Nhận tiền"):  # fmt: skip
        assert told in shown, told
    for receipt in order.receipts.all():
        answer = desk.get(f"{page(order)}bien-lai/{receipt.pk}/")
        assert answer["Content-Type"] == "application/pdf"


@pytest.mark.usefixtures("undrawn")
def test_orders_and_receipts_of_another_agency_do_not_exist(desk: Client) -> None:
    order = place()
    receiving.receive(report(order, 50_000))
    receipt_drawing.draw_waiting()
    receipt = order.receipts.get()

    assert desk.get(page(order)).status_code == 404
    assert desk.get(f"{page(order)}bien-lai/{receipt.pk}/").status_code == 404
    assert at_the_desk(order.unit).get(f"{page(order)}bien-lai/{receipt.pk}/").status_code == 200


def test_an_order_with_a_long_story_costs_no_more(
    account: BankAccount, desk: Client, django_assert_max_num_queries: Any
) -> None:
    """Session, user, roles, units, order, six parts, and what the menu counts."""
    order = place(account, *[Line(LineKind.FEE, f"L{n}", f"Lệ phí {n}", 1_000) for n in range(20)])
    for number in range(10):
        receiving.receive(report(order, 1_000, f"FT{number}"))
    with django_assert_max_num_queries(12):
        assert desk.get(page(order)).status_code == 200


def test_what_people_wrote_stays_text(account: BankAccount, desk: Client) -> None:
    evil = "<script>alert(1)</script>"
    order = place(account, purpose=evil, payer_name=evil)
    orders.cancel(order, evil)
    assert evil not in desk.get(page(order)).content.decode()
    assert evil not in desk.get(LIST).content.decode()


def test_the_file_holds_the_narrowed_list_whole_and_nobodys_formula(account: BankAccount, desk: Client) -> None:
    for number in range(31):
        place(account, purpose="=1+1" if number else "Nộp lệ phí")
    place()
    paid = place(account, CHARGE)
    receiving.receive(report(paid, 60_000))

    whole = b"".join(desk.get(f"{LIST}khoan-thu.csv")).decode()
    narrow = b"".join(desk.get(f"{LIST}khoan-thu.csv", {"trang-thai": "paid"})).decode()

    assert len(whole.splitlines()) == 1 + 32, "all pages, and none of others"
    assert "'=1+1" in whole
    assert [line.split(",")[0] for line in narrow.splitlines()[1:]] == [paid.code]
    assert "60000" in narrow
    assert "khoan-thu.csv?loai=fee" in desk.get(LIST, {"loai": "fee"}).content.decode()


def test_a_question_read_from_its_own_address_is_the_same() -> None:
    question = Question.read({"trang-thai": "open", "tu": "2026-11-01", "tien": "0", "loai": "fee", "tim": " h29 "})
    pairs = dict(part.split("=") for part in question.address().removeprefix("?").split("&"))
    assert Question.read(pairs) == question
    assert question.amount_dong == 0
    assert question.has_filters
