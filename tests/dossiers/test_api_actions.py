"""What a filing system can do with its dossier: answer a supplement request, withdraw, and nothing else."""

from __future__ import annotations

from typing import Any

import pytest
from rest_framework.test import APIClient

from dossiers import processing, supplementing
from dossiers.models import Dossier
from dossiers.statuses import Status
from tests.dossiers.api_calls import URL, assert_problem, filed, machine
from tests.dossiers.filings import BIRTH_PAPER, all_accepted
from tests.dossiers.world import World


@pytest.fixture
def client(world: World) -> APIClient:
    return machine()


def act(client: APIClient, dossier: Dossier, action: str, body: Any = None) -> Any:
    return client.post(f"{URL}{dossier.code}/actions/{action}/", body or {}, format="json")


@pytest.fixture
def asked(world: World, client: APIClient) -> Dossier:
    """A dossier whose clerk asks for a better paper."""
    dossier = filed(client)
    remarks = {dossier.papers.get().component_id: "Chụp lại cho rõ."}
    supplementing.request(dossier, world.ward.clerk, reason="Sai tên mẹ.", remarks=remarks, exception="wrong")
    dossier.refresh_from_db()
    return dossier


def test_a_supplement_request_is_answered(client: APIClient, asked: Dossier) -> None:
    body = {"papers": [{"component": BIRTH_PAPER, "brought": True}], "note": "Sẽ mang đến."}
    answer = act(client, asked, "answer_supplement", body)

    assert answer.status_code == 200
    assert answer.json()["status"] == Status.SUBMITTED
    assert [paper["source"] for paper in answer.json()["papers"]] == ["brought"]


def test_an_answer_without_the_paper_asked_for_is_incomplete(client: APIClient, asked: Dossier) -> None:
    assert_problem(act(client, asked, "answer_supplement", {"papers": []}), 422, "/papers")
    asked.refresh_from_db()
    assert asked.status == Status.SUPPLEMENT


def test_an_answer_of_the_wrong_shape_is_refused_with_its_place(client: APIClient, asked: Dossier) -> None:
    assert_problem(act(client, asked, "answer_supplement", {}), 400, "/papers")
    both = {"component": BIRTH_PAPER, "brought": True, "in_database": True}
    assert_problem(act(client, asked, "answer_supplement", {"papers": [both]}), 400, "/papers/0")


def test_nothing_is_answered_that_nobody_asked(client: APIClient) -> None:
    body = {"papers": [{"component": BIRTH_PAPER, "brought": True}]}
    assert_problem(act(client, filed(client), "answer_supplement", body), 409)


def test_a_dossier_is_withdrawn_once(client: APIClient) -> None:
    dossier = filed(client)

    answer = act(client, dossier, "withdraw", {"reason": "Nộp nhầm nơi."})
    assert (answer.status_code, answer.json()["status"]) == (200, Status.WITHDRAWN)
    assert answer.json()["actions"] == []
    again = assert_problem(act(client, dossier, "withdraw"), 409)
    assert "Phần mềm của bệnh viện" in again["detail"]
    assert dossier.events.count() == 2


def test_a_received_dossier_is_withdrawn_too(world: World, client: APIClient) -> None:
    dossier = filed(client)
    processing.receive(dossier, world.ward.clerk, all_accepted(dossier))

    assert act(client, dossier, "withdraw").json()["status"] == Status.WITHDRAWN


@pytest.mark.parametrize("action", ["receive", "approve", "rate", "khong-co"])
def test_what_staff_do_is_no_action_of_the_interface(client: APIClient, action: str) -> None:
    dossier = filed(client)
    assert_problem(act(client, dossier, action), 404)
    dossier.refresh_from_db()
    assert dossier.status == Status.SUBMITTED


def test_a_clerk_cannot_withdraw_for_the_owner(world: World, client: APIClient) -> None:
    dossier = filed(client)
    clerk = APIClient()
    clerk.force_login(world.ward.clerk)

    assert_problem(act(clerk, dossier, "withdraw"), 403)
    dossier.refresh_from_db()
    assert dossier.status == Status.SUBMITTED
