"""A body that is too large is refused by its announced length, before a byte of it is read."""

from __future__ import annotations

from http import HTTPStatus

from django.http import HttpRequest, HttpResponse
from django.test import RequestFactory
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
