"""Messages are written with the change they speak of, once, and wake a worker without slowing the page."""

from __future__ import annotations

import socket
import time
from collections.abc import Iterator
from typing import Any

import pytest
from celery import Celery
from django.db import connection, transaction
from kombu.exceptions import OperationalError
from pytest_django import DjangoCaptureOnCommitCallbacks

from portal.outbox import putting
from portal.outbox.drivers.registry import UnknownChannel
from portal.outbox.models import OutboxMessage, State
from portal.outbox.putting import NotInTransaction, put
from portal.outbox.tasks import deliver_outbox
from tests.outbox.factories import RecordingDriver

PAYLOAD = {"text": "Nguyễn Thị Bí Mật"}


@pytest.fixture(autouse=True)
def _broker_is_not_resting() -> None:
    putting.broker_rest.end()


@pytest.mark.django_db
def test_the_same_key_again_is_the_same_message(driver: RecordingDriver) -> None:
    first, second = put("test", "a", PAYLOAD, "1"), put("test", "a", {"text": "khác"}, "1")
    assert first.pk == second.pk
    assert OutboxMessage.objects.get().payload == PAYLOAD


@pytest.mark.django_db
def test_the_content_stands_encrypted(driver: RecordingDriver) -> None:
    put("test", "a", PAYLOAD, "1")
    with connection.cursor() as cursor:
        cursor.execute("SELECT payload FROM outbox_outboxmessage")
        assert "Bí Mật" not in str(cursor.fetchone())


@pytest.mark.django_db
def test_an_unknown_channel_is_refused_before_anything_is_written() -> None:
    with pytest.raises(UnknownChannel):
        put("pigeon", "a", PAYLOAD, "1")
    assert OutboxMessage.objects.count() == 0


@pytest.mark.django_db(transaction=True)
def test_a_message_outside_of_a_transaction_is_refused(driver: RecordingDriver) -> None:
    with pytest.raises(NotInTransaction):
        put("test", "a", PAYLOAD, "1")


@pytest.mark.django_db(transaction=True)
def test_what_is_rolled_back_never_leaves(driver: RecordingDriver) -> None:
    with transaction.atomic():
        put("test", "a", PAYLOAD, "1")
        transaction.set_rollback(True)
    assert (OutboxMessage.objects.count(), driver.delivered) == (0, [])


@pytest.mark.django_db
def test_a_transaction_wakes_one_worker_however_much_it_wrote(
    driver: RecordingDriver, django_capture_on_commit_callbacks: DjangoCaptureOnCommitCallbacks
) -> None:
    with django_capture_on_commit_callbacks(execute=True) as callbacks:
        for number in range(5):
            put("test", "a", PAYLOAD, str(number))
    assert len(callbacks) == 1
    assert driver.delivered == ["0", "1", "2", "3", "4"]


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


def task_of_a_site_whose_broker_is_at(port: int) -> Any:
    """Give the task as the site has it, with the settings of production but for the broker's address."""
    site = Celery("site")
    site.config_from_object("django.conf:settings", namespace="CELERY")
    site.conf.update(broker_url=f"redis://127.0.0.1:{port}/0", task_always_eager=False)
    return site.task(name=deliver_outbox.name)(lambda: None)


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("kind", ["silent_broker", "closed_port"])
def test_a_dead_broker_costs_half_a_second_at_most_and_no_message(
    driver: RecordingDriver, kind: str, request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch
) -> None:
    # given a broker that is dead
    port = request.getfixturevalue(kind)
    monkeypatch.setattr(putting, "deliver_outbox", task_of_a_site_whose_broker_is_at(port))
    # when a change is committed
    began = time.monotonic()
    with transaction.atomic():
        put("test", "a", PAYLOAD, "1")
    took = time.monotonic() - began
    # then the page is not slow, the message waits, and the next page does not even ask
    assert took < 1.0
    assert OutboxMessage.objects.get().state == State.WAITING
    assert putting.broker_rest.is_on
    began = time.monotonic()
    with transaction.atomic():
        put("test", "a", PAYLOAD, "2")
    assert time.monotonic() - began < 0.2
    assert driver.delivered == []


@pytest.mark.django_db(transaction=True)
def test_a_broker_that_fails_does_not_fail_the_page(driver: RecordingDriver, monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(**options: object) -> None:
        raise OperationalError("gone")

    monkeypatch.setattr(deliver_outbox, "apply_async", fail)
    with transaction.atomic():
        put("test", "a", PAYLOAD, "1")
    assert OutboxMessage.objects.count() == 1
