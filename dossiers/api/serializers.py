"""What the API says about dossiers."""

from __future__ import annotations

from functools import cache
from typing import Any

from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.reverse import reverse

from dossiers import permissions
from dossiers.messages import TOLD
from dossiers.models import Dossier, Event


class DossierSerializer(serializers.ModelSerializer[Dossier]):
    """A dossier in lists and as the answer to its creation; no personal data."""

    procedure = serializers.CharField(source="procedure_version.procedure.code")
    case = serializers.CharField(source="case.key")
    receiving_unit = serializers.CharField(source="receiving_unit.code")
    competent_unit = serializers.CharField(source="competent_unit.code")
    status_name = serializers.CharField(source="get_status_display")
    receipt_url = serializers.SerializerMethodField()

    class Meta:
        """The answer of the contract, with what a list needs beside it."""

        model = Dossier
        fields: tuple[str, ...] = (
            "code",
            "status",
            "status_name",
            "procedure",
            "case",
            "title",
            "channel",
            "submitted_at",
            "received_at",
            "due_at",
            "finished_at",
            "receiving_unit",
            "competent_unit",
            "result_delivery",
            "receipt_url",
        )

    def get_receipt_url(self, dossier: Dossier) -> str:
        """Where the receipt's PDF is to be had; it may take the worker a few seconds."""
        return str(reverse("api:dossier-receipt", args=[dossier.code], request=self.context.get("request")))


def answer_to_creation(dossier: Dossier, request: Request) -> dict[str, Any]:
    """The dossier as its filer gets it, in a shape made once a process: making it costs more than filling it."""
    answer = dict(_shape_of_answer().to_representation(dossier))
    return answer | {"receipt_url": request.build_absolute_uri(answer["receipt_url"])}


@cache
def _shape_of_answer() -> DossierSerializer:
    return DossierSerializer()


class DossierDetailSerializer(DossierSerializer):
    """One dossier with what its filer needs: the sum of the due time, the papers, and the open actions."""

    due_sum = serializers.JSONField()
    papers = serializers.SerializerMethodField()
    actions = serializers.SerializerMethodField()

    class Meta(DossierSerializer.Meta):
        """The list's fields and the parts."""

        fields = (*DossierSerializer.Meta.fields, "due_sum", "papers", "actions")

    def get_papers(self, dossier: Dossier) -> list[dict[str, Any]]:
        """Each current paper with what the clerk found."""
        rows = dossier.papers.filter(replaced_by=None).select_related("component")
        return [
            {
                "component": row.component.code or f"tp-{row.component.position}",
                "name": row.component.name,
                "source": row.source,
                "check": row.check_state,
                "remark": row.check_remark,
            }
            for row in rows
        ]

    def get_actions(self, dossier: Dossier) -> list[str]:
        """What the caller may do now."""
        return [str(action) for action in permissions.actions_open_to(dossier, self.context["caller"])]


class EventSerializer(serializers.ModelSerializer[Event]):
    """One event of the log; what persons say to each other stays among those inside (TT 01/2018 Đ16)."""

    unit = serializers.CharField(source="unit.code", default=None)
    note = serializers.SerializerMethodField()

    class Meta:
        """The event and its links in the chain."""

        model = Event
        fields = ("sequence", "action", "status_from", "status_to", "unit", "at", "note", "previous_hash", "hash")

    def get_note(self, event: Event) -> str:
        """The words of moves that the owner is told of; of the others only to whoever works on the dossier."""
        return event.note if event.action in TOLD or self.context.get("is_inside") else ""


class TrackSerializer(serializers.Serializer[Any]):
    """What anybody with the code may know."""

    code = serializers.CharField()
    completion = serializers.CharField()
    completion_name = serializers.CharField()
