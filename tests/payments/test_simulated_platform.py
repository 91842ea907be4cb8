"""The simulated national platform against the real driver and door: begun, paid, told, asked, also misbehaving."""

from __future__ import annotations

import datetime as dt
import json
import urllib.error
import urllib.parse
import urllib.request
from collections.abc import Iterator
from contextlib import suppress
from typing import Any

import pytest
from django.conf import LazySettings
from django.core.management import CommandError, call_command
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from pytest_django.live_server_helper import LiveServer

from payments import national_platform, receiving
from payments.models import Notice, Order, Payment
from payments.national_platform import Partner, Paying, State, Told, signed_notice
from payments.providers import national_platform as driver
from payments.providers.national_platform import PlatformRefused, PlatformUnreachable
from payments.simulators.platform import Manners, SimulatedPlatform
from portal.simulating.serving import Server, as_json
from tests.payments.books import agree, everything, state_of, story
from tests.payments.factories import place
from tests.payments.test_national_platform import PAYER, SERVICE

PARTNER = Partner("H29", "test-secret-shared-with-a-platform-that-is-none")


def paying_of(order: Order, started_at: dt.datetime) -> Paying:
    """One attempt to pay an order."""
    due = national_platform.Due("fee", "LP-HT", "Lệ phí hộ tịch", order.due_dong)
    reference = driver.reference_of(order.code, started_at)
    return Paying(reference, started_at, "203.0.113.7", order.purpose, SERVICE, PAYER, [due])


def told_of(order: Order, **changes: Any) -> Told:
    """What the platform says of a payment of an order."""
    started = timezone.now().replace(microsecond=0)
    said: dict[str, Any] = {
        "reference": driver.reference_of(order.code, started),
        "transaction": f"PP{order.code}",
        "state": State.PAID,
        "amount_dong": order.due_dong,
        "currency": "VND",
        "bank": "VCB",
        "purpose": "",
        "at": started,
        "is_authentic": True,
    }
    return Told(**(said | changes))


def knock(message: Any) -> Any:
    return Client(enforce_csrf_checks=True).post(
        reverse("providers:platform-notices"), json.dumps(message), "application/json"
    )


def press(address: str, act: str) -> None:
    """Press a button of the platform's page; where it leads is the portal's business."""
    reference = urllib.parse.parse_qs(urllib.parse.urlsplit(address).query)["reference"][0]
    form = urllib.parse.urlencode({"reference": reference, "act": act}).encode()
    with suppress(urllib.error.URLError):
        urllib.request.urlopen(address.partition("?")[0], form)  # noqa: S310


@pytest.fixture
def platform(settings: LazySettings) -> Iterator[SimulatedPlatform]:
    """A platform that tells nobody, until a test says where."""
    made = SimulatedPlatform("http://127.0.0.1:9/", PARTNER, "http://127.0.0.1:9/back", retries=(0.05,))
    with Server(made.routes()) as server:
        made.address = settings.PAYMENT_PLATFORM_URL = server.address
        yield made
        made.teller.end()


@pytest.mark.django_db(transaction=True)
def test_a_payment_is_begun_paid_and_heard_of_and_asked_for_when_it_never_called_back(
    platform: SimulatedPlatform, live_server: LiveServer
) -> None:
    """One world for all of it: the door commits, and emptying the database after each test takes long."""
    platform._notify = live_server.url + reverse("providers:platform-notices")
    paid, doubled, forged, left, silent = orders = [place() for _order in range(5)]
    started = timezone.now().replace(microsecond=0)
    addresses = {order.code: driver.begin(paying_of(order, started)) for order in orders}

    press(addresses[paid.code], "pay")
    press(addresses[left.code], "leave")
    platform.teller.wait()
    platform.manners = Manners(copies=4)
    press(addresses[doubled.code], "pay")
    platform.teller.wait()
    platform.manners = Manners(is_forged=True)
    press(addresses[forged.code], "pay")
    platform.teller.wait()
    platform.manners = Manners(is_silent=True)
    press(addresses[silent.code], "pay")

    assert [state_of(order) for order in orders] == ["paid", "paid", "open", "open", "open"]
    assert Payment.objects.count() == 2
    assert Notice.objects.filter(outcome="duplicate").count() == 3
    assert story(forged)[-1] == "forged"
    assert story(left)[-1] == "failed"

    for order in (forged, silent, paid):
        receiving.receive(driver.reported(driver.ask(driver.reference_of(order.code, started))))
    assert [state_of(order) for order in orders] == ["paid", "paid", "paid", "open", "paid"]
    assert Payment.objects.count() == 4
    assert agree()


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("changes", "expected"),
    [
        ({}, "paid"),
        ({"state": State.PENDING}, "pending"),
        ({"state": State.CANCELLED}, "failed"),
        ({"amount_dong": 0}, "wrong_amount"),
        ({"amount_dong": 10**15}, "wrong_amount"),
        ({"currency": "USD"}, "wrong_currency"),
        ({"amount_dong": 20_000}, "partial"),
    ],
)
def test_a_signed_notice_is_kept_with_what_became_of_it(changes: dict[str, Any], expected: str) -> None:
    order = place()
    answer = knock(signed_notice(told_of(order, **changes), PARTNER))

    assert (answer.status_code, answer.json()["MaLoi"]) == (200, "00")
    assert Notice.objects.get().outcome == expected
    assert agree()


