"""Whatever the national portal fails in is said to the outbox in its own terms: who is to blame, and what waits."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from django.conf import LazySettings

from portal.national.connection import Connection, connection, is_connected
from portal.national.drivers import registry
from portal.national.drivers.api_2026 import Driver2026
from portal.national.drivers.base import Away, Busy, Exchange, NationalFailure, NotTaken, Rejected
from portal.national.drivers.classic import ClassicDriver
from portal.national.reaching import reached
from portal.outbox.drivers.base import Declined, Refused, Unreachable

ADDRESS = "https://quoc-gia.example"


@pytest.fixture
def set_up(settings: LazySettings) -> Iterator[LazySettings]:
    """An address that nobody is asked at."""
    settings.NATIONAL_PORTAL_URL, settings.NATIONAL_PORTAL_PASSWORD = ADDRESS, "mat-khau"
    yield settings
    registry.driver_for.cache_clear()


def test_each_failure_has_its_meaning_for_the_outbox(set_up: LazySettings) -> None:
    exchange = Exchange("S", {"a": 1}, {"error_code": "2"})
    for failure, said in ((Rejected, Refused), (Busy, Declined), (Away, Unreachable), (NotTaken, NotTaken)):
        with pytest.raises(said, match="vì sao") as raised, reached():
            raise failure("vì sao", exchange)
        # The very kind: a call that was declined arrived nowhere, one that nobody answered may have arrived.
        assert type(raised.value) is said
        cause = raised.value if said is NotTaken else raised.value.__cause__
        assert isinstance(cause, NationalFailure) and cause.exchange is exchange, "the proof goes with it"


def test_our_own_mistakes_are_nobody_elses_failure(set_up: LazySettings) -> None:
    with pytest.raises(KeyError), reached():
        raise KeyError("MaHoSo")


def test_without_an_address_what_waits_goes_on_waiting(settings: LazySettings) -> None:
    settings.NATIONAL_PORTAL_URL = ""
    assert not is_connected()
    with pytest.raises(Unreachable, match="chưa khai báo"), reached():
        raise AssertionError("nobody is reached")
    for ask in (connection, registry.current):
        with pytest.raises(LookupError, match="NATIONAL_PORTAL_URL"):
            ask()


def test_the_driver_is_the_one_that_the_settings_name_and_one_a_process(set_up: LazySettings) -> None:
    for name, kind in (("CLASSIC", ClassicDriver), ("API_2026", Driver2026)):
        set_up.NATIONAL_PORTAL_DRIVER = name
        with reached() as driver:
            assert type(driver) is kind and registry.current() is driver, "it keeps its session and connections"
    set_up.NATIONAL_PORTAL_PASSWORD = "mat-khau-moi"
    assert registry.current() is not driver, "another account is another driver"


def test_the_connection_is_that_of_the_settings_and_hides_its_password(set_up: LazySettings) -> None:
    set_up.NATIONAL_PORTAL_USERNAME, set_up.NATIONAL_PORTAL_UNIT = "hcm", "H29"
    set_up.NATIONAL_PORTAL_DESTINATION, set_up.NATIONAL_PORTAL_CALLS_PER_SECOND = "VN:G22", 9
    found = connection()
    assert (found.url, found.username, found.unit, found.destination) == (ADDRESS, "hcm", "H29", "VN:G22")
    assert (found.calls_per_second, found.password) == (9, "mat-khau")
    assert "mat-khau" not in repr(found)
    assert Connection(ADDRESS, "u", "p").calls_per_second == Connection(ADDRESS, "u", "p").catalogue_per_second == 0
