"""Rules proved with connections of their own: while a decision is put in force readers read and filings refer to it,
and of two workers one does the work."""

from __future__ import annotations

from collections.abc import Callable
from threading import Thread
from typing import TypeVar

import pytest
from django.db import connection, transaction

from procedures import catalogue, decision_publishing, publishing
from procedures.choices import VersionState
from procedures.decision_publishing import publish_decision
from procedures.models import DecisionAct, ProcedureVersion
from tests.procedures import deciding_world as world
from tests.procedures.deciding_world import good, make_deciders
from tests.procedures.factories import draft

pytestmark = pytest.mark.django_db(transaction=True)
CODE = "1.001193"
Answer = TypeVar("Answer")


def elsewhere(ask: Callable[[], Answer]) -> Answer:
    """What another connection answers at once; it waits for no lock."""
    answers: list[Answer] = []
    faults: list[Exception] = []

    def run() -> None:
        try:
            with connection.cursor() as cursor:
                cursor.execute("SET lock_timeout = '200ms'")
            answers.append(ask())
        except Exception as fault:  # noqa: BLE001 - told to the test's own thread
            faults.append(fault)
        finally:
            connection.close()

    thread = Thread(target=run)
    thread.start()
    thread.join(timeout=20)
    if faults:
        raise faults[0]
    return answers[0]


def test_readers_and_filings_go_on_while_a_version_is_put_in_force() -> None:
    old = good(CODE)
    new = draft(procedure=old.procedure, number=2)

    with transaction.atomic():
        publishing.publish([new])
        seen = elsewhere(lambda: catalogue.published(CODE).pk)
        # a row that refers to procedure and version, as a dossier or a draft of somebody does
        referred = elsewhere(lambda: draft(procedure=old.procedure, number=9, source="local").number)

    assert (seen, referred) == (old.pk, 9)
    assert catalogue.published(CODE).pk == new.pk


def test_of_two_workers_one_puts_a_decision_in_force() -> None:
    people = make_deciders()
    good(CODE)
    decision = world.approved(people, CODE)

    with transaction.atomic():
        assert decision_publishing._claim(decision.pk) == decision
        assert elsewhere(lambda: publish_decision(decision.pk)) is None

    assert publish_decision(decision.pk) == decision
    assert decision.events.filter(act=DecisionAct.PUBLISH).count() == 1
    assert ProcedureVersion.objects.filter(state=VersionState.PUBLISHED).count() == 1
