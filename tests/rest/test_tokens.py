"""A machine's token is read once and confirmed at every call: what is revoked or changed counts at once."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import timedelta
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from oauth2_provider.models import AccessToken, Application
from rest_framework.test import APIClient

from portal.rest import tokens
from portal.rest.clients import register_client
from tests.accounts.factories import make_user

pytestmark = [pytest.mark.django_db, pytest.mark.urls("tests.rest.urls")]


@pytest.fixture(autouse=True)
def _nothing_is_known() -> Iterator[None]:
    tokens._in_memory.clear()
    yield
    tokens._in_memory.clear()


def token_of(client: Application, text: str = "token-1", **changes: Any) -> AccessToken:
    values = {"scope": "dossiers:write", "expires": timezone.now() + timedelta(hours=1)} | changes
    return AccessToken.objects.create(application=client, token=text, **values)


def call(token: str = "token-1") -> Any:
    return APIClient().post("/api/file/", {}, headers={"Authorization": f"Bearer {token}"})


def queries_of(token: str = "token-1") -> list[str]:
    with CaptureQueriesContext(
        connection,
    ) as asked:
        assert call(token).status_code == 201
    return [query["sql"] for query in asked]


@pytest.fixture
def client() -> Application:
    return register_client("Cổng quốc gia", ["dossiers:write"])[0]


def test_a_known_token_costs_one_small_query(client: Application) -> None:
    token_of(client)
    first, second = queries_of(), queries_of()
    assert len(first) == 2
    assert len(second) == 1
    assert "ctid" in second[0]


def revoke(token: AccessToken) -> None:
    token.revoke()


def expire(token: AccessToken) -> None:
    AccessToken.objects.filter(pk=token.pk).update(expires=timezone.now() - timedelta(seconds=1))


def take_the_scope(token: AccessToken) -> None:
    AccessToken.objects.filter(pk=token.pk).update(scope="catalogue:read")


def delete_the_client(token: AccessToken) -> None:
    Application.objects.all().delete()


def revoke_beside_django(token: AccessToken) -> None:
    with connection.cursor() as cursor:
        cursor.execute("DELETE FROM oauth2_provider_accesstoken WHERE id = %s", [token.pk])


@pytest.mark.parametrize(
    ("change", "status"),
    [
        (revoke, 401),
        (expire, 401),
        (take_the_scope, 403),
        (delete_the_client, 401),
        (revoke_beside_django, 401),
    ],
)
def test_a_change_counts_at_the_next_call(
    client: Application, change: Callable[[AccessToken], None], status: int
) -> None:
    """Also a change that another process made: nothing is believed that the database did not just confirm."""
    token = token_of(client)
    assert call().status_code == 201
    change(token)
    assert call().status_code == status


def test_a_token_that_runs_out_while_it_is_known_stops(client: Application) -> None:
    token_of(client)
    assert call().status_code == 201
    remembered = next(iter(tokens._in_memory.values()))[1]
    remembered.expires = timezone.now() - timedelta(seconds=1)
    assert call().status_code == 401


def test_a_new_name_of_the_client_is_seen_at_once(client: Application) -> None:
    token_of(client)
    assert call().json() == {"client": "Cổng quốc gia"}
    Application.objects.update(name="Cổng mới")
    assert call().json() == {"client": "Cổng mới"}


def test_a_token_given_again_under_the_same_text_is_another(client: Application) -> None:
    token_of(client).delete()
    assert call().status_code == 401
    token_of(client)
    assert call().status_code == 201


def test_a_token_of_a_person_is_never_kept(client: Application) -> None:
    """Who the person is may change in tables that the small query does not ask."""
    token_of(client, user=make_user())
    call()
    assert tokens._in_memory == {}


def test_a_wrong_token_is_not_kept(client: Application) -> None:
    assert call("sai").status_code == 401
    assert tokens._in_memory == {}


def test_only_so_many_are_kept(client: Application, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(tokens, "KEPT_TOKENS", 3)
    for number in range(5):
        token_of(client, f"token-{number}")
        assert call(f"token-{number}").status_code == 201
    assert len(tokens._in_memory) == 3
    assert call("token-0").status_code == 201
