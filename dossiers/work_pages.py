"""Pages of the work list by key: a page costs one query and the same wherever it lies."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from django.db.models import DateTimeField, ExpressionWrapper, F, OuterRef, QuerySet, Subquery, Value

from dossiers.models import Dossier, Party
from dossiers.statuses import PartyRole
from dossiers.visibility import WORKING_ROLES
from dossiers.work_filters import narrowed
from dossiers.work_list import rows
from dossiers.work_question import Order, Question
from portal.ui.paging_by_moment import in_order, page_by_moment
from units.access import units_of

if TYPE_CHECKING:
    from portal.accounts.models import User
    from portal.ui.paging import Page

PAGE_SIZE = 30
FEW_UNITS = 100
"""Past as many, most dossiers of the province are the person's."""

_KEYS: dict[str, str] = {
    Order.DUE: "due_at",
    Order.DUE_LAST: "-due_at",
    Order.NEWEST: "-submitted_at",
    Order.OLDEST: "submitted_at",
}
"""The moment that each order goes by."""


def page_of(user: User, question: Question) -> Page[Dossier]:
    """One page of the list in one query, whatever its rows."""
    found, key = _sorted(user, question)
    return page_by_moment(found, question, key, size=PAGE_SIZE)


def all_of(user: User, question: Question) -> QuerySet[Dossier]:
    """Everything that the question asks for, in the order of the pages."""
    return in_order(*_sorted(user, question))


def _sorted(user: User, question: Question) -> tuple[QuerySet[Dossier], str]:
    """What is asked for, and what it goes by: a field with an index, or for few units an equal without one.

    PostgreSQL takes units to have like many dossiers. For one that has few it would walk the whole province in order
    in search of them; where it must sort, it reads what the units have.
    """
    key, found = _KEYS[question.ordered_by], _found(user, question)
    if len(units_of(user, *WORKING_ROLES)) > FEW_UNITS:
        return found, key
    moment = F(key.removeprefix("-")) + Value(timedelta())
    return found.annotate(moment=ExpressionWrapper(moment, DateTimeField())), ("-moment" if key[0] == "-" else "moment")


def _found(user: User, question: Question) -> QuerySet[Dossier]:
    """With all that a row shows; the owner's name by subquery, since a join would ask for every party."""
    owner = Party.objects.filter(dossier=OuterRef("pk"), role=PartyRole.OWNER).values("full_name")[:1]
    found = narrowed(rows(user, question.view), question)
    return found.select_related("procedure_version", "receiving_unit", "competent_unit__calendar").annotate(
        owner_name=Subquery(owner),
        step_name=F("open_task__step__name"),
        step_role=F("open_task__role"),
        person_name=F("open_task__assignee__full_name"),
    )
