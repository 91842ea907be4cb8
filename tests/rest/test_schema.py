"""The interface is described truly: the OpenAPI document is valid, and made-up requests get described answers."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
import schemathesis
from django.conf import settings as site
from django.core.management import call_command
from django.core.signals import request_finished, request_started
from django.db import close_old_connections
from django.test import Client
from django.utils import timezone
from hypothesis import HealthCheck, Phase, given, settings
from oauth2_provider.models import AccessToken, Application
from schemathesis.core.failures import Failure, FailureGroup

from portal.wsgi import application
from procedures.bulk_files import make_if_stale
from tests.dossiers.world import given_world

EXAMPLES = 8
CHECKS = [
    schemathesis.checks.not_a_server_error,
    schemathesis.checks.status_code_conformance,
    schemathesis.checks.content_type_conformance,
    schemathesis.checks.response_headers_conformance,
    schemathesis.checks.response_schema_conformance,
]
EVERYTHING = " ".join(site.OAUTH2_PROVIDER["SCOPES"])


@schemathesis.serializer("application/offset+octet-stream")
def piece_of_a_file(_context: Any, value: Any) -> bytes:
    """A piece of an upload travels as it is."""
    return value if isinstance(value, bytes) else str(value).encode("utf-8", "replace")


@pytest.mark.django_db
def test_the_document_is_valid_openapi_without_a_warning(tmp_path: Path) -> None:
    """The command fails where the document is no OpenAPI, or where it had to guess."""
    written = tmp_path / "schema.yaml"
    call_command("spectacular", "--validate", "--fail-on-warn", "--file", str(written))
    assert written.read_text().startswith("openapi: 3.")


@pytest.mark.django_db
def test_the_document_names_the_whole_interface() -> None:
    paths = Client().get("/api/schema/", headers={"Accept": "application/json"}).json()["paths"]
    assert {
        "/api/v1/procedures/",
        "/api/v1/procedures/{code}/",
        "/api/v1/units/",
        "/api/v1/units/{code}/",
        "/api/v1/counters/{id}/",
        "/api/v1/calendars/{slug}/special-days/",
        "/api/v1/divisions/{code}/",
        "/api/v1/successions/",
        "/api/v1/orders/",
        "/api/v1/orders/{code}/",
        "/api/v1/receipts/",
        "/api/v1/receipts/{id}/",
        "/api/v1/webhooks/",
        "/api/v1/webhooks/{id}/deliveries/",
        "/api/v1/dossiers/changes/",
        "/api/v1/dossiers/",
        "/api/v1/dossiers/{code}/",
        "/api/v1/dossiers/{code}/events/",
        "/api/v1/dossiers/{code}/actions/{action}/",
        "/api/v1/dossiers/{code}/receipt/",
        "/api/v1/track/",
        "/api/v1/uploads/",
        "/api/v1/uploads/{public_id}/",
    } <= set(paths)


@pytest.mark.django_db
def test_the_documentation_loads_nothing_from_elsewhere() -> None:
    page = Client().get("/api/docs/").content.decode()
    assert "https://" not in page


@pytest.fixture
def token(db: None) -> str:
    """A token with every scope, in a world with dossiers' units and a procedure."""
    given_world()
    make_if_stale()  # without them every download says "not yet", which counts as an error of the server
    system = Application.objects.create(
        name="Kiểm thử", client_type="confidential", authorization_grant_type="client-credentials"
    )
    expires = timezone.now() + timedelta(hours=1)
    AccessToken.objects.create(application=system, token="schema-test", scope=EVERYTHING, expires=expires)
    return "schema-test"


@pytest.fixture
def one_connection() -> Iterator[None]:
    """Requests that end leave the test's connection open, as with Django's own test client."""
    signals = (request_started, request_finished)
    for signal in signals:
        signal.disconnect(close_old_connections)
    yield
    for signal in signals:
        signal.connect(close_old_connections)


@pytest.mark.timeout(240)
@pytest.mark.usefixtures("one_connection")
def test_made_up_requests_get_described_answers(token: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """No server error, and every status, content type and body is one that the document promises."""
    monkeypatch.setattr("dossiers.tracking.LOOKS_A_MINUTE", 10_000)
    document = schemathesis.openapi.from_wsgi("/api/schema/?format=json", application)
    faults: list[str] = []
    for result in document.get_all_operations():
        operation: Any = result.ok()  # type: ignore[union-attr]  # an operation that is none fails here
        _try_out(operation, token, faults)
    assert not faults, "\n\n".join(faults[:8])


def _try_out(operation: Any, token: str, faults: list[str]) -> None:
    @settings(
        max_examples=EXAMPLES,
        deadline=None,
        derandomize=True,
        database=None,
        phases=[Phase.explicit, Phase.generate],
        suppress_health_check=list(HealthCheck),
    )
    @given(case=operation.as_strategy())
    def send(case: Any) -> None:
        response = case.call(headers={**(case.headers or {}), "Authorization": f"Bearer {token}"})
        try:
            case.validate_response(response, checks=CHECKS)
        except (Failure, FailureGroup) as failure:
            faults.append(f"{operation.label}: {response.status_code} {failure}"[:1500])

    send()
