"""Reading dossiers for their messages: several in one go, each table once, its rows grouped by dossier.

Not by Django's prefetching of what belongs to a dossier: it makes a queryset for each table of each dossier, which
takes longer than the rows do. What many share (version, unit) is read once, and only the columns that are told.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.db.models import QuerySet

from dossiers import aliases
from dossiers.models import (
    Dossier,
    DossierAlias,
    Event,
    Paper,
    Paperwork,
    Party,
    Result,
    SupplementRequest,
    Task,
)
from payments.models import Order
from portal.accounts.models import User
from procedures.models import ProcedureVersion
from units.models import Unit


@dataclass(frozen=True)
class Logged:
    """A dossier with its log, its tasks and the codes that other systems gave it; log and tasks oldest first."""

    dossier: Dossier
    codes: list[DossierAlias]
    events: list[Event]
    tasks: list[Task]

    @property
    def code_there(self) -> str:
        """The code under which the national portal knows it."""
        return code_among(self.dossier, self.codes)

    def event(self, sequence: int) -> Event:
        """The event with this number in its log."""
        return next(event for event in self.events if event.sequence == sequence)


@dataclass(frozen=True)
class Whole:
    """A dossier with all that its message names; its orders oldest first."""

    logged: Logged
    version: ProcedureVersion
    unit_name: str
    #: Of whoever filed it signed in; 0 at a counter.
    assurance_level: int
    papers: list[Paper]
    receipts: list[Paperwork]
    asked: list[SupplementRequest]
    orders: list[Order]
    result: Result | None


def code_there(dossier: Dossier) -> str:
    """The code under which the national portal knows a dossier: its own where it was filed there, else ours.

    What came over from an older system was told by that one, under the code it had there (docs/decisions/0038).
    """
    return code_among(dossier, dossier.aliases.all())


def code_among(dossier: Dossier, codes: Iterable[DossierAlias]) -> str:
    """As `code_there`, with the dossier's codes at hand."""
    named = dossier.old_system or aliases.NATIONAL
    return next((alias.code for alias in codes if alias.system == named), dossier.code)


def logged(ids: Iterable[int]) -> dict[int, Logged]:
    """These dossiers with their log and their tasks."""
    dossiers = Dossier.objects.in_bulk([*ids])
    codes, events, tasks = (_by_dossier(model.objects.all(), dossiers) for model in (DossierAlias, Event, Task))
    return {pk: Logged(dossier, codes[pk], events[pk], tasks[pk]) for pk, dossier in dossiers.items()}


def whole(dossiers: Iterable[Logged]) -> dict[int, Whole]:
    """These dossiers with what their messages name."""
    known = {one.dossier.pk: one for one in dossiers}
    rows = [one.dossier for one in known.values()]
    versions = _versions({dossier.procedure_version_id for dossier in rows})
    units = dict(Unit.objects.filter(pk__in={dossier.handling_unit_id for dossier in rows}).values_list("pk", "name"))
    levels = _assurance_levels({dossier.submitted_by_id for dossier in rows if dossier.submitted_by_id})
    orders = _orders([dossier.code for dossier in rows])
    parties, papers, receipts, asked, results = (_by_dossier(table, known) for table in _TABLES)
    for dossier in rows:
        dossier.people = parties[dossier.pk]
    return {
        pk: Whole(
            logged=one,
            version=versions[one.dossier.procedure_version_id],
            unit_name=units[one.dossier.handling_unit_id],
            assurance_level=levels.get(one.dossier.submitted_by_id, 0),
            papers=papers[pk],
            receipts=receipts[pk],
            asked=asked[pk],
            orders=orders[one.dossier.code],
            result=next(iter(results[pk]), None),
        )
        for pk, one in known.items()
    }


#: What belongs to a dossier, as `whole` groups it.
_TABLES: tuple[QuerySet[Any], ...] = (
    Party.objects.all(),
    Paper.objects.filter(replaced_by=None).select_related("component", "upload__origin"),
    Paperwork.objects.filter(kind=Paperwork.Kind.RECEIPT, document__isnull=False).select_related("document"),
    SupplementRequest.objects.select_related("requested_by").prefetch_related("items__component"),
    Result.objects.select_related("document"),
)


def _by_dossier(rows: QuerySet[Any], dossiers: Iterable[int]) -> defaultdict[int, list[Any]]:
    """Rows of these dossiers, in their own order, by dossier."""
    grouped: defaultdict[int, list[Any]] = defaultdict(list)
    for row in rows.filter(dossier__in=[*dossiers]):
        grouped[row.dossier_id].append(row)
    return grouped


def _versions(ids: set[int]) -> dict[int, ProcedureVersion]:
    told = ("name", "results", "procedure__code", "field__code", "field__name")
    return ProcedureVersion.objects.select_related("procedure", "field").only(*told).in_bulk(ids)


def _assurance_levels(users: Iterable[int]) -> dict[int | None, int]:
    return dict(User.objects.filter(pk__in=users).values_list("pk", "assurance_level")) if users else {}


def _orders(codes: list[str]) -> defaultdict[str, list[Order]]:
    orders: defaultdict[str, list[Order]] = defaultdict(list)
    for order in Order.objects.filter(subject_ref__in=codes).order_by("pk").prefetch_related("lines", "payments"):
        orders[order.subject_ref].append(order)
    return orders
