"""Taking in what happened before clients could follow changes: once, backwards through the log, while the site goes on.

A bunch of events is one short transaction of one statement: whoever ends this process loses at most that bunch, and
the next one goes on from there. Nothing shows to clients before all of it is there (docs/decisions/0042).
"""

from __future__ import annotations

import time
from collections.abc import Iterator
from dataclasses import dataclass

import structlog
from django.db import connection, transaction
from django.db.models import Max
from django.utils import timezone

from dossiers.models import Event, OlderChanges
from dossiers.models.dossier import TAKEN_OVER

log = structlog.get_logger(__name__)

#: Ids of events looked at in one transaction: some twenty milliseconds, for which a client's own commits may wait.
BUNCH = 2_000
#: How long one round of the worker goes on.
ROUND_SECONDS = 50.0

# What is told already was written by the trigger beside its event. The rows of clients are taken in the order of
# their names, as the trigger takes them at commit: nobody waits in a circle.
_TAKE = """
WITH taken AS (
    INSERT INTO dossiers_clientchange (event_id, client_id, number)
    SELECT event.id, dossier.client_id, -COALESCE(feed.older, 0)
           - row_number() OVER (PARTITION BY dossier.client_id ORDER BY event.id DESC)
      FROM dossiers_event event
      JOIN dossiers_dossier dossier ON dossier.id = event.dossier_id
      LEFT JOIN dossiers_clientfeed feed ON feed.client_id = dossier.client_id
     WHERE event.id >= %(first)s AND event.id < %(below)s
       AND dossier.client_id <> '' AND NOT starts_with(dossier.client_id, %(taken_over)s)
       AND NOT EXISTS (SELECT FROM dossiers_clientchange told WHERE told.event_id = event.id)
    RETURNING client_id
), counted AS (
    INSERT INTO dossiers_clientfeed AS feed (client_id, number, older)
    SELECT client_id, 0, count(*) FROM taken GROUP BY client_id ORDER BY client_id
    ON CONFLICT (client_id) DO UPDATE SET older = feed.older + excluded.older
)
SELECT count(*) FROM taken
"""


@dataclass(frozen=True)
class Standing:
    """How far it is: events looked at of all that there were, and how many were taken in."""

    looked: int
    of: int
    taken: int
    is_done: bool


def standing() -> Standing | None:
    """How far it is now; None before it began."""
    row = OlderChanges.objects.filter(pk=OlderChanges.ONLY).first()
    return _told(row) if row else None


def take_in(seconds: float | None = None) -> Iterator[Standing]:
    """Go on until all is taken in or the time is over, and say after each bunch how far it is.

    Says nothing where another process is at it.
    """
    _begin()
    until = None if seconds is None else time.monotonic() + seconds
    while until is None or time.monotonic() < until:
        now = _take_bunch()
        if now is None:
            return
        yield now
        if now.is_done:
            return


def take_in_for_a_round() -> None:
    """What the worker does by the clock; one look where all is done."""
    if OlderChanges.objects.filter(done_at__isnull=False).exists():
        return
    last = None
    for last in take_in(ROUND_SECONDS):  # noqa: B007 - the last one is told
        pass
    if last is not None:
        log.info("older_changes_taken_in", looked=last.looked, of=last.of, taken=last.taken, is_done=last.is_done)


def _next_place(below: int) -> int:
    """The place under which the next events lie, over a gap in their numbers, too; 0 where there are none."""
    found: int | None = Event.objects.filter(pk__lt=below).aggregate(highest=Max("pk"))["highest"]
    return 0 if found is None else found + 1


def _begin() -> None:
    """From the newest event down: what comes from now on has its row from the trigger."""
    highest = (Event.objects.aggregate(highest=Max("pk"))["highest"] or 0) + 1
    row = OlderChanges(highest=highest, below=highest)
    OlderChanges.objects.bulk_create([row], ignore_conflicts=True)


@transaction.atomic
def _take_bunch() -> Standing | None:
    row = OlderChanges.objects.select_for_update(skip_locked=True).filter(pk=OlderChanges.ONLY).first()
    if row is None:
        return None
    if row.done_at is None:
        first = max(row.below - BUNCH, 0)
        with connection.cursor() as cursor:
            cursor.execute(_TAKE, {"first": first, "below": row.below, "taken_over": TAKEN_OVER})
            row.taken += cursor.fetchone()[0]
        row.below = _next_place(first)
        row.done_at = None if row.below else timezone.now()
        row.save()
    return _told(row)


def _told(row: OlderChanges) -> Standing:
    return Standing(row.highest - row.below, row.highest, row.taken, row.done_at is not None)
