"""One Django field for each property of a schema: it reads what was typed and judges nothing else."""

from __future__ import annotations

import re
from datetime import date
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from portal.ui.fields import DatePartsField
from portal.ui.fields import TypedText as TypedText  # noqa: PLC0414 - offered here, too
from portal.vietnamese import normalise
from procedures.eforms.words import choices, word
from units.fields import AnyCommuneField, CommuneField


class Digits(TypedText):
    """A number that names something (identity, phone): people put spaces and dots between its digits."""

    def to_python(self, value: Any) -> str | None:
        """The text without its separators."""
        text = super().to_python(value)
        return "".join(text.split()).replace(".", "").replace("-", "") if text else text


#: Thousands set apart the same way throughout: "50.000", "1 250 000", and "50,000" for readers of English.
_THOUSANDS = re.compile(r"-?[0-9]{1,3}([., ])[0-9]{3}(?:\1[0-9]{3})*")


class WholeNumber(forms.IntegerField):
    """A whole number, also when thousands are set apart ("50.000", "50 000 đồng"); "1.5" is none."""

    def to_python(self, value: Any) -> int | None:
        """The number. ValidationError when it is none."""
        if isinstance(value, str):
            value = normalise(value).lower().removesuffix("đồng").strip()
            if grouped := _THOUSANDS.fullmatch(value):
                value = value.replace(grouped[1], "")
            elif "." in value:  # Django would read "50.00", a slip for 50.000, as 50
                raise forms.ValidationError(self.error_messages["invalid"], code="invalid")
        return super().to_python(value)


_INPUTS: dict[str, dict[str, str]] = {
    "id_number": {"inputmode": "numeric", "spellcheck": "false", "autocomplete": "off"},
    "phone": {"type": "tel", "inputmode": "tel", "autocomplete": "tel"},
    "email": {"type": "email", "autocomplete": "email", "spellcheck": "false"},
    "person_name": {"autocomplete": "name", "spellcheck": "false"},
    "integer": {"inputmode": "numeric"},
    "money": {"inputmode": "numeric"},
}


def field_for(node: dict[str, Any], language: str) -> forms.Field:
    """The field that reads a property. Not ``required`` as made: drafts may be incomplete."""
    widget_name = str(node.get("x-widget") or _widget_of_type(node))
    invalid = word(node, "x-error", language) or _("Hãy ghi lại mục này theo lời hướng dẫn.")
    common: dict[str, Any] = {
        "label": word(node, "title", language),
        "help_text": word(node, "description", language),
        "required": False,
    }
    if widget_name == "date":
        return DatePartsField(**common)
    if widget_name == "commune" and node.get("x-anywhere"):
        return AnyCommuneField(**common)
    if widget_name == "commune":
        return CommuneField(error_messages={"invalid_choice": invalid}, **common)
    if widget_name == "checkbox":
        return forms.BooleanField(**common)
    common["error_messages"] = {"invalid": invalid, "invalid_choice": invalid}
    if widget_name in ("radios", "select"):
        return _choice_field(node, widget_name, language, common)
    return _typed_field(widget_name, common)


def _choice_field(node: dict[str, Any], widget_name: str, language: str, common: dict[str, Any]) -> forms.Field:
    offered: list[tuple[str, Any]] = list(choices(node, language))
    if widget_name == "radios":
        return forms.ChoiceField(choices=offered, widget=forms.RadioSelect, **common)
    return forms.ChoiceField(choices=[("", _("Hãy chọn")), *offered], **common)


def _typed_field(widget_name: str, common: dict[str, Any]) -> forms.Field:
    attributes = _INPUTS.get(widget_name, {})
    if widget_name == "textarea":
        return TypedText(widget=forms.Textarea(attrs={"rows": 4}), **common)
    if widget_name in ("integer", "money"):
        return WholeNumber(widget=forms.TextInput(attrs=attributes), **common)
    if widget_name in ("id_number", "phone"):
        return Digits(widget=forms.TextInput(attrs=attributes), **common)
    return TypedText(widget=forms.TextInput(attrs=attributes), **common)


def _widget_of_type(node: dict[str, Any]) -> str:
    if "enum" in node:
        return "radios" if len(node["enum"]) <= 6 else "select"
    if node.get("format") == "date":
        return "date"
    return {"integer": "integer", "boolean": "checkbox"}.get(str(node.get("type")), "text")


def as_json(value: Any) -> Any:
    """A cleaned value as JSON Schema knows it: dates in ISO 8601, communes as their code."""
    if isinstance(value, date):
        return value.isoformat()
    return getattr(value, "code", value)
