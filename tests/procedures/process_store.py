"""Plans of tests as stored steps."""

from __future__ import annotations

from procedures.models import InternalProcess, Step
from procedures.process_plan import Plan


def put_steps(process: InternalProcess, plan: Plan) -> list[Step]:
    """Replace the steps of a draft's process by those of a plan."""
    process.steps.all().delete()
    return Step.objects.bulk_create(
        Step(
            process=process,
            position=position,
            key=one.key,
            name=one.name,
            role=one.role,
            unit_rule="named" if one.named_unit else one.unit_rule,
            named_unit=one.named_unit,
            working_hours=one.hours,
            outcomes=[outcome for outcome, _target in one.ways],
            leads_to=[target for _outcome, target in one.ways],
            consulted=list(one.consulted),
        )
        for position, one in enumerate(plan)
    )
