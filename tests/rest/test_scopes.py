"""Each machine does what it was given and nothing else; what is asked for twice at once is done once."""

from __future__ import annotations

import base64
from datetime import timedelta
from typing import Any

import pytest
from django.contrib.auth.models import Group
from django.utils import timezone
from oauth2_provider.models import AccessToken, Application
from rest_framework.test import APIClient

from portal.rest.clients import GrantedScopes, UnknownScopes, register_client
from portal.rest.models import ClientGrant, IdempotentRequest
from portal.rest.scopes import HasScope
from tests.accounts.factories import make_user

pytestmark = [pytest.mark.django_db, pytest.mark.urls("tests.rest.urls")]

ALL = ["catalogue:read", "dossiers:read", "dossiers:write", "uploads:write"]


def with_token(scope: str, name: str = "Hệ thống") -> APIClient:
    application, _secret = register_client(name, ALL)
    text = f"{name}-{scope}".encode().hex()
    expires = timezone.now() + timedelta(hours=1)
    AccessToken.objects.create(application=application, token=text, scope=scope, expires=expires)
    api = APIClient()
    api.credentials(HTTP_AUTHORIZATION=f"Bearer {text}")
    return api


@pytest.mark.parametrize(
    ("scope", "status"),
    [
        ("dossiers:write", 201),
        ("dossiers:write dossiers:read", 201),
        (" ".join(ALL), 201),
        ("dossiers:read", 403),
        ("uploads:write catalogue:read", 403),
        ("dossiers:writer", 403),
        ("dossiers", 403),
        ("DOSSIERS:WRITE", 403),
        ("", 403),
    ],
)
def test_the_endpoint_opens_to_its_scope_and_to_no_other(scope: str, status: int) -> None:
    answer: Any = with_token(scope).post("/api/file/", {})
    assert answer.status_code == status


def test_a_signed_in_person_is_no_machine() -> None:
    api = APIClient()
    api.force_login(make_user())
    answer: Any = api.post("/api/file/", {})
    assert answer.status_code == 403


@pytest.mark.parametrize("scopes", [["dossiers:read"], ["dossiers:write", "uploads:write"], ALL])
def test_a_client_that_names_no_scope_gets_all_of_its_own(scopes: list[str]) -> None:
    client, secret = register_client("Hệ thống", scopes)
    asked = {"grant_type": "client_credentials", "client_id": client.client_id, "client_secret": secret}
    answer: Any = APIClient().post("/o/token/", asked, format="multipart")
    assert set(answer.json()["scope"].split()) == set(scopes)


def test_a_client_may_ask_for_less_than_it_was_given() -> None:
    client, secret = register_client("Hệ thống", ALL)
    asked = {"grant_type": "client_credentials", "client_id": client.client_id, "client_secret": secret}
    answer: Any = APIClient().post("/o/token/", {**asked, "scope": "dossiers:read"}, format="multipart")
    assert answer.json()["scope"] == "dossiers:read"


def test_the_secret_may_come_in_the_header_as_the_standard_prefers() -> None:
    """RFC 6749 2.3.1."""
    client, secret = register_client("Hệ thống", ["dossiers:read"])
    pair = base64.b64encode(f"{client.client_id}:{secret}".encode()).decode()
    answer: Any = APIClient().post(
        "/o/token/",
        {"grant_type": "client_credentials"},
        format="multipart",
        headers={"Authorization": f"Basic {pair}"},
    )
    assert answer.status_code == 200
    assert answer.json()["token_type"] == "Bearer"
    assert answer.json()["expires_in"] == 3600


@pytest.mark.parametrize(
    "body",
    [
        {},
        {"grant_type": "password", "username": "an@example.vn", "password": "x"},
        {"grant_type": "authorization_code", "code": "x"},
        {"grant_type": "refresh_token", "refresh_token": "x"},
        {"grant_type": "urn:ietf:params:oauth:grant-type:device_code"},
        {"grant_type": "client_credentials\x00"},
    ],
)
def test_no_other_way_leads_to_a_token(body: dict[str, str]) -> None:
    client, secret = register_client("Hệ thống", ALL)
    answer: Any = APIClient().post(
        "/o/token/", {"client_id": client.client_id, "client_secret": secret, **body}, format="multipart"
    )
    assert answer.status_code == 400
    assert answer.json()["error"] in {"unsupported_grant_type", "invalid_request"}
    assert AccessToken.objects.count() == 0


