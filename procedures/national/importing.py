"""The import: new and changed records become versions, in batches, and can be run again at any time.

A record whose procedure stands announced from another source (our starter catalogue, a decision of the
province) is stored as a draft beside it. All others are published at once, their doubts kept as marks.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from itertools import islice
from pathlib import Path
from typing import Any

from django.db import transaction

from procedures.choices import Source, VersionState
from procedures.drafting import VersionContent, content_hash, store_drafts
from procedures.models import ProcedureVersion
from procedures.national.doubts import Doubts
from procedures.national.mapping import UnusableRecord, content_of
from procedures.national.reading import records
from procedures.national.survey import Survey, survey
from procedures.national.words import clean
from procedures.publishing import publish

BATCH = 200
# Part of every fingerprint: raise it when the mapping changes, so that records are read anew.
MAPPING = "1"
Tell = Callable[[str, int], None]
Row = tuple[str, str, str, str]


@dataclass
class Outcome:
    """What an import did. ``rows``: (code, flag, where, text) of every doubt, also of unchanged records."""

    read: int = 0
    published: int = 0
    drafted: int = 0
    unchanged: int = 0
    refused: int = 0
    rows: list[Row] = field(default_factory=list)


@dataclass(frozen=True)
class Standing:
    """What the catalogue has already: fingerprints of national versions, and codes of other sources."""

    fingerprints: dict[str, set[str]]
    ours: set[str]


def import_file(path: Path, tell: Tell = lambda stage, done: None) -> Outcome:
    """Import all records of ``path``. Raises UnreadableFile; complete batches before the fault stay.

    ``tell`` hears the stage (survey, import) and the number of characters read so far.
    """
    seen = survey(records(path), lambda done: tell("survey", done))
    standing, outcome = _standing(), Outcome()
    for batch in _batches(_told(path, tell)):
        _import_batch(batch, seen, standing, outcome)
    return outcome


def _told(path: Path, tell: Tell) -> Iterator[Any]:
    for record, done in records(path):
        tell("import", done)
        yield record


def _batches(source: Iterator[Any]) -> Iterator[list[Any]]:
    while batch := list(islice(source, BATCH)):
        yield batch


def _standing() -> Standing:
    rows = ProcedureVersion.objects.exclude(state=VersionState.RETIRED)
    fingerprints: dict[str, set[str]] = {}
    ours: set[str] = set()
    for code, source, state, known in rows.values_list("procedure__code", "source", "state", "content_hash"):
        if source == Source.NATIONAL:
            fingerprints.setdefault(code, set()).add(known)
        elif state == VersionState.PUBLISHED:
            ours.add(code)
    return Standing(fingerprints, ours)


@transaction.atomic
def _import_batch(batch: list[Any], seen: Survey, standing: Standing, outcome: Outcome) -> None:
    changed: dict[str, VersionContent] = {}
    for record in batch:
        outcome.read += 1
        content = _judged(record, seen, standing, outcome)
        if content is None:
            continue
        if content.code in changed:
            outcome.rows.append((content.code, "code_twice_in_file", "code", content.version.name))
        changed[content.code] = content
    if changed:
        _store(list(changed.values()), standing, outcome)


def _judged(record: Any, seen: Survey, standing: Standing, outcome: Outcome) -> VersionContent | None:
    """The content of a record that is new or changed; its doubts go into the report either way."""
    twins = sorted(seen.twins(clean(record.get("name")))) if isinstance(record, dict) else []
    fingerprint = content_hash(MAPPING, record, twins)
    try:
        content, doubts = content_of(record, seen, fingerprint)
    except UnusableRecord as error:
        outcome.refused += 1
        outcome.rows.append(("", "record_refused", f"record {outcome.read}", str(error)))
        return None
    outcome.rows += _rows(content.code, doubts)
    if fingerprint in standing.fingerprints.get(content.code, ()):
        outcome.unchanged += 1
        return None
    standing.fingerprints.setdefault(content.code, set()).add(fingerprint)
    return content


def _rows(code: str, doubts: Doubts) -> list[Row]:
    return [(code, doubt.flag, doubt.where, doubt.text) for doubt in doubts]


def _store(contents: list[VersionContent], standing: Standing, outcome: Outcome) -> None:
    versions = store_drafts(contents)
    to_publish = [v for v in versions if v.procedure.code not in standing.ours]
    publish(to_publish)
    outcome.published += len(to_publish)
    outcome.drafted += len(versions) - len(to_publish)
