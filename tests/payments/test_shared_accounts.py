"""A unit without an account of its own is paid into its agency's: orders, notices, statements, the desk."""

from __future__ import annotations

import datetime as dt
from itertools import product
from typing import Any
from uuid import uuid4

import pytest
from django.test import Client
from django.urls import reverse

from payments import bank_accounts, matching_desk, orders, receipts, reconciling, shared_accounts, statement_files
from payments.models import BankAccount, Difference, Order, Payment, Reconciliation
from payments.order_page import transfer_text
from payments.receiving import receive
from payments.tasks import draw_receipts
from payments.vietqr import decode
from payments.vocabulary import Outcome
from tests.accounts.factories import make_user
from tests.payments.books import agree, balances, state_of
from tests.payments.desk import accountant_of, at_the_desk, browser_of
from tests.payments.factories import FEE, make_account, placing, report
from tests.payments.statement_files import table
from tests.units import factories as make
from units.models import Unit, today_in_vietnam

pytestmark = pytest.mark.django_db
LIST = "/can-bo/thu-phi/tai-khoan/"


@pytest.fixture
def account() -> BankAccount:
    """The account of an agency."""
    return make_account(tax_code="0301234567")


@pytest.fixture
def part(account: BankAccount) -> Unit:
    """A division of that agency, without an account."""
    made: Unit = make.PartFactory.create(parent=account.unit)
    return made


def part_of(agency: Unit, name: str) -> Unit:
    """Another part of an agency."""
    made: Unit = make.PartFactory.create(parent=agency, slug=name)
    return made


def ordered(account: BankAccount, unit: Unit, **told: Any) -> Order:
    """An order of a unit, whatever account it goes into."""
    return orders.place(placing(account, FEE, unit=unit, **told))


def test_its_orders_go_into_the_agencys_account_with_the_agencys_tax_code(account: BankAccount, part: Unit) -> None:
    order = ordered(account, part)
    assert (order.unit, order.account) == (part, account)
    asked = decode(transfer_text(order))
    assert (asked.account, asked.amount, asked.purpose) == (account.number, 50_000, order.code)
    receive(report(order, 50_000))
    receipt = order.receipts.get()
    assert (receipt.unit, receipt.tax_code, receipt.number) == (part, "0301234567", 1)


def test_its_own_account_goes_first_and_orders_keep_what_they_had(account: BankAccount, part: Unit) -> None:
    before = ordered(account, part)
    own = make_account(unit=part)
    after = ordered(account, part)
    user = make_user()
    bank_accounts.end(own, today_in_vietnam(), user)
    BankAccount.objects.filter(pk=own.pk).update(valid_to=today_in_vietnam())
    later = ordered(account, part)
    assert [order.account for order in (before, after, later)] == [account, own, account]
    assert Order.objects.get(pk=before.pk).account == account


def test_no_unit_is_paid_into_the_account_of_another_agency(account: BankAccount) -> None:
    above = account.unit.parent
    assert above is not None
    # Given the province's committee has an account, and a ward beneath it has none
    make_account(unit=above)
    bare: Unit = make.CommuneCommitteeFactory.create(parent=above)
    part: Unit = make.PartFactory.create(parent=bare)
    for unit in (bare, part):
        assert ordered(account, unit).account is None
    # Nor into that of a sister, nor into one that has ended or has not begun
    today = today_in_vietnam()
    make_account(unit=bare, valid_from=today - dt.timedelta(days=9), valid_to=today)
    make_account(unit=bare, valid_from=today + dt.timedelta(days=1))
    assert shared_accounts.receiving_account(part) is None


def test_whoever_has_accounts_the_nearest_within_the_agency_counts(account: BankAccount, part: Unit) -> None:
    committee, sister, above = account.unit, part_of(account.unit, "van-phong"), account.unit.parent
    for having in product((True, False), repeat=4):
        BankAccount.objects.all().delete()
        units = [unit for unit, has_one in zip((part, committee, sister, above), having, strict=True) if has_one]
        made = {unit: make_account(unit=unit) for unit in units}
        assert shared_accounts.receiving_account(part) == made.get(part, made.get(committee)), having
        found = shared_accounts.sharing(Unit.objects.current().filter(pk=part.pk))
        assert [each.account for each in found] == ([] if part in made else [made.get(committee)]), having


def test_a_bank_notice_finds_the_order_of_the_part(account: BankAccount, part: Unit) -> None:
    order, other = ordered(account, part), ordered(account, account.unit)
    told = receive(report(order, 50_000, "FT-PART", account_number=account.number))
    assert (told.outcome, state_of(order), state_of(other)) == (Outcome.PAID, "paid", "open")
    # Into the account of somebody else it waits at the desk, as ever
    stranger = make_account()
    lost = receive(report(ordered(account, part), 50_000, "FT-LOST", account_number=stranger.number))
    assert lost.outcome == Outcome.WRONG_ACCOUNT
    assert agree()


