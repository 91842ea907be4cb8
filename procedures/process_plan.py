"""An internal process as a plain value: steps, and where each outcome of a step leads.

What is stored, typed in the editor or read from a file is turned into it, so that rules, pictures and words need no
database.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from typing import TYPE_CHECKING

from procedures.choices import StepOutcome, StepRole, StepUnit

if TYPE_CHECKING:
    from procedures.models import Step

#: Where an outcome leads that ends the process.
END = ""

#: Outcomes that lead back: they are no part of the way forward, so they may close a circle and cost no hours.
RETURNING = frozenset({StepOutcome.REQUEST_SUPPLEMENT.value, StepOutcome.SEND_BACK.value})

#: What may come of a step, by who does it.
OUTCOMES_OF: dict[str, tuple[StepOutcome, ...]] = {
    StepRole.CLERK: (
        StepOutcome.RECEIVE,
        StepOutcome.REQUEST_SUPPLEMENT,
        StepOutcome.REFUSE,
        StepOutcome.RETURN_RESULT,
    ),
    StepRole.OFFICER: (
        StepOutcome.SUBMIT_FOR_SIGNATURE,
        StepOutcome.REQUEST_SUPPLEMENT,
        StepOutcome.FORWARD,
        StepOutcome.OPINIONS_IN,
    ),
    StepRole.LEADER: (StepOutcome.SIGN, StepOutcome.SEND_BACK),
}

#: Whose step an outcome leads to; those that end the process or stay at their step are named apart.
LEADS_TO_ROLE: dict[str, StepRole] = {
    StepOutcome.RECEIVE: StepRole.OFFICER,
    StepOutcome.FORWARD: StepRole.OFFICER,
    StepOutcome.OPINIONS_IN: StepRole.OFFICER,
    StepOutcome.SUBMIT_FOR_SIGNATURE: StepRole.LEADER,
    StepOutcome.SIGN: StepRole.CLERK,
    StepOutcome.SEND_BACK: StepRole.OFFICER,
}
ENDING = frozenset({StepOutcome.REFUSE.value, StepOutcome.RETURN_RESULT.value})


@dataclass(frozen=True)
class PlannedStep:
    """A step; ``ways`` are its outcomes with the key of the step that each leads to (END: the process is over).

    ``consulted`` names units that are all asked at once, each with hours of its own where they are written. Where
    ``opinions_in`` joins them the step is a consultation; where the step itself submits the draft it is joint work:
    its unit leads, and they are the members (NĐ 61/2018 Đ19(6)).
    """

    key: str
    name: str
    role: str
    unit_rule: str = StepUnit.COMPETENT
    hours: Decimal = Decimal(0)
    ways: tuple[tuple[str, str], ...] = ()
    named_unit: str = ""
    consulted: tuple[str, ...] = ()

    def leads(self, outcome: str) -> str | None:
        """Where an outcome leads; None when it may not come of this step."""
        return dict(self.ways).get(outcome)

    @property
    def is_joint(self) -> bool:
        """Whether its unit leads and gives the units named their parts."""
        submits = self.leads(StepOutcome.SUBMIT_FOR_SIGNATURE) is not None
        return bool(self.consulted) and submits and self.leads(StepOutcome.OPINIONS_IN) is None

    @property
    def forward(self) -> list[str]:
        """Keys of the steps that lie ahead, without ends and without ways back."""
        return [target for outcome, target in self.ways if outcome not in RETURNING and target != END]


Plan = tuple[PlannedStep, ...]


def plan_of(steps: Iterable[Step]) -> Plan:
    """The plan of the stored steps of one process, put in order."""
    return tuple(planned(step) for step in sorted(steps, key=lambda step: step.position))


def planned(step: Step) -> PlannedStep:
    """One step; outcomes of which nothing is said where they lead are left out."""
    return PlannedStep(
        key=step.key,
        name=step.name,
        role=step.role,
        unit_rule=step.unit_rule,
        hours=step.working_hours,
        ways=tuple(zip(step.outcomes, step.leads_to, strict=False)),
        named_unit=step.named_unit,
        consulted=tuple(step.consulted),
    )


def by_key(plan: Iterable[PlannedStep]) -> dict[str, PlannedStep]:
    """The steps by their key."""
    return {step.key: step for step in plan}


def with_usual_ways(plan: Sequence[PlannedStep]) -> Plan:
    """The steps with each outcome leading where it usually does; the migration ways_carried_over has the same rule.

    Forward means the next step of the list (the end after the last); a request for papers stays at its step; a draft
    sent back goes to the officer before.
    """
    return tuple(
        replace(step, ways=tuple((outcome, _usual(plan, place, outcome)) for outcome, _target in step.ways))
        for place, step in enumerate(plan)
    )


def _usual(plan: Sequence[PlannedStep], place: int, outcome: str) -> str:
    if outcome == StepOutcome.REQUEST_SUPPLEMENT:
        return plan[place].key
    if outcome == StepOutcome.SEND_BACK:
        officers = [step for step in plan[:place] if step.role == StepRole.OFFICER]
        return (officers or list(plan))[-1 if officers else 0].key
    if outcome in ENDING or place + 1 == len(plan):
        return END
    return plan[place + 1].key
