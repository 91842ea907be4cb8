"""A payment that never called back is asked for: recorded without a person, once, and without filling histories."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from typing import Any

import pytest
from django.conf import LazySettings
from django.utils import timezone

from payments import polling
from payments.models import Order, Payment
from payments.national_platform import State
from payments.providers import national_platform as driver
from payments.simulators.platform import Manners, SimulatedPlatform
from payments.simulators.serving import Server
from payments.tasks import ask_platform
from tests.payments.books import agree, everything, state_of, story
from tests.payments.factories import place
from tests.payments.test_simulated_platform import PARTNER, paying_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def platform(settings: LazySettings) -> Iterator[SimulatedPlatform]:
    """A platform that never tells by itself."""
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


def later(minutes: float, *, of_four: bool = True) -> dt.datetime:
    """A moment so many minutes from now, in a minute in which old attempts are asked for, or in another."""
    moment = timezone.now() + dt.timedelta(minutes=minutes)
    while (moment.minute % 4 == 0) != of_four:
        moment += dt.timedelta(minutes=1)
    return moment


def test_what_was_paid_and_never_called_back_is_recorded_once(platform: SimulatedPlatform) -> None:
    paid, waiting = place(), place()
    platform.settle(begun(paid), State.PAID)
    begun(waiting)
    before = story(waiting)

    first = polling.ask_for_silent(later(2))
    assert (first.asked, first.received, first.unanswered) == (2, 1, 0)
    assert (state_of(paid), state_of(waiting)) == ("paid", "open")
    assert story(waiting) == before, "what still waits leaves no trace"
    books = everything()

    again = polling.ask_for_silent(later(3))
    assert (again.asked, again.received) == (1, 0), "a paid order is asked for no more"
    assert everything() == books
    assert agree()


def test_of_several_attempts_the_one_that_was_paid_counts(platform: SimulatedPlatform) -> None:
    order = place()
    started = timezone.now().replace(microsecond=0)
    attempts = [paying_of(order, started - dt.timedelta(seconds=second)) for second in (20, 10)]
    for paying in attempts:
        polling.note_attempt(order, paying.reference)
        driver.begin(paying)
    platform.settle(attempts[0].reference, State.CANCELLED)
    platform.settle(attempts[1].reference, State.PAID)

    assert polling.ask_for_silent(later(2)).received == 1
    assert Payment.objects.count() == 1
    assert state_of(order) == "paid"


def test_a_young_attempt_is_left_to_the_platform_and_an_old_one_is_asked_for_every_fourth_minute(
    platform: SimulatedPlatform,
) -> None:
    begun(place())

    assert polling.ask_for_silent(timezone.now()).asked == 0
    assert polling.ask_for_silent(later(10, of_four=False)).asked == 1
    assert polling.ask_for_silent(later(60, of_four=False)).asked == 0
    assert polling.ask_for_silent(later(60)).asked == 1
    assert polling.ask_for_silent(later(3 * 24 * 60)).asked == 0


def test_a_platform_that_is_down_ends_the_round_and_nothing_else(
    platform: SimulatedPlatform, settings: LazySettings
) -> None:
    orders = [place() for _order in range(5)]
    for order in orders:
        platform.settle(begun(order), State.PAID)
    books, address = everything(), settings.PAYMENT_PLATFORM_URL
    settings.PAYMENT_PLATFORM_URL = "http://127.0.0.1:9"

    round_ = polling.ask_for_silent(later(2))
    assert (round_.asked, round_.received, round_.unanswered) == (3, 0, 3)
    assert everything() == books

    settings.PAYMENT_PLATFORM_URL = address
    assert polling.ask_for_silent(later(2)).received == 5
    assert {state_of(order) for order in orders} == {"paid"}


def test_the_worker_asks_in_one_query_when_nothing_was_begun(django_assert_num_queries: Any) -> None:
    place()

    with django_assert_num_queries(1):
        assert ask_platform() == 0
