"""What was typed in the editor, between the browser and the forms: bound to be judged, or shown again unjudged."""

from __future__ import annotations

from typing import Any, cast

from django import forms
from django.http import QueryDict
from django.utils.datastructures import MultiValueDict

from procedures.draft_forms import Choices, RowForm, Rows, SectionForm
from procedures.draft_sections import Content, Section

#: Names that belong to the page, not to the section.
OWN = ("csrfmiddlewaretoken", "based_on", "save", "more")
PREFIX = "row"
#: A list of papers longer than this is a mistake of a program.
MOST_ROWS = 300

Editable = SectionForm | Rows


def shown(section: Section, content: Content, cases: Choices, *, blank_rows: int = 0) -> Editable:
    """The form as it begins with stored content; an empty list begins with a blank row."""
    if isinstance(content, dict):
        return section.form(initial=_for_boxes(content))
    return _rows(section, blank_rows or int(not content))(initial=content, prefix=PREFIX, form_kwargs={"cases": cases})


def judged(section: Section, data: QueryDict, cases: Choices) -> Editable:
    """The form with what was sent, to be judged."""
    if not section.is_list:
        return section.form(data)
    return _rows(section, 0)(data, prefix=PREFIX, form_kwargs={"cases": cases})


def retyped(section: Section, data: QueryDict, cases: Choices, *, blank_rows: int = 0) -> Editable:
    """The form with what was sent, unjudged: for a page that only comes back (another row, an autosave)."""
    bound = judged(section, data, cases)
    if isinstance(bound, SectionForm):
        return section.form(initial=_typed(bound))
    typed = [_typed(form) for form in bound.forms]
    kept = [row for row in typed if not row.get("DELETE")]
    return shown(section, kept, cases, blank_rows=blank_rows)


def answers(form: Editable) -> Content:
    """The cleaned answers of a valid form."""
    return form.kept() if isinstance(form, Rows) else dict(form.cleaned_data)


def to_keep(data: QueryDict) -> dict[str, list[str]]:
    """What was sent, without what belongs to the page, as JSON can keep it."""
    return {name: data.getlist(name) for name in data if name not in OWN}


def from_kept(kept: dict[str, list[str]]) -> QueryDict:
    """What was kept, as if it was sent now."""
    data = QueryDict(mutable=True)
    for name, values in kept.items():
        data.setlist(name, list(values))
    return data


def _rows(section: Section, extra: int) -> type[Rows]:
    made: Any = forms.formset_factory(
        cast(type[RowForm], section.form),
        formset=Rows,
        extra=extra,
        can_delete=True,
        max_num=MOST_ROWS,
        absolute_max=MOST_ROWS,
    )
    return cast(type[Rows], made)


def _typed(form: forms.BaseForm) -> dict[str, Any]:
    files: MultiValueDict[str, Any] = MultiValueDict()
    return {
        name: field.widget.value_from_datadict(form.data, files, form.add_prefix(name))
        for name, field in form.fields.items()
    }


def _for_boxes(content: dict[str, Any]) -> dict[str, Any]:
    """Lists that one box takes line by line."""
    keywords = content.get("keywords")
    return content | {"keywords": "\n".join(keywords)} if isinstance(keywords, list) else content
