"""Each day the books are held against the statements: what agrees is counted, what does not is owned and closed."""

from __future__ import annotations

import datetime as dt
from io import BytesIO
from typing import Any
from uuid import uuid4

import pytest
from django.db import IntegrityError, transaction
from django.test import Client
from django.utils import timezone
from openpyxl import load_workbook

from payments import difference_keeping, reconciling, statement_files
from payments.models import BankAccount, Difference, Payment, Reconciliation, StatedLine, StatementFile
from payments.problems import NotPossibleNow, PaymentProblem
from payments.receiving import receive
from payments.statements import read
from payments.tasks import reconcile
from portal.vietnamese.moments import VIETNAM
from tests.payments.books import agree
from tests.payments.desk import accountant_of, at_the_desk, browser_of
from tests.payments.factories import make_account, place, report
from tests.payments.statement_files import table
from units.models import today_in_vietnam
from units.roles import Role

pytestmark = pytest.mark.django_db
DAYS = "/can-bo/thu-phi/doi-soat/"
DIFFERENCES = f"{DAYS}sai-lech/"
YESTERDAY = today_in_vietnam() - dt.timedelta(days=1)


@pytest.fixture
def account() -> BankAccount:
    return make_account()


@pytest.fixture
def desk(account: BankAccount) -> Client:
    return at_the_desk(account.unit)


def noon(days_ago: int = 1) -> dt.datetime:
    day = today_in_vietnam() - dt.timedelta(days=days_ago)
    return dt.datetime.combine(day, dt.time(12), tzinfo=VIETNAM)


def told(account: BankAccount, amount: int, reference: str, days_ago: int = 1) -> Payment:
    """Money that the bank told of by a notice."""
    receive(report(None, amount, reference, account_number=account.number, occurred_at=noon(days_ago)))
    return Payment.objects.get(provider_reference=reference)


def take(
    account: BankAccount, *rows: tuple[str, int], days_ago: int = 1, forget: tuple[str, ...] = ()
) -> StatementFile:
    """Hand in a statement of a day and let the worker take it in; what is forgotten never reached the books."""
    day = f"{noon(days_ago):%d/%m/%Y}"
    content = table(*((day, reference, "", f"{amount}", "nop tien") for reference, amount in rows))
    file = statement_files.hand_in(account, content, "sao-ke.csv", accountant_of(account.unit), uuid4())
    if forget:
        statement = read(content, account.number)
        statement_files.keep_lines(statement, file)
        now, date = timezone.now(), noon(days_ago).date()
        StatementFile.objects.filter(pk=file.pk).update(
            state="done", finished_at=now, first_day=date, last_day=date
        )  # as a file whose lines were refused one by one
        file.refresh_from_db()
        reconciling.compare_file(file)
        return file
    statement_files.take_waiting()
    return file


def counts(day: dt.date = YESTERDAY) -> tuple[int, int, int, int]:
    """Matched, missing here, missing there, differing."""
    row = Reconciliation.objects.get(day=day)
    return row.matched, row.missing_here, row.missing_there, row.differing


def test_each_transfer_of_a_day_is_one_of_four_kinds(account: BankAccount) -> None:
    """Given one that agrees, one the books lack, one the statement lacks, one of another amount."""
    told(account, 50_000, "SAME")
    told(account, 20_000, "ONLY-HERE")
    told(account, 30_000, "OTHER")
    take(account, ("SAME", 50_000), ("OTHER", 33_000), ("ONLY-THERE", 70_000), forget=("ONLY-THERE",))

    assert counts() == (1, 1, 1, 1)
    row = Reconciliation.objects.get()
    assert (row.here_dong, row.there_dong, row.unit) == (100_000, 153_000, account.unit)
    kinds = {each.reference: (each.kind, each.here_dong, each.there_dong) for each in Difference.objects.all()}
    assert kinds == {
        "ONLY-HERE": ("missing_there", 20_000, None),
        "ONLY-THERE": ("missing_here", None, 70_000),
        "OTHER": ("differing", 30_000, 33_000),
    }
    assert agree()


