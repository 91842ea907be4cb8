"""Tracking through REST: no token, the code and a level, nothing about anybody, not too fast."""

from __future__ import annotations

import pytest
from rest_framework.test import APIClient

from dossiers.tracking import LOOKS_A_MINUTE
from tests.dossiers import filings
from tests.dossiers.api_calls import assert_problem
from tests.dossiers.world import World

URL = "/api/v1/track/"


def test_the_code_alone_tells_how_far_the_dossier_is(world: World) -> None:
    dossier = filings.submitted(world)

    answer = APIClient().get(URL, {"code": f" {dossier.code.lower()} "})

    assert answer.status_code == 200
    assert answer.json() == {
        "code": dossier.code,
        "completion": "submitted",
        "completion_name": "Đã nộp, chờ tiếp nhận",
    }


@pytest.mark.parametrize("code", ["H29.101-261122-9999", "", "\x00", "' OR 1=1 --", "x" * 3000])
def test_a_code_that_no_dossier_has_is_not_found(world: World, code: str) -> None:
    assert_problem(APIClient().get(URL, {"code": code}), 404)


def test_the_code_must_be_named(db: None) -> None:
    assert_problem(APIClient().get(URL), 404)


def test_codes_cannot_be_tried_out(db: None) -> None:
    for _look in range(LOOKS_A_MINUTE):
        APIClient().get(URL, {"code": "H29.101-261122-0001"})

    answer = APIClient().get(URL, {"code": "H29.101-261122-0001"})

    assert_problem(answer, 429)
    assert int(answer["Retry-After"]) > 0
    other = APIClient().get(URL, {"code": "H29.101-261122-0001"}, REMOTE_ADDR="203.0.113.7")
    assert other.status_code == 404
