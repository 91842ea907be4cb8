"""The event log: append-only, chained, and the only way to a status (design: one door)."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.db import IntegrityError, connection, transaction
from django.utils import timezone

from dossiers import chain, day_digest
from dossiers.models import Dossier, Event
from dossiers.statuses import Status
from tests.dossiers import filings
from tests.dossiers.world import World


def tamper(statement: str, dossier: Dossier) -> None:
    """What somebody with the database's own rights could do: change rows with every trigger asleep."""
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")  # what is still to be checked is checked before
        cursor.execute("SET session_replication_role = replica")
        cursor.execute(statement, [dossier.pk])
        cursor.execute("SET session_replication_role = origin")


def test_postgresql_refuses_to_change_an_event(world: World) -> None:
    dossier = filings.submitted(world)

    with pytest.raises(IntegrityError, match="append-only"), transaction.atomic():
        Event.objects.filter(dossier=dossier).update(note="viết lại lịch sử")

    assert dossier.events.get().note == ""


def test_postgresql_refuses_to_delete_an_event(world: World) -> None:
    dossier = filings.submitted(world)

    with pytest.raises(IntegrityError, match="append-only"), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("DELETE FROM dossiers_event WHERE dossier_id = %s", [dossier.pk])

    assert dossier.events.count() == 1


def test_a_status_without_its_event_cannot_be_committed(world: World) -> None:
    dossier = filings.submitted(world)

    with pytest.raises(IntegrityError, match="newest event"), transaction.atomic():
        Dossier.objects.filter(pk=dossier.pk).update(status=Status.FINISHED)
        with connection.cursor() as cursor:
            cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")

    dossier.refresh_from_db()
    assert dossier.status == Status.SUBMITTED


def test_each_event_carries_the_hash_of_the_one_before(world: World) -> None:
    dossier = filings.handed_over(world)

    first, second, third = dossier.events.order_by("sequence")
    assert (first.previous_hash, second.previous_hash, third.previous_hash) == ("", first.hash, second.hash)
    assert chain.first_broken(dossier) is None


@pytest.mark.parametrize(
    "tampering",
    [
        "UPDATE dossiers_event SET note = 'khác' WHERE dossier_id = %s AND sequence = 2",
        "UPDATE dossiers_event SET at = at - interval '1 day' WHERE dossier_id = %s AND sequence = 2",
        "DELETE FROM dossiers_event WHERE dossier_id = %s AND sequence = 2",
    ],
)
def test_tampering_past_the_trigger_shows_in_the_chain(world: World, tampering: str) -> None:
    dossier = filings.handed_over(world)

    tamper(tampering, dossier)

    assert chain.first_broken(dossier) == 2


def test_a_cut_off_end_shows_in_the_chain(world: World) -> None:
    dossier = filings.handed_over(world)

    tamper("DELETE FROM dossiers_event WHERE dossier_id = %s AND sequence = 3", dossier)

    assert chain.first_broken(dossier) == 3


def test_the_seal_of_a_day_breaks_when_an_event_of_it_changes(world: World) -> None:
    dossier = filings.received(world)
    today = timezone.localdate()

    sealed = day_digest.seal(today)
    assert (sealed.dossier_count, sealed.event_count) == (1, 2)
    assert day_digest.is_whole(sealed)

    tamper("UPDATE dossiers_event SET hash = repeat('0', 64) WHERE dossier_id = %s", dossier)
    assert not day_digest.is_whole(sealed)


def test_a_day_is_sealed_once(world: World) -> None:
    filings.submitted(world)
    yesterday = timezone.localdate() - timedelta(days=1)

    assert day_digest.seal_yesterday() == day_digest.seal(yesterday)
