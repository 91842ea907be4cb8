"""Amounts as people type them: 50000, 50.000 or 50 000, with or without the word đồng."""

from __future__ import annotations

import re
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from payments.counter.denominations import MOST_OF_ONE
from payments.list_filters import CURRENCY_WORD, GROUPED
from payments.vocabulary import TOO_MUCH_DONG


class DongField(forms.Field):
    """Whole đồng from 0 up; None where nothing was typed and nothing is asked."""

    widget = forms.TextInput

    def __init__(self, *, means_something_empty: bool = False, **named: Any) -> None:
        """Take what a field takes; `means_something_empty`: an empty box is an answer too, and its hint says which.

        The box has room for a large amount, and the keyboard of a phone shows digits.
        """
        attrs = {"inputmode": "numeric", "autocomplete": "off", "class": "govuk-input--width-10"}
        named.setdefault("widget", forms.TextInput(attrs))
        super().__init__(**named)
        self.means_something_empty = means_something_empty

    def validate(self, value: Any) -> None:
        """Ask for an answer, where an empty box is none."""
        if not self.means_something_empty:
            super().validate(value)

    def to_python(self, value: Any) -> int | None:
        """The amount; ValidationError for anything else than digits in groups, or for more than there is."""
        text = CURRENCY_WORD.sub("", str(value or "").strip())
        if not text:
            return None
        if not text.isascii() or not GROUPED.fullmatch(text):
            raise ValidationError(_("Hãy ghi số tiền bằng chữ số, ví dụ 50.000."))
        digits = re.sub(r"\D", "", text)
        if len(digits) > len(str(TOO_MUCH_DONG)) or int(digits) >= TOO_MUCH_DONG:
            raise ValidationError(_("Số tiền vượt quá mức có thể thu."))
        return int(digits)


class NotesField(forms.IntegerField):
    """How many notes of one kind were counted; an empty box means none."""

    def __init__(self, **named: Any) -> None:
        """Ask for a whole number that a drawer can hold."""
        problems = {"invalid": _("Số tờ phải là số nguyên."), "min_value": _("Số tờ không âm.")}
        problems["max_value"] = _("Số tờ quá lớn.")
        super().__init__(min_value=0, max_value=MOST_OF_ONE, error_messages=problems, **named)

    def clean(self, value: Any) -> int:
        """The number; 0 where nothing was typed."""
        return int(super().clean(value if str(value or "").strip() else "0"))
