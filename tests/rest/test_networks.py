"""Rules proved: strangers are counted by the network that they come from, whichever way their address is written."""

from __future__ import annotations

import re
from ipaddress import IPv4Address, IPv6Address
from types import SimpleNamespace
from typing import Any

import pytest
from django.conf import LazySettings
from hypothesis import assume, given
from hypothesis import strategies as st
from rest_framework.test import APIClient

from portal.rest import limits
from portal.rest.limits import Counted
from portal.rest.scopes import client_name, client_of, limit_of
from tests.rest.test_limits import Clock

UNITS = "/api/v1/units/"


def look(address: str, where: str = UNITS, language: str = "vi") -> Any:
    return APIClient().get(where, REMOTE_ADDR=address, headers={"Accept-Language": language})


@pytest.fixture
def two_calls(db: None, settings: LazySettings, monkeypatch: pytest.MonkeyPatch) -> Clock:
    """A site that lets every stranger call twice a minute, and its clock."""
    settings.API_STRANGER_CALLS_PER_MINUTE = 2
    clock = Clock()
    monkeypatch.setattr(limits, "time", clock)
    return clock


@given(st.ip_addresses(v=4))
def test_an_address_of_version_4_is_counted_by_itself_however_a_server_writes_it(ip: IPv4Address) -> None:
    assert limits._network(str(ip)) == limits._network(f"::ffff:{ip}") == str(ip)


@given(st.ip_addresses(v=6), st.integers(0, 2**64 - 1))
def test_a_network_of_version_6_is_one_and_the_next_is_another(ip: IPv6Address, host: int) -> None:
    assume(int(ip) >> 64)  # within the first network lie the addresses of version 4
    network = int(ip) >> 64 << 64
    assert limits._network(str(ip)) == limits._network(str(IPv6Address(network | host)))
    assert limits._network(str(ip)) != limits._network(str(IPv6Address(int(ip) ^ (1 << 64))))


def test_what_is_no_address_is_counted_as_it_stands() -> None:
    for written in ("", "unix:", "203.0.113.7:443", "một máy", "1.2.3", "::g"):
        assert limits._network(written) == written
    assert limits._network("fe80::1%eth0") == limits._network("fe80::2")


@given(st.integers(1, 10**6), st.integers(1, 2 * 10**6), st.integers(1, 60))
def test_what_is_left_is_never_less_than_nothing(most: int, number: int, seconds: int) -> None:
    told = Counted("client", most, number, seconds).headers()
    assert told["RateLimit-Policy"] == f'"client";q={most};w=60'
    left = re.fullmatch(r'"client";r=(\d+);t=(\d+)', told["RateLimit"])
    assert left
    assert (int(left[1]), int(left[2])) == (most - number if number < most else 0, seconds)


def test_offices_behind_a_server_of_both_versions_do_not_use_up_each_others_calls(two_calls: Clock) -> None:
    """Such a server writes ::ffff:203.0.113.7; all of these lie in one network of version 6."""
    one, other = "::ffff:203.0.113.7", "::ffff:198.51.100.1"
    assert [look(one).status_code for _ in range(3)] == [200, 200, 429]
    assert look(other).status_code == 200
    assert look("203.0.113.7").status_code == 429, "the same office, written plainly"


def test_a_stranger_who_calls_too_often_is_told_so_in_their_language(two_calls: Clock) -> None:
    for _ in range(2):
        look("203.0.113.9")
    details = []
    for language in ("vi", "en"):
        refused = look("203.0.113.9", language=language)
        told = refused.json()
        assert (refused.status_code, told["status"], told["title"]) == (429, 429, "Too Many Requests")
        assert (refused.headers["Content-Language"], "15" in told["detail"]) == (language, True)
        details.append(told["detail"])
    assert details[0] != details[1]


def test_the_minute_is_one_for_all_of_rest_and_other_pages_are_not_counted(two_calls: Clock) -> None:
    for where in (UNITS, "/api/v1/procedures/"):
        assert look("203.0.113.10", where).status_code == 200
    assert look("203.0.113.10", "/api/v1/track/?code=H29").status_code == 429
    for where in ("/tai-khoan/login/",):
        page = look("203.0.113.10", where)
        assert (page.status_code, "RateLimit" in page.headers) == (200, False), where


def test_what_is_not_found_or_malformed_counts_and_says_what_is_left(two_calls: Clock) -> None:
    missing = look("203.0.113.11", f"{UNITS}H99.999/")
    assert (missing.status_code, missing.headers["RateLimit"]) == (404, '"address";r=1;t=15')
    wrong = look("203.0.113.11", f"{UNITS}?page_size=0")
    assert (wrong.status_code, wrong.headers["RateLimit"]) == (400, '"address";r=0;t=15')


def test_who_calls_as_nobody_has_no_name_and_no_number_of_its_own() -> None:
    for auth in (None, SimpleNamespace(), SimpleNamespace(application=None)):
        request: Any = SimpleNamespace(auth=auth)
        assert (client_of(request), client_name(request), limit_of(request)) == ("", "", None)
    known = SimpleNamespace(application=SimpleNamespace(client_id="a", name="Cổng"), calls_per_minute=7)
    request = SimpleNamespace(auth=known)
    assert (client_of(request), client_name(request), limit_of(request)) == ("a", "Cổng", 7)


def test_calls_are_counted_to_the_second_of_the_minute(monkeypatch: pytest.MonkeyPatch) -> None:
    clock = Clock()
    monkeypatch.setattr(limits, "time", clock)
    begun = clock.now - clock.now % 60
    for second, left in ((0.0, 60), (0.1, 60), (1.0, 59), (59.0, 1), (59.9, 1)):
        clock.now = begun + second
        assert limits._counted("address", "one", 9).seconds_left == left
    assert limits.calls_now("one") == 5
    clock.now = begun + 60
    assert limits.calls_now("one") == 0
    assert limits._counted("address", "one", 9).number == 1
