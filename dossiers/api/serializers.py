"""What the API says about dossiers."""

from __future__ import annotations

from functools import cache
from typing import Any

from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.reverse import reverse

from dossiers import permissions
from dossiers.api.consultations import consultations_as_json
from dossiers.api.fees import fees_as_json
from dossiers.api.following import AskedSerializer, RatingSerializer
from dossiers.api.results import result_as_json
from dossiers.models import Dossier, DossierAlias, Rating


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


class CodeSerializer(serializers.ModelSerializer[DossierAlias]):
    """The code of another system: `national`, or the short name of a connected one; it finds the dossier as well."""

    class Meta:
        model = DossierAlias
        fields = ("system", "code", "noted_at")


class DossierDetailSerializer(DossierSerializer):
    """One dossier with what its filer needs: the sum of the due time, the papers, and the open actions."""

    codes = CodeSerializer(many=True, source="aliases", help_text="Codes of other systems.")
    due_sum = serializers.SerializerMethodField()
    papers = serializers.SerializerMethodField()
    fees = serializers.SerializerMethodField()
    actions = serializers.SerializerMethodField()
    consultations = serializers.SerializerMethodField()
    supplement_requests = serializers.SerializerMethodField()
    result = serializers.SerializerMethodField()
    rating = serializers.SerializerMethodField()

    class Meta(DossierSerializer.Meta):
        """The list's fields and the parts."""

        fields = (
            *DossierSerializer.Meta.fields,
            *(
                "codes",
                "due_sum",
                "papers",
                "fees",
                "actions",
                "consultations",
                "supplement_requests",
                "result",
                "rating",
            ),
        )

    @extend_schema_field({"type": "object", "additionalProperties": True})
    def get_due_sum(self, dossier: Dossier) -> Any:
        """How the due time was counted: the limit, and the days counted and skipped with the reason."""
        return dossier.due_sum

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

    def get_fees(self, dossier: Dossier) -> dict[str, Any]:
        """What it costs, by what is proved and if every claim were confirmed."""
        return fees_as_json(dossier)

    def get_consultations(self, dossier: Dossier) -> list[dict[str, Any]]:
        """Other units that are asked about it."""
        return consultations_as_json(dossier, self.context["caller"])

    @extend_schema_field(AskedSerializer(many=True))
    def get_supplement_requests(self, dossier: Dossier) -> list[dict[str, Any]]:
        """What the owner was asked to add or better, oldest first."""
        rows = dossier.supplement_requests.prefetch_related("items__component")
        return list(AskedSerializer(rows, many=True).data)

    @extend_schema_field(RatingSerializer(allow_null=True))
    def get_rating(self, dossier: Dossier) -> dict[str, Any] | None:
        """How satisfied the owner was; null before they said. What they wrote stays among those inside."""
        rating = Rating.objects.filter(dossier=dossier).first()
        return dict(RatingSerializer(rating).data) if rating else None

    def get_result(self, dossier: Dossier) -> dict[str, Any] | None:
        """The result that counts now with what it replaced; null before there is one."""
        return result_as_json(dossier)

    def get_actions(self, dossier: Dossier) -> list[str]:
        """What the caller may do now."""
        return [str(action) for action in permissions.actions_open_to(dossier, self.context["caller"])]
