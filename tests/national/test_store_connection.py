"""The store is asked only where it is set with a key; each connection has one driver, nothing shown names people."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

import pytest
from django.conf import LazySettings

from portal.national.results_store import connection, signatures
from portal.national.results_store.connection import StoreConnection
from portal.national.results_store.drivers import registry
from portal.national.results_store.drivers.base import Asked, Away, Found, Given, NationalFailure, NotTaken, Rejected
from portal.national.results_store.drivers.classic import ClassicStore
from portal.national.results_store.problems import StoreRefused

KEY = signatures.public_key(signatures.seed_of("kho"))


@pytest.fixture(autouse=True)
def _fresh() -> Iterator[None]:
    """Drivers are kept for the whole process: none of ours stays."""
    registry.driver_for.cache_clear()
    yield
    registry.driver_for.cache_clear()


@pytest.fixture
def set_up(settings: LazySettings) -> LazySettings:
    settings.RESULTS_STORE_URL, settings.RESULTS_STORE_KEY = "https://kho.example/api", KEY
    settings.RESULTS_STORE_TOKEN, settings.RESULTS_STORE_DRIVER = "ma", "CLASSIC"
    return settings


def test_without_an_address_or_without_a_key_there_is_no_store(set_up: LazySettings) -> None:
    """Without the key forged answers could not be told from true ones."""
    assert connection.is_connected()
    for name in ("RESULTS_STORE_URL", "RESULTS_STORE_KEY"):
        before = getattr(set_up, name)
        setattr(set_up, name, "")
        assert not connection.is_connected()
        for ask in (connection.connection, registry.current):
            with pytest.raises(LookupError, match="RESULTS_STORE_URL and RESULTS_STORE_KEY"):
                ask()
        setattr(set_up, name, before)


def test_a_store_without_a_token_is_one_all_the_same(set_up: LazySettings) -> None:
    set_up.RESULTS_STORE_TOKEN = ""

    assert connection.is_connected()


def test_the_connection_is_what_the_settings_say_of_both(set_up: LazySettings) -> None:
    set_up.NATIONAL_PORTAL_UNIT, set_up.NATIONAL_PORTAL_DESTINATION = "H29", "VN:G22"

    assert connection.connection() == StoreConnection("https://kho.example/api", "ma", KEY, "H29", "VN:G22", "CLASSIC")


def test_a_connection_has_one_driver_until_something_of_it_changes(set_up: LazySettings) -> None:
    first = registry.current()

    assert isinstance(first, ClassicStore)
    assert registry.current() is first, "it keeps its open connections"
    set_up.RESULTS_STORE_TOKEN = "ma-moi"
    second = registry.current()
    assert second is not first
    set_up.RESULTS_STORE_KEY = signatures.public_key(signatures.seed_of("khác"))
    assert registry.current() not in (first, second), "an answer under the old key counts no more"


def test_what_is_printed_of_a_connection_or_a_message_names_neither_token_nor_person() -> None:
    number, name, path = "079190000111", "Nguyễn Thị Bưởi", "khoa/bi-mat"
    asked = Asked("1.001193", number, ("KQ.1",), "15/2026", name, number)
    found = Found("KQ.1", "Giấy", "15/2026", "Bệnh viện", "a.png", path)
    given = Given("id", "H29-1", "1.001193", number, "KQ.1", "Giấy", "1", "H29", "20261123000000", "1", "a.pdf", "QUJD")
    shown = f"{asked}{found}{given}{StoreConnection('https://kho.example', 'ma-bi-mat', KEY)!r}"

    for hidden in (number, name, path, "15/2026", "QUJD", "ma-bi-mat"):
        assert hidden not in shown, hidden
    assert "1.001193" in shown, "what names nobody helps whoever reads a log"


def test_messages_are_values_and_never_change() -> None:
    asked = Asked("1.001193", "", (), "", "", "")

    assert replace(asked, channel="1") != asked
    with pytest.raises(AttributeError):
        asked.channel = "1"  # type: ignore[misc]


def test_failures_of_the_store_are_those_of_the_national_portal() -> None:
    """So whoever waits for one knows all of them."""
    for kind in (Away, NotTaken, Rejected):
        assert issubclass(kind, NationalFailure)
    assert not issubclass(Rejected, Away), "what is refused for good is not tried again"


def test_a_refusal_keeps_its_words_and_the_field_that_they_belong_to() -> None:
    assert (str(StoreRefused("Hãy chọn.", "ground")), StoreRefused("Hãy chọn.", "ground").field) == (
        "Hãy chọn.",
        "ground",
    )
    assert StoreRefused("Không được.").field == ""
