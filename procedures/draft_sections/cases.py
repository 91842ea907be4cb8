"""The cases of a version, read and written."""

from __future__ import annotations

from procedures.draft_sections.section import Row
from procedures.models import Case, EForm, ProcedureVersion


def cases_of(version: ProcedureVersion) -> list[tuple[str, str]]:
    """Key and name of the cases, for the rows that belong to one."""
    return list(version.cases.values_list("key", "name"))


def read_cases(version: ProcedureVersion) -> list[Row]:
    """The cases in order."""
    rows = version.cases.values("pk", "name", "when", "eform__key")
    return [{"id": str(r["pk"]), "name": r["name"], "when": r["when"], "eform": r["eform__key"] or ""} for r in rows]


def write_cases(version: ProcedureVersion, rows: list[Row]) -> None:
    """Write the cases; one without a row goes, a new one gets a free key."""
    forms = {form.key: form for form in EForm.objects.order_by("version")}
    standing = {str(case.pk): case for case in version.cases.all()}
    used = {case.key for case in standing.values()}
    for position, row in enumerate(rows):
        case = standing.pop(row.get("id") or "", None) or Case(version=version, key=_free_key(used))
        form = forms.get(row["eform"])
        if form is None or case.eform is None or case.eform.key != form.key:
            case.eform = form
        case.name, case.when, case.position = row["name"], row["when"], position
        case.save()
    Case.objects.filter(pk__in=[case.pk for case in standing.values()]).delete()


def _free_key(used: set[str]) -> str:
    number = len(used) + 1
    while f"case-{number}" in used:
        number += 1
    used.add(f"case-{number}")
    return f"case-{number}"
