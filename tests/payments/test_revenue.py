"""What was collected is told by due, unit, month and channel, with what was waived and what went back."""

from __future__ import annotations

import datetime as dt
from io import BytesIO
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone
from openpyxl import load_workbook

from payments import matching_desk, refunding, revenue
from payments.models import BankAccount, Order, Payment
from payments.orders import Line
from payments.receiving import receive
from payments.revenue import Period
from payments.vocabulary import LineKind, Provider
from tests.accounts.factories import make_user
from tests.payments.desk import accountant_of, at_the_desk, browser_of
from tests.payments.factories import CHARGE, FEE, make_account, place, report
from units.models import today_in_vietnam
from units.roles import Role

pytestmark = pytest.mark.django_db
PAGE = "/can-bo/thu-phi/bao-cao/"
FILE = f"{PAGE}bao-cao-thu.xlsx"
REDUCED = Line(LineKind.CHARGE, "P-CT", "Phí chứng thực", 30_000, 2, 10_000, "Nghị quyết 411/NQ-HĐND")


@pytest.fixture
def account() -> BankAccount:
    return make_account()


@pytest.fixture
def desk(account: BankAccount) -> Client:
    return at_the_desk(account.unit)


def today() -> Period:
    return Period(today_in_vietnam(), today_in_vietnam())


def paid(account: BankAccount, *lines: Line, by: Provider = Provider.BANK) -> Order:
    """An order that was paid in full just now."""
    order = place(account, *lines)
    receive(report(order, order.due_dong, provider=by))
    return Order.objects.get(pk=order.pk)


def test_each_due_of_paid_orders_is_summed_with_what_was_waived(account: BankAccount) -> None:
    """Given two fees, a charge with and one without a reduction, and orders open, in part and of others."""
    paid(account, FEE, CHARGE)
    paid(account, FEE, REDUCED)
    place(account, FEE)
    receive(report(place(account), 10_000))
    paid(make_account())

    found = revenue.report({account.unit_id}, today())

    told = {row.code: (row.kind, row.orders, row.quantity, row.waived_dong, row.amount_dong) for row in found.rows}
    assert told == {"LP-HT": ("fee", 2, 2, 0, 100_000), "P-CT": ("charge", 2, 4, 10_000, 110_000)}
    assert (found.amount_dong, found.waived_dong) == (210_000, 10_000)
    assert {row.unit for row in found.rows} == {account.unit.name}


def test_channels_count_what_named_its_order_and_what_the_desk_gave(account: BankAccount) -> None:
    paid(account, by=Provider.CASH)
    paid(account, by=Provider.NATIONAL_PLATFORM)
    order = place(account)
    receive(report(None, 80_000, "FT-DESK", account_number=account.number))
    payment = Payment.objects.get(provider_reference="FT-DESK")
    matching_desk.match(payment, [(order, 50_000)], make_user())
    matching_desk.set_aside(payment, "Không phải tiền của đơn vị", make_user())

    found = {
        each.channel: (each.payments, each.amount_dong) for each in revenue.report({account.unit_id}, today()).channels
    }

    assert found == {
        str(Provider.BANK.label): (1, 50_000),
        str(Provider.NATIONAL_PLATFORM.label): (1, 50_000),
        str(Provider.CASH.label): (1, 50_000),
    }


def test_what_went_back_is_told_beside_and_asked_ones_are_not(account: BankAccount) -> None:
    order = paid(account)
    why: dict[str, Any] = {"reason": "Thu nhầm", "legal_ground": "Nghị định 82/2023/NĐ-CP"}
    sent = refunding.approve(refunding.ask(order, make_user(), 30_000, **why), make_user())
    refunding.note_sent(sent, "FT-OUT")
    refunding.ask(Order.objects.get(pk=order.pk), make_user(), 5_000, **why)
    found = revenue.report({account.unit_id}, today())
    assert (found.refunds, found.refunded_dong) == (1, 30_000)


def test_days_count_by_vietnams_clock_from_the_first_to_the_last(account: BankAccount) -> None:
    order = paid(account)
    last = timezone.localdate(order.paid_at)
    day = dt.timedelta(days=1)
    assert revenue.report({account.unit_id}, Period(last, last)).amount_dong == 50_000
    assert revenue.report({account.unit_id}, Period(last - day, last - day)).rows == []
    assert revenue.report({account.unit_id}, Period(last + day, last + day)).channels == []
    (row,) = revenue.report({account.unit_id}, Period(last, last)).rows
    assert (row.month.year, row.month.month, row.month.day) == (last.year, last.month, 1)


def test_the_page_and_the_workbook_tell_the_same(account: BankAccount, desk: Client) -> None:
    paid(account, FEE, REDUCED)
    shown = desk.get(PAGE).content.decode()
    for told in ("Lệ phí hộ tịch", "100.000 đồng", "10.000 đồng", str(Provider.BANK.label)):
        assert told in shown, told
    book = load_workbook(BytesIO(desk.get(FILE).content))
    dues, channels = (list(sheet.iter_rows(values_only=True)) for sheet in book.worksheets)
    month = f"{today_in_vietnam():%m/%Y}"
    assert dues[1:] == [
        (account.unit.name, month, "Phí", "P-CT", "Phí chứng thực", 1, 2, 10_000, 50_000),
        (account.unit.name, month, "Lệ phí", "LP-HT", "Lệ phí hộ tịch", 1, 1, 0, 50_000),
    ]
    assert channels[1] == (str(Provider.BANK.label), 1, 100_000)


def test_the_address_narrows_and_nonsense_counts_as_left_out(account: BankAccount, desk: Client) -> None:
    paid(account)
    past = desk.get(PAGE, {"tu": "2025-01-01", "den": "31/01/2025"})
    assert 'value="2025-01-31"' in past.content.decode()
    assert "Chưa có khoản nào nộp đủ trong kỳ" in past.content.decode()
    assert "50.000 đồng" in desk.get(PAGE, {"don-vi": account.unit.code}).content.decode()
    assert "50.000 đồng" not in desk.get(PAGE, {"don-vi": "H29.999"}).content.decode()
    for nonsense in ({"tu": "\0"}, {"tu": "9999-12-31"}, {"den": "0001-01-01"}, {"don-vi": "' OR 1=1"}):
        assert desk.get(PAGE, nonsense).status_code == 200
        assert desk.get(FILE, nonsense).status_code == 200


def test_reports_of_others_and_other_roles(account: BankAccount) -> None:
    paid(account)
    stranger = at_the_desk(make_account().unit)
    assert "50.000 đồng" not in stranger.get(PAGE, {"don-vi": account.unit.code}).content.decode()
    clerk = browser_of(accountant_of(account.unit, role=Role.CLERK))
    assert [clerk.get(PAGE).status_code, clerk.get(FILE).status_code] == [403, 403]


def test_the_report_costs_the_same_for_many_orders(
    account: BankAccount, desk: Client, django_assert_max_num_queries: Any
) -> None:
    for number in range(6):
        paid(account, Line(LineKind.FEE, f"L{number}", f"Lệ phí {number}", 1_000))
    with django_assert_max_num_queries(9):
        assert desk.get(PAGE).content.decode().count("1.000 đồng") >= 6
