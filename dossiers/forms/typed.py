"""Forms whose content is kept as it was typed, valid or not (design: nothing typed is lost)."""

from __future__ import annotations

from typing import Any

from django import forms

from procedures.eforms.fields import as_json


class KeepsTyped(forms.Form):
    """A page of a draft: store `answers()` first, whatever they are worth, then ask `is_valid()`."""

    use_required_attribute = False

    def answers(self) -> dict[str, Any]:
        """Clean values as JSON knows them, or the raw text where a field can't be read."""
        return {name: self._answer(name, field) for name, field in self.fields.items()}

    def _answer(self, name: str, field: forms.Field) -> Any:
        raw = field.widget.value_from_datadict(self.data, self.files, self.add_prefix(name))
        try:
            return as_json(field.clean(raw))
        except forms.ValidationError:
            return raw
