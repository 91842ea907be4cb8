"""What was typed in the editor, between the browser and the forms: bound to be judged, or shown again unjudged."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, cast

from django import forms
from django.http import QueryDict
from django.utils.datastructures import MultiValueDict

from procedures import draft_rows
from procedures.draft_forms.rows import RowForm, Rows
from procedures.draft_forms.section import Choices, SectionForm
from procedures.draft_rows import Move
from procedures.draft_sections.section import Content, Section

#: Names that belong to the page, not to the section.
OWN = ("csrfmiddlewaretoken", "based_on", "save", "more", "up", "down", "redraw")
PREFIX = "row"
#: A list of papers longer than this is a mistake of a program.
MOST_ROWS = 300

Editable = SectionForm | Rows
Kept = dict[str, list[str]]


def shown(section: Section, content: Content, cases: Choices, *, blank_rows: int = 0) -> Editable:
    """The form as it begins with stored content; an empty list begins with a blank row."""
    if isinstance(content, dict):
        return section.form(initial=_for_boxes(content))
    extra = blank_rows or _blank_rows(section, len(content))
    return _rows(section, extra)(initial=content, prefix=PREFIX, form_kwargs={"cases": cases})


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
    return shown(section, _typed_rows(bound), cases, blank_rows=blank_rows)


def moved(section: Section, data: QueryDict, cases: Choices, move: Move) -> tuple[Kept, int]:
    """What was sent, with one row in its new place, as it would be sent from there; and that place."""
    bound = judged(section, data, cases)
    assert isinstance(bound, Rows)  # noqa: S101 - only lists have rows to move
    typed = _typed_rows(bound)
    place = draft_rows.goal(typed, move)
    return _as_sent(draft_rows.moved(typed, move)), move.place if place is None else place


def rows_of(form: Editable) -> list[dict[str, Any]]:
    """The rows as they stand in the form, judged or not, without those taken out; none where it has no rows."""
    if not isinstance(form, Rows):
        return []
    rows = [_typed(one) for one in form.forms] if form.is_bound else [dict(row) for row in form.initial or []]
    return [row for row in rows if not row.get("DELETE")]


def answers(form: Editable) -> Content:
    """The cleaned answers of a valid form."""
    return form.kept() if isinstance(form, Rows) else dict(form.cleaned_data)


def to_keep(data: QueryDict) -> Kept:
    """What was sent, without what belongs to the page, as JSON can keep it."""
    return {name: data.getlist(name) for name in data if name not in OWN}


def from_kept(kept: Kept) -> QueryDict:
    """What was kept, as if it was sent now."""
    data = QueryDict(mutable=True)
    for name, values in kept.items():
        data.setlist(name, list(values))
    return data


def _blank_rows(section: Section, filled: int) -> int:
    least = section.least_rows if not section.is_growing else 1
    return max(least - filled, 0)


def _rows(section: Section, extra: int) -> type[Rows]:
    made: Any = forms.formset_factory(
        cast(type[RowForm], section.form),
        formset=cast(type[RowForm], section.form).rows or Rows,
        extra=extra,
        can_delete=section.is_growing,
        max_num=MOST_ROWS,
        absolute_max=MOST_ROWS,
    )
    return cast(type[Rows], made)


def _typed_rows(bound: Rows) -> list[dict[str, Any]]:
    return [_typed(form) for form in bound.forms]


def _typed(form: forms.BaseForm) -> dict[str, Any]:
    files: MultiValueDict[str, Any] = MultiValueDict()
    return {
        name: field.widget.value_from_datadict(form.data, files, form.add_prefix(name))
        for name, field in form.fields.items()
    }


def _as_sent(rows: Sequence[Mapping[str, Any]]) -> Kept:
    """Rows of single values as a browser sends them: a box without its tick is not sent."""
    sent = {f"{PREFIX}-TOTAL_FORMS": [str(len(rows))], f"{PREFIX}-INITIAL_FORMS": ["0"]}
    for place, row in enumerate(rows):
        told = {name: value for name, value in row.items() if value not in (None, False)}
        sent |= {f"{PREFIX}-{place}-{name}": ["on" if value is True else str(value)] for name, value in told.items()}
    return sent


def _for_boxes(content: dict[str, Any]) -> dict[str, Any]:
    """Lists that one box takes line by line."""
    keywords = content.get("keywords")
    return content | {"keywords": "\n".join(keywords)} if isinstance(keywords, list) else content
