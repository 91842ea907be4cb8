"""What tests of the API share: another system with its token, the body of a filing, and what a refusal looks like."""

from __future__ import annotations

from typing import Any

from django.test import Client
from rest_framework.test import APIClient

from benchmarks import _birth
from dossiers.actors import ApiClient
from dossiers.models import Dossier
from portal.rest.clients import register_client
from tests.dossiers.filings import BIRTH_FORM

URL = "/api/v1/dossiers/"
PROBLEM = "application/problem+json"
ALL_SCOPES = ("dossiers:read", "dossiers:write", "uploads:write")


def token_of(name: str, *scopes: str) -> tuple[str, str]:
    """The client id of a new system, and a token it was given for its secret at the token endpoint."""
    application, secret = register_client(name, scopes or ALL_SCOPES)
    asked = {"grant_type": "client_credentials", "client_id": application.client_id, "client_secret": secret}
    answer = Client().post("/o/token/", asked)
    assert answer.status_code == 200, answer.content
    return application.client_id, answer.json()["access_token"]


def machine(name: str = "Phần mềm của bệnh viện", *scopes: str) -> APIClient:
    """A system that calls with its token; `client_id` says which."""
    client_id, token = token_of(name, *scopes)
    client = APIClient()
    client.credentials(HTTP_AUTHORIZATION=f"Bearer {token}")
    client.client_id = client_id  # type: ignore[attr-defined]
    return client


def identity(client: APIClient) -> ApiClient:
    """The system as the domain knows it."""
    return ApiClient(client.client_id, "Phần mềm của bệnh viện")  # type: ignore[attr-defined]


def raw(client: APIClient) -> Any:
    """The client without its types, which know no raw bytes."""
    return client


def birth_body(**changes: Any) -> dict[str, Any]:
    """The body of a complete filing, its paper already in a database."""
    return {**_birth.birth_body("H29.101.9"), "form": dict(BIRTH_FORM), **changes}


def filed(client: APIClient, **changes: Any) -> Dossier:
    """A dossier that the system filed."""
    answer = client.post(URL, birth_body(**changes), format="json")
    assert answer.status_code == 201, answer.content
    return Dossier.objects.get(code=answer.json()["code"])


def assert_problem(answer: Any, status: int, *pointers: str) -> dict[str, Any]:
    """The body of a refusal, after checking that it is a problem (RFC 9457) that names these places."""
    assert answer.status_code == status, answer.content
    assert answer["Content-Type"].split(";")[0] == PROBLEM
    body: dict[str, Any] = answer.json()
    assert body["status"] == status
    assert body["type"]
    assert body["title"]
    assert body["detail"]
    assert set(pointers) <= {error["pointer"] for error in body.get("errors", [])}, body
    return body
