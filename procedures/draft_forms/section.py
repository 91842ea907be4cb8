"""What every form of the editor has in common, and the boxes that several of them ask for."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from procedures.eforms.fields import TypedText

Choices = Sequence[tuple[str, Any]]


NONE: Choices = (("", _("Không chọn")),)


def long_text(label: Any, *, rows: int = 2, required: bool = True, hint: Any = "") -> TypedText:
    """A text of as many lines as it needs, shown with ``rows``."""
    widget = forms.Textarea({"rows": rows})
    return TypedText(label=label, help_text=hint, required=required, widget=widget, max_length=20_000)


class SectionForm(forms.Form):
    """A part of the editor; what is asked of everybody is not marked, what may stay empty is."""

    use_required_attribute = False

    def __init__(self, *args: Any, cases: Choices = (), **kwargs: Any) -> None:
        """Offer the cases of the draft where the form asks for one."""
        super().__init__(*args, **kwargs)
        offer(self, "case", cases)
        if cases and "case" in self.fields:
            self.fields["case"].initial = cases[0][0]


def offer(form: forms.Form, name: str, choices: Choices) -> None:
    """Give a choice its choices, where the form asks it."""
    field = form.fields.get(name)
    if isinstance(field, forms.ChoiceField):
        field.choices = list(choices)
