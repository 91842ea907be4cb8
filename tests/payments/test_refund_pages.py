"""Money goes back through pages: asked, approved by another, sent the way it came, followed until it has arrived."""

from __future__ import annotations

import datetime as dt
from typing import Any
from uuid import uuid4

import pytest
from django.db import IntegrityError, transaction
from django.test import Client
from django.utils import timezone

from payments import refund_following, refunding, statement_files
from payments.models import BankAccount, FailedTransfer, Order, Refund
from payments.problems import NotPossibleNow, PaymentProblem
from payments.receiving import receive
from portal.accounts.models import User
from tests.accounts.factories import make_user
from tests.payments.books import agree, balances, everything, state_of, story
from tests.payments.desk import accountant_of, at_the_desk, browser_of
from tests.payments.factories import make_account, place, report
from tests.payments.statement_files import table
from units.roles import Role

pytestmark = pytest.mark.django_db
LIST = "/can-bo/thu-phi/hoan-tra/"
WHY: dict[str, Any] = {"reason": "Nộp thừa 20.000 đồng", "legal_ground": "Nghị định 82/2023/NĐ-CP"}


@pytest.fixture(autouse=True)
def _books_agree() -> Any:
    """Whatever a test did, the nightly check finds nothing."""
    yield
    assert agree()


@pytest.fixture
def order() -> Order:
    """An order of 50.000 đồng for which 70.000 came."""
    placed = place()
    receive(report(placed, 70_000, "FT-IN"))
    placed.refresh_from_db()
    return placed


@pytest.fixture
def desk(order: Order) -> Client:
    return at_the_desk(order.unit)


@pytest.fixture
def leader(order: Order) -> User:
    return accountant_of(order.unit, "Huỳnh Thanh Bình", Role.LEADER)


def page(refund: Refund, more: str = "") -> str:
    return f"{LIST}{refund.pk}/{more}"


def ask_page(order: Order) -> str:
    return f"/can-bo/thu-phi/khoan-thu/{order.code}/hoan-tra/"


def asked(order: Order, amount: int = 20_000, user: User | None = None) -> Refund:
    return refunding.ask(order, user or make_user(), amount, **WHY)


def sent(order: Order, amount: int = 20_000, reference: str = "FT-OUT") -> Refund:
    return refunding.note_sent(refunding.approve(asked(order, amount), make_user()), reference)


def test_a_refund_goes_its_whole_way_through_pages(order: Order, desk: Client, leader: User) -> None:
    """Asked by the accountant, approved by the head, sent and confirmed by the accountant; each step in the history."""
    assert ask_page(order) in desk.get(f"/can-bo/thu-phi/khoan-thu/{order.code}/").content.decode()
    assert "Còn hoàn trả được nhiều nhất 70.000 đồng" in desk.get(ask_page(order)).content.decode()
    answer = desk.post(ask_page(order), WHY | {"amount_dong": "20.000"})
    refund = Refund.objects.get()
    assert answer["Location"] == page(refund)
    shown = desk.get(page(refund)).content.decode()
    assert "người khác duyệt" in shown
    assert "FT-IN" in shown, "the channel by which it came"
    assert order.code in desk.get(LIST).content.decode()

    head = browser_of(leader)
    assert order.code in head.get(LIST).content.decode()
    assert "Duyệt rồi thì không rút lại được" in head.get(page(refund, "duyet/")).content.decode()
    assert head.post(page(refund, "duyet/"))["Location"] == page(refund)
    assert order.code in desk.get(LIST, {"xem": "cho-chuyen"}).content.decode()
    assert "Hãy ghi mã giao dịch" in desk.post(page(refund, "da-chuyen/"), {"sent_reference": " "}).content.decode()
    assert desk.post(page(refund, "da-chuyen/"), {"sent_reference": "FT-OUT"}).status_code == 302
    assert (state_of(order), balances(order)) == ("paid", {"unit": -50_000, "provider": 50_000})
    assert order.code in desk.get(LIST, {"xem": "cho-xac-nhan"}).content.decode()
    assert desk.post(page(refund, "da-den/")).status_code == 302
    done = desk.get(LIST, {"xem": "da-xong"}).content.decode()
    assert "Đã xong" in done
    assert order.code in done
    told = ["refund_asked", "refund_approved", "refund_sent", "refund_confirmed"]
    assert story(order)[-4:] == told
    assert "đã xác nhận" in desk.get(f"/can-bo/thu-phi/khoan-thu/{order.code}/").content.decode()