def test_a_statement_taken_in_agrees_with_the_books_at_once(account: BankAccount) -> None:
    told(account, 50_000, "A")
    take(account, ("A", 50_000), ("B", 70_000))
    assert counts() == (2, 0, 0, 0)
    assert not Difference.objects.exists()


def test_days_without_a_statement_are_no_difference_and_empty_days_agree(account: BankAccount) -> None:
    told(account, 50_000, "EARLIER", days_ago=9)
    file = take(account, ("A", 50_000))
    StatementFile.objects.filter(pk=file.pk).update(first_day=YESTERDAY - dt.timedelta(days=2))
    assert reconcile() == 1
    assert {row.day: row.matched for row in Reconciliation.objects.all()} == {
        YESTERDAY: 1, YESTERDAY - dt.timedelta(days=1): 0, YESTERDAY - dt.timedelta(days=2): 0,
    }  # fmt: skip
    assert not Difference.objects.exists()


def test_what_the_bank_books_a_day_later_ends_by_itself_and_comparing_again_changes_nothing(
    account: BankAccount,
) -> None:
    told(account, 50_000, "LATE", days_ago=2)
    take(account, ("X", 1_000), days_ago=2)
    assert Difference.objects.get().kind == "missing_there"
    take(account, ("LATE", 50_000), days_ago=1)

    ended = Difference.objects.get()
    assert (ended.closed_at is not None, ended.closed_by, ended.reason) == (True, None, "Lần đối soát sau đã khớp.")
    assert counts(YESTERDAY - dt.timedelta(days=1)) == (1, 0, 0, 0)
    before = list(Difference.objects.values()), Reconciliation.objects.count()
    reconcile()
    assert (list(Difference.objects.values()), Reconciliation.objects.count()) == before


def test_a_shared_account_is_compared_once_for_the_unit_that_had_it_last(account: BankAccount) -> None:
    part = make_account(number=account.number)
    told(account, 5_000, "HERE")
    take(account, ("A", 1_000))
    take(part, ("B", 1_000))
    assert Difference.objects.get().unit == part.unit
    assert Reconciliation.objects.get().unit == part.unit


def test_a_difference_is_owned_and_closed_with_a_reason_at_its_page(account: BankAccount, desk: Client) -> None:
    told(account, 20_000, "ONLY-HERE")
    take(account, ("A", 1_000))
    difference = Difference.objects.get()
    page = f"{DIFFERENCES}{difference.pk}/"
    assert "Có sai lệch" in desk.get(DAYS).content.decode()
    assert "ONLY-HERE" in desk.get(DIFFERENCES, {"tu": YESTERDAY.isoformat()}).content.decode()
    assert "ONLY-HERE" not in desk.get(DIFFERENCES, {"xem": "cua-toi"}).content.decode()

    assert desk.post(f"{page}nhan/")["Location"] == page
    assert "ONLY-HERE" in desk.get(DIFFERENCES, {"xem": "cua-toi"}).content.decode()
    refused = desk.post(page, {"reason": "  "})
    assert refused.status_code == 422
    assert "Hãy ghi lý do." in refused.content.decode()
    assert desk.post(page, {"reason": "Ngân hàng hủy giao dịch, đã có công văn"})["Location"] == DIFFERENCES

    difference.refresh_from_db()
    assert difference.owner == difference.closed_by
    assert "ONLY-HERE" not in desk.get(DIFFERENCES).content.decode()
    assert "đã có công văn" in desk.get(DIFFERENCES, {"xem": "da-khep"}).content.decode()
    assert desk.post(page, {"reason": "lần nữa"}).status_code == 422
    assert desk.post(f"{page}nhan/").status_code == 302
    assert "đã khép lại" in desk.get(page).content.decode()
    reconcile()
    assert Difference.objects.get().reason == "Ngân hàng hủy giao dịch, đã có công văn"


