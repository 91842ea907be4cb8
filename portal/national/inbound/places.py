"""Units and communes that a message names by the code of another day: read as who took over from them."""

from __future__ import annotations

from units import succession
from units.models import Unit, UnitKind, today_in_vietnam


def unit_today(code: str) -> str:
    """The code of the unit that answers today; an unknown code stays, so that the intake refuses it in words."""
    if not code or Unit.objects.current().filter(code=code).exists():
        return code
    old = Unit.objects.filter(code=code, valid_to__lte=today_in_vietnam()).order_by("-valid_to").first()
    heirs = succession.heirs_of(old) if old else []
    return heirs[0].unit.code if heirs else code


def commune_today(code: str) -> str:
    """The code of the commune that a commune became; where it was split, nobody can tell and the code stays."""
    committees = Unit.objects.filter(kind=UnitKind.COMMUNE_COMMITTEE, division__code=code)
    if committees.current().exists():
        return code
    old = committees.filter(valid_to__lte=today_in_vietnam()).order_by("-valid_to").first()
    heirs = {heir.unit.division.code for heir in succession.heirs_of(old)} if old else set()
    return heirs.pop() if len(heirs) == 1 else code
