"""Every refusal has the one shape of RFC 9457, whatever was asked and however wrongly, on the whole interface."""

from __future__ import annotations

import json
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied
from django.core.exceptions import ValidationError as DjangoValidationError
from django.http import Http404
from django.test import Client
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from rest_framework import exceptions
from rest_framework.test import APIClient

from portal.rest.problems import error_at, exception_handler, problem_body, problem_response
from portal.rest.refusals import Problem
from tests.in_turn import in_turn

PROBLEM = "application/problem+json"
#: Addresses of the whole interface, with one that names nothing.
ADDRESSES = [
    "/api/v1/procedures/",
    "/api/v1/procedures/0.000000/",
    "/api/v1/units/",
    "/api/v1/units/khong-co/",
    "/api/v1/dossiers/",
    "/api/v1/dossiers/khong-co/",
    "/api/v1/dossiers/khong-co/events/",
    "/api/v1/dossiers/khong-co/receipt/",
    "/api/v1/dossiers/khong-co/actions/withdraw/",
    "/api/v1/track/",
    "/api/v1/uploads/",
    "/api/v1/uploads/00000000-0000-0000-0000-000000000000/",
    "/api/v1/khong-co/",
]


def assert_is_problem(answer: Any) -> dict[str, Any]:
    assert answer.headers["Content-Type"] == PROBLEM, (answer.status_code, answer.content[:200])
    body: dict[str, Any] = answer.json()
    assert {"type", "title", "status", "detail"} <= body.keys()
    assert body["status"] == answer.status_code
    assert body["type"] == "about:blank" or body["type"].startswith("urn:portal:problem:")
    assert body["title"]
    assert body["detail"]
    for error in body.get("errors", []):
        assert error.keys() == {"field", "pointer", "message"}
        assert error["message"]
    return body


@pytest.mark.django_db
@in_turn("where", ADDRESSES, taken_back=True)
@in_turn("method", ["get", "post", "put", "patch", "delete"], taken_back=True)
def test_strangers_get_an_answer_or_a_problem_and_never_a_page(where: str, method: str) -> None:
    answer = getattr(APIClient(), method)(where)
    assert answer.status_code < 500
    if answer.status_code >= 400:
        assert_is_problem(answer)
    else:
        assert answer.headers["Content-Type"] == "application/json"


@pytest.mark.django_db
@in_turn("where", ADDRESSES, taken_back=True)
@in_turn(
    "header",
    ["Bearer", "Bearer ", "Bearer sai", "Basic YTpi", "Bearer " + "x" * 5000, "bearer\tx", "Bearer %zz", "\xff"],
    taken_back=True,
)
def test_a_token_that_is_none_opens_nothing_and_breaks_nothing(where: str, header: str) -> None:
    answer = Client().get(where, headers={"Authorization": header})
    assert answer.status_code < 500
    if answer.status_code >= 400:
        assert_is_problem(answer)
    if "dossiers" in where or "uploads" in where:
        assert answer.status_code in {401, 403, 404, 405}


@pytest.mark.django_db
def test_a_stranger_is_told_how_to_prove_themselves() -> None:
    answer = APIClient().get("/api/v1/dossiers/")
    assert_is_problem(answer)
    assert answer.status_code == 401
    assert answer.headers["WWW-Authenticate"].startswith("Bearer")


@pytest.mark.django_db
@pytest.mark.parametrize("accept", ["text/html", "application/xml", "*/*", "", "x", "application/json;q=0"])
def test_what_the_caller_would_rather_have_changes_nothing(accept: str) -> None:
    answer = Client().get("/api/v1/units/khong-co/", headers={"Accept": accept})
    assert answer.status_code in {404, 406}
    assert_is_problem(answer)


@pytest.mark.django_db
@in_turn(
    "query",
    [
        "page_size=0",
        "page_size=-1",
        "page_size=abc",
        "page_size=99999999999999999999",
        "cursor=",
        "cursor=%00",
        "cursor=%ff%fe",
        "cursor=bz0x",
        "cursor=cD0lMDA%3D",
        "cursor=cj0xJnA9eA%3D%3D",
        "cursor=" + "A" * 5000,
        "kind=%00",
        "search=%00",
        "search=" + "a" * 5000,
        "on=2026-13-45",
        "on=%00",
        "level=x&field=%00&unit=x",
        "parent=%F0%9F%91%B6",
        "x=1&x=2&x=3",
    ],
    taken_back=True,
)
@in_turn("where", ["/api/v1/procedures/", "/api/v1/units/"], taken_back=True)
def test_no_question_breaks_a_list(where: str, query: str) -> None:
    answer = Client().get(f"{where}?{query}")
    assert answer.status_code in {200, 400, 404}
    if answer.status_code == 200:
        told = {"results", "next", "previous"}
        # Whoever walks the whole catalogue learns the moment from which to ask for changes.
        assert set(answer.json()) in ([told, told | {"as_of"}] if "procedures" in where else [told])
    else:
        assert_is_problem(answer)


@pytest.mark.django_db
def test_details_speak_the_language_of_the_caller() -> None:
    said = {
        language: APIClient().get("/api/v1/dossiers/", headers={"Accept-Language": language}).json()["detail"]
        for language in ("vi", "en")
    }
    assert said["vi"] != said["en"]


