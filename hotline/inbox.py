"""Where tickets stand until somebody says whose they are: the provincial centre, or the provincial committee."""

from __future__ import annotations

from units.lookup import UnknownUnit
from units.models import Unit, UnitKind

_KINDS = (UnitKind.PROVINCIAL_CENTRE, UnitKind.PROVINCIAL_COMMITTEE)


def inbox_unit() -> Unit:
    """The unit of the province's hotline; UnknownUnit where no units were loaded. One query."""
    found = Unit.objects.current().filter(kind__in=_KINDS).select_related("calendar").order_by("kind", "code").first()
    if found is None:
        raise UnknownUnit("neither a provincial centre nor a provincial committee is in force")
    return found


def province_of(unit: Unit) -> str:
    """The code of the province that opens every unit's code: `H29`."""
    return unit.code.partition(".")[0]
