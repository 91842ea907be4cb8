"""Every report of a provider has one named outcome, shown in the order's history; a reference brings money once."""

from __future__ import annotations

import dataclasses
import datetime as dt
from typing import Any

import pytest
from django.utils import timezone

from payments import orders
from payments.models import Notice, Payment
from payments.receiving import receive
from payments.vocabulary import Happening, Outcome, Provider
from tests.payments.books import agree, balances, everything, state_of, story
from tests.payments.factories import make_account, place, report

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _books_agree() -> Any:
    """Whatever a test did, the nightly check finds nothing."""
    yield
    assert agree()


def test_the_right_amount_pays_the_order() -> None:
    order = place()
    notice = receive(report(order, 50_000))
    assert notice.outcome == Outcome.PAID
    assert state_of(order) == "paid"
    assert balances(order) == {"unit": -50_000, "provider": 50_000}
    assert story(order) == ["placed", "paid", "receipt_issued"]


def test_too_little_is_kept_and_the_rest_pays_the_order() -> None:
    order = place()
    assert receive(report(order, 20_000)).outcome == Outcome.PARTIAL
    assert state_of(order) == "part_paid"
    order.refresh_from_db()
    assert order.missing_dong == 30_000
    assert receive(report(order, 30_000)).outcome == Outcome.PAID
    assert state_of(order) == "paid"


def test_too_much_pays_the_order_and_the_excess_waits_to_go_back() -> None:
    order = place()
    assert receive(report(order, 70_000)).outcome == Outcome.EXCESS
    assert state_of(order) == "overpaid"
    assert balances(order) == {"unit": -50_000, "provider": 70_000, "difference": -20_000}


def test_paying_twice_by_two_transfers_is_an_excess() -> None:
    order = place()
    receive(report(order, 50_000))
    assert receive(report(order, 50_000)).outcome == Outcome.EXCESS
    assert balances(order)["difference"] == -50_000


def test_a_payment_after_the_due_time_counts_and_says_so() -> None:
    order = place(due_at=timezone.now() - dt.timedelta(hours=1))
    assert receive(report(order, 50_000)).outcome == Outcome.LATE
    assert state_of(order) == "paid"


def test_a_payment_made_in_time_counts_as_such_however_late_it_is_told() -> None:
    due_at = timezone.now() - dt.timedelta(hours=1)
    order = place(due_at=due_at)
    assert receive(report(order, 50_000, occurred_at=due_at)).outcome == Outcome.PAID


def test_a_report_that_comes_twice_counts_once() -> None:
    order = place()
    told = report(order, 50_000)
    receive(told)
    before = everything()
    assert [receive(told).outcome for _ in range(3)] == [Outcome.DUPLICATE] * 3
    # A statement of the same transfer need not name the account.
    assert receive(dataclasses.replace(told, account_number="")).outcome == Outcome.DUPLICATE
    assert everything() == before
    assert story(order) == ["placed", "paid", "receipt_issued", *["duplicate"] * 4]


@pytest.mark.parametrize("other", [{"amount_dong": 60_000}, {"account_number": "1"}])
def test_the_same_reference_with_other_words_is_a_conflict(other: dict[str, Any]) -> None:
    order = place()
    told = report(order, 50_000)
    receive(told)
    before = everything()
    assert receive(dataclasses.replace(told, **other)).outcome == Outcome.CONFLICT
    assert everything() == before


def test_references_of_two_providers_are_two_payments() -> None:
    order = place()
    receive(report(order, 50_000, "SAME"))
    assert receive(report(order, 50_000, "SAME", provider=Provider.NATIONAL_PLATFORM)).outcome == Outcome.EXCESS
    assert Payment.objects.count() == 2


def test_what_failed_or_waits_brings_no_money_and_may_still_succeed() -> None:
    order = place()
    told = report(order, 50_000)
    assert receive(dataclasses.replace(told, happening=Happening.PENDING)).outcome == Outcome.PENDING
    assert receive(dataclasses.replace(told, happening=Happening.FAILED)).outcome == Outcome.FAILED
    assert state_of(order) == "open"
    assert receive(told).outcome == Outcome.PAID


@pytest.mark.parametrize("happening", [Happening.PENDING, Happening.FAILED])
def test_old_news_after_success_changes_nothing(happening: Happening) -> None:
    order = place()
    told = report(order, 50_000)
    receive(told)
    before = everything()
    assert receive(dataclasses.replace(told, happening=happening)).outcome == Outcome.OUT_OF_ORDER
    assert everything() == before
    assert state_of(order) == "paid"


