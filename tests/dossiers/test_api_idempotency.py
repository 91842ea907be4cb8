"""A filing sent twice counts once (header Idempotency-Key), also when ten copies arrive at the same moment."""

from __future__ import annotations

from collections import Counter
from concurrent.futures import ThreadPoolExecutor

import pytest
from django.db import connection
from rest_framework.test import APIClient

from dossiers.models import CodeCounter, Dossier
from tests.dossiers.api_calls import URL, assert_problem, birth_body, machine
from tests.dossiers.world import World, given_world

KEY = {"Idempotency-Key": "benh-vien-tu-du-2026-11-22-0001"}


def test_the_same_request_again_gets_the_same_answer(world: World) -> None:
    client = machine()
    first = client.post(URL, birth_body(), format="json", headers=KEY)
    again = client.post(URL, birth_body(), format="json", headers=KEY)

    assert (first.status_code, again.status_code) == (201, 201)
    assert again.json() == first.json()
    assert again["Location"] == first["Location"]
    assert again["Idempotency-Replayed"] == "true"
    assert Dossier.objects.count() == 1


def test_the_key_does_not_cover_another_filing(world: World) -> None:
    client = machine()
    client.post(URL, birth_body(), format="json", headers=KEY)

    body = birth_body(result_delivery="postal")
    assert_problem(client.post(URL, body, format="json", headers=KEY), 422)
    assert Dossier.objects.count() == 1


def test_keys_of_two_systems_never_meet(world: World) -> None:
    codes = {
        client.post(URL, birth_body(), format="json", headers=KEY).json()["code"]
        for client in (machine(), machine("Phần mềm khác"))
    }
    assert len(codes) == 2


def test_a_refused_filing_may_be_mended_under_its_key(world: World) -> None:
    client = machine()
    assert_problem(client.post(URL, birth_body(papers=[]), format="json", headers=KEY), 422)
    assert client.post(URL, birth_body(), format="json", headers=KEY).status_code == 201


@pytest.mark.parametrize("key", ["", "x" * 256])
def test_a_key_that_is_none_is_refused(world: World, key: str) -> None:
    answer = machine().post(URL, birth_body(), format="json", headers={"Idempotency-Key": key})
    assert_problem(answer, 400)
    assert not Dossier.objects.exists()


@pytest.mark.django_db(transaction=True)
def test_ten_copies_at_once_make_one_dossier() -> None:
    given_world()
    token = machine()._credentials  # type: ignore[attr-defined]

    def send(_number: int) -> tuple[int, str]:
        client = APIClient()
        client.credentials(**token)
        try:
            answer = client.post(URL, birth_body(), format="json", headers=KEY)
            return answer.status_code, answer.json()["code"]
        finally:
            connection.close()

    with ThreadPoolExecutor(max_workers=10) as pool:
        answers = Counter(pool.map(send, range(10)))

    assert len(answers) == 1
    assert next(iter(answers))[0] == 201
    assert Dossier.objects.count() == 1
    assert CodeCounter.objects.get().last == 1
