"""The unit that somebody means by what they typed: a code, a name, or enough words of one, with or without accents."""

from __future__ import annotations

from django.utils.translation import gettext as _

from dossiers import placing
from dossiers.models.consultations import ANSWERING_ROLES
from portal.vietnamese import normalise, without_accents
from units.models import Unit, UnitKind

MOST_NAMED = 5
"""So many candidates are named; more are only a sign that more words are needed."""

_ASKED_KINDS = (UnitKind.DEPARTMENT, UnitKind.COMMUNE_COMMITTEE, UnitKind.COMMUNE_DIVISION)


class UnclearUnit(LookupError):
    """No unit, or more than one, answers to the text; `str()` says so and names the candidates."""


def unit_named(typed: str) -> Unit:
    """The one unit of today that is meant and has somebody to answer. Raises UnclearUnit. Two or three queries."""
    wanted = normalise(typed)
    found = _matching(wanted)
    if not found:
        raise UnclearUnit(_("Không có đơn vị nào tên là «%(typed)s».") % {"typed": wanted})
    if len(found) > 1:
        named = ", ".join(f"{unit.name} ({unit.code})" for unit in found[:MOST_NAMED])
        words = _("Nhiều đơn vị có tên như vậy: %(units)s. Hãy ghi thêm, hoặc ghi mã đơn vị.")
        raise UnclearUnit(words % {"units": named})
    if not placing.is_staffed(found[0], *ANSWERING_ROLES):
        raise UnclearUnit(_("%(unit)s chưa có ai trả lời được trên hệ thống này.") % {"unit": found[0].name})
    return found[0]


def _matching(wanted: str) -> list[Unit]:
    """By code or whole name where one is meant exactly, else by words of the name."""
    in_force = Unit.objects.current().select_related("parent__parent", "calendar")
    exact = in_force.filter(code__iexact=wanted)[:1] or in_force.filter(name__iexact=wanted).order_by("code")
    if found := list(exact[: MOST_NAMED + 1]):
        return found
    words = without_accents(wanted).split()
    for word in words:
        in_force = in_force.filter(search_text__contains=word)
    # The text that is searched has the address, too.
    named = (unit for unit in in_force.order_by("code") if all(word in without_accents(unit.name) for word in words))
    return list(named)[: MOST_NAMED + 1]


def offered(own: Unit) -> list[str]:
    """Names that are offered while somebody types: departments, committees, and the divisions of the own agency."""
    rows = Unit.objects.current().filter(kind__in=_ASKED_KINDS).order_by("kind", "name")
    named = rows.values_list("name", "kind", "parent")
    return [
        name for name, kind, parent in named if kind != UnitKind.COMMUNE_DIVISION or parent in (own.pk, own.parent_id)
    ]
