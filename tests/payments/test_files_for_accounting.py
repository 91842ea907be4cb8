"""Rules proved: the workbooks and CSV of accounting hold what the list holds, in types that add up, and run nothing."""

from __future__ import annotations

import csv
import datetime as dt
from io import BytesIO
from typing import Any

import pytest
from django.conf import settings
from django.test import Client
from django.urls import reverse
from openpyxl import load_workbook

from payments import receipts
from payments.models import BankAccount, Difference, Reconciliation, TaxSummary
from portal.accounts.models import User
from tests.accounts.factories import make_user
from tests.payments.conftest import Clock
from tests.payments.desk import accountant_of, at_the_desk, browser_of
from tests.payments.factories import CHARGE, FEE, make_account
from tests.payments.tax_world import DAY, NEXT_DAY, at, collecting_account, paid_at, tell
from tests.payments.test_desks_in_other_words import VIETNAMESE
from tests.units.factories import PartFactory

pytestmark = pytest.mark.django_db
DAYS = "/can-bo/thu-phi/doi-soat/"
#: What a spreadsheet would run, or take for a number, if it were no text.
FORMULAS = ("=1+1", "+cmd|' /C calc'!A0", "-2+3", "@SUM(A1:A9)")
DAY_HEADINGS = (
    "Ngày", "Kênh", "Đơn vị", "Tài khoản", "Khớp", "Sổ không có", "Bên kia không có", "Khác số tiền",
    "Theo sổ (đồng)", "Theo bên kia (đồng)",
)  # fmt: skip
DIFFERENCE_HEADINGS = (
    "Ngày", "Kênh", "Đơn vị", "Tài khoản", "Loại sai lệch", "Mã giao dịch", "Theo sổ (đồng)", "Theo bên kia (đồng)",
    "Người xử lý", "Ngày khép lại", "Lý do",
)  # fmt: skip


@pytest.fixture
def account() -> BankAccount:
    return make_account()


@pytest.fixture
def keeper(account: BankAccount) -> User:
    return accountant_of(account.unit)


def compared(account: BankAccount, provider: str, day: int, **counted: int) -> Reconciliation:
    """A day that was compared; tills have no account."""
    number = account.number if provider in ("bank", "national_platform") else ""
    return Reconciliation.objects.create(
        provider=provider, unit=account.unit, account_number=number, day=DAY + dt.timedelta(days=day), **counted
    )


def differs(account: BankAccount, reference: str, provider: str = "bank", day: int = 0, **fields: Any) -> Difference:
    told: dict[str, Any] = {"kind": "missing_there", "here_dong": 50_000, "account_number": account.number}
    return Difference.objects.create(
        provider=provider, unit=account.unit, day=DAY + dt.timedelta(days=day), reference=reference, **(told | fields)
    )


def sheets(desk: Client, **asked: str) -> list[list[tuple[Any, ...]]]:
    """The values of the workbook's sheets."""
    answer = desk.get(f"{DAYS}doi-soat.xlsx", asked)
    assert answer["Cache-Control"] == "private, no-store"
    book = load_workbook(BytesIO(answer.content))
    return [list(sheet.iter_rows(values_only=True)) for sheet in book.worksheets]


def lines(desk: Client, **asked: str) -> list[list[str]]:
    """The cells of the CSV's lines."""
    text = b"".join(desk.get(f"{DAYS}doi-soat.csv", asked)).decode()
    assert text.startswith("\ufeff"), "else spreadsheets read Vietnamese letters as something else"
    return list(csv.reader(text.removeprefix("\ufeff").splitlines()))


