"""With Valkey or the worker down the site still takes dossiers, and what waited goes out when they are back."""

from __future__ import annotations

import socket
import threading
from collections.abc import Iterator
from typing import Any

import pytest
from celery import Celery
from django.core import mail
from django.core.cache import caches
from django.db import connection
from django.test import override_settings

from dossiers import hooks, intake, papermaking
from dossiers.models import CodeCounter, Dossier, Event, Paperwork, Task
from dossiers.tasks import make_paperwork
from portal import caching
from portal.outbox import waking
from portal.outbox.models import OutboxMessage, State
from portal.outbox.tasks import deliver_outbox
from tests.dossiers import filings
from tests.dossiers.api_calls import URL, birth_body, machine
from tests.dossiers.world import World


@pytest.fixture(autouse=True)
def _broker_is_not_resting() -> Iterator[None]:
    waking.settle()
    waking.broker_rest.end()
    yield
    waking.settle()
    waking.broker_rest.end()


class DeadValkey:
    """A port that hangs up on whoever calls, and counts them."""

    def __init__(self) -> None:
        self.calls = 0
        self._listening = socket.create_server(("127.0.0.1", 0))
        self.address = f"redis://127.0.0.1:{self._listening.getsockname()[1]}/0"
        self._thread = threading.Thread(target=self._hang_up, daemon=True)
        self._thread.start()

    def _hang_up(self) -> None:
        while True:
            connection, _address = self._listening.accept()
            self.calls += 1
            connection.close()


@pytest.fixture
def dead_valkey(monkeypatch: pytest.MonkeyPatch) -> Iterator[DeadValkey]:
    """Cache and broker, set as in production, at a port where nobody answers; left alone for longer than a test."""
    monkeypatch.setattr(caching, "REST_SECONDS", 3600.0)
    monkeypatch.setattr(caching.FailOpenRedisCache, "_away_until", 0.0)
    monkeypatch.setattr(waking.broker_rest, "seconds", 3600.0)
    dead = DeadValkey()
    site = Celery("site", set_as_current=False)
    site.config_from_object("django.conf:settings", namespace="CELERY")
    site.conf.update(broker_url=dead.address)
    monkeypatch.setattr(waking, "current_app", site)
    options = {"socket_connect_timeout": 0.3, "socket_timeout": 0.5}
    cache = {"BACKEND": "portal.caching.FailOpenRedisCache", "LOCATION": dead.address, "OPTIONS": options}
    with override_settings(CACHES={"default": cache}):
        yield dead
    caches.close_all()


@pytest.mark.django_db(transaction=True)
def test_without_valkey_dossiers_are_taken_and_tracked_and_it_is_left_alone(
    world: World, dead_valkey: DeadValkey
) -> None:
    client = machine()

    answer = client.post(URL, birth_body(channel="direct"), format="json")
    assert waking.settle(timeout_seconds=60)
    assert waking.broker_rest.is_on
    called = dead_valkey.calls
    again = client.post(URL, birth_body(), format="json")

    assert (answer.status_code, again.status_code) == (201, 201)
    assert dead_valkey.calls == called > 0, "whoever did not answer is not waited for again"
    assert client.get("/api/v1/track/", {"code": answer.json()["code"]}).status_code == 200
    # and then: what waited goes out when the worker is back
    make_paperwork()
    deliver_outbox()
    assert not Paperwork.objects.filter(made_at=None).exists()
    assert [letter.to for letter in mail.outbox] == [["lan.nguyen@example.vn"]] * 2
    assert set(OutboxMessage.objects.values_list("state", flat=True)) == {State.SENT}


def test_a_crash_in_a_consequence_undoes_everything_also_the_number(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    def crash(moved: hooks.Moved) -> None:
        raise ZeroDivisionError(f"a hook of {moved.dossier.code} crashed")

    upload = filings.upload_for(world.mother)
    with monkeypatch.context() as broken:
        broken.setattr(hooks, "_registered", {"broken": crash})
        with pytest.raises(ZeroDivisionError):
            intake.submit(filings.birth_submission(upload), by=world.mother)

    for table in (Dossier, Event, Task, Paperwork, OutboxMessage, CodeCounter):
        assert not table.objects.exists(), table
    # The upload is still the citizen's to use, and the next filing gets the first number.
    again = intake.submit(filings.birth_submission(upload), by=world.mother)
    assert again.code.endswith("-0001")


def test_a_document_that_cannot_be_made_holds_up_no_other_and_is_tried_again(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    bad, good = filings.submitted(world), filings.submitted(world)
    kind = Paperwork.Kind.ACKNOWLEDGEMENT
    really_make = papermaking.MAKERS[kind]

    def make(dossier: Dossier, row: Paperwork) -> Any:
        if dossier.pk == bad.pk:
            with connection.cursor() as cursor:
                cursor.execute("SELECT nothing FROM nowhere")
        return really_make(dossier, row)

    monkeypatch.setitem(papermaking.MAKERS, kind, make)
    assert papermaking.make_waiting() == 1

    row = bad.paperwork.get()
    assert row.made_at is None
    assert "nowhere" in row.problem
    assert row.attempts == 1
    assert good.paperwork.get().document is not None

    # when the fault is mended and its time has come
    monkeypatch.setitem(papermaking.MAKERS, kind, really_make)
    assert papermaking.make_waiting() == 0
    Paperwork.objects.filter(pk=row.pk).update(next_try_at=row.asked_at)
    assert papermaking.make_waiting() == 1
    row.refresh_from_db()
    assert (row.problem, row.attempts) == ("", 2)
    assert row.document is not None


def test_making_and_delivering_again_makes_and_sends_nothing_twice(world: World) -> None:
    filings.submitted(world)
    for _round in range(2):
        make_paperwork()
        deliver_outbox()

    assert len(mail.outbox) == 1
    assert Paperwork.objects.get().attempts == 1
