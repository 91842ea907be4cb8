"""Pages of the work list by key: a page costs two queries and the same wherever it lies.

The first chooses the rows, the second asks for what they show: of a thousand that wait, the other 970 are joined to
nothing. A busy ward has a hundred times the open dossiers of a small one, so they are not even sorted: an index gives
the first ones at each place, and the first of those are the page.
"""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import (
    BigIntegerField,
    DateTimeField,
    ExpressionWrapper,
    F,
    Func,
    JSONField,
    OuterRef,
    Q,
    QuerySet,
    Subquery,
    Value,
)

from dossiers.models import Dossier, Party
from dossiers.statuses import PartyRole
from dossiers.visibility import WORKING_ROLES
from dossiers.work_filters import narrowed
from dossiers.work_list import View, at_a_unit, rows, with_task
from dossiers.work_question import Order, Question
from portal.ui.paging_by_moment import in_order, page_of_first
from units.access import units_of
from units.models import Unit

if TYPE_CHECKING:
    from portal.accounts.models import User
    from portal.ui.paging import Page

PAGE_SIZE = 30
FEW_UNITS = 100
"""Past as many, most dossiers of the province are the person's: its own index gives the first ones."""

_KEYS: dict[str, str] = {
    Order.DUE: "due_at",
    Order.DUE_LAST: "-due_at",
    Order.NEWEST: "-submitted_at",
    Order.OLDEST: "submitted_at",
}
"""The moment that each order goes by."""

_MICROSECONDS = "(EXTRACT(EPOCH FROM %(expressions)s) * 1000000)::bigint"
"""Of an epoch, whole: what sorts the places' first ones among each other."""
_OF_PERSONS = (View.MINE, View.DELEGATED)
"""What one person has: few enough to be sorted."""


def page_of(user: User, question: Question) -> Page[Dossier]:
    """One page of the list in two queries, whatever its rows."""

    def first(beyond: Q, key: str, count: int) -> list[Dossier]:
        return _shown(_first_keys(user, question, beyond, key, count))

    return page_of_first(first, question, _KEYS[question.ordered_by], size=PAGE_SIZE)


def all_of(user: User, question: Question) -> QuerySet[Dossier]:
    """Everything that the question asks for, in the order of the pages."""
    found, key = dressed(narrowed(rows(user, question.view), question)), _KEYS[question.ordered_by]
    return in_order(*(_sorting(found, key) if _has_few_units(user) else (found, key)))


def dressed(found: QuerySet[Dossier]) -> QuerySet[Dossier]:
    """With all that a row shows; the owner's name by subquery, since a join would ask for every party."""
    owner = Party.objects.filter(dossier=OuterRef("pk"), role=PartyRole.OWNER).values("full_name")[:1]
    return found.select_related("procedure_version", "receiving_unit", "competent_unit__calendar").annotate(
        owner_name=Subquery(owner),
        step_name=F("open_task__step__name"),
        step_role=F("open_task__role"),
        person_name=F("open_task__assignee__full_name"),
    )


def _shown(keys: list[int]) -> list[Dossier]:
    found = {row.pk: row for row in dressed(with_task(Dossier.objects.filter(pk__in=keys)))}
    return [found[pk] for pk in keys if pk in found]


def _first_keys(user: User, question: Question, beyond: Q, key: str, count: int) -> list[int]:
    """The keys of the first so many that fit."""
    if question.view not in _OF_PERSONS and _has_few_units(user):
        units, found_there = at_a_unit(user, question.view)
        return _first_at(units, [narrowed(found, question).filter(beyond) for found in found_there], key, count)
    found = narrowed(rows(user, question.view), question).filter(beyond)
    found, key = _sorting(found, key) if question.view in _OF_PERSONS else (found, key)
    return list(in_order(found, key).values_list("pk", flat=True)[:count])


def _first_at(units: set[int], found_there: list[QuerySet[Dossier]], key: str, count: int) -> list[int]:
    """The first in each place of each unit, merged; a dossier may be in several."""
    moment = Func(F(key.removeprefix("-")), template=_MICROSECONDS, output_field=BigIntegerField())
    pair = Func(moment, F("pk"), function="jsonb_build_array", output_field=JSONField())
    first = [ArraySubquery(in_order(found, key).annotate(pair=pair).values("pair")[:count]) for found in found_there]
    at_units = Unit.objects.filter(pk__in=units).order_by().values_list(*first)
    pairs = {tuple(pair) for places in at_units for place in places for pair in place}
    return [pk for _moment, pk in sorted(pairs, reverse=key.startswith("-"))[:count]]


def _sorting(found: QuerySet[Dossier], key: str) -> tuple[QuerySet[Dossier], str]:
    """By an equal of the key that no index has: PostgreSQL reads what is asked for and sorts it.

    It takes units and people to have like many dossiers. For one that has few it would walk the whole province in
    order in search of them.
    """
    moment = F(key.removeprefix("-")) + Value(timedelta())
    wrapped = ExpressionWrapper(moment, DateTimeField())
    return found.annotate(moment=wrapped), "-moment" if key.startswith("-") else "moment"


def _has_few_units(user: User) -> bool:
    return len(units_of(user, *WORKING_ROLES)) <= FEW_UNITS
