"""Bodies and addresses that break parsers or the database end in problem answers."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client
from rest_framework.test import APIClient

pytestmark = [pytest.mark.django_db, pytest.mark.urls("tests.rest.urls")]
JSON = "application/json"
#: Its types know no raw bytes.
CLIENT: Any = APIClient()


def refusal(body: bytes, **extra: str) -> tuple[int, str, list[str]]:
    answer = CLIENT.generic("POST", "/api/refuse/nested/", body, JSON, **extra)
    pointers = [error["pointer"] for error in answer.json().get("errors", [])]
    return answer.status_code, answer["Content-Type"], pointers


def test_a_nul_or_half_a_character_is_named_with_its_place() -> None:
    body = rb'{"applicant": {"full_name": "\u0000"}, "amounts": [1, "\ud83d"], "x\u0000": 1}'
    assert refusal(body) == (
        400,
        "application/problem+json",
        ["/applicant/full_name", "/amounts/1", ""],
    )


def test_whole_characters_beyond_the_first_plane_are_welcome() -> None:
    body = r'{"applicant": {"full_name": "Lan \ud83d\udc76 𠀋"}, "amounts": []}'.encode()
    assert CLIENT.generic("POST", "/api/refuse/nested/", body, JSON).status_code == 204


@pytest.mark.parametrize("body", [b"[" * 100_000, b'{"a":' * 50_000])
def test_a_body_nested_too_deep_is_refused(body: bytes) -> None:
    assert refusal(body)[:2] == (400, "application/problem+json")


@pytest.mark.parametrize("content_type", ["application/x-www-form-urlencoded", "text/plain", "application/xml"])
def test_what_is_no_json_is_not_read(content_type: str) -> None:
    answer = CLIENT.generic("POST", "/api/refuse/nested/", b"a=1", content_type)
    assert (answer.status_code, answer["Content-Type"]) == (415, "application/problem+json")


@pytest.mark.urls("portal.urls")
@pytest.mark.parametrize("path", ["/thu-tuc/%00/", "/don-vi/%00/", "/ho-so/%00/", "/api/v1/units/%00/", "/%00"])
def test_an_address_with_a_nul_is_not_found(path: str) -> None:
    assert Client().get(path).status_code == 404
