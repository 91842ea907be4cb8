"""Loading the starter catalogue into the database: only files that changed since the last time."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from django.db import transaction
from django.db.models import Max

from procedures import search_index
from procedures.choices import Source, VersionState
from procedures.drafting import store_drafts
from procedures.models import EForm, ProcedureVersion
from procedures.publishing import publish
from procedures.starter_catalogue import (
    STARTER,
    StarterFile,
    read_eform,
    read_procedure,
    starter_files,
)


@dataclass(frozen=True)
class Loaded:
    """How many files were looked at, and how many became a new version."""

    files: int
    published: int


@transaction.atomic
def load(folder: Path = STARTER) -> Loaded:
    """Publish a version for each new or changed file, all or none. Raises StarterFileError.

    A version that a publisher announced since (source local) stands: the file no longer counts.
    """
    files = starter_files(folder)
    changed = _changed(files)
    if changed:
        eforms = _store_eforms(folder, {key for file in changed for key in file.eform_keys})
        publish(store_drafts([read_procedure(file, eforms) for file in changed]))
    search_index.renew_old()
    return Loaded(files=len(files), published=len(changed))


def _changed(files: list[StarterFile]) -> list[StarterFile]:
    standing = ProcedureVersion.objects.filter(
        procedure__code__in=[file.code for file in files], state=VersionState.PUBLISHED
    )
    known = {
        code: (source, fingerprint)
        for code, source, fingerprint in standing.values_list("procedure__code", "source", "content_hash")
    }
    return [f for f in files if _is_news(f, *known.get(f.code, ("", "")))]


def _is_news(file: StarterFile, source: str, fingerprint: str) -> bool:
    return source != Source.LOCAL and (source, fingerprint) != (Source.STARTER, file.fingerprint)


def _store_eforms(folder: Path, keys: set[str]) -> dict[str, EForm]:
    """The newest stored form of each key, a new version stored where the schema changed."""
    last = dict(EForm.objects.filter(key__in=keys).order_by().values_list("key").annotate(Max("version")))
    stored = {form.key: form for form in EForm.objects.filter(key__in=keys).order_by("version")}
    for key in sorted(keys):
        schema, fingerprint = read_eform(folder, key)
        if key not in stored or stored[key].content_hash != fingerprint:
            stored[key] = EForm(
                key=key,
                version=last.get(key, 0) + 1,
                schema=schema,
                content_hash=fingerprint,
            )
    EForm.objects.bulk_create([form for form in stored.values() if form.pk is None])
    return stored
