"""Internal processes for tests of dossiers: birth registration under another process, and the way that was walked."""

from __future__ import annotations

from dataclasses import replace

from dossiers.models import Dossier
from procedures.copying import copy_versions
from procedures.models import ProcedureVersion, TimeLimit
from procedures.process_plan import Plan
from procedures.publishing import publish
from tests.dossiers.copies import copied
from tests.dossiers.world import World
from tests.procedures.plans import step, usual
from tests.procedures.process_store import put_steps


def at_centre(plan: Plan) -> Plan:
    """The plan with the clerks' steps where dossiers are received."""
    return tuple(replace(one, unit_rule="receiving") if one.role == "clerk" else one for one in plan)


@copied
def announce(world: World, plan: Plan) -> ProcedureVersion:
    """Put a new version of birth registration in force, with this process and no other change."""
    return announce_as_it_is(world, at_centre(plan))


def announce_as_it_is(world: World, plan: Plan) -> ProcedureVersion:
    """The same, with the clerks' steps where the plan says."""
    draft = copy_versions([world.birth], {world.birth.pk: world.birth.procedure})[world.birth.pk]
    TimeLimit.objects.filter(case__version=draft).delete()
    put_steps(draft.processes.get(), plan)
    publish([draft])
    return draft


def looking_twice(named_unit: str = "") -> Plan:
    """A second officer, of the unit named or of the same, looks at the dossier before it goes to the leader."""
    receive, process, sign, return_ = usual()
    return (
        receive,
        replace(process, ways=(("forward", "check"), ("request_supplement", "process"))),
        replace(step("check", "officer", "2", submit_for_signature="sign"), named_unit=named_unit),
        replace(sign, ways=(("sign", "return"), ("send_back", "check"))),
        return_,
    )


def walked(dossier: Dossier) -> list[str]:
    """The steps that the dossier stood at, in order."""
    return list(dossier.tasks.order_by("opened_at", "pk").values_list("step__key", flat=True))
