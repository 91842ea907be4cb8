"""Reading the catalogue: the version of a procedure in force on a day, with all its content."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import Any

from django.db.models import Prefetch, QuerySet
from django.utils import timezone

from portal import prepared
from procedures import decided
from procedures.models import Case, ProcedureVersion
from procedures.reader_help import reading
from procedures.whole_version import fill

#: Versions that a process keeps whole; the procedures people file every day are far fewer.
KEPT_VERSIONS = 200
#: How many versions are read whole at a time where all are needed, so that memory does not grow with the catalogue.
BATCH = 200
_CONTENT = (
    Prefetch("cases", Case.objects.select_related("eform")),
    "cases__components",
    "cases__fees",
    "cases__time_limits",
    "processes__steps",
)
#: `VersionQuerySet.valid_on` as a prepared question: it is asked with every filing.
_IN_FORCE = """
SELECT version.id, version.content_hash
FROM procedures_procedureversion version JOIN procedures_procedure procedure ON procedure.id = version.procedure_id
WHERE procedure.code = %s AND version.state IN ('published', 'retired')
  AND version.valid_from <= %s AND (version.valid_to IS NULL OR version.valid_to > %s)
"""
_in_memory: dict[tuple[int, str], ProcedureVersion] = {}


class UnknownProcedure(LookupError):
    """No announced procedure has this code (on that day)."""

    def __init__(self, code: str) -> None:
        super().__init__(f"no procedure {code} in force")
        self.code = code


def published(code: str, on: date | None = None) -> ProcedureVersion:
    """The version of ``code`` in force ``on`` a day (today by default), all content prefetched.

    Raises UnknownProcedure when there is none.
    """
    versions = ProcedureVersion.objects.valid_on(on).filter(procedure__code=code)
    version = versions.select_related("procedure", "field").first()
    if version is None:
        raise UnknownProcedure(code)
    return fill(version)


def in_force(code: str) -> ProcedureVersion:
    """As `published` for today, but from memory when this process read that version before: one query.

    Published content never changes (trigger), so sharing it is safe; it is for reading only, and its ``state`` and
    ``valid_to`` are those of the first reading. Raises UnknownProcedure.
    """
    today = timezone.localdate()
    key: Any = prepared.ask(_IN_FORCE, [code, today, today])
    if key is None:
        raise UnknownProcedure(code)
    version = _in_memory.get(key)
    if version is None:
        version = find_version(key[0])
        while len(_in_memory) >= KEPT_VERSIONS:
            _in_memory.pop(next(iter(_in_memory)), None)
        _in_memory[key] = version
    return version


def forget() -> None:
    """Forget the versions in memory: for tests, where another database has other rows under the same ids."""
    _in_memory.clear()


def announced(code: str) -> list[ProcedureVersion]:
    """All announced versions of ``code``, the newest first, without what lies beneath them: one query.

    Each says what is decided for its procedure (`decided.remember`) and what helps its readers (`reading.remember`).
    """
    versions = ProcedureVersion.objects.visible_to(None).filter(procedure__code=code, valid_from__isnull=False)
    told = reading.with_help(decided.with_ahead(versions))
    return list(told.select_related("procedure", "field").order_by("-valid_from", "-number"))


def version_id(code: str, on: date | None = None) -> int:
    """Id of the version of ``code`` in force on a day (today by default). Raises UnknownProcedure."""
    ids = ProcedureVersion.objects.valid_on(on).filter(procedure__code=code).values_list("pk", flat=True)
    found = ids.first()
    if found is None:
        raise UnknownProcedure(code)
    return found


def find_version(version_id: int) -> ProcedureVersion:
    """The version that a dossier was filed under, retired or not, all content prefetched: two queries.

    Raises ProcedureVersion.DoesNotExist when nothing has this id.
    """
    return fill(ProcedureVersion.objects.select_related("procedure", "field").get(pk=version_id))


def with_content(versions: QuerySet[ProcedureVersion]) -> QuerySet[ProcedureVersion]:
    """Everything that a page or a dossier reads, in seven queries, however many versions."""
    return versions.select_related("procedure", "field").prefetch_related(*_CONTENT)


def ids_by_code(versions: QuerySet[ProcedureVersion]) -> list[int]:
    """Their ids in order of code, for `in_batches`: what is in force is settled by this one query."""
    return list(versions.order_by("procedure__code").values_list("pk", flat=True))


def in_batches(ids: list[int]) -> Iterator[ProcedureVersion]:
    """Versions with all their content, in the order of `ids_by_code`; a fixed number of queries for each batch."""
    for start in range(0, len(ids), BATCH):
        whole = with_content(ProcedureVersion.objects.filter(pk__in=ids[start : start + BATCH]))
        yield from whole.order_by("procedure__code")
