"""What goes wrong reaches people as a page with a way on, in English too, machines as a problem, and nothing of it."""

from __future__ import annotations

import json
import re
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied, SuspiciousOperation
from django.db import OperationalError
from django.http import Http404, HttpRequest, HttpResponse
from django.test import Client, RequestFactory
from django.urls import path
from django.utils import translation
from pytest_django.fixtures import Settings

from portal import error_words, errors, pages
from portal.accounts.rules import PUBLIC, access_rule
from portal.urls import handler400, handler403, handler404, handler429, handler500  # noqa: F401 - looked up by Django
from portal.urls import urlpatterns as site

WORDS = {name: value for name, value in vars(error_words).items() if name.isupper()}
SECRET = "Nguyễn Thị Bí Mật 079190001234"
FAULTS: dict[str, tuple[Exception, int]] = {
    "suspicious": (SuspiciousOperation(SECRET), 400),
    "forbidden": (PermissionDenied(SECRET), 403),
    "missing": (Http404(SECRET), 404),
    "database": (OperationalError(f"connection refused for {SECRET}"), 500),
    "own-mistake": (KeyError(SECRET), 500),
}


@access_rule(PUBLIC)
def fail(request: HttpRequest, name: str) -> HttpResponse:
    """A view in which something goes wrong."""
    raise FAULTS[name][0]


urlpatterns = [path("gay-loi/<str:name>/", fail), path("api/gay-loi/<str:name>/", fail), *site]


@pytest.fixture
def visitor(settings: Settings) -> Client:
    """A stranger on a site that has views with faults; mistakes become pages, as in production."""
    settings.ROOT_URLCONF = __name__
    return Client(raise_request_exception=False)


@pytest.mark.parametrize("name", FAULTS)
@pytest.mark.parametrize(("language", "home"), [("vi", "Về trang chủ"), ("en", "home")])
def test_each_fault_of_a_view_is_a_page_with_its_status_and_a_way_on(
    visitor: Client, name: str, language: str, home: str
) -> None:
    # No `db` fixture: the page must be drawn also when the database is what failed.
    answer = visitor.get(f"/gay-loi/{name}/", headers={"Accept-Language": language})

    page = answer.content.decode()
    assert answer.status_code == FAULTS[name][1]
    assert f'<html lang="{language}"' in page
    assert 'href="tel:1022"' in page
    assert home.casefold() in page.casefold()


@pytest.mark.parametrize("name", FAULTS)
@pytest.mark.parametrize("door", ["/gay-loi", "/api/gay-loi"])
def test_no_page_repeats_what_the_fault_says(visitor: Client, name: str, door: str) -> None:
    """Exceptions quote rows and forms; whoever looks over a shoulder must not read them."""
    body = visitor.get(f"{door}/{name}/").content.decode()

    assert "Bí Mật" not in body
    assert "079190001234" not in body
    assert "Traceback" not in body


@pytest.mark.parametrize("name", FAULTS)
def test_machines_get_the_same_fault_as_a_problem(visitor: Client, name: str) -> None:
    """RFC 9457: a status of its own in the body, and words that a log can keep."""
    answer = visitor.get(f"/api/gay-loi/{name}/")

    assert (answer.status_code, answer["Content-Type"]) == (FAULTS[name][1], "application/problem+json")
    assert json.loads(answer.content)["status"] == FAULTS[name][1]


@pytest.mark.parametrize(
    "where", ['/"><script>alert(1)</script>/', "/%3Cimg src=x onerror=alert(1)%3E/", "/%00", "/../x"]
)
def test_an_address_that_is_none_stays_text_on_its_page(visitor: Client, where: str) -> None:
    """The form that changes the language carries the address back."""
    answer = visitor.get(where)

    page = answer.content.decode()
    assert answer.status_code == 404
    assert "<script>alert" not in page
    assert "<img src=x" not in page


def test_addresses_of_the_interface_only_begin_with_its_path(rf: RequestFactory) -> None:
    """`/apiculture/` is a page for people."""
    page = errors.page_not_found(rf.get("/apiculture/"))

    assert page["Content-Type"].startswith("text/html")


@pytest.mark.parametrize("name", WORDS)
def test_each_error_says_what_it_is_whether_anything_is_lost_and_what_to_do(name: str) -> None:
    title, *sentences = [str(part) for part in WORDS[name]]

    assert len(sentences) == 2
    assert not title.endswith(".")
    assert all(sentence.endswith(".") for sentence in sentences)
    assert sentences[-1].startswith("Hãy ")


@pytest.mark.parametrize("name", WORDS)
def test_each_error_is_told_in_english_too(name: str) -> None:
    with translation.override("en"):
        told = [str(part) for part in WORDS[name]]

    vietnamese = re.compile("[ăâđêôơưàảãáạ]", re.IGNORECASE)
    assert not [sentence for sentence in told if vietnamese.search(sentence)]


def test_no_two_errors_share_their_title() -> None:
    """Who calls the hotline reads the title aloud."""
    titles = [str(words[0]) for words in WORDS.values()]

    assert len(titles) == len(set(titles)) == 7


@pytest.mark.parametrize("name", ["bad_request", "permission_denied", "page_not_found", "server_error", "csrf_failure"])
def test_django_finds_the_pages_where_the_settings_name_them(name: str) -> None:
    assert getattr(pages, name) is getattr(errors, name)


def test_the_size_that_is_promised_is_the_one_that_is_kept(settings: Settings) -> None:
    """The page says 30 MB: the limit of one file, not of what the server happens to read."""
    assert f"{settings.UPLOAD_MAX_BYTES // 1024 // 1024} MB" in str(error_words.TOO_LARGE[1])


@pytest.mark.parametrize("method", ["get", "post", "put", "delete", "options"])
def test_a_missing_page_is_missing_for_every_method(visitor: Client, method: str) -> None:
    call: Any = getattr(visitor, method)

    assert call("/khong-co-trang-nay/").status_code == 404
