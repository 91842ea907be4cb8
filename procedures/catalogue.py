"""Reading the catalogue: the version of a procedure in force on a day, with all its content."""

from __future__ import annotations

from datetime import date

from django.db.models import Prefetch, QuerySet

from procedures.models import Case, ProcedureVersion


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
    version = _with_content(versions).first()
    if version is None:
        raise UnknownProcedure(code)
    return version


def version_id(code: str, on: date | None = None) -> int:
    """Id of the version of ``code`` in force on a day (today by default). Raises UnknownProcedure."""
    ids = ProcedureVersion.objects.valid_on(on).filter(procedure__code=code).values_list("pk", flat=True)
    found = ids.first()
    if found is None:
        raise UnknownProcedure(code)
    return found


def find_version(version_id: int) -> ProcedureVersion:
    """The version that a dossier was filed under, retired or not, all content prefetched.

    Raises ProcedureVersion.DoesNotExist when nothing has this id.
    """
    return _with_content(ProcedureVersion.objects.all()).get(pk=version_id)


def _with_content(versions: QuerySet[ProcedureVersion]) -> QuerySet[ProcedureVersion]:
    """Everything that a page or a dossier reads, in seven queries."""
    return versions.select_related("procedure", "field").prefetch_related(
        Prefetch("cases", Case.objects.select_related("eform")),
        "cases__components",
        "cases__fees",
        "cases__time_limits",
        "processes__steps",
    )
