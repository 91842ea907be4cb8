"""A commit wakes a worker, once a kind of work; a dead broker neither slows nor fails the page."""

from __future__ import annotations

import socket
import time
from collections.abc import Iterator
from typing import Any

import pytest
from celery import Celery
from django.db import transaction
from kombu.exceptions import OperationalError
from pytest_django import DjangoCaptureOnCommitCallbacks

from portal.outbox import waking
from portal.outbox.models import OutboxMessage, State
from portal.outbox.putting import put
from portal.outbox.waking import wake, wake_on_commit
from tests.outbox.factories import RecordingDriver

PAYLOAD = {"text": "Nguyễn Thị Bí Mật"}


@pytest.fixture(autouse=True)
def _broker_is_not_resting() -> Iterator[None]:
    waking.broker_rest.end()
    yield
    waking.broker_rest.end()


@pytest.fixture
def sent(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The names of the tasks that workers were asked for."""
    names: list[str] = []
    monkeypatch.setattr("portal.outbox.waking.current_app.send_task", lambda name, **_options: names.append(name))
    return names


@pytest.fixture
def silent_broker() -> Iterator[int]:
    """A port that takes connections and never answers: the worst kind of dead."""
    with socket.socket() as server:
        server.bind(("127.0.0.1", 0))
        server.listen()
        yield server.getsockname()[1]


@pytest.fixture
def closed_port() -> int:
    with socket.socket() as server:
        server.bind(("127.0.0.1", 0))
        port: int = server.getsockname()[1]
    return port


def site_whose_broker_is_at(port: int) -> Any:
    """The site's Celery with the settings of production but for the broker's address."""
    site = Celery("site", set_as_current=False)
    site.config_from_object("django.conf:settings", namespace="CELERY")
    site.conf.update(broker_url=f"redis://127.0.0.1:{port}/0")
    return site


@pytest.mark.django_db
def test_a_transaction_wakes_one_worker_a_task_however_often_it_asks(
    sent: list[str], django_capture_on_commit_callbacks: DjangoCaptureOnCommitCallbacks
) -> None:
    with django_capture_on_commit_callbacks(execute=True):
        for _time in range(5):
            wake_on_commit("outbox.deliver")
            wake_on_commit("dossiers.make_paperwork")
        assert sent == []
    assert sent == ["outbox.deliver", "dossiers.make_paperwork"]


@pytest.mark.django_db
def test_messages_of_one_transaction_wake_one_worker(
    driver: RecordingDriver,
    sent: list[str],
    django_capture_on_commit_callbacks: DjangoCaptureOnCommitCallbacks,
) -> None:
    with django_capture_on_commit_callbacks(execute=True):
        for number in range(5):
            put("test", "a", PAYLOAD, str(number))
    assert sent == ["outbox.deliver"]


@pytest.mark.django_db(transaction=True)
def test_a_transaction_rolled_back_wakes_nobody(sent: list[str]) -> None:
    with transaction.atomic():
        wake_on_commit("outbox.deliver")
        transaction.set_rollback(True)
    assert sent == []


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("kind", ["silent_broker", "closed_port"])
def test_a_dead_broker_costs_half_a_second_once_and_no_message(
    driver: RecordingDriver, kind: str, request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch
) -> None:
    # given a broker that is dead
    monkeypatch.setattr(waking, "current_app", site_whose_broker_is_at(request.getfixturevalue(kind)))
    # when a change is committed that wakes two workers
    began = time.monotonic()
    with transaction.atomic():
        put("test", "a", PAYLOAD, "1")
        wake_on_commit("dossiers.make_paperwork")
    took = time.monotonic() - began
    # then the page is not slow, the message waits, and the next page does not even ask
    assert took < 1.0
    assert OutboxMessage.objects.get().state == State.WAITING
    assert waking.broker_rest.is_on
    began = time.monotonic()
    with transaction.atomic():
        put("test", "a", PAYLOAD, "2")
    assert time.monotonic() - began < 0.2


def test_a_broker_that_fails_does_not_fail_the_caller(monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(name: str, **_options: object) -> None:
        raise OperationalError(f"{name} cannot go out")

    monkeypatch.setattr("portal.outbox.waking.current_app.send_task", fail)
    wake("outbox.deliver")
    assert waking.broker_rest.is_on


def test_a_broker_that_is_back_is_asked_again(monkeypatch: pytest.MonkeyPatch, sent: list[str]) -> None:
    waking.broker_rest.start()
    wake("outbox.deliver")
    assert sent == []
    waking.broker_rest.end()
    wake("outbox.deliver")
    assert sent == ["outbox.deliver"]