def test_a_client_without_a_grant_gets_nothing() -> None:
    client, secret = register_client("Hệ thống", ALL)
    ClientGrant.objects.all().delete()
    asked = {"grant_type": "client_credentials", "client_id": client.client_id, "client_secret": secret}
    answer: Any = APIClient().post("/o/token/", {**asked, "scope": "dossiers:read"}, format="multipart")
    assert answer.status_code == 400
    assert GrantedScopes().get_available_scopes(None) == []


def test_a_scope_that_the_site_does_not_have_is_given_to_nobody() -> None:
    with pytest.raises(UnknownScopes, match="all:everything"):
        register_client("Hệ thống", ["dossiers:read", "all:everything"])
    assert Application.objects.count() == 0


def test_several_scopes_are_all_needed() -> None:
    both = HasScope("dossiers:read", "dossiers:write")
    assert both().get_scopes(None, None) == ["dossiers:read", "dossiers:write"]
    assert both.__name__ == "HasScope[dossiers:read dossiers:write]"


# -- keys of machines


def create(api: APIClient, name: str, key: str = "k") -> Any:
    return api.post("/api/groups/", {"name": name}, headers={"Idempotency-Key": key})


def test_the_same_key_of_two_machines_is_two_keys() -> None:
    assert create(with_token("dossiers:write", "Một"), "một").status_code == 201
    assert create(with_token("dossiers:write", "Hai"), "hai").status_code == 201
    assert Group.objects.count() == 2


def test_a_machine_with_a_new_token_keeps_its_keys() -> None:
    """The key belongs to the client: a token lives an hour, a retry may come after it."""
    api = with_token("dossiers:write", "Một")
    first = create(api, "một")
    application = Application.objects.get()
    AccessToken.objects.create(
        application=application, token="another", scope="dossiers:write", expires=timezone.now() + timedelta(hours=1)
    )
    other = APIClient()
    other.credentials(HTTP_AUTHORIZATION="Bearer another")
    again = create(other, "một")
    assert again.headers["Idempotency-Replayed"] == "true"
    assert again.json() == first.json()


@pytest.mark.parametrize(
    "changed",
    [
        {"path": "/api/groups/?x=1"},
        {"body": {"name": "một", "more": 1}},
        {"body": {"name": "Một"}},
        {"body": {"name": ["một"]}},
        {"body": {}},
    ],
    ids=["query", "more", "capital", "type", "empty"],
)
def test_whatever_differs_makes_it_another_request(changed: dict[str, Any]) -> None:
    create(APIClient(), "một")
    answer: Any = APIClient().post(
        changed.get("path", "/api/groups/"), changed.get("body", {"name": "một"}), headers={"Idempotency-Key": "k"}
    )
    assert answer.status_code == 422
    assert Group.objects.count() == 1
    assert IdempotentRequest.objects.count() == 1


@pytest.mark.parametrize("key", ["\x07", "a\tb", "a\u200bb", " " * 300])
def test_a_key_that_nobody_can_read_is_refused(key: str) -> None:
    assert create(APIClient(), "một", key).status_code == 400
    assert Group.objects.count() == 0


def test_the_order_of_names_does_not_make_it_another_request() -> None:
    api: Any = APIClient()
    for body in ('{"name": "một", "note": "x"}', '{"note": "x", "name": "một"}'):
        answer = api.generic(
            "POST", "/api/groups/", body.encode(), "application/json", headers={"Idempotency-Key": "k"}
        )
        assert answer.status_code == 201
    assert Group.objects.count() == 1


def test_machines_need_no_key_of_a_form() -> None:
    """They have no cookies, so there is nothing that a form of another site could borrow."""
    client, secret = register_client("Hệ thống", ALL)
    asked = {"grant_type": "client_credentials", "client_id": client.client_id, "client_secret": secret}
    assert APIClient(enforce_csrf_checks=True).post("/o/token/", asked, format="multipart").status_code == 200
