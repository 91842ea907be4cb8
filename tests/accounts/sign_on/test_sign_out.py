"""Rules proved: signing out here signs out there, and signing out there ends the sessions here."""

from __future__ import annotations

from urllib.parse import parse_qs, urlsplit

import pytest
import requests
from django.test import Client

from portal.accounts.models import SignOn
from portal.accounts.sign_on import sessions
from tests.accounts.factories import make_user
from tests.accounts.sign_on.provider import LAN, NEW, SITE, SignOnServer, Visitor, path_of

ENDED = "/tai-khoan/lien-thong/ket-thuc/"


def logout_token(visitor: Visitor, who: str) -> str:
    answer = visitor.there.post(f"{visitor.server.address}/ket-thuc/", data={"sub": who, "only_token": "1"}, timeout=5)
    return str(answer.json()["logout_token"])


def test_signing_out_here_leads_through_the_national_portal_and_back(visitor: Visitor) -> None:
    visitor.sign_on(LAN)
    answer = visitor.portal.post("/tai-khoan/logout/")

    assert not visitor.is_signed_in
    address = answer.headers["Location"]
    asked = parse_qs(urlsplit(address).query)
    assert address.startswith(f"{visitor.server.issuer}/logout/")
    assert asked["post_logout_redirect_uri"] == [f"{SITE}/"]
    assert asked["id_token_hint"][0].count(".") == 2
    # and there the session is over: the next sign-on asks who it is
    back = visitor.there.get(address, timeout=5, allow_redirects=False)
    assert back.headers["Location"] == f"{SITE}/"
    assert "/chon-nguoi/" in visitor.there.get(visitor.leave(), timeout=5).url


@pytest.mark.django_db
def test_who_signed_in_with_a_password_is_sent_nowhere(server: SignOnServer) -> None:
    client = Client()
    client.force_login(make_user())
    assert client.post("/tai-khoan/logout/").headers["Location"] == "/"


def test_signing_out_there_ends_every_session_here_of_that_person_alone(visitor: Visitor) -> None:
    visitor.sign_on(LAN)
    elsewhere, other = Visitor(visitor.server), Visitor(visitor.server)
    elsewhere.sign_on(LAN)
    other.sign_on(NEW)

    answer = Client().post(ENDED, {"logout_token": logout_token(visitor, LAN)})

    assert (answer.status_code, answer.headers["Cache-Control"]) == (200, "no-store")
    for gone in (visitor, elsewhere):
        assert gone.portal.get("/tai-khoan/").status_code == 302
    assert other.portal.get("/tai-khoan/").status_code == 200
    assert SignOn.objects.count() == 1


def test_a_session_of_the_same_person_by_password_goes_on(visitor: Visitor) -> None:
    visitor.sign_on(LAN)
    by_password = Client()
    by_password.force_login(SignOn.objects.get().user)
    Client().post(ENDED, {"logout_token": logout_token(visitor, LAN)})
    assert by_password.get("/tai-khoan/").status_code == 200


def test_a_logout_token_counts_once_and_only_if_it_is_one(visitor: Visitor) -> None:
    visitor.sign_on(LAN)
    token = logout_token(visitor, LAN)
    hint = parse_qs(urlsplit(visitor.portal.post("/tai-khoan/logout/").headers["Location"]).query)["id_token_hint"][0]
    Client().post(ENDED, {"logout_token": token})
    visitor.sign_on(LAN)

    for wrong in (token, hint, "", "a.b.c", f"{token[:-8]}AAAAAAAA", token.split(".")[1]):
        answer = Client().post(ENDED, {"logout_token": wrong})
        assert (answer.status_code, answer.json()) == (400, {"error": "invalid_request"}), wrong
    assert visitor.portal.get("/tai-khoan/").status_code == 200


def test_while_the_keys_cannot_be_had_nothing_is_ended(visitor: Visitor, monkeypatch: pytest.MonkeyPatch) -> None:
    visitor.sign_on(LAN)
    token = logout_token(visitor, LAN)

    def away(*_args: object, **_named: object) -> None:
        raise requests.ConnectionError

    monkeypatch.setattr("portal.accounts.sign_on.server.keys", away)
    assert Client().post(ENDED, {"logout_token": token}).status_code == 400
    assert visitor.is_signed_in


def test_only_the_server_itself_is_named_as_the_place_to_sign_out(visitor: Visitor) -> None:
    """`logoutUri` is told in a claim: it leads nobody to another site."""
    visitor.server.wish(changes='{"logoutUri": "https://evil.example/"}')
    visitor.sign_on(NEW)
    assert "evil" not in visitor.portal.post("/tai-khoan/logout/").headers["Location"]


def test_sign_ons_of_sessions_that_are_over_are_forgotten(visitor: Visitor) -> None:
    visitor.sign_on(LAN)
    assert sessions.purge() == 0
    SignOn.objects.update(at="2020-01-01T00:00:00Z")
    assert sessions.purge() == 1


def test_the_address_that_a_browser_brings_back_names_nobody(visitor: Visitor) -> None:
    """No personal data in addresses: code and state only."""
    assert set(parse_qs(urlsplit(path_of(visitor.prove(visitor.leave(), LAN))).query)) <= {"code", "state", "iss"}
