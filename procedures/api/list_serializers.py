"""A procedure in a list, as machines read it. Codes and numbers as stored; words in Vietnamese, as announced."""

from __future__ import annotations

from django.utils import timezone
from rest_framework import serializers

from procedures import history
from procedures.models import (
    Field,
    ProcedureVersion,
)


class FieldSerializer(serializers.ModelSerializer[Field]):
    """A field of administration."""

    class Meta:
        model = Field
        fields: tuple[str, ...] = ("code", "name")


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
            "assurance_level",
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
