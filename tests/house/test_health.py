"""The three addresses that machines ask."""

from __future__ import annotations

import pytest
from django.db import OperationalError, connection
from django.test import Client
from pytest_django import DjangoAssertNumQueries

from portal import health

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _forget_readiness() -> None:
    health._remember_migrated.cache_clear()


def refuse() -> None:
    raise OperationalError("gone")


def test_healthz_answers_without_the_database(
    client: Client, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    with django_assert_num_queries(0):
        assert client.get("/healthz").json() == {"status": "up"}


def test_readyz_answers_when_all_migrations_are_applied(client: Client) -> None:
    answer = client.get("/readyz")
    assert answer.status_code == 200
    assert answer.headers["Cache-Control"].startswith("max-age=0")


def test_readyz_says_when_a_migration_waits(client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(health, "_waiting_migrations", lambda: True)
    answer = client.get("/readyz")
    assert (answer.status_code, answer.json()) == (503, {"status": "migrations missing"})


def test_readyz_says_when_the_database_is_away(client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(connection, "cursor", refuse)
    answer = client.get("/readyz")
    assert (answer.status_code, answer.json()) == (503, {"status": "no database"})


def test_metrics_speak_prometheus(client: Client) -> None:
    answer = client.get("/metrics")
    assert answer.status_code == 200
    assert b"django_http_requests_before_middlewares_total" in answer.content


def test_readyz_remembers_that_all_is_applied_and_asks_one_query(
    client: Client, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    """Asked every few seconds by every balancer: reading all migrations each time would be a load of its own."""
    client.get("/readyz")
    with django_assert_num_queries(1):
        assert client.get("/readyz").status_code == 200


def test_a_process_that_waits_for_migrations_gets_ready_when_they_are_applied(
    client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    waiting = [True, True, False]
    monkeypatch.setattr(health, "_waiting_migrations", lambda: waiting.pop(0) if waiting else False)
    assert [client.get("/readyz").status_code for _look in range(4)] == [503, 503, 200, 200]


def test_a_database_that_goes_away_later_is_seen_and_seen_to_be_back(
    client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What is remembered are the migrations, never that the database answered."""
    assert client.get("/readyz").status_code == 200
    with monkeypatch.context() as away:
        away.setattr(connection, "cursor", refuse)
        assert client.get("/readyz").status_code == 503
    assert client.get("/readyz").status_code == 200


@pytest.mark.parametrize("method", ["get", "head", "post", "put", "delete"])
@pytest.mark.parametrize("address", ["/healthz", "/readyz"])
def test_any_prober_is_answered_without_a_session(client: Client, address: str, method: str) -> None:
    """Load balancers ask as they like: HEAD, no cookies, any language; nobody is sent to sign in."""
    answer = getattr(client, method)(address, headers={"Accept-Language": "xx"})
    assert answer.status_code in {200, 403, 405}
    assert not answer.cookies
    assert "Location" not in answer.headers


@pytest.mark.parametrize("address", ["/healthz", "/readyz"])
def test_no_answer_tells_what_runs_here(client: Client, address: str) -> None:
    """Versions and host names help whoever looks for a hole."""
    answer = client.get(address)
    assert set(answer.json()) == {"status"}
    assert not {"Server", "X-Powered-By"} & set(answer.headers)


def test_metrics_count_without_names_of_people(client: Client) -> None:
    client.get("/theo-doi/", {"code": "H29.101.9-261122-0001"})
    told = client.get("/metrics").content.decode()
    assert "H29.101.9-261122-0001" not in told
    assert 'view="dossiers:track"' in told