@pytest.mark.parametrize(
    ("error", "status"),
    [
        (Http404("no such row in table secret"), 404),
        (PermissionDenied("because of rule 7"), 403),
        (exceptions.NotFound(), 404),
        (exceptions.MethodNotAllowed("PUT"), 405),
        (exceptions.NotAcceptable(), 406),
        (exceptions.UnsupportedMediaType("text/csv"), 415),
        (exceptions.Throttled(wait=5), 429),
        (exceptions.ParseError(), 400),
        (exceptions.ValidationError({"a": ["x"]}), 400),
        (DjangoValidationError({"a": ["x"]}), 400),
        (DjangoValidationError("x"), 400),
        (Problem(503, "Đang tạo.", kind="being-made", wait_seconds=5), 503),
    ],
    ids=lambda value: type(value).__name__ if isinstance(value, Exception) else str(value),
)
def test_every_exception_has_its_status_and_shape(error: Exception, status: int) -> None:
    answer = exception_handler(error, {})
    assert answer is not None
    assert (answer.status_code, answer.content_type) == (status, PROBLEM)
    assert {"type", "title", "status", "detail"} <= answer.data.keys()
    assert "secret" not in str(answer.data)
    assert "rule 7" not in str(answer.data)


def test_what_nobody_foresaw_is_left_to_the_server_error_page() -> None:
    assert exception_handler(ZeroDivisionError("inside"), {}) is None


@pytest.mark.parametrize(
    ("error", "header"), [(exceptions.Throttled(wait=5), "5"), (Problem(503, "x", wait_seconds=7), "7")]
)
def test_whoever_has_to_wait_is_told_how_long(error: Exception, header: str) -> None:
    answer = exception_handler(error, {})
    assert answer is not None
    assert answer["Retry-After"] == header


@given(path=st.lists(st.one_of(st.integers(0, 9), st.text()), max_size=5))
def test_a_pointer_leads_to_the_place_it_names(path: list[str | int]) -> None:
    """RFC 6901: each step of the pointer, unescaped, is the step of the path."""
    pointer = error_at(*path, message="x")["pointer"]
    steps = [step.replace("~1", "/").replace("~0", "~") for step in pointer.split("/")[1:]]
    assert steps == [str(step) for step in path]


def test_a_place_deep_inside_is_named_step_by_step() -> None:
    detail: Any = {"papers": [{}, {"upload": ["Không có."]}], "non_field_errors": ["Sai."], "form": {"a/b": ["Sai."]}}
    answer = exception_handler(exceptions.ValidationError(detail), {})
    assert answer is not None
    assert [(error["pointer"], error["message"]) for error in answer.data["errors"]] == [
        ("/papers/1/upload", "Không có."),
        ("", "Sai."),
        ("/form/a~1b", "Sai."),
    ]


def test_a_problem_outside_of_rest_views_looks_the_same() -> None:
    answer = problem_response(409, "Đã có người tiếp nhận.", kind="conflict", errors=[error_at("a", message="b")])
    assert (answer.status_code, answer["Content-Type"]) == (409, PROBLEM)
    assert json.loads(answer.content) == problem_body(
        409, "Đã có người tiếp nhận.", kind="conflict", errors=[error_at("a", message="b")]
    )
    assert "Đã có người" in answer.content.decode()


@pytest.mark.django_db
@pytest.mark.urls("tests.rest.urls")
@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(body=st.binary(max_size=200))
def test_no_body_of_bytes_breaks_the_reading(body: bytes) -> None:
    client: Any = APIClient()
    answer = client.generic("POST", "/api/refuse/nested/", body, "application/json")
    assert answer.status_code in {204, 400}
    if answer.status_code == 400:
        assert_is_problem(answer)


json_values = st.recursive(
    st.none() | st.booleans() | st.floats(allow_nan=False, allow_infinity=False) | st.integers() | st.text(),
    lambda inside: st.lists(inside, max_size=4) | st.dictionaries(st.text(), inside, max_size=4),
    max_leaves=10,
)


@pytest.mark.django_db
@pytest.mark.urls("tests.rest.urls")
@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(applicant=json_values, amounts=json_values)
def test_no_json_of_wrong_types_breaks_the_checking(applicant: object, amounts: object) -> None:
    answer: Any = APIClient().post("/api/refuse/nested/", {"applicant": applicant, "amounts": amounts}, format="json")
    assert answer.status_code in {204, 400}
    if answer.status_code == 400:
        body = assert_is_problem(answer)
        assert body["errors"]


@pytest.mark.django_db
@pytest.mark.urls("tests.rest.urls")
@pytest.mark.parametrize("text", ['{"applicant": NaN}', '{"a": Infinity}', '{"a": -Infinity}', '{"a": 1e999}'])
def test_numbers_that_json_does_not_know_are_refused(text: str) -> None:
    client: Any = APIClient()
    assert_is_problem(client.generic("POST", "/api/refuse/nested/", text.encode(), "application/json"))


@pytest.mark.django_db
@pytest.mark.urls("tests.rest.urls")
def test_a_body_larger_than_any_form_is_refused_by_its_announced_length(settings: Any) -> None:
    settings.DATA_UPLOAD_MAX_MEMORY_SIZE = 1000
    client: Any = APIClient()
    answer = client.generic("POST", "/api/refuse/nested/", b'{"a": "' + b"x" * 2000 + b'"}', "application/json")
    assert_is_problem(answer)
    assert answer.status_code == 413
