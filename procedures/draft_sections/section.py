"""What a section of a draft is: read into plain values and written back.

Plain values (text, numbers, lists) are what forms begin with, what is kept of every saving, and what is compared.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any, cast

from django.utils.functional import Promise

from procedures.draft_forms.section import SectionForm
from procedures.models import ProcedureVersion
from procedures.plain_values import plain
from procedures.process_picture import Picture

Row = dict[str, Any]


Content = Row | list[Row]


@dataclass(frozen=True)
class Section:
    """One part of the editor. ``row`` is the title of a row where the section is a list, else empty.

    A list that is not ``is_growing`` has the rows it has: none is added, moved or taken out; it shows ``least_rows``.
    ``offer`` has rows to begin with where nothing is stored yet, ``draw`` pictures of the rows in the form.
    ``notes`` tells, by the id of a row, what stands above its boxes; ``reasons`` what goes into the log with why.
    """

    key: str
    title: str | Promise
    form: type[SectionForm]
    read: Callable[[ProcedureVersion], Content]
    write: Callable[[ProcedureVersion, Any], None]
    row: str | Promise = ""
    hint: str | Promise = ""
    is_growing: bool = True
    least_rows: int = 0
    notes: Callable[[ProcedureVersion], dict[str, str]] = lambda version: {}
    reasons: Callable[[ProcedureVersion, Any], Iterable[tuple[str, Row]]] = lambda version, content: ()
    is_offered: Callable[[ProcedureVersion], bool] = lambda version: True
    is_ordered: bool = True
    offer: Callable[[ProcedureVersion], list[Row]] = lambda version: []
    draw: Callable[[list[Row]], list[tuple[str, Picture]]] = lambda rows: []

    @property
    def is_list(self) -> bool:
        """Whether the section is a list of rows."""
        return bool(self.row)

    @property
    def is_movable(self) -> bool:
        """Whether rows can change places: not where their order says nothing."""
        return self.is_list and self.is_growing and self.is_ordered


def plain_content(cleaned: Any) -> Content:
    """Cleaned answers of a form, or rows of a formset, as plain values."""
    if isinstance(cleaned, list):
        return [cast(Row, plain_content(row)) for row in cleaned]
    return {name: plain(value) for name, value in cleaned.items()}
