"""Rules proved: what a session is worth is what began it; signing out works whatever became of keys. No database."""

from __future__ import annotations

from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
from cryptography.fernet import Fernet
from django.conf import LazySettings
from django.contrib.auth.models import AnonymousUser
from django.http import HttpRequest
from django.test import RequestFactory
from hypothesis import given
from hypothesis import strategies as st

from portal.accounts.encryption import encrypt
from portal.accounts.models import AssuranceLevel, Kind, User
from portal.accounts.sign_on import claims, server, sessions
from tests.accounts.sign_on.test_claims import COMPANY, PERSON

BACK = "https://portal.example/"
LEVELS = st.sampled_from(AssuranceLevel)
END = "https://sign-on.example/logout"


def at(session: dict[str, Any] | None = None, **of_person: Any) -> HttpRequest:
    """A request of somebody whose session holds this; of nobody where nothing is said of the person."""
    request = RequestFactory().get("/")
    request.session = session or {}  # type: ignore[assignment]
    request.user = User(**of_person) if of_person else AnonymousUser()
    return request


@given(began=LEVELS | st.none(), account=LEVELS, kind=st.sampled_from(Kind), demo=st.booleans())
def test_the_way_in_counts_and_not_what_the_account_once_proved(
    began: AssuranceLevel | None, account: AssuranceLevel, kind: Kind, demo: bool
) -> None:
    session = {} if began is None else {"sign_on": {"level": int(began)}}
    request = at(session, assurance_level=account, kind=kind, is_demo=demo)
    assert sessions.level(request) == (account if demo else began or 0)
    assert sessions.is_signed_on(request) == (began is not None)


def test_a_stranger_is_known_not_at_all_whatever_a_session_says() -> None:
    assert sessions.level(at({"sign_on": {"level": 2}})) == AssuranceLevel.SELF_DECLARED


# -- signing out


def end_of(**kept: Any) -> str:
    return sessions.end_address(at({"sign_on": kept} if kept else {}, full_name="Lan"), BACK)


@pytest.mark.parametrize("end", [END, f"{END}?tenant=1"])
def test_signing_out_leads_through_there_with_the_hint(settings: LazySettings, end: str) -> None:
    settings.NATIONAL_SIGN_ON_CLIENT = "portal"
    address = end_of(end=end, hint=encrypt("a.b.c"))
    asked = parse_qs(urlsplit(address).query, strict_parsing=True)
    assert asked.pop("tenant", ["1"]) == ["1"]
    assert asked == {"post_logout_redirect_uri": [BACK], "client_id": ["portal"], "id_token_hint": ["a.b.c"]}
    assert address.startswith(END)


@pytest.mark.parametrize("hint", ["", "no ciphertext", "đ", "gAAAAA"])
def test_signing_out_goes_well_where_no_key_opens_the_hint_any_more(settings: LazySettings, hint: str) -> None:
    """Else, once an old key is taken away, whoever is signed in could not sign out for the rest of the session."""
    asked = parse_qs(urlsplit(end_of(end=END, hint=hint)).query)
    assert set(asked) >= {"post_logout_redirect_uri"} and "id_token_hint" not in asked

    of_before = encrypt("a.b.c")
    settings.FIELD_ENCRYPTION_KEYS = [Fernet.generate_key().decode()]
    assert "id_token_hint" not in end_of(end=END, hint=of_before)


def test_where_nothing_is_to_be_ended_nobody_is_sent_anywhere() -> None:
    assert (end_of(), end_of(end="", hint=encrypt("a.b.c"))) == ("", "")


@pytest.mark.parametrize(
    ("address", "is_its_own"),
    [
        ("https://sign-on.example/logout", True),
        ("https://sign-on.example", True),
        ("http://sign-on.example/logout", False),
        ("https://sign-on.example:8443/logout", False),
        ("https://sign-on.example@evil.example/", False),
        ("https://sign-on.example.evil.example/", False),
        ("https://evil.example/https://sign-on.example/", False),
        ("//sign-on.example/logout", False),
        ("/logout", False),
        ("javascript:alert(1)", False),
        ("", False),
        (None, False),
        (["https://sign-on.example/"], False),
    ],
)
def test_only_the_server_itself_is_a_place_to_sign_out(settings: LazySettings, address: Any, is_its_own: bool) -> None:
    settings.NATIONAL_SIGN_ON_URL = "https://sign-on.example/o"
    assert server.is_its_own(address) == is_its_own


# -- what is told of a person, beyond what test_claims proves


@pytest.mark.parametrize("name", ["\u0130" * 200, "Ð" * 300, "A" * 199 + " B", "Lan\x00 \ud800\u200bNgọc", "ß" * 250])
@pytest.mark.parametrize("told", [PERSON, COMPANY])
def test_a_name_fits_its_column_whatever_letters_it_has(told: dict[str, Any], name: str) -> None:
    """Capitals may be longer as small letters, and no database keeps a NUL or half a surrogate pair."""
    found = claims.read({**told, "HoVaTen": name}).full_name
    assert 0 < len(found) <= 200
    assert found == found.strip() and "\x00" not in found
    found.encode()


@pytest.mark.parametrize("name", ["....", "123", "\u200b\u200b", "\x00", "- -"])
def test_a_name_without_a_letter_is_no_name(name: str) -> None:
    with pytest.raises(claims.Incomplete, match="HoVaTen"):
        claims.read({**PERSON, "HoVaTen": name})


@given(st.from_regex(r"[0-9]{10}(-?[0-9]{3})?", fullmatch=True), st.sampled_from(["MaSoThue", "MaSoDoanhNghiep"]))
def test_a_tax_code_is_the_same_number_however_it_is_written(code: str, name: str) -> None:
    told = {**COMPANY, "MaSoThue": "", name: f" {code} "}
    assert claims.read(told).number == code.replace("-", "")


@given(st.text(max_size=14).filter(lambda text: not text.strip().replace("-", "").isdecimal()))
def test_what_is_no_tax_code_makes_no_organisation_and_is_not_repeated(code: str) -> None:
    with pytest.raises(claims.Incomplete) as refused:
        claims.read({**COMPANY, "MaSoThue": code})
    assert str(refused.value) == "MaSoThue"


@pytest.mark.parametrize("kind", ["0", "2", "3", "01", "person", 2])
def test_only_type_one_is_a_person(kind: Any) -> None:
    assert claims.read({**COMPANY, "LoaiTaiKhoan": kind}).kind == Kind.ORGANISATION
    assert claims.read({**PERSON, "LoaiTaiKhoan": 1}).kind == Kind.CITIZEN
