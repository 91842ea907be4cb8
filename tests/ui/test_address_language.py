"""Rules proved: each public page says where it is for good, in both languages; a shared address opens as it was."""

from __future__ import annotations

import re
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from tests.accounts.factories import UserFactory
from tests.procedures.factories import announced
from tests.ui.forms import Marks

pytestmark = pytest.mark.django_db
SITE = "https://dvc.example.vn"
CODE = "1.001193"


@pytest.fixture(autouse=True)
def _site(settings: Any) -> None:
    settings.PORTAL_URL = f"{SITE}/"


def links(html: str) -> dict[str, list[str]]:
    """Canonical and alternates in the head of a page."""
    found: dict[str, list[str]] = {}
    for tag in Marks(html).all("link"):
        if tag.get("rel") == "canonical" or "hreflang" in tag:
            found.setdefault(str(tag.get("hreflang") or "canonical"), []).append(str(tag["href"]))
    return found


def page(client: Client, address: str) -> str:
    """What a page says."""
    response = client.get(address)
    assert response.status_code == 200
    return response.content.decode()


@pytest.mark.parametrize(
    "address",
    [
        "/",
        "/thu-tuc/",
        f"/thu-tuc/{CODE}/",
        "/don-vi/",
        "/huong-dan/",
        "/du-lieu-ca-nhan/",
        "/xac-minh/",
        f"/thu-tuc/{CODE}/hoi/",
    ],
)
def test_a_public_page_has_one_address_a_language(client: Client, address: str) -> None:
    announced(CODE)

    assert links(page(client, address)) == {
        "canonical": [f"{SITE}{address}"],
        "vi": [f"{SITE}{address}"],
        "en": [f"{SITE}{address}?lang=en"],
        "x-default": [f"{SITE}{address}"],
    }


def test_what_was_asked_is_no_part_of_the_address_to_keep(client: Client) -> None:
    """Neither words of a search nor a commune belong into what search engines keep."""
    html = page(client, "/thu-tuc/?q=khai+sinh&after=3&lang=en")

    assert links(html)["canonical"] == [f"{SITE}/thu-tuc/?lang=en"]


def test_an_english_address_opens_in_english_whatever_the_reader_chose(client: Client) -> None:
    announced(CODE)
    client.cookies["django_language"] = "vi"

    html = page(client, f"/thu-tuc/{CODE}/?lang=en")

    assert '<html lang="en"' in html
    assert "Charges and fees" in html
    assert '<html lang="vi"' in page(client, f"/thu-tuc/{CODE}/")


@pytest.mark.parametrize("language", ["fr", "", "<b>", "vi,en", "EN"])
def test_a_language_that_is_not_ours_changes_nothing(client: Client, language: str) -> None:
    assert '<html lang="vi"' in client.get("/", {"lang": language}).content.decode()


def test_the_other_language_is_reached_from_an_address_that_names_one(client: Client) -> None:
    """Else whoever opens a shared English page could never leave English."""
    html = page(client, "/thu-tuc/?q=khai+sinh&lang=en")
    places = [str(tag["value"]) for tag in Marks(html).all("input") if tag.get("name") == "next"]
    assert places == ["/thu-tuc/?q=khai+sinh"]

    client.post(reverse("switch_language"), {"language": "vi", "next": places[0]})

    assert '<html lang="vi"' in page(client, places[0])


def test_a_page_kept_in_one_language_is_not_shown_in_the_other() -> None:
    announced(CODE)
    address = f"/thu-tuc/{CODE}/"

    first, second, third = (page(Client(), address + tail) for tail in ("?lang=en", "", "?lang=en"))

    assert first == third
    assert re.findall(r'<html lang="(\w+)"', first + second) == ["en", "vi"]


@pytest.mark.parametrize("address", ["/tai-khoan/", "/ho-so/"])
def test_pages_of_one_person_name_no_address_to_keep(client: Client, address: str) -> None:
    client.force_login(UserFactory())

    assert links(client.get(address, follow=True).content.decode()) == {}


@pytest.mark.parametrize("tail", ["", "?lang=en"])
def test_an_address_in_structured_data_is_the_one_to_keep(client: Client, tail: str) -> None:
    announced(CODE)

    html = page(client, f"/thu-tuc/{CODE}/?commune=26740{tail.replace('?', '&')}")

    assert f'"url": "{SITE}/thu-tuc/{CODE}/{tail}"' in html
    assert links(html)["canonical"] == [f"{SITE}/thu-tuc/{CODE}/{tail}"]


def test_a_reader_who_chose_no_language_reads_on_in_that_of_the_address(client: Client) -> None:
    """Links of a page name no language, so that an English reader would meet Vietnamese with the next click."""
    page(client, "/?lang=en")
    assert '<html lang="en"' in page(client, "/huong-dan/")

    client.post(reverse("switch_language"), {"language": "vi", "next": "/"})
    assert '<html lang="en"' in page(client, "/?lang=en")
    assert '<html lang="vi"' in page(client, "/huong-dan/")


def test_the_language_of_an_address_does_not_change_that_of_an_account(client: Client) -> None:
    """Letters speak the language that a person chose, not that of a link somebody sent."""
    person = UserFactory(language="vi")
    client.force_login(person)

    page(client, "/huong-dan/?lang=en")

    person.refresh_from_db()
    assert person.language == "vi"


def test_what_a_reader_shares_opens_as_they_saw_it(client: Client) -> None:
    announced(CODE)

    html = page(client, f"/thu-tuc/{CODE}/?commune=26740&lang=en")

    assert f'href="{SITE}/thu-tuc/{CODE}/?commune=26740&amp;lang=en"' in html
    assert f'href="{SITE}/thu-tuc/{CODE}/?commune=26740"' in page(Client(), f"/thu-tuc/{CODE}/?commune=26740")


def test_a_page_that_is_not_there_has_no_address_to_keep(client: Client) -> None:
    response = client.get("/thu-tuc/1.999999/")

    assert response.status_code == 404
    assert links(response.content.decode()) == {}


def test_an_address_with_letters_beyond_ascii_is_written_as_machines_read_it(client: Client) -> None:
    html = client.get("/xac-minh/%C4%91%22%3E/").content.decode()

    assert links(html)["canonical"] == [f"{SITE}/xac-minh/%C4%91%22%3E/"]


def test_the_sitemap_names_each_page_in_each_language(client: Client) -> None:
    announced(CODE)

    sitemap = client.get("/sitemap.xml").content.decode()

    links_of_it = (
        f'<xhtml:link rel="alternate" hreflang="vi" href="{SITE}/thu-tuc/{CODE}/"/>'
        f'<xhtml:link rel="alternate" hreflang="en" href="{SITE}/thu-tuc/{CODE}/?lang=en"/></url>'
    )
    rows = [row for row in sitemap.splitlines() if f"/thu-tuc/{CODE}/" in row]
    assert [row.partition("</loc>")[0] for row in rows] == [
        f"<url><loc>{SITE}/thu-tuc/{CODE}/",
        f"<url><loc>{SITE}/thu-tuc/{CODE}/?lang=en",
    ]
    assert all(row.endswith(links_of_it) for row in rows)
