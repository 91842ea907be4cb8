"""A body that is too large is refused by its announced length, before a byte of it is read."""

from __future__ import annotations

from http import HTTPStatus

import pytest
from django.http import HttpRequest, HttpResponse
from django.test import Client, RequestFactory
from pytest_django.fixtures import Settings

from portal.files.middleware import RefuseLargeBodies

MEGABYTE = 1024 * 1024


def through(path: str, announced: str) -> HttpResponse:
    request = RequestFactory().post(path)
    request.META["CONTENT_LENGTH"] = announced
    answer = RefuseLargeBodies(lambda _: HttpResponse("passed"))(request)
    assert isinstance(answer, HttpResponse)
    return answer


def test_two_hundred_megabytes_are_a_413_problem_for_machines(settings: Settings) -> None:
    settings.UPLOAD_MAX_BYTES = 30 * MEGABYTE
    answer = through("/api/v1/uploads/", str(200 * MEGABYTE))
    assert answer.status_code == HTTPStatus.REQUEST_ENTITY_TOO_LARGE
    assert answer["Content-Type"] == "application/problem+json"
    assert "30 MB" in answer.content.decode()


def test_usual_bodies_pass() -> None:
    for announced in ("", "0", "12345", "not a number"):
        assert through("/api/v1/uploads/", announced).content == b"passed"


def test_form_may_carry_several_papers_but_not_without_end(settings: Settings) -> None:
    settings.UPLOAD_MAX_BYTES = MEGABYTE
    assert through("/nop-ho-so/", str(9 * MEGABYTE)).content == b"passed"
    assert through("/api/v1/uploads/", str(9 * MEGABYTE)).status_code == HTTPStatus.REQUEST_ENTITY_TOO_LARGE


def test_body_is_not_read(settings: Settings) -> None:
    settings.UPLOAD_MAX_BYTES = MEGABYTE
    request = RequestFactory().post("/api/v1/uploads/", b"x" * 10, content_type="application/octet-stream")
    request.META["CONTENT_LENGTH"] = str(500 * MEGABYTE)

    def reads(request: HttpRequest) -> HttpResponse:
        raise AssertionError("the view must not run")

    assert RefuseLargeBodies(reads)(request).status_code == HTTPStatus.REQUEST_ENTITY_TOO_LARGE
    assert request.read() == b"x" * 10


@pytest.mark.django_db
@pytest.mark.parametrize("address", ["/xac-minh/", "/tai-khoan/login/", "/", "/khong-co-trang-nay/"])
@pytest.mark.parametrize(("language", "words"), [("vi", "Tệp quá lớn"), ("en", "File too large")])
def test_a_form_that_is_too_large_is_a_page_in_the_readers_language(address: str, language: str, words: str) -> None:
    """Through the whole site: the page has its frame, though no view ran."""
    response = Client().generic(
        "POST", address, b"x", CONTENT_LENGTH=str(400 * MEGABYTE), headers={"Accept-Language": language}
    )
    assert response.status_code == HTTPStatus.REQUEST_ENTITY_TOO_LARGE
    page = response.content.decode()
    assert f'lang="{language}"' in page
    assert words in page
    assert response["Connection"] == "close"
    assert "default-src" in response["Content-Security-Policy"]


@pytest.mark.django_db
def test_a_form_without_its_key_is_refused_for_its_size_first() -> None:
    """The key is read from the body: checking it would mean taking in all of it."""
    client = Client(enforce_csrf_checks=True)
    response = client.generic("POST", "/xac-minh/", b"x", CONTENT_LENGTH=str(400 * MEGABYTE))
    assert response.status_code == HTTPStatus.REQUEST_ENTITY_TOO_LARGE


@pytest.mark.parametrize("announced", ["9" * 5000, "-5", "1e9", "٣٣٣٣٣٣٣٣٣٣٣٣", " 12 "])
def test_lengths_that_are_none_do_not_crash(announced: str) -> None:
    answer = through("/api/v1/uploads/", announced)
    assert answer.status_code in {HTTPStatus.OK, HTTPStatus.REQUEST_ENTITY_TOO_LARGE}
