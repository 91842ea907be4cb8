"""Each night the national platform is asked for the attempts of the last days, and the books are held against it."""

from __future__ import annotations

import dataclasses
import datetime as dt
from collections.abc import Iterator
from typing import Any

import pytest
from django.conf import LazySettings
from django.utils import timezone

from payments import difference_keeping, platform_reconciling, platform_refunds, polling, refunding
from payments.models import Difference, Order, Payment, Reconciliation, StatedLine
from payments.national_platform import State
from payments.providers import national_platform as driver
from payments.receiving import receive
from payments.simulators.platform import Manners, SimulatedPlatform
from payments.tasks import reconcile_platform
from portal.simulating.serving import Server
from tests.accounts.factories import make_user
from tests.payments.books import agree, everything, state_of
from tests.payments.desk import accountant_of, at_the_desk
from tests.payments.factories import make_account, place
from tests.payments.test_simulated_platform import PARTNER, paying_of, told_of
from tests.units.factories import CommitteeFactory
from units.models import today_in_vietnam

pytestmark = pytest.mark.django_db
#: What happens in these tests happens today; the night after it is compared.
TOMORROW = today_in_vietnam() + dt.timedelta(days=1)
DAYS = "/can-bo/thu-phi/doi-soat/"


@pytest.fixture(autouse=True)
def platform(settings: LazySettings) -> Iterator[SimulatedPlatform]:
    """A platform that never tells by itself."""
    CommitteeFactory.create()
    made = SimulatedPlatform("http://127.0.0.1:9/", PARTNER, "http://127.0.0.1:9/", retries=())
    made.manners = Manners(is_silent=True)
    with Server(made.routes()) as server:
        made.address = settings.PAYMENT_PLATFORM_URL = server.address
        yield made


def begun(order: Order) -> str:
    """An attempt that begins now."""
    paying = paying_of(order, timezone.now().replace(microsecond=0))
    polling.note_attempt(order, paying.reference)
    driver.begin(paying)
    return paying.reference


def paid(platform: SimulatedPlatform, order: Order, *, is_told: bool = True) -> str:
    """Paid on the platform, and told to us unless its notice was lost; the platform's own number."""
    reference = begun(order)
    platform.settle(reference, State.PAID)
    if is_told:
        receive(driver.reported(driver.ask(reference)))
    return platform.payments[reference].told.transaction


def counts(order: Order) -> tuple[int, int, int, int]:
    """Matched, missing here, missing there, differing of the order's account."""
    assert order.account
    row = Reconciliation.objects.get(account_number=order.account.number)
    return row.matched, row.missing_here, row.missing_there, row.differing


def test_what_both_know_agrees_by_unit_and_account_and_what_was_left_unpaid_is_nothing(
    platform: SimulatedPlatform,
) -> None:
    first, second = place(), place()
    paid(platform, first), paid(platform, second)
    begun(place())

    done = platform_reconciling.reconcile(TOMORROW)

    assert (done.asked, done.unanswered, done.received) == (3, 0, 0)
    assert (counts(first), counts(second)) == ((1, 0, 0, 0), (1, 0, 0, 0))
    rows = Reconciliation.objects.filter(provider="national_platform")
    assert {(row.unit_id, row.here_dong, row.there_dong) for row in rows} == {
        (order.unit_id, 50_000, 50_000) for order in (first, second)
    }
    assert not Difference.objects.exists()


def test_what_the_platform_knows_and_nobody_told_is_booked_by_the_round_itself(platform: SimulatedPlatform) -> None:
    """The last net under notice and poller: "paid but not recorded" needs no human."""
    order = place()
    paid(platform, order, is_told=False)

    assert platform_reconciling.reconcile(TOMORROW).received == 1

    assert (state_of(order), counts(order)) == ("paid", (1, 0, 0, 0))
    books = everything()
    assert platform_reconciling.reconcile(TOMORROW).asked == 0, "what was stated once is a fact"
    assert everything() == books
    assert agree()


def test_each_way_to_disagree_is_a_difference_of_the_unit(platform: SimulatedPlatform) -> None:
    """Given money only we have, one of another amount, and one that the platform tells in a way we can't book."""
    here, other, there = (place(make_account()) for _each in range(3))
    receive(driver.reported(told_of(here, transaction="PP-HERE")))
    number = paid(platform, other)
    reference = next(ref for ref, each in platform.payments.items() if each.told.transaction == number)
    told = platform.payments[reference].told
    platform.payments[reference].told = dataclasses.replace(told, amount_dong=49_000)
    lost = begun(there)
    platform.settle(lost, State.PAID)
    platform.payments[lost].told = dataclasses.replace(platform.payments[lost].told, currency="USD")

    platform_reconciling.reconcile(TOMORROW)

    assert [counts(order) for order in (here, other, there)] == [(0, 0, 1, 0), (0, 0, 0, 1), (0, 1, 0, 0)]
    found = {each.unit_id: (each.kind, each.here_dong, each.there_dong) for each in Difference.objects.all()}
    assert found == {
        here.unit_id: ("missing_there", 50_000, None),
        other.unit_id: ("differing", 50_000, 49_000),
        there.unit_id: ("missing_here", None, 50_000),
    }
    assert (state_of(there), Payment.objects.filter(order=there).exists()) == ("open", False)
    assert agree()


