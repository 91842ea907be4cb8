"""Results of a person that were issued here and are in force: never refusals, nothing recalled or replaced."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass, field

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


def held(owner_index: str, wanted: dict[str, str]) -> list[Held]:
    """The results of the owner of these kinds, the newest first; `wanted`: by kind, its number, "" for any."""
    rows = _in_force(owner_index, wanted)
    found = [Held(_code(dossier), dossier, _document(dossier)) for dossier in rows]
    return [one for one in found if wanted[one.code] in ("", one.document.number)][:MOST]


def kinds_of(owner_index: str) -> dict[str, str]:
    """By code, what the kinds of results in force that somebody has here are called."""
    rows = _in_force(owner_index, None)
    named = [(row.procedure_version.results[0], row) for row in rows if row.procedure_version.results]
    return {str(one["code"]): str(one.get("name") or row.result.title) for one, row in named if one.get("code")}


def _in_force(owner_index: str, codes: Collection[str] | None) -> list[Dossier]:
    rows = Dossier.objects.filter(
        parties__role=PartyRole.OWNER,
        parties__id_number_index=owner_index,
        result__is_refusal=False,
        result__document__state=DocumentState.ACTIVE,
    )
    if codes is not None:
        rows = rows.filter(procedure_version__results__0__code__in=list(codes))
    related = rows.select_related("procedure_version", "competent_unit", "result__document__stored")
    return list(related.order_by("-pk")[: MOST * 5])


def _code(dossier: Dossier) -> str:
    return str(dossier.procedure_version.results[0]["code"])


def _document(dossier: Dossier) -> IssuedDocument:
    document = dossier.result.document
    assert document is not None  # noqa: S101 - asked for above; the checker of types does not know
    return document
