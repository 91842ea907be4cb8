"""A procedure as machines read it. Codes and numbers as stored; words in Vietnamese, as announced."""

from __future__ import annotations

from typing import Any

from django.utils import timezone
from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from procedures import delegated, history
from procedures.choices import DelegationKind, StepOutcome
from procedures.delegated import Holder, Matter
from procedures.models import (
    Case,
    Component,
    Fee,
    Field,
    InternalProcess,
    ProcedureVersion,
    Step,
    TimeLimit,
)
from procedures.process_plan import planned

_OBJECTS = {"type": "array", "items": {"type": "object", "additionalProperties": {"type": "string"}}}

_QUESTIONS = {
    "type": "array",
    "description": "Plain questions that lead to a case; each answer names a case or a later question.",
    "items": {
        "type": "object",
        "properties": {
            "key": {"type": "string"},
            "ask": {"type": "string"},
            "hint": {"type": "string"},
            "answers": {"type": "array", "items": {"type": "object", "additionalProperties": {"type": "string"}}},
        },
    },
}


_TRANSITIONS = {
    "type": "array",
    "items": {
        "type": "object",
        "required": ["outcome", "next"],
        "properties": {
            "outcome": {"type": "string", "enum": StepOutcome.values},
            "next": {"type": "string", "nullable": True, "description": "Key of a step; null: the process ends."},
        },
    },
}


class FieldSerializer(serializers.ModelSerializer[Field]):
    """A field of administration."""

    class Meta:
        model = Field
        fields: tuple[str, ...] = ("code", "name")


class ComponentSerializer(serializers.ModelSerializer[Component]):
    """A paper, or a remark (kind note)."""

    class Meta:
        model = Component
        fields = ("code", "name", "originals", "copies", "required", "kind", "group", "form_name", "note")


class FeeSerializer(serializers.ModelSerializer[Fee]):
    """A fee; ``amount_dong`` null: only the note sets it; ``quantity_of``: the answer of the e-form to multiply by."""

    class Meta:
        model = Fee
        fields = ("channel", "kind", "code", "name", "amount_dong", "quantity_of", "legal_basis", "note")


class TimeLimitSerializer(serializers.ModelSerializer[TimeLimit]):
    """A time limit of one channel, or of any."""

    class Meta:
        model = TimeLimit
        fields = ("channel", "amount", "unit", "same_day_before_15", "note")


class CaseSerializer(serializers.ModelSerializer[Case]):
    """A case with all it needs; ``eform`` is a key of the procedure's ``eforms``, null when it has no form."""

    components = ComponentSerializer(many=True)
    fees = FeeSerializer(many=True)
    time_limits = TimeLimitSerializer(many=True)
    eform = serializers.CharField(source="eform.key", default=None, allow_null=True)

    class Meta:
        model = Case
        fields = ("key", "name", "when", "components", "fees", "time_limits", "eform")


class StepSerializer(serializers.ModelSerializer[Step]):
    """A step of the internal process; ``transitions`` says where each outcome leads.

    ``named_unit`` and ``consulted`` are slugs of departments or divisions, or codes of units. The units of
    ``consulted`` are asked all at once, within the step's working hours.
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


class DelegationSerializer(serializers.Serializer[Any]):
    """A delegation; ``to_unit`` null means the committee of every commune, ``valid_to`` the first day without it."""

    kind = serializers.ChoiceField(choices=DelegationKind.choices)
    from_unit = serializers.CharField(source="giver_code")
    to_unit = serializers.CharField(source="to_code", allow_null=True)
    valid_from = serializers.DateField()
    valid_to = serializers.DateField(allow_null=True)
    decision_number = serializers.CharField()
    decision_date = serializers.DateField()


class ProcedureSerializer(serializers.ModelSerializer[ProcedureVersion]):
    """A procedure in a list; one that is no longer in force says what took its place, if anything did."""

    code = serializers.CharField(source="procedure.code")
    version = serializers.IntegerField(source="number")
    field = FieldSerializer()
    is_in_force = serializers.SerializerMethodField(help_text="On the day asked for; today when none was.")
    replaced_by = serializers.CharField(source="procedure.replaced_by.code", default=None, allow_null=True)

    class Meta:
        model = ProcedureVersion
        fields: tuple[str, ...] = (
            "code",
            "version",
            "name",
            "field",
            "levels",
            "targets",
            "online_level",
            "non_territorial",
            "non_territorial_from",
            "filed_at",
            "executing_agency",
            "valid_from",
            "valid_to",
            "is_in_force",
            "replaced_by",
            "source",
        )

    def get_is_in_force(self, version: ProcedureVersion) -> bool:
        """Validity is half open: up to, not including, ``valid_to``."""
        return history.edition_of(version).is_in_force(self.context.get("day") or timezone.localdate())


class ProcedureDetailSerializer(ProcedureSerializer):
    """A procedure on its own, with all its content."""

    cases = CaseSerializer(many=True)
    processes = ProcessSerializer(many=True)
    eforms = serializers.SerializerMethodField()
    guide = extend_schema_field(_OBJECTS)(serializers.JSONField)()
    results = extend_schema_field(_OBJECTS)(serializers.JSONField)()
    legal_basis = extend_schema_field(_OBJECTS)(serializers.JSONField)()
    questions = extend_schema_field(_QUESTIONS)(serializers.JSONField)()
    doubts = extend_schema_field(_OBJECTS)(serializers.JSONField)()
    delegations = serializers.SerializerMethodField()

    class Meta(ProcedureSerializer.Meta):
        fields = (
            *ProcedureSerializer.Meta.fields,
            "online_reason",
            "filed_at_reason",
            "clock_on_supplement",
            "competence",
            "competent_department",
            "division",
            "delegations",
            "decision_number",
            "decision_agency",
            "decision_date",
            "requirements",
            "guide",
            "results",
            "legal_basis",
            "keywords",
            "questions",
            "doubts",
            "source_url",
            "cases",
            "processes",
            "eforms",
        )

    @extend_schema_field(DelegationSerializer(many=True))
    def get_delegations(self, version: ProcedureVersion) -> Any:
        """Who settles in the place of the announced agency, today or later."""
        matter = Matter(version.procedure_id, version.field_id)
        department = Holder.department(version.competent_department)
        rules = [
            rule
            for rule in delegated.rules_about(None, matter, timezone.localdate())
            if rule.giver == department or rule.giver.kind != "department"
        ]
        return DelegationSerializer(rules, many=True).data

    @extend_schema_field({"type": "object", "additionalProperties": {"type": "object"}})
    def get_eforms(self, version: ProcedureVersion) -> Any:
        """JSON Schema (2020-12) of each form, by key: what POST /dossiers/ checks ``form`` by."""
        forms = [case.eform for case in version.cases.all() if case.eform]
        return {form.key: form.schema for form in forms}
