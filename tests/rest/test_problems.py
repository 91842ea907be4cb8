"""Errors are problem details (RFC 9457), whatever went wrong."""

from __future__ import annotations

from typing import Any

import pytest
from rest_framework.test import APIClient

pytestmark = [pytest.mark.django_db, pytest.mark.urls("tests.rest.urls")]


@pytest.fixture
def api() -> APIClient:
    return APIClient()


def test_what_is_wrong_in_the_body_is_pointed_at(api: APIClient) -> None:
    response = api.post("/api/refuse/invalid/", {"applicant": {}, "amounts": [1, "x"]})
    assert (response.status_code, response.headers["Content-Type"]) == (400, "application/problem+json")
    problem = response.json()
    assert problem["type"] == "urn:portal:problem:invalid"
    assert [error["pointer"] for error in problem["errors"]] == ["/applicant/full_name", "/amounts/1"]
    assert problem["errors"][0]["field"] == "applicant.full_name"
    assert all(error["message"] for error in problem["errors"])


@pytest.mark.parametrize(("kind", "status"), [("unprocessable", 422), ("conflict", 409)])
def test_a_rule_of_the_domain_says_which(api: APIClient, kind: str, status: int) -> None:
    response = api.post(f"/api/refuse/{kind}/", {})
    assert response.status_code == response.json()["status"] == status
    assert response.json()["detail"]


def test_an_error_in_a_list_names_its_place(api: APIClient) -> None:
    errors = api.post("/api/refuse/unprocessable/", {}).json()["errors"]
    assert errors == [{"field": "papers.0", "pointer": "/papers/0", "message": "Thiếu giấy."}]


@pytest.mark.parametrize(
    ("call", "status"),
    [
        (lambda api: api.put("/api/groups/", {}), 405),
        (lambda api: api.post("/api/groups/", "{", content_type="application/json"), 400),
        (lambda api: api.post("/api/groups/", "x", content_type="text/csv"), 415),
        (lambda api: api.get("/api/groups/?cursor=xyz"), 404),
        (lambda api: api.post("/api/file/", {}), 401),
    ],
)
def test_what_the_framework_refuses_has_the_same_shape(api: APIClient, call: Any, status: int) -> None:
    response = call(api)
    assert response.status_code == status
    assert response.headers["Content-Type"] == "application/problem+json"
    assert {"type", "title", "status", "detail"} <= response.json().keys()
    assert response.json()["detail"]