def test_money_for_a_cancelled_order_waits_to_go_back() -> None:
    order = place()
    orders.cancel(order, "Hồ sơ đã rút")
    assert receive(report(order, 50_000)).outcome == Outcome.ORDER_CANCELLED
    assert state_of(order) == "cancelled"
    assert balances(order) == {"provider": 50_000, "difference": -50_000}


@pytest.mark.parametrize(
    ("wrong", "outcome"),
    [
        ({"is_authentic": False}, Outcome.FORGED),
        ({"currency": "USD"}, Outcome.WRONG_CURRENCY),
        ({"amount_dong": 0}, Outcome.WRONG_AMOUNT),
        ({"amount_dong": -50_000}, Outcome.WRONG_AMOUNT),
        ({"amount_dong": 10**15}, Outcome.WRONG_AMOUNT),
        ({"amount_dong": 10**30}, Outcome.WRONG_AMOUNT),
        ({"occurred_at": dt.datetime(2126, 1, 1, tzinfo=dt.UTC)}, Outcome.WRONG_TIME),
        ({"account_number": "00000000"}, Outcome.UNKNOWN_ACCOUNT),
    ],
)
def test_what_is_wrong_in_itself_counts_for_nothing_and_is_told(wrong: dict[str, Any], outcome: Outcome) -> None:
    # Given an order
    order = place()
    before = everything()
    # When a report comes that cannot be true
    told = report(order, 50_000)
    notice = receive(dataclasses.replace(told, **wrong))
    # Then nothing is booked, and the order's history and the notice say why
    assert notice.outcome == outcome
    assert everything() == before
    assert (state_of(order), story(order)) == ("open", ["placed", outcome])
    # And the true report of the same reference still counts.
    assert receive(told).outcome == Outcome.PAID


def test_a_clock_that_runs_ahead_a_little_does_not_lose_the_payment() -> None:
    order = place()
    assert receive(report(order, 50_000, occurred_at=timezone.now() + dt.timedelta(hours=3))).outcome == Outcome.PAID
    assert order.payments.get().received_at <= timezone.now()


def test_money_in_another_account_of_ours_waits_for_the_accountant() -> None:
    order, elsewhere = place(), make_account()
    notice = receive(report(order, 50_000, account_number=elsewhere.number))
    assert notice.outcome == Outcome.WRONG_ACCOUNT
    assert state_of(order) == "open"
    assert story(order) == ["placed", "wrong_account"]
    assert Payment.objects.get().order is None
    assert everything()[2]["difference"] == -50_000


@pytest.mark.parametrize("code", ["", "H29.151-261122-4040"])
def test_money_that_names_no_order_waits_for_the_accountant(code: str) -> None:
    account = make_account()
    notice = receive(report(None, 50_000, account_number=account.number, order_code=code, purpose="ung ho"))
    assert (notice.outcome, notice.order) == (Outcome.UNMATCHED, None)
    assert Payment.objects.get().told_purpose == "ung ho"
    assert {name: held for name, held in everything()[2].items() if held} == {"provider": 50_000, "difference": -50_000}


def test_a_report_is_kept_as_it_came_and_encrypted() -> None:
    order = place()
    notice = receive(report(order, 50_000, told={"TenNguoiChuyen": "Nguyễn Thị Hoa"}))
    assert Notice.objects.get().told["message"] == {"TenNguoiChuyen": "Nguyễn Thị Hoa"}
    raw = Notice.objects.extra(select={"raw": "told::text"}).values_list("raw", flat=True).get(pk=notice.pk)
    assert "Hoa" not in raw


@pytest.mark.parametrize("reference", ["", "x" * 101])
def test_a_report_without_a_usable_reference_is_the_drivers_mistake(reference: str) -> None:
    order = place()
    told = dataclasses.replace(report(order, 1), provider_reference=reference)
    with pytest.raises(ValueError, match="reference"):
        receive(told)
    assert not Notice.objects.exists()


def test_a_callback_costs_a_known_number_of_queries(django_assert_max_num_queries: Any) -> None:
    """Savepoints (of `receive` and of the payment's own insert) counted, since they are trips too."""
    order = place()
    with django_assert_max_num_queries(21):
        receive(report(order, 50_000))
    with django_assert_max_num_queries(8):
        receive(report(order, 50_000, order.payments.get().provider_reference))
