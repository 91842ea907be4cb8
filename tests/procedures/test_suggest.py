"""Rules proved: suggestions come while typing, lead where they say and cost nothing warm."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client

from tests.procedures.factories import announced

URL = "/thu-tuc/goi-y/"
FOUND = [
    {"text": "Thủ tục đăng ký khai sinh", "url": "/thu-tuc/1.001193/"},
    {"text": "Thủ tục đăng ký lại khai sinh", "url": "/thu-tuc/1.004884/"},
]


@pytest.fixture
def births(db: None) -> None:
    """Two procedures about births."""
    announced("1.001193", name="Thủ tục đăng ký khai sinh")
    announced("1.004884", name="Thủ tục đăng ký lại khai sinh")


def asked(client: Client, text: str) -> list[dict[str, str]]:
    """What is suggested for the beginning of a question."""
    response = client.get(URL, {"q": text})
    assert response.status_code == 200
    found: list[dict[str, str]] = response.json()["suggestions"]
    return found


def test_the_beginning_of_a_question_suggests_procedures_that_its_address_opens(client: Client, births: None) -> None:
    found = asked(client, "khai si")

    assert found[0] == FOUND[0]
    assert client.get(found[0]["url"]).status_code == 200


@pytest.mark.django_db
@pytest.mark.parametrize("text", ["", "k", "   "])
def test_a_single_letter_suggests_nothing(client: Client, text: str) -> None:
    assert asked(client, text) == []


def test_an_ambiguous_beginning_offers_the_choices_first(client: Client, births: None) -> None:
    announced("1.004746", name="Thủ tục đăng ký lại kết hôn")

    found = asked(client, "đăng ký lại")

    assert found[0]["text"] == "Khai sinh"
    assert "1.004884" in client.get(found[0]["url"]).content.decode()


def test_suggestions_are_kept_by_browsers_and_cost_nothing_warm(
    client: Client, births: None, django_assert_num_queries: Any
) -> None:
    asked(client, "khai sinh")
    with django_assert_num_queries(0):
        response = client.get(URL, {"q": "khai sinh"})

    assert "public" in response["Cache-Control"]
    assert not response.cookies


def test_what_is_typed_stands_in_no_log(client: Client, births: None, caplog: pytest.LogCaptureFixture) -> None:
    asked(client, "khai sinh cho Nguyễn Văn Bí Mật 079012345678")

    assert "079012345678" not in caplog.text
    assert "Bí Mật" not in caplog.text
