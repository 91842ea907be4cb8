"""Rules proved: what two do at once, twice or too late counts once; a receipt that replaces another can be drawn."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest
from django.conf import settings
from django.test import Client
from django.urls import reverse
from hypothesis import example, given
from hypothesis import strategies as st
from lxml import etree

from payments import bank_accounts, receipt_xml, refund_following, refunding
from payments.bank_accounts import Details
from payments.models import BankAccount, Order, Receipt, Refund
from payments.receiving import receive
from payments.refund_list import View
from payments.tasks import draw_receipts
from portal.accounts.models import User
from portal.vietnamese import normalise
from tests.accounts.factories import make_user
from tests.payments.books import agree, balances, everything, state_of
from tests.payments.desk import accountant_of, at_the_desk, browser_of
from tests.payments.factories import FEE, make_account, place, report
from tests.payments.test_receipt_xml import drawn
from tests.ui.forms import Marks
from tests.units.factories import StaffRoleFactory
from units.models import today_in_vietnam
from units.roles import Role

LIST = "/can-bo/thu-phi/hoan-tra/"
WHY: dict[str, Any] = {"reason": "Nộp thừa", "legal_ground": "Nghị định 82/2023/NĐ-CP"}


@pytest.fixture
def order(db: None) -> Any:
    """An order of 50.000 đồng for which 90.000 came, in books that agree whatever a test did."""
    placed = place()
    receive(report(placed, 90_000, "FT-IN"))
    yield placed
    assert agree()


def asked(order: Order, amount: int = 10_000, user: User | None = None) -> Refund:
    return refunding.ask(order, user or make_user(), amount, **WHY)


def shown(answer: Any, status: int = 200) -> str:
    assert answer.status_code == status
    return str(answer.content.decode())


def test_two_who_decide_at_once_decide_once_and_the_second_is_told(order: Order) -> None:
    refund = asked(order)
    first, second = at_the_desk(order.unit), browser_of(accountant_of(order.unit, role=Role.LEADER))
    assert first.post(f"{LIST}{refund.pk}/duyet/").status_code == 302
    books = everything()
    for act, sent in (("duyet/", {}), ("khong-duyet/", {"decision_note": "Chưa đủ giấy tờ"})):
        assert "đang ở trạng thái" in shown(second.post(f"{LIST}{refund.pk}/{act}", sent), 422)
    refund.refresh_from_db()
    assert (everything(), refund.state, refund.decision_note) == (books, "approved", "")


def test_money_that_left_is_noted_once_and_only_by_who_keeps_the_accounts(order: Order) -> None:
    refund, desk = asked(order), at_the_desk(order.unit)
    address = f"{LIST}{refund.pk}/da-chuyen/"
    assert "đang ở trạng thái" in shown(desk.post(address, {"sent_reference": "OUT-1"}), 422), "not approved yet"
    refunding.approve(refund, make_user())
    assert desk.post(address, {"sent_reference": "OUT-1"}).status_code == 302
    books, kept = everything(), balances(order)
    refused = shown(desk.post(address, {"sent_reference": "OUT-2"}), 422)
    assert Marks(refused).named("sent_reference")["value"] == "OUT-2", "nothing typed is lost"
    refund.refresh_from_db()
    assert (everything(), balances(order), refund.sent_reference) == (books, kept, "OUT-1")
    assert shown(desk.post(address, {"sent_reference": "x" * 101}), 422)


def test_who_keeps_the_accounts_and_leads_the_unit_still_needs_a_second_person(order: Order) -> None:
    both = accountant_of(order.unit)
    StaffRoleFactory.create(user=both, unit=order.unit, role=Role.LEADER)
    refund, client = asked(order, user=both), browser_of(User.objects.get(pk=both.pk))
    before = everything()
    assert "không tự duyệt được" in shown(client.post(f"{LIST}{refund.pk}/duyet/"), 422)
    assert f"{LIST}{refund.pk}/duyet/" not in shown(client.get(f"{LIST}{refund.pk}/"))
    assert everything() == before


def test_several_refunds_together_never_give_back_more_than_came(order: Order) -> None:
    desk, address = at_the_desk(order.unit), f"/can-bo/thu-phi/khoan-thu/{order.code}/hoan-tra/"
    for amount, left in (("40.000", "50.000"), ("50.000", "0")):
        assert desk.post(address, WHY | {"amount_dong": amount}).status_code == 302
        assert f"nhiều nhất {left} đồng" in shown(desk.get(address))
    assert "từ 1 đồng đến 0 đồng" in shown(desk.post(address, WHY | {"amount_dong": "1"}), 422)
    assert [refund.amount_dong for refund in Refund.objects.order_by("pk")] == [40_000, 50_000]
    for refund in Refund.objects.all():
        refunding.note_sent(refunding.approve(refund, make_user()), f"OUT-{refund.pk}")
    assert (state_of(order), balances(order)) == ("refunded", {})


def test_an_amount_with_a_fraction_is_asked_for_by_nobody(order: Order) -> None:
    """ "20.00" once meant 2.000 đồng."""
    desk, address = at_the_desk(order.unit), f"/can-bo/thu-phi/khoan-thu/{order.code}/hoan-tra/"
    for amount in ("20.00", "0,5", "1.0000"):
        answer = shown(desk.post(address, WHY | {"amount_dong": amount}), 422)
        assert Marks(answer).named("amount_dong")["value"] == amount
    assert not Refund.objects.exists()


def test_what_waits_longest_stands_first_and_what_is_done_last(order: Order) -> None:
    waiting, done = [asked(order, 1_000) for _n in range(3)], []
    for number in range(3):
        sent = refunding.note_sent(refunding.approve(asked(order, 1_000), make_user()), f"OUT-{number}")
        done.append(refund_following.confirm(sent))
    desk = at_the_desk(order.unit)

    def rows(view: View) -> list[int]:
        return [refund.pk for refund, _state in desk.get(LIST, {"xem": view}).context["rows"]]

    assert rows(View.ASKED) == [refund.pk for refund in waiting]
    assert rows(View.DONE) == [refund.pk for refund in reversed(done)]
    assert rows(View.TO_SEND) == rows(View.ON_ITS_WAY) == rows(View.REFUSED) == []


def receipt_page(name: str, order: Order) -> str:
    return reverse(f"accounting:receipt-{name}", args=[order.code, order.receipts.earliest("pk").pk])


@pytest.mark.usefixtures("undrawn", "order")
def test_a_receipt_that_is_not_signed_yet_is_told_to_wait_and_has_no_twin(order: Order) -> None:
    desk = at_the_desk(order.unit)
    for name in ("replace", "cancel"):
        refused = shown(desk.post(receipt_page(name, order), {"payer_name": "Hoa", "reason": "Sai tên"}), 422)
        assert "đang được ký số" in refused
        assert "Sai tên" in refused, "nothing typed is lost"
    assert desk.get(receipt_page("xml", order)).status_code == 404
    assert Receipt.objects.get().state == "active"


SLIPS: list[tuple[dict[str, str], str]] = [
    ({"payer_name": " "}, "Hãy ghi họ tên người nộp"),
    ({"payer_name": "\u200b\u200b"}, "Hãy ghi họ tên người nộp"),
    ({"payer_name": "ă" * 201}, "201"),
    ({"reason": "ă" * 501}, "501"),
    ({"reason": "\u200b"}, "lý do"),
]


@pytest.mark.django_db
@pytest.mark.usefixtures("undrawn")
def test_a_slip_in_a_new_receipt_is_told_and_no_number_is_used_up() -> None:
    """Numbers have no gaps: what was refused took none."""
    order = drawn(FEE)
    desk, old = at_the_desk(order.unit), order.receipts.get()
    for slip, words in SLIPS:
        answer = shown(desk.post(receipt_page("replace", order), {"payer_name": "Hoa", "reason": "Sai", **slip}), 422)
        assert words in answer, slip
    assert Receipt.objects.get().state == "active"
    desk.post(receipt_page("replace", order), {"payer_name": "Hoa", "reason": "Sai"})
    assert Receipt.objects.latest("pk").number == old.number + 1


@pytest.mark.django_db
@pytest.mark.usefixtures("undrawn")
def test_a_name_with_signs_that_no_paper_has_is_still_drawn() -> None:
    """Given a name copied with control characters and mark-up, its twin is sound and says it as text."""
    order = drawn(FEE)
    told = {"payer_name": "Nguyễn\x0b \x01Thị <b>Hoa</b> & con", "reason": "Sai\x08 tên"}
    assert at_the_desk(order.unit).post(receipt_page("replace", order), told).status_code == 302
    draw_receipts()
    new = Receipt.objects.latest("pk")
    assert (new.problem, new.document is None) == ("", False)
    root = etree.fromstring(receipt_xml.write(new, "MA-1"))
    assert root.findtext(".//NNop/Ten") == new.payer_name
    assert "<b>Hoa</b> & con" in new.payer_name


@given(st.text(max_size=40))
@example("\ufffe\uffff")
@example("\x00\x1f\x7f\x85")
def test_whatever_is_typed_becomes_text_that_an_xml_can_hold(text: str) -> None:
    """What `receipts.replace` keeps of a name has to be writable, or its receipt would wait for ever."""
    kept = normalise(text.encode("utf-8", "ignore").decode())
    name = etree.SubElement(etree.Element("NNop"), "Ten")
    name.text = kept
    assert (etree.fromstring(etree.tostring(name)).text or "") == kept


@pytest.mark.django_db
@pytest.mark.usefixtures("undrawn")
def test_pages_about_wrong_receipts_speak_english_to_whoever_reads_english() -> None:
    order = drawn(FEE)
    desk = at_the_desk(order.unit)
    desk.cookies[settings.LANGUAGE_COOKIE_NAME] = "en"
    for name, vietnamese in (("replace", "Hãy ghi họ tên"), ("cancel", "Hãy ghi lý do")):
        assert "Biên lai" not in shown(desk.get(receipt_page(name, order))).split("<main")[1].split('lang="vi"')[0]
        assert vietnamese not in shown(desk.post(receipt_page(name, order), {}), 422)


@pytest.mark.django_db
def test_an_account_ended_today_leaves_room_for_another_from_tomorrow_and_none_between() -> None:
    account = make_account()
    keeper, today = accountant_of(account.unit), today_in_vietnam()
    bank_accounts.end(account, today, keeper)
    client: Client = browser_of(keeper)
    assert account.number in shown(client.get("/can-bo/thu-phi/tai-khoan/"))
    tomorrow = today + dt.timedelta(days=1)
    later = bank_accounts.begin(account.unit, Details("970415", "999900001", "UBND"), tomorrow, keeper)
    account.refresh_from_db()
    assert account.valid_to == tomorrow, "what was ended stays as it was"
    found = [BankAccount.objects.current(day).get(unit=account.unit) for day in (today, tomorrow)]
    assert found == [account, later]
    assert place(account).account == account
