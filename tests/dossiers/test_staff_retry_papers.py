"""What failed is written on the dossier, where staff see it and try again (style: Open Forms)."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from dossiers import papermaking
from dossiers.models import Dossier, Paperwork
from dossiers.statuses import Status
from tests.dossiers import filings
from tests.dossiers.desks import look
from tests.dossiers.world import World

pytestmark = pytest.mark.usefixtures("undrawn")

RESULT, ACKNOWLEDGEMENT = Paperwork.Kind.RESULT, Paperwork.Kind.ACKNOWLEDGEMENT


def retry_url(dossier: Dossier, kind: str = RESULT, number: int = 1) -> str:
    return reverse("dossiers:work-retry-paper", args=[dossier.code, kind, number])


@pytest.fixture
def woken(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The tasks that a worker would have been woken for."""
    called: list[str] = []
    monkeypatch.setattr("dossiers.paperwork.wake_on_commit", called.append)
    return called


@pytest.fixture
def failed(world: World, monkeypatch: pytest.MonkeyPatch) -> Dossier:
    """An approved dossier whose signature failed twice; the next try is an hour away."""
    dossier = filings.approved(world)
    with monkeypatch.context() as broken:
        broken.setitem(papermaking.MAKERS, RESULT, _no_signer)
        papermaking.make_waiting()
    hour = timezone.now() + timedelta(hours=1)
    dossier.paperwork.filter(kind=RESULT).update(attempts=2, next_try_at=hour)
    return dossier


def _no_signer(*_args: object) -> Any:
    raise ConnectionError("the signing service does not answer")


def test_the_failure_its_cause_and_the_button_stand_on_the_dossier(
    world: World, failed: Dossier, client: Client
) -> None:
    page = look(client, world.ward.clerk, failed).content.decode()

    assert "Chưa lập được" in page
    assert "the signing service does not answer" in page
    assert f'action="{retry_url(failed)}"' in page


def test_pressed_the_worker_tries_at_once_and_the_dossier_goes_on(
    world: World, failed: Dossier, client: Client, woken: list[str]
) -> None:
    assert papermaking.make_waiting() == 0, "its time has not come yet"
    client.force_login(world.ward.leader)

    response = client.post(retry_url(failed), follow=True)

    assert response.redirect_chain == [(reverse("dossiers:work", args=[failed.code]), 302)]
    assert "Hệ thống đang lập lại văn bản này." in response.content.decode()
    assert woken == ["dossiers.make_paperwork"]
    assert papermaking.make_waiting() == 2, "the result, and the control slip of the dossier that ends with it"
    failed.refresh_from_db()
    assert failed.status == Status.RETURNED
    assert not failed.paperwork.exclude(problem="").exists()


def test_what_is_made_or_never_failed_is_not_made_again(
    world: World, failed: Dossier, client: Client, woken: list[str]
) -> None:
    client.force_login(world.ward.clerk)
    made_before = failed.paperwork.get(kind=ACKNOWLEDGEMENT).document_id

    response = client.post(retry_url(failed, ACKNOWLEDGEMENT), follow=True)

    assert "đã được lập hoặc đang được lập" in response.content.decode()
    assert woken == []
    assert papermaking.make_waiting() == 0
    assert failed.paperwork.get(kind=ACKNOWLEDGEMENT).document_id == made_before


def test_a_dossier_without_faults_offers_no_button(world: World, client: Client) -> None:
    dossier = filings.submitted(world)

    assert "Lập lại ngay" not in look(client, world.ward.clerk, dossier).content.decode()


@pytest.mark.parametrize(("kind", "number"), [("result", 2), ("receipt", 7), ("bua", 1)])
def test_a_document_that_was_never_asked_for_is_not_made(
    world: World, failed: Dossier, client: Client, woken: list[str], kind: str, number: int
) -> None:
    client.force_login(world.ward.clerk)

    response = client.post(retry_url(failed, kind, number))

    assert response.status_code == 302
    assert woken == []
    assert not failed.paperwork.filter(kind=kind, number=number).exclude(kind=RESULT, number=1).exists()


def test_only_who_works_on_the_dossier_presses(world: World, failed: Dossier, client: Client, woken: list[str]) -> None:
    """Nobody sees what is not theirs: neither another ward's staff, nor the owner, nor a stranger."""
    for user, status in ((world.other_ward.clerk, 404), (world.mother, 403)):
        client.force_login(user)
        assert client.post(retry_url(failed)).status_code == status
    client.logout()
    assert client.post(retry_url(failed)).status_code == 302

    assert woken == []
    assert failed.paperwork.get(kind=RESULT).next_try_at > timezone.now()


def test_looking_at_the_address_tries_nothing(world: World, failed: Dossier, client: Client, woken: list[str]) -> None:
    client.force_login(world.ward.clerk)

    assert client.get(retry_url(failed)).status_code == 302
    assert woken == []
