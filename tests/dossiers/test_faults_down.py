"""With Valkey or the worker down the site still takes dossiers, and what waited goes out when they are back."""

from __future__ import annotations

import socket
import time
from collections.abc import Callable, Iterator
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


@pytest.fixture
def dead_valkey(settings: Any, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Cache and broker, set as in production, at a port where nobody listens."""
    with socket.socket() as server:
        server.bind(("127.0.0.1", 0))
        address = f"redis://127.0.0.1:{server.getsockname()[1]}/0"
    site = Celery("site", set_as_current=False)
    site.config_from_object("django.conf:settings", namespace="CELERY")
    site.conf.update(broker_url=address)
    monkeypatch.setattr(waking, "current_app", site)
    options = {"socket_connect_timeout": 0.3, "socket_timeout": 0.5}
    cache = {"BACKEND": "portal.caching.FailOpenRedisCache", "LOCATION": address, "OPTIONS": options}
    with override_settings(CACHES={"default": cache}):
        yield
    caches.close_all()


def timed(work: Callable[[], Any]) -> tuple[Any, float]:
    """What the work gives back, and the seconds it took."""
    began = time.monotonic()
    result = work()
    return result, time.monotonic() - began


@pytest.mark.django_db(transaction=True)
def test_without_valkey_dossiers_are_taken_and_tracked_within_a_second(world: World, dead_valkey: None) -> None:
    client = machine()

    answer, took = timed(lambda: client.post(URL, birth_body(channel="direct"), format="json"))
    again, reference = timed(lambda: client.post(URL, birth_body(), format="json"))

    # The second filing tells what one costs on this machine at this moment.
    assert (answer.status_code, again.status_code) == (201, 201)
    assert took < 2 * reference + 1.0
    assert waking.settle()
    assert waking.broker_rest.is_on
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
