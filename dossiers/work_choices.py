"""What the filters and tabs of the work list offer a person, in one query: procedures, colleagues, saved views."""

from __future__ import annotations

from dataclasses import dataclass
from hashlib import sha256
from typing import TYPE_CHECKING, Any

from django.core.cache import cache
from django.db.models import CharField, F, QuerySet, Value
from django.db.models.functions import Cast

from dossiers.models import Dossier, SavedView
from dossiers.statuses import OPEN
from dossiers.visibility import WORKING_ROLES
from units.access import units_of
from units.models import StaffRole
from units.roles import CASEWORK_ROLES

if TYPE_CHECKING:
    from portal.accounts.models import User

_TEXT = CharField()
_NOTHING = Value("")
KEPT_SECONDS = 60
"""Everything that is open at a unit is read to tell its procedures: once a minute for all who work there."""
MOST_COLLEAGUES = 300
"""Whoever watches a whole province looks for people by the units beneath, not in one list of thousands."""


@dataclass(frozen=True)
class Choices:
    """Pairs of value and name, by name; saved views as (id, name, query, whether it is the first to open)."""

    procedures: list[tuple[str, str]]
    colleagues: list[tuple[str, str]]
    saved: list[tuple[int, str, str, bool]]


def choices_of(user: User) -> Choices:
    """Procedures with open dossiers at the person's units, who works there, and the views that the person saved."""
    units = units_of(user, *WORKING_ROLES)
    kept = cache.get(_place(units))
    parts = [_colleagues(units), _saved(user), *([_procedures(user)] if kept is None else [])]
    found = list(parts[0].union(*parts[1:]))
    named = {kind: sorted((name, value) for of, value, name, _query in found if of == kind) for kind in ("p", "c")}
    if kept is None:
        cache.set(_place(units), named["p"], KEPT_SECONDS)
    else:
        named["p"] = kept
    saved = [(value.split(":"), name, query) for of, value, name, query in found if of == "s"]
    return Choices(
        [(value, name) for name, value in named["p"]],
        [(value, name) for name, value in named["c"]],
        sorted(((int(pk), name, query, first == "1") for (pk, first), name, query in saved), key=lambda row: row[1]),
    )


def _told(found: QuerySet[Any], kind: str, value: Any, name: str, query: Any = _NOTHING) -> QuerySet[Any]:
    columns = {"of": Value(kind), "value": value, "name_told": F(name), "query_told": query}
    cast = {column: Cast(told, _TEXT) for column, told in columns.items()}
    named: QuerySet[Any] = found.order_by().annotate(**cast).values_list(*cast)
    return named


def _procedures(user: User) -> QuerySet[Any]:
    open_now = Dossier.objects.worked_by(user).filter(status__in=OPEN)
    return _told(open_now, "p", F("procedure_version__procedure__code"), "procedure_version__name").distinct()


def _place(units: set[int]) -> str:
    """Under which the procedures of these units are kept."""
    return "work-choices:" + sha256(",".join(map(str, sorted(units))).encode()).hexdigest()


def _colleagues(units: set[int]) -> QuerySet[Any]:
    held = StaffRole.objects.current().filter(unit__in=units, role__in=CASEWORK_ROLES)
    return _told(held, "c", F("user__public_id"), "user__full_name").distinct()[:MOST_COLLEAGUES]


def _saved(user: User) -> QuerySet[Any]:
    return _told(SavedView.objects.filter(user=user), "s", SavedView.value(), "name", F("query"))