def test_a_day_is_a_row_of_dates_and_whole_numbers_under_the_headings_of_accountants(
    account: BankAccount, keeper: User
) -> None:
    compared(account, "bank", 0, matched=3, missing_there=1, here_dong=200_000, there_dong=150_000)
    compared(account, "cash", 1, differing=1, here_dong=250_000, there_dong=200_000)
    desk, unit = browser_of(keeper), account.unit.name

    days, differences = sheets(desk)

    assert (days[0], differences) == (DAY_HEADINGS, [DIFFERENCE_HEADINGS])
    first, second = dt.datetime.combine(DAY, dt.time()), dt.datetime.combine(NEXT_DAY, dt.time())
    assert days[1:] == [
        (first, "Chuyển khoản ngân hàng", unit, account.number, 3, 0, 1, 0, 200_000, 150_000),
        (second, "Tiền mặt", unit, None, 0, 0, 0, 1, 250_000, 200_000),
    ]
    # The CSV holds the same, as text
    told = lines(desk)
    assert tuple(told[0]) == DAY_HEADINGS
    assert told[1] == ["2026-11-20", *(str(cell) for cell in days[1][1:])]
    assert told[2][3] == ""


def test_a_difference_is_told_with_both_sides_who_looks_after_it_and_how_it_ended(
    account: BankAccount, keeper: User
) -> None:
    differs(account, "FT-2", kind="missing_here", here_dong=None, there_dong=20_000, day=1)
    ended = dt.datetime(2026, 11, 21, 18, tzinfo=dt.UTC)
    differs(account, "FT-1", owner=keeper, closed_by=keeper, closed_at=ended, reason="Ngân hàng đã hủy")
    differs(account, "CA-7", "cash", account_number="", kind="missing_there", there_dong=None, day=2)

    rows = {row[5]: row for row in sheets(browser_of(keeper))[1][1:]}

    assert list(rows) == ["FT-2", "CA-7", "FT-1"], "what is open first, by day"
    assert rows["FT-2"][4:] == ("Sao kê có, sổ không có", "FT-2", None, 20_000, None, None, None)
    midnight_passed = dt.datetime(2026, 11, 22)  # noqa: DTZ001 - a cell has no zone; it is Viet Nam's day
    assert rows["FT-1"][6:] == (50_000, None, keeper.full_name, midnight_passed, "Ngân hàng đã hủy")
    assert rows["CA-7"][4] == "Ca chưa đóng hoặc chưa nộp về quỹ"


def test_what_people_typed_is_text_in_every_cell(account: BankAccount, keeper: User) -> None:
    unit, reference, name, reason = FORMULAS
    account.unit.name = unit
    account.unit.save()
    compared(account, "bank", 0, matched=1)
    owner = make_user(full_name=name)
    differs(account, reference, owner=owner, closed_by=owner, closed_at=at(NEXT_DAY), reason=reason)
    desk = browser_of(keeper)

    book = load_workbook(BytesIO(desk.get(f"{DAYS}doi-soat.xlsx").content))

    cells = [cell for sheet in book.worksheets for row in sheet.iter_rows() for cell in row if cell.value in FORMULAS]
    assert sorted(str(cell.value) for cell in cells) == sorted([*FORMULAS, unit]), "the unit stands on both sheets"
    assert {cell.data_type for cell in cells} == {"s"}
    assert all(cell.quotePrefix for cell in cells), "and stays text when somebody edits it"
    assert lines(desk)[1][2] == f"'{unit}"


def test_the_files_hold_what_the_list_was_narrowed_to(account: BankAccount, keeper: User) -> None:
    """`xem` is a tab of the list: a workbook has the differences in whatever state."""
    for number, provider in enumerate(("bank", "national_platform", "cash")):
        compared(account, provider, number, matched=1)
    differs(account, "B", closed_at=at(DAY), reason="x")
    differs(account, "P", "national_platform", 1)
    differs(account, "C", "cash", 2, kind="differing", there_dong=1, account_number="")
    letters, desk = {"Chuyển": "B", "Nền": "P", "Tiền": "C"}, browser_of(keeper)

    def held(**asked: str) -> tuple[str, str]:
        days, differences = sheets(desk, **asked)
        assert len(lines(desk, **asked)) == len(days), "the CSV has the same days"
        found = sorted(letters[row[1].split()[0]] for row in days[1:])
        return "".join(found), "".join(sorted(row[5] for row in differences[1:]))

    assert held() == held(kenh="x", tu="?", loai="?") == held(xem="da-khep") == ("BCP", "BCP")
    assert held(kenh="cash") == ("C", "C")
    assert held(tu="2026-11-21") == ("CP", "CP")
    assert held(den="20/11/2026") == ("B", "B")
    assert held(loai="differing") == ("BCP", "C")
    assert held(**{"don-vi": "H99"}) == ("", "")
    assert held(**{"don-vi": account.unit.code, "tai-khoan": account.number}) == ("BP", "BP")