@pytest.mark.django_db
@pytest.mark.parametrize("change", [{"SoTien": "1"}, {"MaXacThuc": ""}, {"MaDoiTac": "H30"}])
def test_a_forged_notice_moves_nothing_and_is_told_no(change: dict[str, str]) -> None:
    order = place()
    books = everything()
    answer = knock({**signed_notice(told_of(order), PARTNER), **change})

    assert (answer.status_code, answer.json()["MaLoi"]) == (401, "99")
    assert everything() == books
    assert state_of(order) == "open"


@pytest.mark.django_db
@pytest.mark.parametrize("message", [None, [], {}, "x", {"LoaiBanTin": "CONFIRM"}])
def test_what_is_no_notice_is_refused(message: Any) -> None:
    assert knock(message).status_code == 400


@pytest.mark.django_db
def test_a_notice_of_a_reference_that_we_never_gave_is_refused() -> None:
    assert knock(signed_notice(told_of(place(), reference="SOMETHING"), PARTNER)).status_code == 400
    assert not Notice.objects.exists()


def test_a_reference_says_which_order_and_when() -> None:
    at = timezone.now().replace(microsecond=0)

    assert driver.attempt_of(driver.reference_of("H29.151-261122-0001", at)) == ("H29.151-261122-0001", at)
    with pytest.raises(ValueError, match="does not end in"):
        driver.attempt_of("H29.151-261122-0001")


def test_a_platform_that_fails_or_is_not_there_is_told_apart_from_one_that_says_no(
    platform: SimulatedPlatform, settings: LazySettings
) -> None:
    attempt = Paying(
        "A.20261122081530", timezone.now(), "", "", SERVICE, PAYER, [national_platform.Due("fee", "", "", 5)]
    )
    platform.manners = Manners(fails_to_begin=True)
    with pytest.raises(PlatformRefused, match="99: Các lỗi khác"):
        driver.begin(attempt)

    platform.manners = Manners()
    settings.PAYMENT_PLATFORM_SECRET = "another secret"
    with pytest.raises(PlatformRefused, match="97: Sai mã xác thực"):
        driver.begin(attempt)
    with pytest.raises(PlatformUnreachable):
        driver.ask(attempt.reference)

    for address in ("", "http://127.0.0.1:9"):
        settings.PAYMENT_PLATFORM_URL = address
        with pytest.raises(PlatformUnreachable):
            driver.begin(attempt)


@pytest.mark.parametrize("answer", [[], {"MaLoi": "00"}, {"MaLoi": "00", "UrlThanhToan": "javascript:alert(1)"}])
def test_an_answer_that_leads_nowhere_is_none(answer: Any, settings: LazySettings) -> None:
    attempt = Paying(
        "A.20261122081530", timezone.now(), "", "", SERVICE, PAYER, [national_platform.Due("fee", "", "", 5)]
    )
    with Server({("POST", "/init"): lambda _request: as_json(answer)}) as server:
        settings.PAYMENT_PLATFORM_URL = server.address
        with pytest.raises(PlatformUnreachable):
            driver.begin(attempt)


def test_how_the_platform_behaves_is_set_on_its_page(platform: SimulatedPlatform) -> None:
    form = urllib.parse.urlencode({"copies": "3", "after": "0.5", "latency": "0", "silent": "on"}).encode()
    with urllib.request.urlopen(f"{platform.address}/", form) as answer:  # noqa: S310
        shown = answer.read().decode()

    assert platform.manners == Manners(copies=3, after_seconds=0.5, is_silent=True)
    assert 'name="silent" checked' in shown


def test_outside_of_demonstrations_nobody_pays_with_money_that_is_none(settings: LazySettings) -> None:
    settings.PORTAL_DEMO = False

    with pytest.raises(CommandError, match="demonstrations only"):
        call_command("simulate_payment_platform")
