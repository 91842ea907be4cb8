"""The agencies that a dossier can be sent to: those that its procedure allows, and every other of the province."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db.models import Q, QuerySet

from procedures.choices import Competence
from units.models import Unit, UnitKind

if TYPE_CHECKING:
    from procedures.models import ProcedureVersion

SETTLING = (UnitKind.PROVINCIAL_COMMITTEE, UnitKind.DEPARTMENT, UnitKind.COMMUNE_COMMITTEE)
"""Kinds of agencies that settle matters; a centre receives for them."""


def in_force() -> QuerySet[Unit]:
    """Every agency of today that settles matters, by name."""
    return Unit.objects.current().filter(kind__in=SETTLING).order_by("name", "code")


def allowed_by(version: ProcedureVersion) -> Q:
    """The agencies among which the procedure's rule of competence chooses."""
    if version.competence == Competence.DEPARTMENT:
        return Q(kind=UnitKind.DEPARTMENT, slug=version.competent_department)
    return Q(kind=UnitKind.COMMUNE_COMMITTEE)


def is_allowed(version: ProcedureVersion, agency: Unit) -> bool:
    """Whether the procedure's rule of competence can lead to the agency."""
    return Unit.objects.filter(allowed_by(version), pk=agency.pk).exists()
