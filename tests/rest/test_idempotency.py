"""A request sent twice counts once."""

from __future__ import annotations

import threading
from datetime import timedelta
from typing import Any

import pytest
from django.contrib.auth.models import Group
from django.db import connection
from django.utils import timezone
from rest_framework.test import APIClient

from portal.rest.idempotency import purge
from portal.rest.models import IdempotentRequest
from tests.accounts.factories import make_user

pytestmark = [pytest.mark.django_db, pytest.mark.urls("tests.rest.urls")]


def create(name: str = "một", key: str | None = "k1", api: APIClient | None = None) -> Any:
    headers = {"Idempotency-Key": key} if key is not None else {}
    return (api or APIClient()).post("/api/groups/", {"name": name}, headers=headers)


def test_the_same_request_gets_the_same_answer_and_is_done_once() -> None:
    first, second = create(), create()
    assert (first.status_code, second.status_code) == (201, 201)
    assert first.json() == second.json()
    assert second.headers["Idempotency-Replayed"] == "true"
    assert "Idempotency-Replayed" not in first.headers
    assert Group.objects.count() == 1


def test_spaces_in_the_body_do_not_make_it_another() -> None:
    api = APIClient()
    for body in ('{"name":"một"}', '{ "name" : "một" }'):
        answer = api.post("/api/groups/", body, content_type="application/json", headers={"Idempotency-Key": "k1"})
        assert answer.status_code == 201
    assert Group.objects.count() == 1


def test_another_body_under_the_same_key_is_refused() -> None:
    create("một")
    answer = create("hai")
    assert answer.status_code == 422
    assert answer.json()["type"] == "urn:portal:problem:idempotency-key-reused"
    assert Group.objects.count() == 1


def test_without_a_key_nothing_is_kept() -> None:
    create("một", key=None)
    create("hai", key=None)
    assert (Group.objects.count(), IdempotentRequest.objects.count()) == (2, 0)


def test_a_refused_request_may_be_corrected_under_its_key() -> None:
    assert create("").status_code == 400
    assert IdempotentRequest.objects.count() == 0
    assert create("một").status_code == 201


def test_keys_of_two_callers_never_meet() -> None:
    for name in ("một", "hai"):
        api = APIClient()
        api.force_authenticate(make_user())
        assert create(name, api=api).status_code == 201
    assert Group.objects.count() == 2


@pytest.mark.parametrize("key", ["", "x" * 256])
def test_a_key_that_is_none_is_refused(key: str) -> None:
    assert create(key=key).status_code == 400
    assert Group.objects.count() == 0


def test_a_key_is_free_again_after_a_day() -> None:
    create("một")
    IdempotentRequest.objects.update(created_at=timezone.now() - timedelta(hours=25))
    assert create("hai").status_code == 201
    IdempotentRequest.objects.update(created_at=timezone.now() - timedelta(hours=25))
    assert purge() == 1


@pytest.mark.django_db(transaction=True)
def test_ten_at_once_make_one() -> None:
    # given ten copies of a request that leave together
    start, answers = threading.Barrier(10), []

    def send() -> None:
        start.wait()
        try:
            answers.append(create())
        finally:
            connection.close()

    threads = [threading.Thread(target=send) for _ in range(10)]
    # when they arrive
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    # then one was done, and all got its answer
    assert [answer.status_code for answer in answers] == [201] * 10
    assert len({answer.json()["id"] for answer in answers}) == 1
    assert Group.objects.count() == 1
