"""The language is changed by a plain form and remembered."""

from __future__ import annotations

import pytest
from django.test import Client
from django.urls import reverse

from tests.ui.forms import Marks


def test_the_other_language_is_offered_in_its_own_words(client: Client) -> None:
    html = client.get(reverse("help")).content.decode()
    assert 'value="en" lang="en">English' in html
    assert any(tag.get("name") == "next" and tag["value"] == reverse("help") for tag in Marks(html).all("input"))


def test_switching_leads_back_and_is_remembered() -> None:
    client = Client(enforce_csrf_checks=True)
    response = client.post(reverse("switch_language"), {"language": "en", "next": reverse("help")})
    assert (response.status_code, response["Location"]) == (302, reverse("help"))
    again = client.get(reverse("help")).content.decode()
    assert '<html lang="en"' in again
    assert "Tiếng Việt" in again


@pytest.mark.parametrize("language", ["fr", "", "<x>"])
def test_a_language_that_is_not_offered_changes_nothing(client: Client, language: str) -> None:
    client.post(reverse("switch_language"), {"language": language, "next": "/"})
    assert '<html lang="vi"' in client.get("/").content.decode()


def test_nobody_is_led_to_another_site(client: Client) -> None:
    response = client.post(reverse("switch_language"), {"language": "en", "next": "https://elsewhere.example/"})
    assert "elsewhere" not in response["Location"]