def test_a_statement_of_the_agency_pays_orders_of_all_its_parts_and_is_reconciled_once(
    account: BankAccount, part: Unit
) -> None:
    keeper = accountant_of(account.unit)
    second = part_of(account.unit, "van-phong")
    first, other = ordered(account, part), ordered(account, second)
    day = today_in_vietnam() - dt.timedelta(days=1)
    rows = [
        (f"{day:%d/%m/%Y}", "FT-1", "", "50.000", f"{first.code} nop le phi"),
        (f"{day:%d/%m/%Y}", "FT-2", "", "50.000", f"{other.code} nop le phi"),
        (f"{day:%d/%m/%Y}", "FT-3", "", "7.000", "khong ro"),
    ]
    statement_files.hand_in(account, table(*rows), "sao-ke.csv", keeper, uuid4())
    statement_files.take_waiting()
    assert [state_of(order) for order in (first, other)] == ["paid", "paid"]
    # The agency answers for the day, one row for the account
    compared = Reconciliation.objects.get()
    assert (compared.unit, compared.matched, compared.missing_there) == (account.unit, 3, 0)
    # What the bank never stated of a part's order is a difference of the agency
    at_noon = dt.datetime.combine(day, dt.time(5), tzinfo=dt.UTC)
    receive(report(ordered(account, part), 50_000, "FT-GONE", occurred_at=at_noon))
    reconciling.compare(account, day, day)
    difference = Difference.objects.get()
    assert (difference.unit, difference.reference, difference.kind) == (account.unit, "FT-GONE", "missing_there")
    assert agree()


def test_money_without_a_name_lies_at_the_agencys_desk_and_is_given_to_the_parts_order(
    account: BankAccount, part: Unit
) -> None:
    order = ordered(account, part, payer_name="Trần Văn Bình")
    receive(report(None, 50_000, "FT-BARE", account_number=account.number, purpose="TRAN VAN BINH nop tien"))
    agency, of_part = accountant_of(account.unit), accountant_of(part, "Lê Thị Mai")
    matching = reverse("accounting:matching")
    assert order.code in browser_of(agency).get(matching).content.decode()
    # The accountant of the part sees the order, and not what lies in an account that is not theirs to keep
    assert "FT-BARE" not in browser_of(of_part).get(matching).content.decode()
    assert browser_of(of_part).get(reverse("accounting:order", args=[order.code])).status_code == 200
    matching_desk.match(Payment.objects.get(), [(order, 50_000)], agency)
    assert (state_of(order), balances(order)) == ("paid", {"unit": -50_000, "provider": 50_000})
    assert agree()


def shown(desk: Client, address: str = LIST) -> str:
    answer = desk.get(address)
    assert answer.status_code == 200
    return " ".join(answer.content.decode().split())


def test_the_page_says_plainly_who_is_paid_into_what(account: BankAccount, part: Unit) -> None:
    page = shown(at_the_desk(account.unit))
    assert "Đơn vị dùng tài khoản của cơ quan" in page and "chưa có tài khoản thu" not in page
    [told] = [line for line in page.split("<li>") if part.name in line and "thêm tài khoản riêng" in line]
    assert account.number in told and account.holder in told and f"don-vi={part.code}" in told
    assert part.name in shown(at_the_desk(account.unit), f"{LIST}{account.pk}/")
    # An accountant of the part alone reads it too, and cannot open what is not theirs
    of_part = at_the_desk(part, "Lê Thị Mai")
    assert account.number in shown(of_part)
    assert of_part.get(f"{LIST}{account.pk}/").status_code == 404
    # With an account of its own it is in neither list
    own = make_account(unit=part)
    page = shown(at_the_desk(account.unit, "Đỗ Thị Thu"))
    assert "Đơn vị dùng tài khoản của cơ quan" not in page and own.number in page
    assert "cùng nhận vào tài khoản này" not in shown(of_part, f"{LIST}{own.pk}/")


def test_where_nobody_has_an_account_the_page_says_that_people_pay_at_the_counter() -> None:
    part: Unit = make.PartFactory.create()
    page = shown(at_the_desk(part))
    assert "Đơn vị chưa có tài khoản thu" in page and "dùng tài khoản của cơ quan" not in page


def test_the_list_costs_the_same_for_one_part_and_for_many(
    account: BankAccount, part: Unit, django_assert_max_num_queries: Any
) -> None:
    desk = at_the_desk(account.unit)
    desk.get(LIST)
    for number in range(12):
        part_of(account.unit, f"phong-{number}")
    with django_assert_max_num_queries(9):
        assert shown(desk).count("thêm tài khoản riêng") == 13


def test_a_receipt_of_a_part_is_replaced_under_the_same_tax_code(
    account: BankAccount, part: Unit, undrawn: None
) -> None:
    order = ordered(account, part)
    receive(report(order, 50_000))
    draw_receipts()
    new = receipts.replace(order.receipts.get(), make_user(), reason="Sai dấu", payer_name="Nguyễn Thị Hoà")
    assert (new.tax_code, new.number) == ("0301234567", 2)
