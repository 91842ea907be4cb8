"""All steps of the form: each can lead to all others, those just added included."""

from __future__ import annotations

from itertools import count
from typing import Any

from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _

from procedures.draft_forms.process_ways import ENDS, WAYS
from procedures.draft_forms.rows import Rows
from procedures.draft_forms.section import offer
from procedures.process_units import suggestions


class StepRows(Rows):
    """The steps: each can lead to all others of the form, those just added included."""

    unit_names = property(lambda self: suggestions())

    def add_fields(self, form: Any, index: int | None) -> None:
        """Give a new row its key, and every row the steps that it can lead to."""
        super().add_fields(form, index)
        steps = self.steps
        form.fields["key"].initial = steps[index][0] if index is not None and index < len(steps) else ""
        following = [("", _("Chọn bước tiếp theo")), *_said(steps), (ENDS, _("Kết thúc quy trình"))]
        for place in WAYS:
            offer(form, f"next_{place}", following)

    @cached_property
    def steps(self) -> list[tuple[str, str]]:
        """Key and name of every row, in order, as sent or as stored; a row without a key gets a free one."""
        named = [self._named(place) for place in range(self.total_form_count())]
        used = {key for key, _name in named}
        free = (f"step-{number}" for number in count(1) if f"step-{number}" not in used)
        return [(key or next(free), name) for key, name in named]

    def _named(self, place: int) -> tuple[str, str]:
        if self.is_bound:
            prefix = self.add_prefix(place)
            return str(self.data.get(f"{prefix}-key") or ""), str(self.data.get(f"{prefix}-name") or "")
        row = (self.initial or [])[place] if place < self.initial_form_count() else {}
        return str(row.get("key") or ""), str(row.get("name") or "")


def _said(steps: list[tuple[str, str]]) -> list[tuple[str, str]]:
    return [(key, f"{number}. {name}") for number, (key, name) in enumerate(steps, start=1)]
