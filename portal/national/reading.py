"""Reading dossiers for their messages: several in one go, each table once, its rows grouped by dossier.

Not by Django's prefetching of what belongs to a dossier: it makes a queryset for each table of each dossier, which
takes longer than the rows do. What many share (version, unit) is read once, and only the columns that are told.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any, NamedTuple

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
from portal.national.models import InboundMessage
from portal.national.models.inbox import Service
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
        """The code under which the national portal knows it: its own where it was filed there, else ours.

        What came over from an older system was told by that one, under the code it had there (docs/decisions/0038).
        """
        named = self.dossier.old_system or aliases.NATIONAL
        return next((alias.code for alias in self.codes if alias.system == named), self.dossier.code)

    def event(self, sequence: int) -> Event:
        """The event with this number in its log."""
        return next(event for event in self.events if event.sequence == sequence)


class Filer(NamedTuple):
    """Whoever filed it signed in: how surely known, by which number, what the national portal calls the account."""

    assurance_level: int = 0
    number_index: str = ""
    tech_id: str = ""


@dataclass(frozen=True)
class Whole:
    """A dossier with all that its message names; its orders oldest first."""

    logged: Logged
    version: ProcedureVersion
    unit_name: str
    #: Nobody known, at a counter.
    filer: Filer
    papers: list[Paper]
    receipts: list[Paperwork]
    asked: list[SupplementRequest]
    orders: list[Order]
    result: Result | None
    #: When it was filed on the national portal; None for every other.
    filed_there_at: datetime | None


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
    filers = _filers({dossier.submitted_by_id for dossier in rows if dossier.submitted_by_id})
    there = _filed_there([pk for pk, one in known.items() if one.code_there != one.dossier.code])
    orders = _orders([dossier.code for dossier in rows])
    parties, papers, receipts, asked, results = (_by_dossier(table, known) for table in _TABLES)
    for dossier in rows:
        dossier.people = parties[dossier.pk]
    return {
        pk: Whole(
            logged=one,
            version=versions[one.dossier.procedure_version_id],
            unit_name=units[one.dossier.handling_unit_id],
            filer=filers.get(one.dossier.submitted_by_id, Filer()),
            papers=papers[pk],
            receipts=receipts[pk],
            asked=asked[pk],
            orders=orders[one.dossier.code],
            result=next(iter(results[pk]), None),
            filed_there_at=there.get(pk),
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


def _filers(users: Iterable[int]) -> dict[int | None, Filer]:
    told = User.objects.filter(pk__in=users).values_list("pk", "assurance_level", "id_number_index", "tech_id")
    return {pk: Filer(level, index, tech_id) for pk, level, index, tech_id in told} if users else {}


def _filed_there(dossiers: list[int]) -> dict[int | None, datetime | None]:
    """When these were filed there, as the first message of each says; no query for none."""
    filings = InboundMessage.objects.filter(dossier__in=dossiers, service=Service.FILE).order_by("-pk")
    return dict(filings.values_list("dossier", "filed_there_at")) if dossiers else {}


def _orders(codes: list[str]) -> defaultdict[str, list[Order]]:
    orders: defaultdict[str, list[Order]] = defaultdict(list)
    for order in Order.objects.filter(subject_ref__in=codes).order_by("pk").prefetch_related("lines", "payments"):
        orders[order.subject_ref].append(order)
    return orders