def test_a_round_that_was_left_open_compares_nothing_and_the_next_one_makes_up_for_it(
    platform: SimulatedPlatform, settings: LazySettings
) -> None:
    orders = [place() for _each in range(5)]
    for order in orders:
        paid(platform, order)
    address = settings.PAYMENT_PLATFORM_URL
    settings.PAYMENT_PLATFORM_URL = "http://127.0.0.1:9"

    done = platform_reconciling.reconcile(TOMORROW)

    assert (done.asked, done.unanswered, done.is_whole) == (3, 3, False), "a platform that is down is left alone"
    assert not Reconciliation.objects.exists() and not Difference.objects.exists()
    settings.PAYMENT_PLATFORM_URL = address
    assert platform_reconciling.reconcile(TOMORROW).is_whole
    assert {counts(order) for order in orders} == {(1, 0, 0, 0)}


def test_a_difference_that_a_later_answer_explains_ends_by_itself_and_a_closed_one_stays(
    platform: SimulatedPlatform,
) -> None:
    late, closed = place(make_account()), place(make_account())
    for order in (late, closed):
        receive(driver.reported(told_of(order, transaction=f"PP-{order.pk}")))
    platform_reconciling.reconcile(TOMORROW)
    assert Difference.objects.filter(closed_at=None).count() == 2
    of_closed = Difference.objects.get(unit=closed.unit)
    difference_keeping.close(of_closed, "Đã gọi cho nền tảng", accountant_of(closed.unit))

    StatedLine.objects.create(
        provider="national_platform", reference=f"PP-{late.pk}", booked_at=timezone.now(), amount_dong=50_000,
        booked_on=today_in_vietnam(), text=f"{late.code}.20261122081530", row=0,
    )  # fmt: skip
    platform_reconciling.reconcile(TOMORROW)

    assert Difference.objects.get(unit=late.unit).reason == "Lần đối soát sau đã khớp."
    of_closed.refresh_from_db()
    assert of_closed.reason == "Đã gọi cho nền tảng"
    assert counts(late) == (1, 0, 0, 0)


def test_money_for_no_order_of_ours_is_compared_at_its_desk(platform: SimulatedPlatform) -> None:
    unit = make_account().unit
    receive(driver.reported(told_of(Order(code=f"{unit.code}-250101-0001", due_dong=9_000), transaction="PP-LOST")))

    platform_reconciling.reconcile(TOMORROW)

    row = Reconciliation.objects.get()
    assert (row.unit, row.account_number, row.missing_there) == (unit, "", 1)
    assert "Sổ có, nền tảng không có" in at_the_desk(unit).get(f"{DAYS}sai-lech/").content.decode()


def test_an_attempt_that_never_reached_the_platform_leaves_no_question_open(platform: SimulatedPlatform) -> None:
    """It is noted here before the platform hears of it; the platform knows of nothing."""
    order, never = place(), place()
    paid(platform, order)
    polling.note_attempt(never, paying_of(never, timezone.now()).reference)

    done = platform_reconciling.reconcile(TOMORROW)

    assert (done.asked, done.is_whole) == (2, True)
    assert counts(order) == (1, 0, 0, 0)


def test_today_is_not_over_and_an_old_day_is_left_alone(platform: SimulatedPlatform) -> None:
    order = place()
    paid(platform, order)
    for day in (today_in_vietnam(), TOMORROW + dt.timedelta(days=9)):
        assert platform_reconciling.reconcile(day).asked == 0
    assert not Reconciliation.objects.exists()


def test_a_site_without_a_platform_asks_nobody(settings: LazySettings, django_assert_num_queries: Any) -> None:
    settings.PAYMENT_PLATFORM_URL = ""
    with django_assert_num_queries(0):
        assert reconcile_platform() == 0


def test_the_lists_are_narrowed_by_provider_and_unit_and_the_address_keeps_it(platform: SimulatedPlatform) -> None:
    order = place()
    receive(driver.reported(told_of(order, transaction="PP-HERE")))
    platform_reconciling.reconcile(TOMORROW)
    desk, unit = at_the_desk(order.unit), order.unit

    for page, words in ((DAYS, unit.name), (f"{DAYS}sai-lech/", "PP-HERE")):
        for asked in ({"kenh": "national_platform"}, {"don-vi": unit.code}, {"kenh": "x"}):
            assert words in desk.get(page, asked).content.decode().split("<tbody>")[1]
        for asked in ({"kenh": "bank"}, {"don-vi": "H99"}):
            answer = desk.get(page, asked)
            assert "<tbody>" not in answer.content.decode()
            assert answer.context["question"].address(after=5).count("=") == 3, "tab, filter, place"
    csv = b"".join(desk.get(f"{DAYS}doi-soat.csv", {"kenh": "national_platform"})).decode()
    assert "Nền tảng thanh toán" in csv
    assert unit.name not in b"".join(desk.get(f"{DAYS}doi-soat.csv", {"kenh": "cash"})).decode()


def test_a_refund_on_the_platform_is_confirmed_once_it_says_that_it_went(platform: SimulatedPlatform) -> None:
    """No message asks for a refund: its operator does it, and asking tells that it is done. A part nobody tells."""
    whole, part = place(), place()
    for order, amount in ((whole, 50_000), (part, 20_000)):
        paid(platform, order)
        asked = refunding.ask(order, make_user(), amount, reason="Rút hồ sơ", legal_ground="Điều 3")
        assert asked.channel == "national_platform"
        refunding.note_sent(refunding.approve(asked, make_user()), "CV-12/2026")
    assert platform_refunds.confirm_what_went() == 0, "still paid there"

    for each in platform.payments.values():
        each.told = dataclasses.replace(each.told, state=State.REFUNDED)

    assert platform_refunds.confirm_what_went() == 1
    assert [order.refunds.get().confirmed_at is not None for order in (whole, part)] == [True, False]
    assert platform_refunds.confirm_what_went() == 0
    assert agree()
