"""Rules proved: a statement counts for its own account and its own lines only, whoever hands it in, however often."""

from __future__ import annotations

import datetime as dt
from typing import Any
from uuid import uuid4

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.utils import timezone

from payments import bank_accounts, statement_files
from payments.models import BankAccount, Payment, StatedLine, StatementFile
from payments.tasks import take_statements
from tests.payments.books import agree, everything, state_of
from tests.payments.desk import accountant_of, at_the_desk, browser_of
from tests.payments.factories import make_account, place
from tests.payments.statement_files import table
from tests.units import factories as make
from units.models import today_in_vietnam

pytestmark = pytest.mark.django_db
LIST = "/can-bo/thu-phi/sao-ke/"


@pytest.fixture
def account() -> Any:
    """An account whose books agree, whatever was handed in for it."""
    yield make_account()
    assert agree()


@pytest.fixture
def desk(account: BankAccount) -> Client:
    return at_the_desk(account.unit)


def send(desk: Client, account: BankAccount, content: bytes, name: str = "sao-ke.csv", key: str = "") -> Any:
    told = {"account": account.pk, "submission_key": key or str(uuid4()), "file": SimpleUploadedFile(name, content)}
    return desk.post(f"{LIST}tai-len/", told)


def line(reference: str, amount: str, words: str, days_ago: int = 1) -> tuple[str, ...]:
    day = timezone.localdate() - dt.timedelta(days=days_ago)
    return (f"{day:%d/%m/%Y}", reference, "", amount, words)


def test_a_file_without_a_single_line_is_told_beside_its_box(account: BankAccount, desk: Client) -> None:
    """A day without movements is no fault of anybody, and nothing to take in either."""
    answer = send(desk, account, table())
    assert answer.status_code == 422
    assert "không có dòng giao dịch nào" in answer.content.decode()
    assert not StatementFile.objects.exists()


def test_the_last_days_of_an_account_that_was_ended_are_still_taken_in(account: BankAccount, desk: Client) -> None:
    order = place(account)
    bank_accounts.end(account, today_in_vietnam(), accountant_of(account.unit))
    assert send(desk, account, table(line("R1", "50.000", order.code))).status_code == 302
    take_statements()
    assert state_of(order) == "paid"


def test_two_files_that_overlap_count_each_transfer_once(account: BankAccount, desk: Client) -> None:
    first, second = place(account), place(account)
    shared = line("R1", "50.000", first.code)
    send(desk, account, table(line("R0", "1.000", "cu", 2), shared))
    send(desk, account, table(shared, line("R2", "50.000", second.code)))
    take_statements()
    assert (state_of(first), state_of(second)) == ("paid", "paid")
    assert (Payment.objects.count(), StatedLine.objects.count()) == (3, 3)
    assert [file.outcomes.get("duplicate", 0) for file in StatementFile.objects.order_by("pk")] == [0, 1]


def test_the_key_of_a_form_gives_nobody_the_file_of_another(account: BankAccount, desk: Client) -> None:
    """Given a key that somebody of another agency used, what is sent with it shows and changes nothing of theirs."""
    key, other = str(uuid4()), make_account()
    send(desk, account, table(line("R1", "50.000", "a")), "cua-toi.csv", key)
    stranger = at_the_desk(other.unit)
    answer = send(stranger, other, table(line("R9", "70.000", "b")), "cua-ban.csv", key)
    assert StatementFile.objects.get().account == account
    assert answer.status_code != 302 or stranger.get(answer["Location"]).status_code == 404
    assert "cua-toi.csv" not in stranger.get(LIST).content.decode()


def test_an_accountant_of_the_agency_hands_in_for_its_parts_and_a_part_not_for_the_agency(account: BankAccount) -> None:
    centre = make_account(unit=make.CentreFactory.create(parent=account.unit))
    content = table(line("R1", "50.000", "a"))
    assert send(at_the_desk(account.unit), centre, content).status_code == 302
    part = browser_of(accountant_of(centre.unit))
    assert send(part, account, content).status_code == 422
    assert StatementFile.objects.get().account == centre


@pytest.mark.parametrize("name", ["<b>x</b>.csv", "ă" * 300 + ".csv", "../../etc/passwd", "a\u202egnp.csv", "=1+1.csv"])
def test_a_file_is_named_as_it_was_and_its_name_does_no_harm(account: BankAccount, desk: Client, name: str) -> None:
    answer = send(desk, account, table(line("R1", "50.000", "a")), name)
    assert answer.status_code == 302
    for page in (LIST, answer["Location"]):
        assert "<b>x</b>" not in desk.get(page).content.decode()
    assert len(StatementFile.objects.get().file_name) <= 255


def test_reading_a_statement_again_and_again_changes_nothing(account: BankAccount, desk: Client) -> None:
    """The page polls: each look is a look."""
    address = send(desk, account, table(line("R1", "50.000", "a")))["Location"]
    take_statements()
    books, file = everything(), StatementFile.objects.values().get()
    for headers in ({}, {"HX-Request": "true"}):
        assert desk.get(address, headers=headers).status_code == 200
    assert desk.post(address).status_code == 405
    assert statement_files.take_waiting() == 0
    assert (everything(), StatementFile.objects.values().get()) == (books, file)
