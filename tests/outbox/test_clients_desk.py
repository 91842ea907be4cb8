"""Rules proved: administrators register clients of REST, see a secret once, change it, and close a client at once."""

from __future__ import annotations

import re
from typing import Any
from uuid import uuid4

import pytest
from django.conf import LazySettings
from django.core.cache import cache
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from oauth2_provider.models import AccessToken, Application
from rest_framework.test import APIClient

from portal.accounts.models import User
from portal.outbox import webhooks
from portal.outbox.desk.words import in_words
from portal.rest.clients import register_client
from tests.accounts.factories import make_staff

pytestmark = pytest.mark.django_db
LIST = "/can-bo/ket-noi/"
SOMEWHERE = "/api/v1/dossiers/"


@pytest.fixture
def admin(client: Client) -> Client:
    client.force_login(User.objects.create_superuser(email="he-thong@example.vn", full_name="Cao Xuân Trường"))
    return client


def secret_on(page: str) -> str:
    found = re.search(r"data-secret>([^<]+)<", page)
    return found[1] if found else ""


def token(client: Application, secret: str) -> Any:
    body = {"grant_type": "client_credentials", "client_id": client.client_id, "client_secret": secret}
    return APIClient().post("/o/token/", body, format="multipart")


def call(access_token: str) -> Any:
    return APIClient().get(SOMEWHERE, headers={"Authorization": f"Bearer {access_token}"})


def registered(admin: Client) -> tuple[Application, str, str]:
    answer = admin.post(f"{LIST}moi/", {"name": "Kho dữ liệu", "scopes": ["dossiers:read", "catalogue:read"]})
    where = answer.headers["Location"]
    return Application.objects.get(), secret_on(admin.get(where).content.decode()), where


@pytest.mark.parametrize("path", ["", "moi/", "1/", "1/sua/", "1/mat-khau/", "1/ngung/", "1/mo-lai/"])
def test_the_doors_are_for_system_administrators(client: Client, path: str) -> None:
    client.force_login(make_staff())
    assert (client.get(f"{LIST}{path}").status_code, client.post(f"{LIST}{path}").status_code) == (403, 403)
    assert not Application.objects.exists()


def test_a_client_is_registered_and_its_secret_shown_once(admin: Client) -> None:
    assert "Chưa có hệ thống nào" in admin.get(LIST).content.decode()
    client, secret, where = registered(admin)

    page = admin.get(where)
    assert (secret_on(page.content.decode()), page.headers["Cache-Control"]) == ("", "no-store")
    assert "Đọc hồ sơ do hệ thống này nộp (dossiers:read)" in page.content.decode()
    assert secret not in client.client_secret
    assert call(token(client, secret).json()["access_token"]).status_code == 200


@pytest.mark.parametrize("typed", [{"name": "", "scopes": ["dossiers:read"]}, {"name": "A", "scopes": ["everything"]}])
def test_what_cannot_be_given_is_refused(admin: Client, typed: dict[str, Any]) -> None:
    assert "govuk-error-summary" in admin.post(f"{LIST}moi/", typed).content.decode()
    assert not Application.objects.exists()


def test_a_new_secret_ends_the_old_one_and_leaves_tokens_their_hour(admin: Client) -> None:
    client, old, where = registered(admin)
    access = token(client, old).json()["access_token"]
    assert admin.get(f"{where}mat-khau/").status_code == 200
    assert token(client, old).status_code == 200

    admin.post(f"{where}mat-khau/")
    new = secret_on(admin.get(where).content.decode())

    assert (token(client, old).status_code, token(client, new).status_code) == (401, 200)
    assert call(access).status_code == 200


def test_a_closed_client_is_out_at_once_and_comes_back_with_its_secret(admin: Client) -> None:
    client, secret, where = registered(admin)
    access = token(client, secret).json()["access_token"]

    admin.post(f"{where}ngung/")
    assert call(access).status_code == 401
    assert (token(client, secret).status_code, token(client, secret).json()["error"]) == (401, "invalid_client")
    assert not AccessToken.objects.exists()
    assert "Ngừng từ" in admin.get(where).content.decode()

    admin.post(f"{where}mo-lai/")
    assert token(client, secret).status_code == 200


def test_the_list_costs_the_same_for_many(admin: Client) -> None:
    costs = []
    for _ in range(2):
        for number in range(3):
            register_client(f"Hệ thống {number}", ["catalogue:read"])
        with CaptureQueriesContext(connection) as queries:
            assert admin.get(LIST).status_code == 200
        costs.append(len(queries))
    assert costs[0] == costs[1]


# -- sent twice, and changed


