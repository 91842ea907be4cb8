"""The import: new and changed records go into the review queue, in batches, and can be run again at any time.

Nothing goes live here: every record waits for a publisher (`procedures.review`), who may accept those without doubts at
once. A record that is known already, as it stands, writes nothing at all.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from itertools import islice
from pathlib import Path
from typing import Any

from django.db import transaction

from procedures.models import ImportRun, ReviewItem
from procedures.national.fingerprint import fingerprint
from procedures.national.mapping import UnusableRecord, content_of
from procedures.national.reading import records
from procedures.national.survey import Survey, survey
from procedures.national.words import clean
from procedures.review.mending import Reading, read_again
from procedures.review.queueing import Proposal, enqueue, known_fingerprints, remembered

BATCH = 200
Tell = Callable[[str, int], None]
Row = tuple[str, str, str, str]


@dataclass
class Outcome:
    """What an import did. ``rows``: (code, flag, where, text) of every doubt, also of unchanged records.

    ``published`` and ``waiting`` are filled by whoever accepts afterwards.
    """

    read: int = 0
    queued: int = 0
    unchanged: int = 0
    refused: int = 0
    published: int = 0
    rows: list[Row] = field(default_factory=list)


@dataclass(frozen=True)
class _Import:
    """What the batches of one import share. ``begin`` gives the run that items belong to, made when first needed."""

    seen: Survey
    known: dict[str, set[str]]
    begin: Callable[[], ImportRun]
    outcome: Outcome


def import_file(
    path: Path, begin: Callable[[], ImportRun], tell: Tell = lambda stage, done: None, outcome: Outcome | None = None
) -> Outcome:
    """Queue all new and changed records of ``path``. Raises UnreadableFile; complete batches before the fault stay.

    ``tell`` hears the stage (survey, import) and the number of characters read so far.
    """
    seen = survey(records(path), lambda done: tell("survey", done))
    work = _Import(seen, known_fingerprints(), begin, outcome or Outcome())
    for batch in _batches(_told(path, tell)):
        _import_batch(batch, work)
    return work.outcome


def _told(path: Path, tell: Tell) -> Iterator[Any]:
    for record, done in records(path):
        tell("import", done)
        yield record


def _batches(source: Iterator[Any]) -> Iterator[list[Any]]:
    while batch := list(islice(source, BATCH)):
        yield batch


@transaction.atomic
def _import_batch(batch: list[Any], work: _Import) -> None:
    codes = [clean(record.get("code")) for record in batch if isinstance(record, dict)]
    before, changed = remembered(codes), dict[str, Proposal]()
    for record in batch:
        work.outcome.read += 1
        proposal = _judged(record, work, before)
        if proposal is None:
            continue
        code = proposal.content.code
        if code in changed:
            work.outcome.rows.append((code, "code_twice_in_file", "code", proposal.content.version.name))
        changed[code] = proposal
    if changed:
        queued = len(enqueue(work.begin(), list(changed.values())))
        work.outcome.queued += queued
        work.outcome.unchanged += len(changed) - queued


def _judged(record: Any, work: _Import, before: dict[str, ReviewItem]) -> Proposal | None:
    """The proposal for a record that is new or changed; its doubts go into the report either way."""
    twins = sorted(work.seen.twins(clean(record.get("name")))) if isinstance(record, dict) else []
    try:
        content, _doubts = content_of(record, work.seen)
        content.version.content_hash = stamp = fingerprint(record, twins, content)
        item = before.get(content.code)
        reading = _as_decided(record, work.seen, stamp, item) if item else Reading(content, [], record)
    except UnusableRecord as error:
        work.outcome.refused += 1
        work.outcome.rows.append(("", "record_refused", f"record {work.outcome.read}", str(error)))
        return None
    code = content.code
    work.outcome.rows += _rows(code, reading)
    if stamp in work.known.get(code, ()):
        work.outcome.unchanged += 1
        return None
    work.known.setdefault(code, set()).add(stamp)
    context = {"twins": twins, "field_code": reading.content.field_code}
    return Proposal(record, reading.content, context, reading.mends, item.cleared if item else [])


def _as_decided(record: Any, seen: Survey, stamp: str, item: ReviewItem) -> Reading:
    """The record with what a publisher decided about it before, as far as the same words still stand."""
    return read_again(record, seen, stamp, item.mends, item.cleared)


def _rows(code: str, reading: Reading) -> list[Row]:
    return [(code, doubt["flag"], doubt["where"], doubt["text"]) for doubt in reading.content.version.doubts]
