"""Rules proved: every way in which a sign-on fails has a page of its own, in the reader's language, with a way on."""

from __future__ import annotations

from html.parser import HTMLParser
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
from allauth.core.exceptions import ImmediateHttpResponse
from django.conf import LazySettings
from django.http import HttpRequest
from django.test import Client

from portal.accounts.sign_on import views
from portal.accounts.sign_on.linking import Refusal
from portal.accounts.sign_on.refusing import refused
from tests.house.page_words import english_on, vietnamese_on

pytestmark = pytest.mark.django_db
STATUSES = {
    Refusal.CANCELLED: 403,
    Refusal.STALE: 400,
    Refusal.AWAY: 503,
    Refusal.NOT_TRUSTED: 403,
    Refusal.INCOMPLETE: 403,
    Refusal.NO_WORK_ACCOUNT: 403,
    Refusal.NUMBER_CHANGED: 403,
    Refusal.NUMBER_TAKEN: 409,
    Refusal.OTHER_KIND: 409,
}
HOSTILE = '/ho-so/?a="><script>alert(1)</script>&vai=can-bo'


class Page(HTMLParser):
    """Headings and links of a page."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.heading, self.links, self._in_heading = "", list[str](), False
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self._in_heading = tag == "h1"
        if tag == "a":
            self.links.append(dict(attrs).get("href") or "")

    def handle_data(self, data: str) -> None:
        self.heading += data.strip() if self._in_heading else ""


@pytest.fixture
def browser(settings: LazySettings, client: Client) -> Client:
    settings.NATIONAL_SIGN_ON_URL, settings.NATIONAL_SIGN_ON_CLIENT = "https://sign-on.example/o", "portal"
    return client


def fail(patch: pytest.MonkeyPatch, browser: Client, reason: Refusal, language: str = "vi", **asked: str) -> Any:
    """The page that somebody gets whose sign-on ends so."""

    class Failing:
        def __init__(self, request: HttpRequest) -> None:
            self.request = request

        def redirect(self, *_asked: Any, next_url: str, data: dict[str, Any], **_more: Any) -> None:
            raise ImmediateHttpResponse(refused(self.request, reason, next_url=next_url, as_staff=data["as_staff"]))

    patch.setattr(views, "provider", Failing)
    browser.cookies["django_language"] = language
    return browser.get("/tai-khoan/lien-thong/", asked)


def test_every_reason_is_proved_here() -> None:
    assert set(STATUSES) == set(Refusal)


@pytest.mark.parametrize("language", ["vi", "en"])
def test_every_reason_has_words_of_its_own_in_both_languages(
    browser: Client, monkeypatch: pytest.MonkeyPatch, language: str
) -> None:
    headings = set()
    for reason, status in STATUSES.items():
        answer = fail(monkeypatch, browser, reason, language)
        page = answer.content.decode()
        assert answer.status_code == status, reason
        assert f'<html lang="{language}"' in page
        assert (vietnamese_on(page, ["thành phố hồ chí minh"]) if language == "en" else english_on(page)) == [], reason
        headings.add(Page(page).heading)
    assert len(headings) == len(STATUSES)
    assert "" not in headings


def test_every_reason_leaves_two_ways_on_to_the_page_of_before(
    browser: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    for reason in Refusal:
        page = fail(monkeypatch, browser, reason, next=HOSTILE, vai="can-bo").content.decode()
        ways = {urlsplit(one).path: parse_qs(urlsplit(one).query) for one in Page(page).links if "next=" in one}
        assert ways["/tai-khoan/lien-thong/"] == {"vai": ["can-bo"], "next": [HOSTILE]}
        assert ways["/tai-khoan/login/"]["next"] == [HOSTILE]
        assert "<script>alert(1)" not in page


def test_the_log_names_the_reason_and_no_place(
    browser: Client, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    for reason in Refusal:
        caplog.clear()
        fail(monkeypatch, browser, reason, next="/ho-so/H29.101-261122-0001/")
        assert "sign_on_refused" in caplog.text
        assert str(reason) in caplog.text
        assert "H29.101" not in caplog.text


def test_without_a_page_of_before_nothing_is_promised_to_be_kept(
    browser: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    page = fail(monkeypatch, browser, Refusal.AWAY).content.decode()
    assert "vẫn được giữ" not in page
    assert "next=" not in "".join(one for one in Page(page).links if "lien-thong" in one)
    assert "vẫn được giữ" in fail(monkeypatch, browser, Refusal.AWAY, next="/ho-so/").content.decode()


def test_nothing_but_reading_begins_a_sign_on(browser: Client) -> None:
    for way in ("", "noi/"):
        assert browser.post(f"/tai-khoan/lien-thong/{way}").status_code in {302, 405}
    assert browser.post("/tai-khoan/lien-thong/").status_code == 405
