"""Forms whose content is kept as it was typed, valid or not (design: nothing typed is lost)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, TypeAlias

from django import forms

from procedures.eforms.fields import TypedText, as_json

if TYPE_CHECKING:
    from django.utils.functional import _StrPromise


Words: TypeAlias = "str | _StrPromise"


def long_text(
    label: Words, missing: Words | None = None, *, most: int = 2000, rows: int = 3, hint: Words = ""
) -> TypedText:
    """A box for sentences of at most `most` characters, to be filled in where `missing` says what is asked for."""
    return TypedText(
        label=label,
        help_text=hint,
        required=missing is not None,
        max_length=most,
        error_messages={} if missing is None else {"required": missing},
        widget=forms.Textarea({"rows": rows}),
    )


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
