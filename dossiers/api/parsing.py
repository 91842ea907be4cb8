"""The body of `POST /api/v1/dossiers/` and of the actions: its shape here, its meaning in `dossiers.intake_checks`."""

from __future__ import annotations

from functools import cache
from typing import Any

from rest_framework import serializers

from dossiers.models import Rating
from dossiers.statuses import Channel, PaperSource, PartyKind, ResultDelivery
from dossiers.submission import FeeClaimData, PaperData, PartyData, Submission
from portal.accounts.models import AssuranceLevel


class AddressSerializer(serializers.Serializer[Any]):
    """Where a party lives: the official five-digit code of the commune, and the street."""

    commune = serializers.CharField(max_length=10)
    street = serializers.CharField(max_length=250, allow_blank=True, required=False, default="")


class PartySerializer(serializers.Serializer[Any]):
    """A person or organisation."""

    full_name = serializers.CharField(max_length=200)
    id_number = serializers.CharField(max_length=20)
    phone = serializers.CharField(max_length=20, allow_blank=True, required=False, default="")
    email = serializers.CharField(max_length=254, allow_blank=True, required=False, default="")
    address = AddressSerializer()
    kind = serializers.ChoiceField(choices=PartyKind.choices, required=False, default=PartyKind.CITIZEN)
    date_of_birth = serializers.DateField(required=False, allow_null=True, default=None)


class HandedInSerializer(serializers.Serializer[Any]):
    """A thing handed in: exactly one of `upload` (its id), `brought` and `in_database` says where it comes from."""

    upload = serializers.UUIDField(required=False)
    brought = serializers.BooleanField(required=False, default=False)
    in_database = serializers.BooleanField(required=False, default=False)

    def validate(self, attrs: dict[str, Any]) -> dict[str, Any]:
        """Refuses a paper that names no source, or several."""
        named = [name for name in ("upload", "brought", "in_database") if attrs.get(name)]
        if len(named) != 1:
            raise serializers.ValidationError("Give exactly one of upload, brought, in_database.")
        return attrs


class PaperSerializer(HandedInSerializer):
    """One paper."""

    component = serializers.CharField(max_length=64)


class FeeClaimSerializer(HandedInSerializer):
    """A rule on fees whose group the filer belongs to, by the key that `fee-rules/` tells, and its proof."""

    rule = serializers.CharField(max_length=64)


class DossierCreateSerializer(serializers.Serializer[Any]):
    """A whole filing."""

    procedure = serializers.CharField(max_length=30)
    case = serializers.CharField(max_length=64)
    channel = serializers.ChoiceField(choices=Channel.choices)
    receiving_unit = serializers.CharField(max_length=35, required=False, allow_blank=True, default="")
    applicant = PartySerializer()
    owner = PartySerializer(required=False, allow_null=True, default=None)
    form = serializers.DictField(required=False, default=dict)
    papers = PaperSerializer(many=True, required=False, default=list)
    fee_claims = FeeClaimSerializer(many=True, required=False, default=list)
    result_delivery = serializers.ChoiceField(choices=ResultDelivery.choices)
    assurance_level = serializers.ChoiceField(
        choices=AssuranceLevel.choices,
        required=False,
        default=AssuranceLevel.SELF_DECLARED,
        help_text="How surely the calling system knows the applicant; of a person who calls, their session tells it.",
    )


class SupplementAnswerSerializer(serializers.Serializer[Any]):
    """The answer to a supplement request."""

    papers = PaperSerializer(many=True)
    note = serializers.CharField(required=False, allow_blank=True, default="", max_length=2000)


class WithdrawSerializer(serializers.Serializer[Any]):
    """Taking a dossier back."""

    reason = serializers.CharField(required=False, allow_blank=True, default="", max_length=2000)


class RateSerializer(serializers.Serializer[Any]):
    """How satisfied the owner is; score 1 needs a comment."""

    score = serializers.ChoiceField(choices=Rating.Score.choices)
    comment = serializers.CharField(required=False, allow_blank=True, default="", max_length=2000)


def checked_filing(data: Any) -> dict[str, Any]:
    """The body in its right types; ValidationError with each fault. The shape keeps nothing, so a process needs one."""
    return dict(_shape_of_filing().run_validation(data))


@cache
def _shape_of_filing() -> DossierCreateSerializer:
    return DossierCreateSerializer()


def submission_from(data: dict[str, Any]) -> Submission:
    """The validated body as the intake wants it."""
    return Submission(
        procedure=data["procedure"],
        case=data["case"],
        channel=data["channel"],
        receiving_unit=data["receiving_unit"],
        applicant=_party(data["applicant"]),
        owner=_party(data["owner"]) if data["owner"] else None,
        form=data["form"],
        papers=papers_from(data["papers"]),
        fee_claims=[FeeClaimData(row["rule"], _source(row), row.get("upload")) for row in data["fee_claims"]],
        result_delivery=data["result_delivery"],
    )


def _party(data: dict[str, Any]) -> PartyData:
    return PartyData(
        full_name=data["full_name"],
        id_number=data["id_number"],
        phone=data["phone"],
        email=data["email"],
        commune=data["address"]["commune"],
        street=data["address"]["street"],
        kind=data["kind"],
        date_of_birth=data["date_of_birth"],
    )


def papers_from(rows: list[dict[str, Any]]) -> list[PaperData]:
    """The papers of a validated body."""
    return [PaperData(row["component"], _source(row), row.get("upload")) for row in rows]


def _source(row: dict[str, Any]) -> str:
    if row.get("upload"):
        return PaperSource.UPLOADED
    return PaperSource.BROUGHT if row["brought"] else PaperSource.IN_DATABASE
