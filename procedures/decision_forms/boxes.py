"""Boxes that several forms of a decision ask for."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from procedures.eforms.fields import TypedText

#: Digits of ASCII only: a code with digits of another script would name another procedure and look the same.
CODE_FORM = r"\A[0-9]\.[0-9]{6}(\.[0-9A-Z]+)*\Z"


def text_field(label: Any, missing: Any = "", *, rows: int = 3, required: bool = True, hint: Any = "") -> TypedText:
    """Some lines of text; ``missing`` is what stands beside an empty box."""
    words = {"required": missing} if missing else None
    widget = forms.Textarea({"rows": rows})
    return TypedText(
        label=label, help_text=hint, required=required, max_length=4000, error_messages=words, widget=widget
    )


def code_field(label: Any) -> forms.RegexField:
    """The code of one procedure."""
    words = {"invalid": _("Mã thủ tục gồm một chữ số, dấu chấm và sáu chữ số, như 1.001193.")}
    widget = forms.TextInput({"class": "govuk-input--width-10", "spellcheck": "false", "autocomplete": "off"})
    return forms.RegexField(CODE_FORM, label=label, max_length=64, strip=True, error_messages=words, widget=widget)