def test_who_asked_cannot_decide_and_a_head_cannot_carry_out(order: Order, leader: User) -> None:
    keeper = accountant_of(order.unit)
    refund = asked(order, user=keeper)
    own, head = browser_of(keeper), browser_of(leader)
    before = everything()
    for act in ("duyet/", "khong-duyet/"):
        answer = own.post(page(refund, act), {"decision_note": "không"})
        assert answer.status_code == 422
        assert "không tự duyệt được" in answer.content.decode()
    assert "Duyệt hoàn trả</a>" not in own.get(page(refund)).content.decode()
    head.post(page(refund, "duyet/"))
    for act in ("da-chuyen/", "da-den/", "khong-thanh/"):
        assert head.post(page(refund, act), {"sent_reference": "X", "reason": "x"}).status_code == 403
    assert head.get(ask_page(order)).status_code == 403
    assert Refund.objects.get().state == "approved"
    assert everything()[0] == before[0]


def test_refused_with_a_reason_the_money_stays(order: Order, leader: User) -> None:
    refund, head = asked(order), browser_of(leader)
    books = everything()
    refused = head.post(page(refund, "khong-duyet/"), {"decision_note": ""})
    assert "Hãy ghi vì sao không duyệt" in refused.content.decode()
    head.post(page(refund, "khong-duyet/"), {"decision_note": "Người nộp chưa có đơn"})
    assert "Người nộp chưa có đơn" in head.get(page(refund)).content.decode()
    assert order.code in head.get(LIST, {"xem": "khong-duyet"}).content.decode()
    assert everything() == books
    assert head.post(page(refund, "duyet/")).status_code == 422


def test_what_is_asked_wrongly_is_told_beside_its_box_and_nothing_typed_is_lost(order: Order, desk: Client) -> None:
    wrong: list[tuple[dict[str, str], str]] = [
        ({"amount_dong": ""}, "Hãy ghi số tiền hoàn trả."),
        ({"amount_dong": "hai mươi"}, "bằng chữ số"),
        ({"amount_dong": "0"}, "từ 1 đồng đến 70.000"),
        ({"amount_dong": "70.001"}, "từ 1 đồng đến 70.000"),
        ({"amount_dong": "9" * 16}, "từ 1 đồng đến 70.000"),
        ({"reason": ""}, "Hãy ghi lý do hoàn trả."),
        ({"legal_ground": ""}, "Hãy ghi căn cứ pháp lý"),
    ]
    for change, words in wrong:
        answer = desk.post(ask_page(order), {"amount_dong": "1", **WHY, **change})
        shown = answer.content.decode()
        assert (answer.status_code, words in shown) == (422, True), change
        assert WHY["reason"] in shown or "reason" in change
    assert not Refund.objects.exists()


def test_a_transfer_that_came_back_is_sent_again_without_a_second_approval(order: Order, desk: Client) -> None:
    refund = sent(order)
    failed = page(refund, "khong-thanh/")
    assert "Hãy ghi lý do." in desk.post(failed, {"reason": ""}).content.decode()
    assert desk.post(failed, {"reason": "Tài khoản người nộp đã đóng"}).status_code == 302

    assert balances(order) == {"unit": -50_000, "provider": 70_000, "refund": -20_000}
    assert (state_of(order), refunding.refundable_dong(Order.objects.get(pk=order.pk))) == ("overpaid", 50_000)
    shown = desk.get(page(refund)).content.decode()
    assert "Tài khoản người nộp đã đóng" in shown
    assert "FT-OUT" in shown
    assert "Đã chuyển lại" in shown
    assert desk.post(failed, {"reason": "lần nữa"}).status_code == 422
    desk.post(page(refund, "da-chuyen/"), {"sent_reference": "FT-OUT-2"})
    desk.post(page(refund, "da-den/"))
    assert balances(order) == {"unit": -50_000, "provider": 50_000}
    assert desk.post(failed, {"reason": "muộn"}).status_code == 422
    assert FailedTransfer.objects.get().reference == "FT-OUT"


