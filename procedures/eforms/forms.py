"""One Django form for each page of an e-form."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from django import forms

from portal.ui.widgets import DatePartsWidget
from procedures.eforms.conditions import applies_when, asked_on_other_page, is_shown, required_names
from procedures.eforms.fields import as_json, field_for
from procedures.eforms.pages import page_of
from procedures.eforms.validation import validate
from procedures.eforms.words import Answers, Schema


class EFormPage(forms.Form):
    """A page. ``initial`` is the whole draft (raw answers allowed), so conditions on other pages count.

    Bound: store ``answers()`` first, whatever they are worth, then ask ``is_valid()``.
    """

    schema: Schema
    page_key: str
    language: str
    use_required_attribute = False

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        page = page_of(self.schema, self.page_key, self.language)
        for name in page.fields:
            elsewhere = asked_on_other_page(self.schema, name, page.fields)
            if elsewhere and not is_shown(self.schema, name, dict(self.initial)):
                del self.fields[name]

    def answers(self) -> Answers:
        """What this page now holds, as JSON: clean values, or what was typed where it cannot be read."""
        cleaned = self._read()
        return {name: cleaned.get(name, self._typed(name)) for name in self.fields}

    def full_clean(self) -> None:
        """Clean without Django's own check of required fields: the schema judges that, in `clean`."""
        with self._reading():
            super().full_clean()

    def clean(self) -> dict[str, Any]:
        """Judge the page by the schema, in the light of the answers on the other pages."""
        data: dict[str, Any] = super().clean() or self.cleaned_data
        for problem in validate(self.schema, {**self.initial, **self.answers()}, self.language):
            if problem.property in self.fields and problem.property not in self.errors:
                self.add_error(problem.property, problem.message)
        self._forgive_what_does_not_apply()
        return data

    def _forgive_what_does_not_apply(self) -> None:
        """Answers left in questions that turned out not to apply are kept, and nobody is asked to mend them."""
        answers = {**self.initial, **self.answers()}
        for name in [name for name in self.errors if name in self.fields]:
            if not is_shown(self.schema, name, answers):
                del self.errors[name]

    def _read(self) -> Answers:
        """The values that could be read, whether or not the schema allows them."""
        read: Answers = {}
        with self._reading():
            for name, field in self.fields.items():
                try:
                    read[name] = as_json(field.clean(self._typed(name)))
                except forms.ValidationError:
                    continue
        return read

    def _typed(self, name: str) -> Any:
        widget, key = self.fields[name].widget, self.add_prefix(name)
        if isinstance(widget, DatePartsWidget):
            return widget.typed(self.data, key)
        return widget.value_from_datadict(self.data, self.files, key)

    @contextmanager
    def _reading(self) -> Iterator[None]:
        """Fields take blanks meanwhile; outside, ``required`` tells the label what to say."""
        asked = [field for field in self.fields.values() if field.required]
        for field in asked:
            field.required = False
        try:
            yield
        finally:
            for field in asked:
                field.required = True


def form_class(schema: Schema, page_key: str, language: str = "vi") -> type[EFormPage]:
    """The form of one page. Raises UnknownPage when the schema has no such page."""
    page = page_of(schema, page_key, language)
    fields: dict[str, Any] = {}
    required = required_names(schema)
    for name in page.fields:
        node = schema["properties"][name]
        fields[name] = field_for(node, language)
        fields[name].required = name in required
        fields[name].named_in_summary = True
        if condition := node.get("x-shown-if"):
            # For the small script that hides questions which do not apply; without it they just show.
            fields[name].widget.attrs["data-shown-if"] = condition["property"]
            fields[name].widget.attrs["data-shown-if-in"] = " ".join(condition["in"])
            if condition["property"] in page.fields:
                fields[name].applies_when = applies_when(schema, condition, language)
    known = {"schema": schema, "page_key": page.key, "language": language}
    return type("EFormPageForm", (EFormPage,), {**fields, **known})
