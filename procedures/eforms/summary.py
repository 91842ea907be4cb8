"""An e-form's answers as people read them: for "check your answers", the clerk and the print."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.utils import translation
from django.utils.translation import gettext as _

from portal.ui.speaking import dong
from procedures.eforms.conditions import is_shown
from procedures.eforms.pages import Page, pages
from procedures.eforms.words import Answers, Schema, choices, has_value, word
from units.models import Division


def summary(schema: Schema, data: Answers, language: str = "vi") -> list[tuple[Page, list[tuple[str, str]]]]:
    """Page by page, label and shown value of each question that applies. One query for commune names."""
    communes = _commune_names(schema, data)
    told = []
    with translation.override(language):
        for page in pages(schema, language):
            rows = [
                (word(node, "title", language), _shown(node, data.get(name), language, communes))
                for name in page.fields
                if is_shown(schema, name, data) and (node := schema["properties"][name])
            ]
            told.append((page, rows))
    return [(page, rows) for page, rows in told if rows]


def _commune_names(schema: Schema, data: Answers) -> dict[str, str]:
    codes = {
        str(data[name])
        for name, node in schema["properties"].items()
        if node.get("x-widget") == "commune" and str(data.get(name)).isdecimal()
    }
    if not codes:
        return {}
    found = Division.objects.current().filter(code__in=codes).select_related("parent")
    return {d.code: f"{d.full_name}, {d.parent.full_name}" if d.parent else d.full_name for d in found}


def _shown(node: dict[str, Any], value: Any, language: str, communes: dict[str, str]) -> str:
    if isinstance(value, bool):
        return _("Có") if value else _("Không")
    if not has_value(value):
        return _("Không khai")
    if "enum" in node:
        return dict(choices(node, language)).get(str(value), str(value))
    if node.get("x-widget") == "commune":
        return communes.get(str(value), str(value))
    if node.get("x-widget") == "money" and isinstance(value, int):
        return dong(value)
    if node.get("format") == "date":
        return _as_day(value)
    return " ".join(map(str, value)) if isinstance(value, list) else str(value)


def _as_day(value: Any) -> str:
    try:
        return date.fromisoformat(str(value)).strftime("%d/%m/%Y")
    except ValueError:
        return " ".join(map(str, value)) if isinstance(value, list) else str(value)
