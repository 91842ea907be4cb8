"""A procedure on its own, with all its content, as machines read it."""

from __future__ import annotations

from typing import Any

from django.utils import timezone
from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from portal.rest.described import described_json
from procedures import delegated
from procedures.api.case_serializers import CaseSerializer
from procedures.api.list_serializers import ProcedureSerializer
from procedures.api.process_serializers import ProcessSerializer
from procedures.choices import DelegationKind
from procedures.delegated import Holder, Matter
from procedures.models import (
    ProcedureVersion,
)

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


class DelegationSerializer(serializers.Serializer[Any]):
    """A delegation; ``to_unit`` null means the committee of every commune, ``valid_to`` the first day without it."""

    kind = serializers.ChoiceField(choices=DelegationKind.choices)
    from_unit = serializers.CharField(source="giver_code")
    to_unit = serializers.CharField(source="to_code", allow_null=True)
    valid_from = serializers.DateField()
    valid_to = serializers.DateField(allow_null=True)
    decision_number = serializers.CharField()
    decision_date = serializers.DateField()


class ProcedureDetailSerializer(ProcedureSerializer):
    """A procedure on its own, with all its content."""

    cases = CaseSerializer(many=True)
    processes = ProcessSerializer(many=True)
    eforms = serializers.SerializerMethodField()
    guide = described_json(_OBJECTS)()
    results = described_json(_OBJECTS)()
    legal_basis = described_json(_OBJECTS)()
    questions = described_json(_QUESTIONS)()
    doubts = described_json(_OBJECTS)()
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
