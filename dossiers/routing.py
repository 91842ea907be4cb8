"""Which agency is competent for a dossier, which part of it handles it, and where each step is done."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext as _

from dossiers.problems import IntakeRefused, Problem
from procedures.choices import Competence, StepUnit
from units import lookup
from units.kept import KeptUnits
from units.models import Unit
from units.roles import Role

if TYPE_CHECKING:
    from procedures.models import Case, ProcedureVersion, Step


@dataclass(frozen=True)
class Route:
    """The three places of a dossier, which the law keeps apart (NĐ 118/2025; domain: three org fields)."""

    receiving_unit: Unit
    competent_unit: Unit
    handling_unit: Unit


def find_route(
    version: ProcedureVersion,
    case: Case,
    form: dict[str, Any],
    residence: str,
    receiving: Unit | None,
    units: KeptUnits,
) -> Route:
    """The route of a dossier filed today; `residence` is the owner's commune code.

    Raises IntakeRefused when no unit of this province is competent, or the chosen place can't receive it.
    """
    committee = _competent(version, _commune_of_matter(case, form) or residence, units)
    own_centre = units.centre_of(committee)
    centre = units.centre_of(receiving) if receiving else own_centre
    if not version.non_territorial and centre.agency.pk != own_centre.agency.pk:
        message = _("Thủ tục này chỉ nộp được tại %(place)s.") % {"place": own_centre.name}
        raise IntakeRefused([Problem("/receiving_unit", message)])
    return Route(centre, committee, _handling(version, committee, units))


def _commune_of_matter(case: Case, form: dict[str, Any]) -> str:
    """The commune that the e-form names as decisive (its keyword `x-competence`), or nothing."""
    schema = case.eform.schema if case.eform else {}
    return str(form.get(schema.get("x-competence", ""), "") or "")


def _competent(version: ProcedureVersion, commune: str, units: KeptUnits) -> Unit:
    try:
        if version.competence == Competence.DEPARTMENT:
            return units.department(version.competent_department)
        return units.committee_of(commune)
    except LookupError as error:
        message = _("Chưa xác định được cơ quan có thẩm quyền: hãy chọn xã, phường, đặc khu thuộc tỉnh, thành phố này.")
        raise IntakeRefused([Problem("/applicant/address/commune", message)]) from error


def _handling(version: ProcedureVersion, committee: Unit, units: KeptUnits) -> Unit:
    if version.competence == Competence.DEPARTMENT or not version.division:
        return committee
    return units.division_for(committee, version.division)


def unit_of_step(step: Step, route: Route) -> Unit:
    """Where a step is done: the one-stop, the handling division for officers, the agency for its leaders."""
    if step.unit_rule == StepUnit.RECEIVING:
        return route.receiving_unit
    if step.unit_rule == StepUnit.CENTRE:
        return lookup.centre_of(route.competent_unit)
    return route.handling_unit if step.role == Role.OFFICER else route.competent_unit