def test_a_form_sent_twice_registers_one_client_and_its_secret_is_the_first_ones(admin: Client) -> None:
    page = admin.get(f"{LIST}moi/").content.decode()
    key = re.search(r'name="submission_key" value="([^"]+)"', page)
    assert key
    typed = {"name": "Kho dữ liệu", "scopes": ["dossiers:read"], "submission_key": key[1]}
    places = {admin.post(f"{LIST}moi/", typed).headers["Location"] for _ in range(2)}
    client = Application.objects.get()
    assert places == {f"{LIST}{client.pk}/"}
    secret = secret_on(admin.get(places.pop()).content.decode())
    assert token(client, secret).status_code == 200
    # another page is another client, and one without a key is nobody's second
    for other in ({**typed, "submission_key": ""}, {**typed, "submission_key": str(uuid4())}):
        admin.post(f"{LIST}moi/", other)
    assert Application.objects.count() == 3


def test_a_client_is_changed_without_its_secret_and_loses_tokens_only_with_a_scope(admin: Client) -> None:
    client, secret, where = registered(admin)
    access = token(client, secret).json()["access_token"]
    assert 'value="Kho dữ liệu"' in admin.get(f"{where}sua/").content.decode()

    more = {"name": "Kho dữ liệu mới", "scopes": ["dossiers:read", "catalogue:read"], "calls_per_minute": "90"}
    assert admin.post(f"{where}sua/", more).headers["Location"] == where
    page = admin.get(where).content.decode()
    assert ("Kho dữ liệu mới" in page, "/90" in page) == (True, True)
    assert (call(access).status_code, token(client, secret).status_code) == (200, 200)

    assert admin.post(f"{where}sua/", {**more, "scopes": ["catalogue:read"]}).status_code == 302
    assert call(access).status_code == 401
    assert call(token(client, secret).json()["access_token"]).status_code == 403
    assert "90" in admin.get(LIST).content.decode()


def test_a_limit_that_is_none_is_refused_beside_the_field_and_changes_nothing(admin: Client) -> None:
    _client, _secret, where = registered(admin)
    for wrong in ("0", "-1", "1000001", "9" * 400, "mười", "1.5", "\0"):
        typed = {"name": "Khác", "scopes": ["catalogue:read"], "calls_per_minute": wrong}
        for page in (admin.post(f"{where}sua/", typed), admin.post(f"{LIST}moi/", typed)):
            assert (page.status_code, "calls_per_minute-error" in page.content.decode()) == (200, True), wrong
    assert Application.objects.get().name == "Kho dữ liệu"


# -- how often


def test_a_client_that_calls_too_often_waits_for_the_next_minute(
    admin: Client, settings: LazySettings, monkeypatch: pytest.MonkeyPatch
) -> None:
    settings.API_CALLS_PER_MINUTE = 2
    monkeypatch.setattr("portal.rest.limits.time.time", lambda: 1_000_020.0)
    client, secret, where = registered(admin)
    access = token(client, secret).json()["access_token"]

    answers = [call(access) for _ in range(3)]

    assert [one.status_code for one in answers] == [200, 200, 429]
    assert answers[2].headers["Content-Type"] == "application/problem+json"
    assert answers[2].headers["Retry-After"] == "60"
    assert "3/2" in admin.get(where).content.decode()
    # another client is not touched by it, and people are not counted
    other, other_secret = register_client("Khác", ["dossiers:read"])
    assert call(token(other, other_secret).json()["access_token"]).status_code == 200
    assert admin.get(SOMEWHERE).status_code == 200
    # and the next minute is another one
    monkeypatch.setattr("portal.rest.limits.time.time", lambda: 1_000_080.0)
    assert call(access).status_code == 200


def test_without_a_cache_nobody_is_counted_out(
    admin: Client, settings: LazySettings, monkeypatch: pytest.MonkeyPatch
) -> None:
    settings.API_CALLS_PER_MINUTE = 1
    client, secret, _where = registered(admin)
    access = token(client, secret).json()["access_token"]

    def forgotten(_place: str) -> int:
        raise ValueError

    monkeypatch.setattr(cache, "incr", forgotten, raising=False)
    assert [call(access).status_code for _ in range(3)] == [200, 200, 200]


def test_every_scope_and_event_of_this_site_has_words(settings: LazySettings) -> None:
    names = [*settings.OAUTH2_PROVIDER["SCOPES"], *webhooks.offered(), *webhooks.offered_to_clients()]
    assert [name for name, words in in_words(names) if words == name] == []
    assert in_words(["something:new"]) == [("something:new", "something:new")]
