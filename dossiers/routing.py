"""Which agency is competent for a dossier, which part of it handles it, and where each step is done."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext as _

from dossiers.problems import IntakeRefused, Problem
from procedures import competent_unit
from procedures.choices import StepUnit
from procedures.process_units import named_unit
from units import lookup
from units.kept import KeptUnits
from units.models import Unit, UnitKind
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
    residence_at: str = "/applicant/address/commune",
) -> Route:
    """The route of a dossier filed today; `residence` is the owner's commune code, written at `residence_at`.

    Raises IntakeRefused when no unit of this province is competent, or the chosen place can't receive it.
    """
    deciding = deciding_question(case.eform.schema if case.eform else {}, form)
    matter = str(form.get(deciding, "") or "")
    committee = _competent(version, matter or residence, f"/form/{deciding}" if matter else residence_at, units)
    own_centre = units.centre_of(committee)
    centre = units.centre_of(receiving) if receiving else own_centre
    if not version.is_non_territorial() and centre.agency.pk != own_centre.agency.pk:
        message = _("Thủ tục này chỉ nộp được tại %(place)s.") % {"place": own_centre.name}
        raise IntakeRefused([Problem("/receiving_unit", message)])
    return Route(centre, committee, handling_of(version, committee, units))


def deciding_question(schema: dict[str, Any], answers: dict[str, Any]) -> str:
    """The question whose commune the e-form names as decisive (its keyword `x-competence`), or nothing.

    Where people may choose between several, `x-competence` names the question and the deciding one by its answer.
    """
    named = schema.get("x-competence", "")
    if isinstance(named, dict):
        return str(named["by-answer"].get(answers.get(named["question"]), ""))
    return str(named)


def _competent(version: ProcedureVersion, commune: str, commune_at: str, units: KeptUnits) -> Unit:
    try:
        return competent_unit.find(version, commune, units).unit
    except LookupError as error:
        message = _("Chưa xác định được cơ quan có thẩm quyền: hãy chọn xã, phường, đặc khu thuộc tỉnh, thành phố này.")
        raise IntakeRefused([Problem(commune_at, message)]) from error


def handling_of(version: ProcedureVersion, committee: Unit, units: KeptUnits) -> Unit:
    """The part of the agency that does the work: the division that the procedure names, or the agency itself."""
    if committee.kind != UnitKind.COMMUNE_COMMITTEE or not version.division:
        return committee
    return units.division_for(committee, version.division)


def unit_of_step(step: Step, route: Route) -> Unit:
    """Where a step is done: the one-stop, the handling division for officers, the agency for its leaders.

    A named unit is the one of that name today; where none is left, the competent agency does the step.
    """
    if step.unit_rule == StepUnit.RECEIVING:
        return route.receiving_unit
    if step.unit_rule == StepUnit.CENTRE:
        return lookup.centre_of(route.competent_unit)
    if step.unit_rule == StepUnit.NAMED:
        return named_unit(step.named_unit, route.competent_unit) or route.competent_unit
    return route.handling_unit if step.role == Role.OFFICER else route.competent_unit
