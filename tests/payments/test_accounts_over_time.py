"""A unit changes its bank: each order keeps its account, money finds it in the old one, and a gap stops no order."""

from __future__ import annotations

import datetime as dt

import pytest
from django.db import IntegrityError, transaction
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from payments import polling
from payments.models import BankAccount, Order, OrderEvent
from payments.national_platform import State
from payments.providers import national_platform as driver
from payments.providers.national_platform import PlatformRefused, PlatformUnreachable
from payments.receiving import receive
from payments.statement_taking import take
from payments.statements import read
from tests.payments.books import agree, everything, state_of
from tests.payments.factories import make_account, place, report
from tests.payments.statement_files import table
from tests.payments.test_simulated_platform import told_of
from units.models.validity import today_in_vietnam

pytestmark = pytest.mark.django_db


@pytest.fixture
def moved() -> tuple[Order, BankAccount]:
    """An order placed with an account that ended yesterday, and the account of today."""
    old = make_account()
    order = place(old)
    yesterday = today_in_vietnam() - dt.timedelta(days=1)
    BankAccount.objects.filter(pk=old.pk).update(valid_to=yesterday)
    new = make_account(unit=old.unit, valid_from=yesterday, number="NEW0001")
    return order, new


def test_money_into_the_account_of_the_day_still_pays_after_the_unit_moved(moved: tuple[Order, BankAccount]) -> None:
    order, _new = moved
    assert receive(report(order, 50_000)).outcome == "paid"
    assert state_of(order) == "paid"


def test_money_for_an_old_order_into_the_new_account_waits_for_a_person(moved: tuple[Order, BankAccount]) -> None:
    order, new = moved
    assert receive(report(order, 50_000, account_number=new.number)).outcome == "wrong_account"
    assert state_of(order) == "open"
    assert agree()


def test_the_page_of_an_old_order_still_names_its_own_account(moved: tuple[Order, BankAccount], client: Client) -> None:
    order, new = moved
    assert order.account is not None
    shown = client.get(reverse("payments:order", args=[order.code])).content.decode()
    assert order.account.number in shown
    assert new.number not in shown
    later = place(new)
    shown = client.get(reverse("payments:order", args=[later.code])).content.decode()
    assert new.number in shown


def test_a_statement_of_the_old_account_pays_what_was_placed_with_it_and_nothing_else(
    moved: tuple[Order, BankAccount],
) -> None:
    order, new = moved
    later = place(new)
    assert order.account is not None
    rows = [("22/11/2026", f"R{at}", "", "50.000", told.code) for at, told in enumerate((order, later))]
    take(read(table(*rows), order.account.number))
    assert (state_of(order), state_of(later)) == ("paid", "open")
    assert agree()


@pytest.mark.parametrize(("days", "has_account"), [(-1, False), (0, False), (1, True)])
def test_the_first_day_no_longer_in_force_gives_orders_no_account(days: int, has_account: bool) -> None:
    account = make_account()
    BankAccount.objects.update(valid_to=today_in_vietnam() + dt.timedelta(days=days))
    assert (place(account).account == account) is has_account


def test_accounts_follow_each_other_to_the_day_and_never_overlap() -> None:
    first, day = make_account(), today_in_vietnam()
    BankAccount.objects.update(valid_to=day)
    with pytest.raises(IntegrityError, match="one_a_unit_at_a_time"), transaction.atomic():
        make_account(unit=first.unit, valid_from=day - dt.timedelta(days=1))
    second = make_account(unit=first.unit, valid_from=day)
    assert list(BankAccount.objects.current().filter(unit=first.unit)) == [second]
    # Another unit is not concerned, even with the same number: two units may share a treasury's account.
    assert make_account(number=second.number, valid_from=day).pk


def begun(order: Order, reference: str = "") -> str:
    """An attempt on the platform that began five minutes ago."""
    polling.note_attempt(order, reference or driver.reference_of(order.code, timezone.now()))
    return OrderEvent.objects.filter(order=order, kind="started").latest("pk").note


def _later() -> dt.datetime:
    return timezone.now() + dt.timedelta(minutes=5)


def test_one_refusal_of_the_platform_stops_nothing_for_the_others(monkeypatch: pytest.MonkeyPatch) -> None:
    # Given three attempts, of which the platform does not know the middle one and never answers for the last
    placed = [place() for _order in range(3)]
    answers = {begun(order): order for order in placed}

    def ask(reference: str) -> object:
        order = answers[reference]
        if order == placed[1]:
            raise PlatformRefused("99 unknown")
        if order == placed[2]:
            raise PlatformUnreachable("timed out")
        return told_of(order, reference=reference)

    monkeypatch.setattr(driver, "ask", ask)
    done = polling.ask_for_silent(_later())
    assert (done.asked, done.received, done.unanswered) == (3, 1, 2)
    assert [state_of(order) for order in placed] == ["paid", "open", "open"]


def test_an_answer_between_two_silences_counts_the_silences_anew(monkeypatch: pytest.MonkeyPatch) -> None:
    """Only three silences in a row mean that the platform is down."""
    answers = {begun(order): order for order in (place() for _order in range(8))}
    asked: list[str] = []

    def ask(reference: str) -> object:
        asked.append(reference)
        if len(asked) % 3 == 0:
            return told_of(answers[reference], reference=reference, state=State.PENDING)
        raise PlatformUnreachable("timed out")

    monkeypatch.setattr(driver, "ask", ask)
    books = everything()
    done = polling.ask_for_silent(_later())
    assert (done.asked, done.received, done.unanswered) == (8, 0, 6)
    assert everything() == books


@pytest.mark.parametrize("state", [state for state in State if state != State.PAID])
def test_what_is_not_paid_leaves_no_trace(monkeypatch: pytest.MonkeyPatch, state: State) -> None:
    order = place()
    begun(order)
    monkeypatch.setattr(driver, "ask", lambda reference: told_of(order, reference=reference, state=state))
    books, events = everything(), order.events.count()
    assert polling.ask_for_silent(_later()).received == 0
    assert (everything(), order.events.count(), state_of(order)) == (books, events, "open")
