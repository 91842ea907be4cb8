"""A commit wakes a worker, once a kind of work; a broker slow or dead neither slows nor fails the page."""

from __future__ import annotations

import multiprocessing
import os
import socket
import subprocess
import sys
import threading
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
from portal.outbox.waking import settle, wake, wake_on_commit
from tests.outbox.factories import RecordingDriver

PAYLOAD = {"text": "Nguyễn Thị Bí Mật"}


@pytest.fixture(autouse=True)
def _nothing_is_on_its_way() -> Iterator[None]:
    """Calls of one test neither reach another nor rest for it."""
    settle()
    waking.broker_rest.end()
    yield
    settle()
    waking.broker_rest.end()


class Broker:
    """Writes down what it is asked for, and can be made slow."""

    def __init__(self) -> None:
        self.asked: list[str] = []
        self.is_free = threading.Event()
        self.is_free.set()

    def send_task(self, name: str, **_options: object) -> None:
        """Take a call as Celery's `send_task` does."""
        self.is_free.wait(timeout=5)
        self.asked.append(name)


@pytest.fixture
def broker(monkeypatch: pytest.MonkeyPatch) -> Broker:
    broker = Broker()
    monkeypatch.setattr(waking, "current_app", broker)
    return broker


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
    broker: Broker, django_capture_on_commit_callbacks: DjangoCaptureOnCommitCallbacks
) -> None:
    with django_capture_on_commit_callbacks(execute=True) as callbacks:
        for _time in range(5):
            wake_on_commit("outbox.deliver")
            wake_on_commit("dossiers.make_paperwork")
        assert settle()
        assert broker.asked == []
    assert len(callbacks) == 2
    assert settle()
    assert sorted(broker.asked) == ["dossiers.make_paperwork", "outbox.deliver"]


@pytest.mark.django_db
def test_messages_of_one_transaction_wake_one_worker(
    driver: RecordingDriver, broker: Broker, django_capture_on_commit_callbacks: DjangoCaptureOnCommitCallbacks
) -> None:
    with django_capture_on_commit_callbacks(execute=True):
        for number in range(5):
            put("test", "a", PAYLOAD, str(number))
    assert settle()
    assert broker.asked == ["outbox.deliver"]


@pytest.mark.django_db(transaction=True)
def test_a_transaction_rolled_back_wakes_nobody(broker: Broker) -> None:
    with transaction.atomic():
        wake_on_commit("outbox.deliver")
        transaction.set_rollback(True)
    assert settle()
    assert broker.asked == []


def test_a_slow_broker_keeps_nobody_waiting_and_hears_of_many_changes_once(broker: Broker) -> None:
    # given a broker that takes its time over the first call
    broker.is_free.clear()
    wake("outbox.deliver")
    # when a hundred changes follow meanwhile
    for _change in range(100):
        wake("outbox.deliver")
        wake("dossiers.make_paperwork")
    # then none of them waited for it, and they are told together
    assert broker.asked == []
    broker.is_free.set()
    assert settle()
    assert broker.asked.count("dossiers.make_paperwork") == 1
    assert broker.asked.count("outbox.deliver") <= 2


def test_a_lonely_call_leaves_at_once(broker: Broker, monkeypatch: pytest.MonkeyPatch) -> None:
    """The pause comes after a call, never before: one citizen's letter does not wait for another's."""
    time.sleep(waking.PAUSE_SECONDS * 2)
    monkeypatch.setattr(waking, "PAUSE_SECONDS", 60)
    wake("outbox.deliver")
    deadline = time.monotonic() + 20
    while not broker.asked and time.monotonic() < deadline:
        time.sleep(0.01)
    assert broker.asked == ["outbox.deliver"]


def test_a_call_that_is_still_on_its_way_is_not_called_settled(broker: Broker) -> None:
    broker.is_free.clear()
    wake("outbox.deliver")
    assert settle(timeout_seconds=0.1) is False
    broker.is_free.set()
    assert settle() is True


def test_a_mistake_in_passing_on_does_not_end_the_passing_on(broker: Broker, monkeypatch: pytest.MonkeyPatch) -> None:
    with monkeypatch.context() as broken:
        broken.setattr(broker, "send_task", lambda _name, **_options: 1 / 0)
        wake("outbox.deliver")
        assert settle()
    wake("outbox.deliver")
    assert settle()
    assert broker.asked == ["outbox.deliver"]


def test_a_forked_process_passes_on_its_own_calls(broker: Broker) -> None:
    """Gunicorn loads the site once and forks: threads and held locks of the parent are not the child's."""
    wake("outbox.deliver")
    assert settle()

    def in_the_child() -> None:
        wake("dossiers.make_paperwork")
        os._exit(0 if settle() and broker.asked[-1] == "dossiers.make_paperwork" else 1)

    with waking._messenger._changed:  # another thread of the parent is busy with the calls at that very moment
        child = multiprocessing.get_context("fork").Process(target=in_the_child)
        child.start()
    child.join(timeout=20)

    assert child.exitcode == 0
    assert broker.asked == ["outbox.deliver"]


def test_a_command_that_ends_right_after_its_change_still_passes_its_call_on() -> None:
    program = (
        "from portal.outbox import waking\n"
        "class Broker:\n"
        "    def send_task(self, name, **options): print('asked for', name, flush=True)\n"
        "waking.current_app = Broker()\n"
        "waking.wake('outbox.deliver')\n"
        "waking.wake('dossiers.make_paperwork')\n"
    )
    environment = {**os.environ, "DJANGO_SETTINGS_MODULE": "portal.settings.test"}
    done = subprocess.run(
        [sys.executable, "-c", program], capture_output=True, text=True, check=True, env=environment, timeout=60
    )
    assert sorted(done.stdout.splitlines()) == ["asked for dossiers.make_paperwork", "asked for outbox.deliver"]


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("kind", ["silent_broker", "closed_port"])
def test_a_dead_broker_costs_the_page_nothing_and_no_message(
    driver: RecordingDriver, kind: str, request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch
) -> None:
    # given a broker that is dead
    site, callers = site_whose_broker_is_at(request.getfixturevalue(kind)), set()

    class Noting:
        def send_task(self, name: str, **options: Any) -> Any:
            callers.add(threading.current_thread())
            return site.send_task(name, **options)

    monkeypatch.setattr(waking, "current_app", Noting())
    # when a change is committed that wakes two workers
    with transaction.atomic():
        put("test", "a", PAYLOAD, "1")
        wake_on_commit("dossiers.make_paperwork")
    # then the message waits, another than the page's thread waited for the broker, and now it is left alone
    assert OutboxMessage.objects.get().state == State.WAITING
    assert settle(timeout_seconds=60)
    assert waking.broker_rest.is_on
    assert callers and threading.current_thread() not in callers


def test_a_broker_that_rests_is_not_asked_until_the_rest_is_over(broker: Broker) -> None:
    waking.broker_rest.start()
    wake("outbox.deliver")
    assert settle()
    assert broker.asked == []
    waking.broker_rest.end()
    wake("outbox.deliver")
    assert settle()
    assert broker.asked == ["outbox.deliver"]


def test_a_broker_that_fails_does_not_fail_the_caller(broker: Broker, monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(name: str, **_options: object) -> None:
        raise OperationalError(f"{name} cannot go out")

    monkeypatch.setattr(broker, "send_task", fail)
    wake("outbox.deliver")
    assert settle()
    assert waking.broker_rest.is_on
