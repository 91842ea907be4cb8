"""A case as machines read it: its papers, fees and time limits."""

from __future__ import annotations

from rest_framework import serializers

from procedures.models import (
    Case,
    Component,
    Fee,
    TimeLimit,
)


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
