"""Procedures that nobody used for one, two or three years, to be reviewed and perhaps abolished (issue 3 item 10).

A procedure counts only when it was in force all that time: nothing can be said of one announced last month.
"""

from __future__ import annotations

from calendar import monthrange
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from django.db.models import Min
from django.utils import timezone

from procedures import hooks
from procedures.choices import Level
from procedures.models import DecisionChange, ProcedureVersion

#: The spans of the report, in months; the directives ask for a review after three years.
SPANS = (12, 24, 36)
_COLUMNS = ("procedure__code", "name", "executing_agency", "levels")


@dataclass(frozen=True)
class Unused:
    """One procedure without a dossier: since when it is in force, when it was last used (None: never)."""

    procedure_id: int
    code: str
    name: str
    agency: str
    levels: tuple[str, ...]
    in_force_since: date
    last_filed: date | None
    decision_id: int | None

    @property
    def level_names(self) -> list[str]:
        """The levels in words."""
        return [str(Level(level).label) for level in self.levels]


@dataclass(frozen=True)
class Question:
    """Which of them: how many months, which level and agency ("" for all)."""

    months: int = SPANS[-1]
    level: str = ""
    agency: str = ""

    @classmethod
    def read(cls, query: Mapping[str, str]) -> Question:
        """The question of a query string; anything unknown in it is as good as absent."""
        months = {str(span): span for span in SPANS}.get(query.get("thang", ""), SPANS[-1])
        level = query.get("cap", "")
        return cls(months, level if level in Level.values else "", query.get("co-quan", "")[:500])


def unused(question: Question, today: date | None = None) -> list[Unused]:
    """Those that fit the question, longest unused first. A fixed number of queries."""
    limit = months_before(today or timezone.localdate(), question.months)
    since = _in_force_since()
    old = [version for version in _in_force(question) if since[version.procedure_id] <= limit]
    last = hooks.last_filed([version.procedure_id for version in old])
    idle = [version for version in old if last.get(version.procedure_id, date.min) <= limit]
    work = _in_work([version.procedure_id for version in idle])
    found = [_row(version, since, last, work) for version in idle]
    return sorted(found, key=lambda row: (row.last_filed or date.min, row.in_force_since, row.code))


def months_before(day: date, months: int) -> date:
    """The same day so many months earlier; the last of its month where the month is too short."""
    year, month = divmod(day.year * 12 + day.month - 1 - months, 12)
    return date(year, month + 1, min(day.day, monthrange(year, month + 1)[1]))


def agencies() -> list[str]:
    """The executing agencies of what is in force, for the filter."""
    names = ProcedureVersion.objects.valid_on().exclude(executing_agency="").order_by("executing_agency")
    return list(names.values_list("executing_agency", flat=True).distinct())


def _in_force(question: Question) -> list[ProcedureVersion]:
    found = ProcedureVersion.objects.valid_on().select_related("procedure").only(*_COLUMNS)
    if question.level:
        found = found.filter(levels__contains=[question.level])
    return list(found.filter(executing_agency=question.agency) if question.agency else found)


def _in_force_since() -> dict[int, date]:
    """By procedure, the first day of its first version."""
    rows = ProcedureVersion.objects.visible_to(None).order_by().values_list("procedure")
    return dict(rows.annotate(first=Min("valid_from")))


def _in_work(procedure_ids: list[int]) -> dict[int, int]:
    """The open decision that works on each already."""
    changes = DecisionChange.objects.filter(procedure__in=procedure_ids, is_open=True)
    return dict(changes.values_list("procedure_id", "decision_id"))


def _row(
    version: ProcedureVersion, since: Mapping[int, date], last: Mapping[int, date], work: Mapping[int, int]
) -> Unused:
    procedure_id = version.procedure_id
    return Unused(
        procedure_id=procedure_id,
        code=version.procedure.code,
        name=version.name,
        agency=version.executing_agency,
        levels=tuple(version.levels),
        in_force_since=since[procedure_id],
        last_filed=last.get(procedure_id),
        decision_id=work.get(procedure_id),
    )
