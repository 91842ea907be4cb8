"""Results of a person that were issued here and are in force: never refusals, nothing recalled or replaced."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from functools import reduce
from operator import or_

from django.db.models import Q, QuerySet

from dossiers.models import Dossier
from dossiers.statuses import PartyRole
from portal.documents.models import DocumentState, IssuedDocument

#: More results of one kind than anybody has; an answer names the newest.
MOST = 20


@dataclass(frozen=True)
class Held:
    """One result: of which kind, in which dossier, its paper and who issued it."""

    code: str
    dossier: Dossier
    document: IssuedDocument = field(repr=False)

    @property
    def agency(self) -> str:
        """The code of the agency that issued it, by which its file is asked for, too."""
        return self.dossier.competent_unit.agency_code


def held(owner_index: str, wanted: Mapping[str, Collection[str]]) -> list[Held]:
    """The results of the owner of these kinds, the newest first; `wanted`: by kind, its numbers, none for any."""
    if not wanted:
        return []
    rows = _in_force(owner_index, reduce(or_, (_named(code, numbers) for code, numbers in wanted.items())))[:MOST]
    return [Held(_code(dossier), dossier, _document(dossier)) for dossier in rows]


def kinds_of(owner_index: str) -> dict[str, str]:
    """By code, what the kinds of results in force that somebody has here are called."""
    rows = _in_force(owner_index)[: MOST * 5]
    told = [(row.procedure_version.results[0], row) for row in rows if row.procedure_version.results]
    names: dict[str, str] = {}
    for one, row in told:
        if one.get("code"):
            names.setdefault(str(one["code"]), str(one.get("name") or row.result.title))  # as it is called by now
    return names


def _named(code: str, numbers: Collection[str]) -> Q:
    of_kind = Q(procedure_version__results__0__code=code)
    return of_kind & Q(result__document__number__in=numbers) if numbers else of_kind


def _in_force(owner_index: str, *which: Q) -> QuerySet[Dossier]:
    rows = Dossier.objects.filter(
        *which,
        parties__role=PartyRole.OWNER,
        parties__id_number_index=owner_index,
        result__is_refusal=False,
        result__document__state=DocumentState.ACTIVE,
    )
    return rows.select_related("procedure_version", "competent_unit", "result__document__stored").order_by("-pk")


def _code(dossier: Dossier) -> str:
    return str(dossier.procedure_version.results[0]["code"])


def _document(dossier: Dossier) -> IssuedDocument:
    document = dossier.result.document
    assert document is not None  # noqa: S101 - asked for above; the checker of types does not know
    return document
