"""Many at once: fifty filings at one ward, two clerks at one dossier (issue: "Bad input and faults")."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier
from typing import Any

import pytest
from django.db import connection
from rest_framework.test import APIClient

from dossiers import processing
from dossiers.models import CodeCounter, Dossier
from dossiers.problems import NotAllowedNow
from dossiers.statuses import Action, Status
from tests.dossiers import filings
from tests.dossiers.api_calls import URL, birth_body, machine
from tests.dossiers.world import given_world, make_staff
from units.roles import Role

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture(autouse=True)
def _no_worker(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("portal.outbox.waking.current_app.send_task", lambda name, **_options: None)


def on_own_connection(work: Callable[[], Any]) -> Any:
    try:
        return work()
    finally:
        connection.close()


def test_fifty_filings_at_once_get_fifty_codes_in_order_without_gaps() -> None:
    given_world()
    token = machine()._credentials  # type: ignore[attr-defined]

    def file_one(_number: int) -> tuple[int, str]:
        client = APIClient()
        client.credentials(**token)
        answer = on_own_connection(lambda: client.post(URL, birth_body(), format="json"))
        return answer.status_code, answer.json().get("code", "")

    with ThreadPoolExecutor(max_workers=10) as pool:
        answers = list(pool.map(file_one, range(50)))

    assert {status for status, _code in answers} == {201}
    numbers = sorted(int(code.rsplit("-", 1)[1]) for _status, code in answers)
    assert numbers == list(range(1, 51))
    assert CodeCounter.objects.get().last == 50
    # The order of codes is the order in which the dossiers were written.
    in_order = list(Dossier.objects.order_by("pk").values_list("code", flat=True))
    assert in_order == sorted(in_order)


def test_two_clerks_receive_at_once_and_one_learns_who_was_first() -> None:
    world = given_world()
    second = make_staff("clerk-2@example.vn", "Đỗ Thị Ba", Role.CLERK, world.ward.centre)
    dossier = filings.submitted(world)
    looks = filings.all_accepted(dossier)
    start = Barrier(2)

    def receive(clerk: Any) -> str:
        def work() -> str:
            start.wait()
            try:
                processing.receive(dossier, clerk, looks)
            except NotAllowedNow as refused:
                return str(refused)
            return "received"

        outcome: str = on_own_connection(work)
        return outcome

    with ThreadPoolExecutor(max_workers=2) as pool:
        outcomes = list(pool.map(receive, [world.ward.clerk, second]))

    assert outcomes.count("received") == 1
    winner = dossier.events.get(action=Action.RECEIVE).actor_name
    (refusal,) = (words for words in outcomes if words != "received")
    assert winner in refusal
    dossier.refresh_from_db()
    assert dossier.status == Status.RECEIVED
    assert dossier.events.count() == 2
