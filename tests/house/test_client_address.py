"""Behind our own proxy each person counts for themselves; what a stranger writes into the header counts for nothing."""

from __future__ import annotations

import pytest
from django.conf import settings as site_settings
from django.core.cache import cache
from django.http import HttpResponse
from django.test import Client, RequestFactory
from hypothesis import given
from hypothesis import strategies as st
from pytest_django.fixtures import Settings

from portal.client_address import ClientAddress, _seen_by_our_proxies
from portal.documents import codes, throttling

PROXY = "10.0.0.2"


def seen(forwarded_for: str | None) -> str:
    """The address that views see."""
    request = RequestFactory().get("/", REMOTE_ADDR=PROXY)
    if forwarded_for is not None:
        request.META["HTTP_X_FORWARDED_FOR"] = forwarded_for
    ClientAddress(lambda request: HttpResponse())(request)
    return str(request.META["REMOTE_ADDR"])


@pytest.mark.parametrize(
    ("proxies", "header", "address"),
    [
        (1, "203.0.113.7", "203.0.113.7"),
        (1, "1.1.1.1, 203.0.113.7", "203.0.113.7"),
        (2, "1.1.1.1, 203.0.113.7, 10.0.0.9", "203.0.113.7"),
        (1, "2001:db8::7", "2001:db8::7"),
        (1, " 203.0.113.7 ", "203.0.113.7"),
        (2, "203.0.113.7", PROXY),
        (1, "unknown", PROXY),
        (1, "203.0.113.7:4711", PROXY),
        (1, "", PROXY),
        (1, None, PROXY),
        (0, "203.0.113.7", PROXY),
    ],
)
def test_the_address_is_what_our_outermost_proxy_saw(
    settings: Settings, proxies: int, header: str | None, address: str
) -> None:
    settings.TRUSTED_PROXY_COUNT = proxies
    assert seen(header) == address


@given(st.text(max_size=80))
def test_whatever_a_stranger_puts_in_front_changes_nothing(forged: str) -> None:
    assert _seen_by_our_proxies(f"{forged},203.0.113.7", 1) == "203.0.113.7"


@given(st.text(max_size=80), st.integers(-2, 5))
def test_any_header_gives_an_address_or_nothing(header: str, proxies: int) -> None:
    found = _seen_by_our_proxies(header, proxies)
    assert found == "" or set(found) <= set("0123456789abcdef:.%")


def test_it_comes_before_everything_that_asks_who_is_there() -> None:
    assert site_settings.MIDDLEWARE[0] == "portal.client_address.ClientAddress"


@pytest.mark.django_db
def test_one_who_guesses_codes_does_not_shut_the_whole_province_out(settings: Settings) -> None:
    """All requests come from the proxy's address: counted by that alone, thirty looks would be everybody's."""
    settings.TRUSTED_PROXY_COUNT = 1
    cache.clear()
    guesser = Client(REMOTE_ADDR=PROXY, headers={"X-Forwarded-For": "203.0.113.7"})
    address = f"/xac-minh/{codes.new_code()}/"
    for _ in range(throttling.LOOKS_A_MINUTE):
        assert guesser.get(address).status_code == 404
    assert guesser.get(address).status_code == 429
    neighbour = Client(REMOTE_ADDR=PROXY, headers={"X-Forwarded-For": "203.0.113.8"})
    assert neighbour.get(address).status_code == 404


@pytest.mark.django_db
def test_forging_the_header_does_not_lift_the_limit(settings: Settings) -> None:
    settings.TRUSTED_PROXY_COUNT = 1
    cache.clear()
    address, answers = f"/xac-minh/{codes.new_code()}/", []
    for number in range(throttling.LOOKS_A_MINUTE + 1):
        client = Client(REMOTE_ADDR=PROXY, headers={"X-Forwarded-For": f"198.51.100.{number}, 203.0.113.7"})
        answers.append(client.get(address).status_code)
    assert answers[-1] == 429
