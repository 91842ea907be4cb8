"""What a correction may change: the officer's part of the result, and those answers of the form that the paper shows.

What the owner declared stays as it was filed; a correction keeps only what the paper shall say instead.
"""

from __future__ import annotations

from copy import copy
from typing import TYPE_CHECKING, Any

from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from dossiers import result_content
from procedures.eforms.words import has_value

if TYPE_CHECKING:
    from collections.abc import Iterable

    from dossiers.models import Correction, Dossier, Result

PAGE = "correction"
Answers = dict[str, Any]


def in_force(dossier: Dossier) -> Answers:
    """The form's answers as the result that counts now says them: what was filed, put right by the last correction."""
    last = dossier.corrections.exclude(document=None).order_by("number").last()
    return dict(dossier.form) | (last.answers if last else {})


def schema_of(dossier: Dossier) -> dict[str, Any]:
    """An e-form of one page: the officer's part, then the answers that stand on the paper."""
    officer, filed = result_content.officer_schema(dossier), _filed(dossier)
    names = [*officer["properties"], *(name for name in _on_paper(filed) if name not in officer["properties"])]
    return {
        **filed,
        "x-pages": [{"key": PAGE, "title": "Nội dung kết quả", "x-title-en": "The result", "properties": names}],
        "properties": filed["properties"] | officer["properties"],
        "required": [*filed.get("required", []), *officer["required"]],
    }


def changed(dossier: Dossier, typed: Answers) -> tuple[Answers, Answers]:
    """What was typed, parted: the officer's part whole, and the answers that differ from what was filed."""
    officer = result_content.officer_schema(dossier)["properties"]
    content = {name: value for name, value in typed.items() if name in officer}
    answers = {name: value for name, value in typed.items() if name not in officer}
    return content, {name: value for name, value in answers.items() if _differs(value, dossier.form.get(name))}


def differs(dossier: Dossier, result: Result, content: Answers, answers: Answers) -> bool:
    """Whether the paper would say anything else than the one that counts now."""
    before, after = in_force(dossier) | result.content, dict(dossier.form) | answers | content
    return any(_differs(after.get(name), before.get(name)) for name in before.keys() | after.keys())


def round_of(dossier: Dossier, number: int) -> tuple[Result, str]:
    """The result as a round draws it, with the note that its paper carries; the first round has none."""
    correction = dossier.corrections.filter(number=number).select_related("approved_by", "replaces").first()
    if correction is None:
        return dossier.result, ""
    old = correction.replaces
    words = _("Thay thế giấy số %(number)s ban hành ngày %(day)s, do đính chính sai sót.")
    told = {"number": old.number, "day": date_format(timezone.localtime(old.issued_at), "d/m/Y")}
    return drawn(correction, dossier.result), words % told


def drawn(correction: Correction, result: Result) -> Result:
    """The result as the correction would have it, to be drawn; nothing of it is stored."""
    copied, dossier = copy(result), copy(correction.dossier)
    dossier.form = dict(dossier.form) | correction.answers
    copied.dossier, copied.content, copied.approved_by = dossier, correction.content, correction.approved_by
    return copied


def _filed(dossier: Dossier) -> dict[str, Any]:
    return dossier.case.eform.schema if dossier.case.eform else {"type": "object", "properties": {}}


def _on_paper(schema: dict[str, Any]) -> Iterable[str]:
    """The answers that the result shows with those that decide whether they are asked; all where it names none.

    Identity numbers stay as they were filed: they are masked at desks, and are proved by a paper of their own.
    """
    result, properties = schema.get("x-result", {}), schema["properties"]
    shown = {one["property"] for one in result.get("fields", [])}
    shown |= {name for names in result.get("derived", {}).values() for name in names}
    deciding = {
        properties[name]["x-shown-if"]["property"] for name in shown if "x-shown-if" in properties.get(name, {})
    }
    numbers = {name for name, node in properties.items() if node.get("x-widget") == "id_number"}
    return [name for name in properties if (not shown or name in shown | deciding) and name not in numbers]


def _differs(one: Any, other: Any) -> bool:
    return (one if has_value(one) else None) != (other if has_value(other) else None)
