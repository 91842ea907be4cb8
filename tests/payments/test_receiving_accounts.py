"""Accountants enter the account their unit is paid into; a slip is told beside its box, orders keep what they had."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest
from django.db import IntegrityError, transaction
from django.test import Client

from payments import bank_accounts, vietqr
from payments.bank_accounts import Details
from payments.models import BankAccount
from payments.problems import NotPossibleNow, PaymentProblem
from tests.payments.desk import accountant_of, at_the_desk
from tests.payments.factories import make_account, place
from tests.units import factories as make
from units.models import Unit, today_in_vietnam

pytestmark = pytest.mark.django_db
LIST = "/can-bo/thu-phi/tai-khoan/"
ADD = f"{LIST}them/"
VIETCOMBANK, HSBC = "970436", "458761"


def day(days: int) -> dt.date:
    return today_in_vietnam() + dt.timedelta(days=days)


def typed(unit: Unit, first_day: dt.date | None = None, **changes: Any) -> dict[str, Any]:
    """The form as a browser sends it."""
    when = first_day or day(0)
    told = {
        "unit": unit.code,
        "bank_bin": VIETCOMBANK,
        "number": "0011 0019 3241 8",
        "holder": "UBND PHUONG SAI GON",
        "tax_code": "0301234567",
        "first_day_day": when.day,
        "first_day_month": when.month,
        "first_day_year": when.year,
    }
    return told | changes


@pytest.fixture
def unit() -> Unit:
    made: Unit = make.CommuneCommitteeFactory.create()
    return made


@pytest.fixture
def desk(unit: Unit) -> Client:
    return at_the_desk(unit)


def test_an_account_entered_is_what_the_next_order_is_paid_into(unit: Unit, desk: Client) -> None:
    """Given a unit without an account, when its accountant enters one, the QR of its orders leads there."""
    assert unit.name in desk.get(LIST).content.decode()
    answer = desk.post(ADD, typed(unit))

    account = BankAccount.objects.get()
    assert answer["Location"] == f"{LIST}{account.pk}/"
    assert (account.number, account.bank_name, account.tax_code) == ("0011001932418", "Vietcombank", "0301234567")
    assert account.entered_by is not None
    shown = desk.get(answer["Location"]).content.decode()
    assert "data:image/svg+xml" in shown
    assert "UBND PHUONG SAI GON" in shown
    order = place(account)
    assert order.account == account
    assert vietqr.decode(vietqr.encode(bank_bin=VIETCOMBANK, account=account.number)).account == "0011001932418"
    assert "Đơn vị chưa có tài khoản thu" not in desk.get(LIST).content.decode()


SLIPS: list[tuple[dict[str, Any], str]] = [
    ({"bank_bin": ""}, "Hãy chọn ngân hàng."),
    ({"bank_bin": HSBC}, "id_bank_bin-error"),
    ({"bank_bin": "123456"}, "id_bank_bin-error"),
    ({"number": ""}, "Hãy ghi số tài khoản."),
    ({"number": "12345"}, "Số tài khoản gồm 6 đến 19"),
    ({"number": "0011-0019"}, "Số tài khoản gồm 6 đến 19"),
    ({"number": "1" * 20}, "Số tài khoản gồm 6 đến 19"),
    ({"holder": " "}, "Hãy ghi tên chủ tài khoản."),
    ({"tax_code": "123"}, "Mã số thuế gồm 10 chữ số"),
    ({"first_day_day": "32"}, "id_first_day-error"),
]


def test_a_slip_is_told_beside_its_box_and_nothing_typed_is_lost(unit: Unit, desk: Client) -> None:
    for slip, words in SLIPS:
        answer = desk.post(ADD, typed(unit, **slip))
        shown = answer.content.decode()
        assert answer.status_code == 422, slip
        assert words in shown, slip
        assert 'value="UBND PHUONG SAI GON"' in shown or "holder" in slip
    past = desk.post(ADD, typed(unit, day(-1)))
    assert past.status_code == 422
    assert not BankAccount.objects.exists()


def test_a_unit_of_another_agency_cannot_be_chosen(unit: Unit, desk: Client) -> None:
    other = make.CommuneCommitteeFactory.create()
    assert desk.post(ADD, typed(other)).status_code == 422
    foreign = make_account(unit=other)
    for page in ("", "thoi-dung/", "go/"):
        assert desk.get(f"{LIST}{foreign.pk}/{page}").status_code == 404
        assert page == "" or desk.post(f"{LIST}{foreign.pk}/{page}").status_code == 404
    assert BankAccount.objects.get() == foreign
    assert foreign.number not in desk.get(LIST).content.decode()


def test_a_number_of_another_agency_is_refused_one_shared_within_the_agency_is_not(unit: Unit, desk: Client) -> None:
    make_account(number="0011001932418")
    assert "cơ quan khác" in desk.post(ADD, typed(unit)).content.decode()
    assert desk.post(ADD, typed(unit, number="777700001")).status_code == 302
    centre = make.CentreFactory.create(parent=unit)
    assert desk.post(ADD, typed(centre, number="777700001")).status_code == 302
    assert BankAccount.objects.filter(number="777700001").count() == 2


def test_a_new_account_ends_the_one_in_use_and_orders_keep_theirs(unit: Unit, desk: Client) -> None:
    old = make_account(unit=unit)
    order = place(old)
    assert desk.post(ADD, typed(unit, day(3))).status_code == 302

    old.refresh_from_db()
    assert (old.valid_to, old.ended_by is not None) == (day(3), True)
    order.refresh_from_db()
    assert order.account == old
    assert BankAccount.objects.current(day(2)).get(unit=unit) == old
    assert BankAccount.objects.current(day(3)).get(unit=unit).number == "0011001932418"
    again = desk.post(ADD, typed(unit, day(3), number="888800001"))
    assert "đã có tài khoản thu bắt đầu" in again.content.decode()
    assert "đang dùng chính tài khoản này" in desk.post(ADD, typed(unit, day(5))).content.decode()


def test_ended_it_receives_to_the_last_day_and_no_longer(unit: Unit, desk: Client) -> None:
    account, last = make_account(unit=unit), day(2)
    end = f"{LIST}{account.pk}/thoi-dung/"
    assert desk.get(end).status_code == 200
    sent = {"last_day_day": last.day, "last_day_month": last.month, "last_day_year": last.year}

    assert desk.post(end, sent).status_code == 302

    account.refresh_from_db()
    assert account.is_current(last)
    assert not account.is_current(day(3))
    assert desk.post(end, sent).status_code == 422, "once is enough"
    assert desk.post(end, {"last_day_day": 1, "last_day_month": 1, "last_day_year": 2025}).status_code == 422
    BankAccount.objects.filter(pk=account.pk).update(valid_to=day(0))
    assert "đã thôi dùng" in desk.post(end, sent).content.decode()


def test_one_typed_wrongly_goes_again_until_an_order_names_it(unit: Unit, desk: Client) -> None:
    wrong, used = make_account(unit=unit, valid_to=day(1)), make_account(unit=unit, valid_from=day(1))
    assert desk.post(f"{LIST}{wrong.pk}/go/").status_code == 302
    BankAccount.objects.filter(pk=used.pk).update(valid_from=day(0))
    place(used)

    answer = desk.post(f"{LIST}{used.pk}/go/")

    assert answer.status_code == 422
    assert "chỉ có thể thôi dùng" in answer.content.decode()
    assert BankAccount.objects.get() == used


def test_the_rules_hold_without_pages_too(unit: Unit) -> None:
    person = accountant_of(unit)
    with pytest.raises(PaymentProblem) as refused:
        bank_accounts.begin(unit, Details(HSBC, "1234567", "UBND"), day(0), person)
    assert refused.value.field == "bank_bin"
    with pytest.raises(PaymentProblem) as refused:
        bank_accounts.begin(unit, Details(VIETCOMBANK, "1234567", " "), day(-1), person)
    assert refused.value.field == "holder"
    account = bank_accounts.begin(unit, Details(VIETCOMBANK, " 12 34567", "UBND"), day(0), person)
    with pytest.raises(IntegrityError), transaction.atomic():
        make_account(unit=unit)
    ended = bank_accounts.end(account, day(1), person)
    with pytest.raises(PaymentProblem, match="trước ngày đó"):
        bank_accounts.end(ended, day(1), person)
    place(account)
    with pytest.raises(NotPossibleNow):
        bank_accounts.take_away(account)


def test_the_list_costs_the_same_for_many_accounts(
    unit: Unit, desk: Client, django_assert_max_num_queries: Any
) -> None:
    for number in range(8):
        make_account(unit=unit, valid_from=day(number), valid_to=day(number + 1))
    with django_assert_max_num_queries(8):
        shown = desk.get(LIST).content.decode()
    assert shown.count("Sắp dùng") == 7
    assert shown.count("Đang dùng") == 1
