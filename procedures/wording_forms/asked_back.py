"""Matters of several procedures, asked back."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from procedures.models import AskedBack
from procedures.wording_forms.one_way import WordingForm

LEAST_CHOICES, MOST_CHOICES = 2, 5


class AskedBackForm(WordingForm):
    """A matter of several procedures, the question back, and two to five choices."""

    says_whole = True

    class Meta:
        model = AskedBack
        fields = ("said", "question", "is_active")
        widgets = {"said": forms.Textarea(attrs={"rows": 4})}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        made = {"is_active": self.fields.pop("is_active"), "question_tried": self.fields.pop("question_tried")}
        choices = [*self.instance.choices, *[["", ""]] * MOST_CHOICES]
        for number, (label, words) in enumerate(choices[:MOST_CHOICES], 1):
            self.fields[f"label_{number}"] = _line(_("Lựa chọn %(number)s: người dân thấy"), number, label)
            self.fields[f"words_{number}"] = _line(_("Lựa chọn %(number)s: khi chọn thì tìm"), number, words)
        self.fields |= made

    def clean(self) -> dict[str, Any]:
        """Whole choices only, and as many as a person can choose from."""
        told = super().clean() or self.cleaned_data
        numbers = range(1, MOST_CHOICES + 1)
        pairs = [(number, told.get(f"label_{number}", ""), told.get(f"words_{number}", "")) for number in numbers]
        for number, label, words in pairs:
            if bool(label) != bool(words):
                self.add_error(f"words_{number}" if label else f"label_{number}", _("Điền cả hai ô của lựa chọn này."))
        chosen = [[label, words] for _number, label, words in pairs if label and words]
        if len(chosen) < LEAST_CHOICES:
            self.add_error("label_1", _("Cần ít nhất hai lựa chọn."))
        if len({label for label, _words in chosen}) < len(chosen):
            self.add_error("label_1", _("Hai lựa chọn không được giống nhau."))
        self.instance.choices = chosen
        return told


def _line(label: Any, number: int, value: str) -> forms.CharField:
    return forms.CharField(label=label % {"number": number}, required=False, max_length=120, initial=value)
