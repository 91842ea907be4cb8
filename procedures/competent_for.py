"""What a unit settles: a department its own procedures, a commune's units what communes settle."""

from __future__ import annotations

from django.db.models import Q

from procedures.choices import Competence, Level
from units.models import Unit, UnitKind


def settled_by(unit: Unit, prefix: str = "") -> Q:
    """A condition on versions (or, with a prefix such as ``version__``, on rows that point to one)."""
    if unit.kind == UnitKind.DEPARTMENT:
        return Q(**{f"{prefix}competence": Competence.DEPARTMENT, f"{prefix}competent_department": unit.slug})
    if unit.kind == UnitKind.COMMUNE_DIVISION:
        return Q(**{f"{prefix}levels__contains": [Level.COMMUNE], f"{prefix}division": unit.slug})
    level = Level.COMMUNE if unit.level == "commune" else Level.PROVINCE
    return Q(**{f"{prefix}levels__contains": [level]})