def test_a_statement_that_shows_the_money_going_out_confirms_it(order: Order) -> None:
    """By reference and amount alone: another amount, or another account, confirms nothing."""
    account = order.account
    assert account is not None
    right, wrong = sent(order, 20_000, "OUT-1"), sent(order, 10_000, "OUT-2")
    day = f"{timezone.localdate() - dt.timedelta(days=1):%d/%m/%Y}"
    rows = [(day, "OUT-1", "20.000", "", "hoan tien"), (day, "OUT-2", "10.001", "", "hoan tien")]

    def hand_in(receiving: BankAccount) -> None:
        statement_files.hand_in(receiving, table(*rows), "ra.csv", accountant_of(receiving.unit), uuid4())
        statement_files.take_waiting()

    hand_in(make_account())
    assert not Refund.objects.filter(confirmed_at__isnull=False).exists()
    hand_in(account)
    right.refresh_from_db()
    wrong.refresh_from_db()
    assert right.confirmed_at is not None
    assert right.confirmed_by is None
    assert wrong.confirmed_at is None
    assert order.events.filter(kind="refund_confirmed").count() == 1


def test_only_what_is_on_its_way_is_confirmed_or_fails(order: Order) -> None:
    refund, user = asked(order), make_user()
    with pytest.raises(NotPossibleNow):
        refund_following.confirm(refund)
    with pytest.raises(NotPossibleNow):
        refund_following.note_failed(refund, "x", user)
    refunding.note_sent(refunding.approve(refund, user), "FT1")
    with pytest.raises(PaymentProblem):
        refund_following.note_failed(refund, " ", user)
    refund_following.confirm(refund, user)
    with pytest.raises(NotPossibleNow):
        refund_following.confirm(refund, user)
    changes: list[dict[str, Any]] = [{"confirmed_at": timezone.now()}, {"amount_dong": 1}, {"state": "approved"}]
    for change in changes:
        with pytest.raises(IntegrityError), transaction.atomic():
            Refund.objects.filter(pk=refund.pk).update(**change)


def test_refunds_of_others_do_not_exist_and_others_have_no_door(order: Order) -> None:
    refund, unit = asked(order), make_account().unit
    stranger, other_head = at_the_desk(unit), browser_of(accountant_of(unit, role=Role.LEADER))
    for client in (stranger, other_head):
        assert [client.get(page(refund)).status_code, client.post(page(refund, "duyet/")).status_code] == [404, 404]
        assert order.code not in client.get(LIST).content.decode()
    assert stranger.post(ask_page(order), WHY | {"amount_dong": "1"}).status_code == 404
    clerk = browser_of(accountant_of(order.unit, role=Role.CLERK))
    assert {clerk.get(address).status_code for address in (LIST, page(refund))} == {403}
    refund.refresh_from_db()
    assert refund.state == "asked"


def test_the_list_costs_the_same_for_many_refunds(
    desk: Client, order: Order, django_assert_max_num_queries: Any
) -> None:
    for _number in range(8):
        asked(order, 1_000)
    with django_assert_max_num_queries(7):
        shown = desk.get(LIST)
    assert len(shown.context["rows"]) == 8
    assert "Không có hoàn trả nào ở đây" in desk.get(LIST, {"xem": "da-xong"}).content.decode()
    assert desk.get(LIST, {"xem": "\0", "after": "x"}).status_code == 200
