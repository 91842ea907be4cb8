"""Whatever stands in a variable: it is taken as it is meant, or the start stops and names it, and shows no secret."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from os import environ
from urllib.parse import urlsplit

import pytest
from django.core.exceptions import ImproperlyConfigured
from hypothesis import assume, example, given
from hypothesis import strategies as st

from portal.settings import environment
from portal.settings.data import broker_url

NAME = "PORTAL_A_VARIABLE_OF_A_TEST"
#: What an environment can hold: no NUL, no lone surrogates.
values = st.text(st.characters(codec="utf-8", exclude_characters="\x00"), max_size=30)
spaces = st.text(" \t\n\r", max_size=3)
LEVELS = ("DEBUG", "INFO")


@contextmanager
def given_as(value: str | None) -> Iterator[None]:
    """The variable holds this for a while; None: it is not there."""
    environ.pop(NAME, None)
    if value is not None:
        environ[NAME] = value
    try:
        yield
    finally:
        environ.pop(NAME, None)


@pytest.mark.parametrize("absent", [None, "", " ", "\t\n"])
def test_absent_and_empty_mean_the_default_for_every_kind(absent: str | None) -> None:
    """A line `PORT=` of an env file is a question left open, not a zero and not an "off"."""
    with given_as(absent):
        assert environment.text(NAME, "d") == "d"
        assert environment.whole_number(NAME, 7) == 7
        assert environment.switch(NAME, default=True) is True
        assert environment.one_of(NAME, "info", LEVELS) == "INFO"
        assert environment.address(NAME, "redis://x", "redis") == "redis://x"
        assert environment.matching(NAME, "79", "[0-9]{2}", "two digits") == "79"


@given(value=values, before=spaces, after=spaces)
def test_spaces_around_a_value_never_count(value: str, before: str, after: str) -> None:
    assume(not value.startswith("$"))  # the library reads `$OTHER` as another variable
    with given_as(before + value + after):
        assert environment.text(NAME) == value.strip()


@given(number=st.integers(0, 10**15 - 1), least=st.integers(0, 10**6))
def test_a_number_is_taken_exactly_or_refused_for_being_too_small(number: int, least: int) -> None:
    with given_as(str(number)):
        if number >= least:
            assert environment.whole_number(NAME, 5, at_least=least) == number
        else:
            with pytest.raises(ImproperlyConfigured, match=f"{NAME} must be .* at least {least}"):
                environment.whole_number(NAME, 5, at_least=least)


@given(value=values)
@example("-1")
@example("1_000")
@example("1e3")
@example("12.0")
@example("٣")  # an Arabic digit, which Python's int() would take
@example("９")  # a digit of full width, from an East Asian keyboard
@example("9" * 16)
def test_what_is_no_number_stops_the_start_by_name(value: str) -> None:
    """A limit that quietly became its default, or three, is found when the disk is full."""
    bare = value.strip()
    assume(bare and not bare.startswith("$"))
    assume(not (bare.isascii() and bare.isdigit() and len(bare) <= 15))
    with given_as(value), pytest.raises(ImproperlyConfigured, match=f"^{NAME} must be a whole number"):
        environment.whole_number(NAME, 5)


@given(
    word=st.sampled_from(environment.ON + environment.OFF),
    shape=st.sampled_from([str.upper, str.title, str.lower]),
    default=st.booleans(),
)
def test_a_switch_says_on_or_off_in_any_case_and_its_default_does_not_matter(
    word: str, shape: object, default: bool
) -> None:
    assert callable(shape)
    with given_as(shape(word)):
        assert environment.switch(NAME, default=default) is (word in environment.ON)


@given(value=values, default=st.booleans())
@example("ture", False)
@example("0ff", True)
@example("2", False)
@example("y", True)
def test_a_mistyped_switch_is_neither_on_nor_off(value: str, default: bool) -> None:
    bare = value.strip()
    assume(bare and not bare.startswith("$") and bare.lower() not in environment.ON + environment.OFF)
    with given_as(value), pytest.raises(ImproperlyConfigured, match=f"^{NAME} must be 1 or 0"):
        environment.switch(NAME, default=default)


@given(value=values)
def test_one_of_some_words_is_that_word_or_a_list_of_them(value: str) -> None:
    bare = value.strip()
    assume(bare and not bare.startswith("$"))
    with given_as(value):
        if bare.upper() in LEVELS:
            assert environment.one_of(NAME, "INFO", LEVELS) == bare.upper()
        else:
            with pytest.raises(ImproperlyConfigured, match="must be one of DEBUG, INFO"):
                environment.one_of(NAME, "INFO", LEVELS)


@given(rest=values)
@example("//[::1")
@example("//user:geheim@")
@example("geheim")
def test_an_address_has_its_scheme_and_a_place_or_stops_the_start(rest: str) -> None:
    said = ""
    with given_as(f"redis:{rest}"):
        try:
            parts = urlsplit(environment.address(NAME, "redis://d", "redis"))
        except ImproperlyConfigured as refusal:
            said, parts = str(refusal), urlsplit("redis://d")
    assert said in {"", f"{NAME} must be an address that begins with redis://."}
    assert parts.scheme == "redis"
    assert parts.hostname or parts.path.strip("/") or parts.query


@pytest.mark.parametrize(
    "value",
    ["http://a:geheim@b/0", "geheim", "redis://", "redis:///", "redis://:geheim@", "rediss//geheim", "redis://[geheim"],
)
def test_a_refused_address_is_not_repeated_since_a_password_stands_in_it(value: str) -> None:
    with given_as(value), pytest.raises(ImproperlyConfigured) as refusal:
        environment.address(NAME, "", "redis")

    assert "geheim" not in str(refusal.value)
    assert NAME in str(refusal.value)


@pytest.mark.parametrize("value", ["7", "790", "7a", "79\n80", "７９"])
def test_a_form_is_met_from_end_to_end(value: str) -> None:
    """A province of three digits would build the codes of dossiers that no other system reads."""
    with given_as(value), pytest.raises(ImproperlyConfigured, match="must be two digits, not"):
        environment.matching(NAME, "79", "[0-9]{2}", "two digits")


@given(path=st.from_regex(r"\A(/[a-z0-9._-]{1,8}){1,4}\Z"))
def test_a_socket_reaches_the_broker_with_its_whole_path(path: str) -> None:
    assert urlsplit(broker_url(f"unix://{path}")).path == path
    assert broker_url(f"unix://{path}").startswith("redis+socket://")


@pytest.mark.parametrize("address", ["redis://v:6379/1", "rediss://u:p@v:6380/0?ssl_cert_reqs=required"])
def test_an_address_over_the_net_reaches_the_broker_as_it_is(address: str) -> None:
    assert broker_url(address) == address