def test_one_that_nobody_owned_is_theirs_who_closed_it_and_stays_closed(account: BankAccount) -> None:
    told(account, 20_000, "ONLY-HERE")
    take(account, ("A", 1_000))
    user, difference = accountant_of(account.unit), Difference.objects.get()
    for reason in ("", "\0", "ă" * 501):
        with pytest.raises(PaymentProblem):
            difference_keeping.close(difference, reason, user)
    closed = difference_keeping.close(difference, "Đã rõ", user)
    assert closed.owner == user
    with pytest.raises(NotPossibleNow):
        difference_keeping.close(closed, "x", user)
    with pytest.raises(NotPossibleNow):
        difference_keeping.take_over(closed, user)
    changes: list[dict[str, Any]] = [{"kind": "differing"}, {"closed_at": timezone.now()}, {"there_dong": 5}]
    for change in changes:
        with pytest.raises(IntegrityError), transaction.atomic():
            Difference.objects.filter(pk=difference.pk).update(**change)
    with pytest.raises(IntegrityError), transaction.atomic():
        StatedLine.objects.update(amount_dong=1)


def test_the_files_for_accounting_hold_the_days_and_every_difference(account: BankAccount, desk: Client) -> None:
    told(account, 20_000, "=1+1")
    take(account, ("A", 1_000))
    difference_keeping.close(Difference.objects.get(), "@đã rõ", accountant_of(account.unit))
    told(account, 30_000, "SECOND", days_ago=1)
    reconcile()

    answer = desk.get(f"{DAYS}doi-soat.xlsx", {"tai-khoan": account.number})
    book = load_workbook(BytesIO(answer.content))
    days, differences = (list(sheet.iter_rows(values_only=True)) for sheet in book.worksheets)
    assert days[0][:5] == ("Ngày", "Kênh", "Đơn vị", "Tài khoản", "Khớp")
    assert days[1][3:] == (account.number, 1, 0, 2, 0, 51_000, 1_000)
    assert {row[5] for row in differences[1:]} == {"=1+1", "SECOND"}
    cell = next(cell for row in book.worksheets[1].iter_rows() for cell in row if cell.value == "=1+1")
    assert cell.data_type == "s"
    csv = b"".join(desk.get(f"{DAYS}doi-soat.csv")).decode()
    assert account.number in csv
    assert "51000" in csv
    assert account.number not in b"".join(desk.get(f"{DAYS}doi-soat.csv", {"tai-khoan": "0"})).decode()


def test_days_and_differences_of_others_do_not_exist(account: BankAccount, desk: Client) -> None:
    told(account, 20_000, "ONLY-HERE")
    take(account, ("A", 1_000))
    page = f"{DIFFERENCES}{Difference.objects.get().pk}/"
    stranger = at_the_desk(make_account().unit)
    assert [stranger.get(page).status_code, stranger.post(f"{page}nhan/").status_code] == [404, 404]
    for address in (DAYS, DIFFERENCES, f"{DAYS}doi-soat.xlsx", f"{DAYS}doi-soat.csv"):
        answer = stranger.get(address)
        body = b"".join(answer) if answer.streaming else answer.content
        assert account.number.encode() not in body
    clerk = browser_of(accountant_of(account.unit, role=Role.CLERK))
    assert {clerk.get(address).status_code for address in (DAYS, DIFFERENCES, page)} == {403}
    assert Difference.objects.get().owner is None


def test_the_lists_page_filter_and_cost_the_same_for_many(
    account: BankAccount, desk: Client, django_assert_max_num_queries: Any
) -> None:
    place(account)
    for number in range(32):
        told(account, 1_000 + number, f"H{number}")
    take(account, ("A", 1_000))
    with django_assert_max_num_queries(8):
        first = desk.get(DIFFERENCES, {"loai": "missing_there", "tai-khoan": account.number})
    following = first.context["page"].next
    assert "loai=missing_there" in following
    second = desk.get(DIFFERENCES + following)
    assert len(first.context["rows"]) + len(second.context["rows"]) == 32
    assert desk.get(DIFFERENCES, {"loai": "missing_here"}).context["rows"] == []
    with django_assert_max_num_queries(8):
        assert desk.get(DAYS, {"den": YESTERDAY.isoformat()}).context["page"].rows
    assert desk.get(DAYS, {"tu": today_in_vietnam().isoformat()}).context["page"].rows == []
    assert "Không có ngày nào khớp" in desk.get(DAYS, {"tai-khoan": "\0' OR 1=1"}).content.decode()
