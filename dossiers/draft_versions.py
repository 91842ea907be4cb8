"""A filing still being written follows its procedure: what is sent is judged by the version in force on that day.

A dossier keeps its version for life; a draft is no dossier yet. What was typed stays: answers to questions that are
still asked where they are, the others set aside in the draft.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.db import transaction

from dossiers.models import Draft
from dossiers.paper_checks import component_key
from procedures import catalogue

if TYPE_CHECKING:
    from procedures.models import Case

_STAYS_DONE = ("applicant", "owner", "delivery")
"""Pages that every procedure asks in the same words; the others are to be seen again."""


def follow_publication(draft: Draft) -> bool:
    """Moves an unsent filing to the version in force now; whether it was another.

    Where the procedure or the case is no more, nothing moves: sending says so.
    """
    try:
        version = catalogue.in_force(draft.procedure_version.procedure.code)
        if version.pk == draft.procedure_version_id:
            return False
        case = version.case(draft.case.key)
    except (catalogue.UnknownProcedure, KeyError):
        return False
    with transaction.atomic():
        current = Draft.objects.select_for_update().get(pk=draft.pk)
        current.procedure_version_id, current.case_id = version.pk, case.pk
        current.data = _moved(current.data, case)
        current.save(update_fields=["procedure_version", "case", "data", "saved_at"])
    return True


def _moved(data: dict[str, Any], case: Case) -> dict[str, Any]:
    asked = {
        "form": set(case.eform.schema["properties"]) if case.eform else set(),
        "papers": {component_key(component) for component in case.papers()},
    }
    kept, aside = dict(data), dict(data.get("set_aside", {}))
    for section, names in asked.items():
        typed = data.get(section, {})
        kept[section] = {name: value for name, value in typed.items() if name in names}
        aside[section] = {**aside.get(section, {}), **{name: typed[name] for name in typed.keys() - names}}
    done = [page for page in data.get("done", []) if page in _STAYS_DONE]
    return {**kept, "set_aside": aside, "done": done}
