"""An internal process as machines read it."""

from __future__ import annotations

from typing import Any

from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from procedures.choices import StepOutcome
from procedures.models import (
    InternalProcess,
    Step,
)
from procedures.process_plan import planned

_TRANSITIONS = {
    "type": "array",
    "items": {
        "type": "object",
        "required": ["outcome", "next"],
        "properties": {
            "outcome": {"type": "string", "enum": StepOutcome.values},
            "next": {"type": ["string", "null"], "description": "Key of a step; null: the process ends."},
        },
    },
}


class StepSerializer(serializers.ModelSerializer[Step]):
    """A step of the internal process; ``transitions`` says where each outcome leads.

    ``named_unit`` and ``consulted`` are slugs of departments or divisions, or codes of units. The units of
    ``consulted`` are asked all at once, within the step's working hours or those behind a colon (`so-tu-phap:24`). A
    step that asks and itself submits the draft is joint work: its unit leads, and they have a part each.
    """

    transitions = serializers.SerializerMethodField()

    class Meta:
        model = Step
        fields = (
            "key",
            "name",
            "role",
            "unit_rule",
            "named_unit",
            "working_hours",
            "outcomes",
            "transitions",
            "consulted",
        )

    @extend_schema_field(_TRANSITIONS)
    def get_transitions(self, step: Step) -> Any:
        """Where each outcome leads; null where the process ends."""
        return [{"outcome": outcome, "next": target or None} for outcome, target in planned(step).ways]


class ProcessSerializer(serializers.ModelSerializer[InternalProcess]):
    """An internal process; ``case`` null means all cases without a process of their own."""

    case = serializers.CharField(source="case.key", default=None, allow_null=True)
    steps = StepSerializer(many=True)

    class Meta:
        model = InternalProcess
        fields = ("case", "number", "approval_number", "approval_date", "valid_from", "valid_to", "steps")
