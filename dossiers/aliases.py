"""Codes of other systems: kept beside a dossier's own, so that whatever code people hold finds it.

A dossier that was filed at the national portal, or came over from an older system, has a code on papers that people
have in their hands; the police gives births that are registered jointly a code of its own.
"""

from __future__ import annotations

from django.db.models import QuerySet
from django.http import Http404
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from dossiers.models import Dossier, DossierAlias
from portal.vietnamese import normalise

NATIONAL = "national"
#: What pages call the systems; one that is not named here is called by its own short name.
SYSTEMS: dict[str, str | Promise] = {NATIONAL: _("Cổng Dịch vụ công quốc gia")}
LONGEST = 60


class CodeTaken(ValueError):
    """Another dossier has this code in this system, or the dossier has another code there."""


def note(dossier: Dossier, system: str, code: str) -> DossierAlias:
    """Keep the code of a system, within the caller's transaction; again the same is no change. Raises CodeTaken."""
    wanted = tidy(code)
    fresh = DossierAlias(dossier=dossier, system=system, code=wanted)
    DossierAlias.objects.bulk_create([fresh], ignore_conflicts=True)
    kept = DossierAlias.objects.filter(dossier=dossier, system=system, code=wanted).first()
    if kept is None:
        raise CodeTaken(wanted)
    return kept


def tidy(text: str) -> str:
    """A code as it is kept: spaces and small letters are forgiven."""
    return normalise(text).replace(" ", "").upper()


def own_code(code: str, system: str = "") -> str:
    """The own code of the dossier that another system (or the one named) calls so; "" when none does. One query."""
    wanted = tidy(code)
    if not 0 < len(wanted) <= LONGEST:
        return ""
    named = DossierAlias.objects.filter(code=wanted)
    codes = (named.filter(system=system) if system else named).values_list("dossier__code", flat=True).distinct()[:2]
    found = list(codes)
    # Two systems may have used the same code for two dossiers: then it tells neither.
    return found[0] if len(found) == 1 else ""


def find(code: str, within: QuerySet[Dossier] | None = None) -> Dossier | None:
    """The dossier of a code, its own first; one query more only where no dossier has the code itself."""
    dossiers = Dossier.objects.all() if within is None else within
    wanted = tidy(code)
    found = dossiers.filter(code=wanted).first() if wanted else None
    if found is None and (own := own_code(wanted)):
        found = dossiers.filter(code=own).first()
    return found


def find_or_404(code: str, within: QuerySet[Dossier]) -> Dossier:
    """As `find`; Http404 when there is none."""
    found = find(code, within)
    if found is None:
        raise Http404
    return found


def named(dossier: Dossier) -> list[tuple[str | Promise, str]]:
    """The systems by their names with the dossier's code in each, for pages. One query."""
    rows = dossier.aliases.order_by("system").values_list("system", "code")
    return [(SYSTEMS.get(system, system), code) for system, code in rows]
