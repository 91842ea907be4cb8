"""The site's own pages: quick, whole, without anything inline, for people and machines."""

from __future__ import annotations

import re

import pytest
from django.test import Client
from django.urls import reverse

from procedures.events import events
from tests.ui.forms import Marks

PAGES = ["home", "help", "accessibility", "privacy"]
INLINE = re.compile(r"<style|\sstyle=|\son[a-z]+=|<script(?![^>]*\ssrc=)|javascript:", re.IGNORECASE)


@pytest.mark.parametrize("name", PAGES)
def test_pages_for_everybody_ask_no_database(client: Client, name: str) -> None:
    # No `db` fixture: any query would fail the test.
    assert client.get(reverse(name)).status_code == 200


@pytest.mark.parametrize("name", PAGES)
def test_nothing_is_inline_and_nothing_comes_from_elsewhere(client: Client, name: str) -> None:
    html = client.get(reverse(name)).content.decode()
    assert not INLINE.search(html)
    tags = [tag for kind in ("script", "link") for tag in Marks(html).all(kind)]
    # Where the page itself is, in each language, is told; nothing is fetched from there.
    fetched = [tag for tag in tags if tag.get("rel") != "canonical" and "hreflang" not in tag]
    sources = [tag.get("src") or tag.get("href", "") for tag in fetched]
    assert sources
    assert all(source.startswith("/") for source in sources)


@pytest.mark.parametrize("name", PAGES)
def test_each_page_has_its_frame(client: Client, name: str) -> None:
    html = client.get(reverse(name)).content.decode()
    marks = Marks(html)
    assert html.count("<h1") == 1
    assert [main["id"] for main in marks.all("main")] == ["main-content"]
    assert marks.all("html")[0]["lang"] == "vi"
    assert "Cổng dịch vụ công Thành phố Hồ Chí Minh" in html
    assert any(link.get("href") == "tel:1022" for link in marks.all("a"))
    assert any(link.get("href") == "#main-content" for link in marks.all("a"))


def test_public_pages_carry_no_token_so_that_they_can_be_kept(client: Client) -> None:
    response = client.get(reverse("home"))
    assert "csrfmiddlewaretoken" not in response.content.decode()
    assert not response.cookies


def test_home_offers_events_of_life_and_business_each_with_a_page(client: Client) -> None:
    links = [link["href"] for link in Marks(client.get("/").content.decode()).all("a")]
    pages = [link for link in links if link.startswith("/su-kien/")]
    assert len(pages) == len(set(pages)) == len(events("life")) + len(events("business"))
    assert len(events("life")) >= 10
    assert len(events("business")) >= 5


def test_home_asks_in_one_box_and_follows_by_code(client: Client) -> None:
    marks = Marks(client.get("/").content.decode())
    assert marks.named("q")["aria-describedby"] == "q-hint"
    assert {"q", "code"} <= {label["for"] for label in marks.all("label")}


def test_the_header_names_the_province_of_the_deployment(client: Client, settings: pytest.FixtureRequest) -> None:
    settings.PORTAL_PROVINCE = "80"  # type: ignore[attr-defined]
    assert "Cổng dịch vụ công tỉnh Tây Ninh" in client.get("/").content.decode()


def test_crawlers_are_kept_from_peoples_pages(client: Client) -> None:
    response = client.get("/robots.txt")
    assert response["Content-Type"].startswith("text/plain")
    assert "Disallow: /ho-so/" in response.content.decode()


def test_finders_of_weaknesses_know_whom_to_tell(client: Client) -> None:
    text = client.get("/.well-known/security.txt").content.decode()
    assert "Contact: tel:1022" in text
    assert re.search(r"^Expires: \d{4}-\d{2}-\d{2}T00:00:00Z$", text, re.MULTILINE)
