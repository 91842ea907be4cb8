"""Questions that only some people are asked: ``x-shown-if: {property, in: [...]}``."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import override

from procedures.eforms.words import Answers, Schema, choices, has_value, word


def is_shown(schema: Schema, name: str, answers: Answers) -> bool:
    """Whether the answers so far make the question ``name`` apply (through chains of conditions)."""
    seen: set[str] = set()
    while condition := schema["properties"].get(name, {}).get("x-shown-if"):
        if name in seen or answers.get(condition["property"]) not in condition["in"]:
            return False
        seen.add(name)
        name = condition["property"]
    return True


def asked_on_other_page(schema: Schema, name: str, page_fields: tuple[str, ...]) -> bool:
    """Whether the question's condition is answered on an earlier page, so its outcome is known."""
    condition = schema["properties"].get(name, {}).get("x-shown-if")
    return bool(condition) and condition["property"] not in page_fields


def prune(schema: Schema, answers: Answers) -> Answers:
    """The answers that count: without blanks, and without those to questions that do not apply.

    A draft keeps them (nothing typed is lost); what is handed in does not. Unknown names stay, so that
    validation can name them.
    """
    return {name: value for name, value in answers.items() if has_value(value) and is_shown(schema, name, answers)}


def required_names(schema: Schema) -> set[str]:
    """Questions that must be answered by those whom they are asked: always, or under a condition."""
    names = set(schema.get("required", []))
    for rule in schema.get("allOf", []):
        names |= set(rule.get("then", {}).get("required", []))
    return names


def applies_when(schema: Schema, condition: dict[str, Any], language: str) -> str:
    """The condition in words, for readers whose browser does not hide what does not apply."""
    asked = schema["properties"][condition["property"]]
    labels = dict(choices(asked, language))
    answers = [labels.get(str(value), str(value)) for value in condition["in"]]
    with override(language):
        told = {"question": word(asked, "title", language), "answers": _("” hoặc “").join(answers)}
        return _("Chỉ trả lời nếu ở mục “%(question)s” bạn chọn “%(answers)s”.") % told