def test_the_files_speak_the_language_of_their_reader(account: BankAccount, keeper: User) -> None:
    account.unit.name = "Ward"
    account.unit.save()
    for number, provider in enumerate(("bank", "national_platform", "cash", "card")):
        compared(account, provider, number, matched=1)
        for kind in ("missing_here", "missing_there", "differing"):
            differs(account, f"{provider}-{kind}", provider, number, kind=kind, there_dong=1)
    desk = browser_of(keeper)
    desk.cookies[settings.LANGUAGE_COOKIE_NAME] = "en"

    tables: list[Any] = [*sheets(desk), lines(desk)]
    told = [str(cell) for table in tables for row in table for cell in row]

    assert not [cell for cell in told if VIETNAMESE.search(cell.replace("đồng", ""))]


def test_an_accountant_has_the_days_of_units_of_their_own_agency_and_no_others(account: BankAccount) -> None:
    part = PartFactory.create(parent=account.unit)
    stranger = make_account()
    compared(account, "cash", 0, matched=1)
    Reconciliation.objects.create(provider="cash", unit=part, account_number="", day=DAY, matched=5)
    compared(stranger, "cash", 0, matched=9)
    counts = {row[4] for row in sheets(at_the_desk(account.unit))[0][1:]}
    assert counts == {1, 5}
    assert {row[4] for row in sheets(at_the_desk(stranger.unit))[0][1:]} == {9}


@pytest.mark.usefixtures("undrawn")
def test_the_summary_of_a_day_adds_up_and_runs_nothing_in_both_languages(clock: Clock) -> None:
    account = collecting_account()
    order = paid_at(at(DAY), clock, account, FEE, CHARGE)
    formula = '=HYPERLINK("http://x","y")'
    clock(at(DAY, 10))
    receipts.cancel(order.receipts.get(kind="charge"), make_user(), reason=formula)
    tell(at(NEXT_DAY, 0, 10))
    desk, address = at_the_desk(account.unit), reverse("accounting:summary-xlsx", args=[TaxSummary.objects.get().pk])

    for language, headings in (
        ("vi", ("Việc", "Ký hiệu mẫu", "Ký hiệu", "Số biên lai", "Ngày lập", "Loại", "Số tiền (đồng)", "Lý do")),
        ("en", None),
    ):
        desk.cookies[settings.LANGUAGE_COOKIE_NAME] = language
        book = load_workbook(BytesIO(desk.get(address).content))
        read: list[list[Any]] = [list(sheet.iter_rows(values_only=True)) for sheet in book.worksheets]
        told, totals = read
        assert headings in (None, told[0])
        issued = [row[6] for row in told[1:] if row[7] is None]
        assert sum(issued) == 110_000 == totals[8][1] + totals[9][1]
        assert [row[6] for row in told[1:] if row[7] == formula] == [60_000] == [totals[10][1]]
        [cell] = [cell for row in book.worksheets[0].iter_rows() for cell in row if cell.value == formula]
        assert cell.data_type == "s" and cell.quotePrefix
        if language == "en":
            words = " ".join(str(cell) for row in (told[0], *(row[:1] for row in totals)) for cell in row)
            assert not VIETNAMESE.search(words.replace("đồng", ""))
