"""Other systems get tokens for the scopes they were given, and no more."""

from __future__ import annotations

from io import StringIO
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from oauth2_provider.models import Application
from rest_framework.test import APIClient

from portal.rest.clients import register_client

pytestmark = [pytest.mark.django_db, pytest.mark.urls("tests.rest.urls")]


def token(client: Application, secret: str, scope: str | None = None) -> Any:
    body = {"grant_type": "client_credentials", "client_id": client.client_id, "client_secret": secret}
    return APIClient().post("/o/token/", body | ({"scope": scope} if scope else {}), format="multipart")


def file_with(access_token: str) -> Any:
    return APIClient().post("/api/file/", {}, headers={"Authorization": f"Bearer {access_token}"})


def test_a_client_with_the_scope_comes_in_under_its_name() -> None:
    client, secret = register_client("Cổng quốc gia", ["dossiers:write"])
    answer = file_with(token(client, secret).json()["access_token"])
    assert (answer.status_code, answer.json()) == (201, {"client": "Cổng quốc gia"})


def test_a_client_without_the_scope_stays_out() -> None:
    client, secret = register_client("Chỉ đọc", ["catalogue:read"])
    answer = file_with(token(client, secret).json()["access_token"])
    assert (answer.status_code, answer.headers["Content-Type"]) == (403, "application/problem+json")


def test_a_client_cannot_ask_for_more_than_its_grant() -> None:
    client, secret = register_client("Chỉ đọc", ["catalogue:read"])
    answer = token(client, secret, "dossiers:write")
    assert (answer.status_code, answer.json()["error"]) == (400, "invalid_scope")


@pytest.mark.parametrize("header", [{}, {"Authorization": "Bearer sai"}])
def test_nobody_comes_in_without_a_token(header: dict[str, str]) -> None:
    answer = APIClient().post("/api/file/", {}, headers=header)
    assert answer.status_code == 401
    assert "Bearer" in answer.headers["WWW-Authenticate"]


def test_a_wrong_secret_gets_no_token() -> None:
    client, _ = register_client("Cổng quốc gia", ["dossiers:write"])
    assert token(client, "sai").status_code == 401


def test_the_command_prints_the_secret_once_and_keeps_a_hash() -> None:
    out = StringIO()
    call_command("create_api_client", "Cổng quốc gia", "--scopes", "dossiers:read", "dossiers:write", stdout=out)
    lines = dict(line.split(": ", 1) for line in out.getvalue().splitlines())
    client = Application.objects.get(client_id=lines["client_id"])
    assert lines["client_secret"] not in client.client_secret
    assert token(client, lines["client_secret"]).status_code == 200


def test_the_command_refuses_scopes_that_do_not_exist() -> None:
    with pytest.raises(CommandError, match="all:everything"):
        call_command("create_api_client", "X", "--scopes", "all:everything")
    assert Application.objects.count() == 0
