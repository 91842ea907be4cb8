"""The answers of a dossier's e-form as staff see them: identity numbers masked until somebody says why they look."""

from __future__ import annotations

from typing import Any

from dossiers.models import Dossier
from portal.accounts.identity import mask
from procedures import eforms

Section = tuple[str, list[tuple[str, str]]]


def shown_answers(dossier: Dossier, language: str, *, is_revealed: bool = False) -> list[Section]:
    """Title of each page of the form with label and answer; empty where the case has no e-form."""
    if dossier.case.eform is None:
        return []
    data = dossier.form if is_revealed else masked_answers(dossier)
    return [(page.title, rows) for page, rows in eforms.summary(dossier.case.eform.schema, data, language)]


def masked_answers(dossier: Dossier) -> dict[str, Any]:
    """The answers with the last four digits of each identity number only."""
    properties = dossier.case.eform.schema["properties"] if dossier.case.eform else {}
    return {
        name: mask(str(value)) if value and properties.get(name, {}).get("x-widget") == "id_number" else value
        for name, value in dossier.form.items()
    }
