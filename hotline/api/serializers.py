"""The body of `POST /api/v1/feedback/` and what the API says of a ticket."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext as _
from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from hotline.attachments import showing
from hotline.attachments.choosing import MOST_AT_ONCE
from hotline.kinds import Channel, Kind
from hotline.models import Answer, Attachment, Ticket
from hotline.reports import LONGEST_CONTENT, Report, Reporter
from portal.ui.fields import normalise_phone
from portal.vietnamese import normalise


class ReporterSerializer(serializers.Serializer[Any]):
    """Who tells it; a name is needed where the law asks for one (NĐ 20/2008 Đ7)."""

    full_name = serializers.CharField(max_length=200, required=False, allow_blank=True, default="")
    phone = serializers.CharField(max_length=30, required=False, allow_blank=True, default="")
    address = serializers.CharField(max_length=300, required=False, allow_blank=True, default="")
    email = serializers.EmailField(max_length=254, required=False, allow_blank=True, default="")

    def validate_phone(self, value: str) -> str:
        """E.164; a number that nobody can call is told now, not when somebody calls back."""
        try:
            return normalise_phone(value) if value else ""
        except ValueError as error:
            raise serializers.ValidationError(_("Số điện thoại chưa đúng.")) from error


class FeedbackSerializer(serializers.Serializer[Any]):
    """A report."""

    kind = serializers.ChoiceField(choices=Kind.choices)
    content = serializers.CharField(max_length=LONGEST_CONTENT)
    reporter = ReporterSerializer(required=False)
    dossier = serializers.CharField(max_length=60, required=False, allow_blank=True, default="")
    unit = serializers.CharField(max_length=35, required=False, allow_blank=True, default="")
    place = serializers.CharField(max_length=300, required=False, allow_blank=True, default="")
    is_confidential = serializers.BooleanField(required=False, default=False)
    is_about_head = serializers.BooleanField(
        required=False,
        default=False,
        help_text="It is about the head of the unit: that agency neither sees nor answers it.",
    )
    reference = serializers.CharField(
        max_length=100,
        required=False,
        allow_blank=True,
        default="",
        help_text="The calling system's own code of the report; needs a token with the scope feedback:write.",
    )
    attachments = serializers.ListField(
        child=serializers.UUIDField(),
        max_length=MOST_AT_ONCE,
        required=False,
        default=list,
        help_text="Ids of uploads that the caller finished under /api/v1/uploads/.",
    )
    files = serializers.ListField(
        child=serializers.FileField(allow_empty_file=True),
        max_length=MOST_AT_ONCE,
        required=False,
        default=list,
        help_text="Files themselves, in multipart/form-data only.",
    )

    def validate_content(self, value: str) -> str:
        """Text as it is stored; nothing but invisible characters is nothing."""
        text = normalise(value)
        if not text:
            raise serializers.ValidationError(_("Hãy ghi nội dung."))
        return text


def report_from(data: dict[str, Any], *, client_id: str, language: str) -> Report:
    """The validated body as the intake wants it."""
    told = data.get("reporter") or {}
    people = Reporter(*(normalise(told.get(name, "")) for name in ("full_name", "phone", "email", "address")))
    return Report(
        kind=data["kind"],
        content=data["content"],
        channel=Channel.API,
        reporter=people,
        is_confidential=data["is_confidential"],
        is_about_head=data["is_about_head"],
        place=normalise(data["place"]),
        unit=data["unit"],
        dossier=data["dossier"].replace(" ", "").upper(),
        language=language,
        client_id=client_id,
        client_reference=normalise(data["reference"]),
    )


class FiledSerializer(serializers.Serializer[Any]):
    """The two codes; the secret is told here and never again."""

    code = serializers.CharField()
    secret = serializers.CharField()
    due_at = serializers.DateTimeField()
    is_urgent = serializers.BooleanField()


class ToldEventSerializer(serializers.Serializer[Any]):
    """One event that the reporter may read."""

    action = serializers.CharField()
    action_name = serializers.CharField(source="get_action_display")
    at = serializers.DateTimeField()
    unit = serializers.CharField(source="unit.code", default=None, allow_null=True)
    note = serializers.CharField()


class AnswerSerializer(serializers.ModelSerializer[Answer]):
    """What was answered, in its parts."""

    class Meta:
        model = Answer
        fields = ("checked", "found", "will_do", "done_by", "responsible", "legal_basis", "apology", "sent_at")
        read_only_fields = fields


class AttachmentSerializer(serializers.ModelSerializer[Attachment]):
    """A file that the reporter gave; its content stands at the ticket's address + `attachments/{id}/`."""

    id = serializers.UUIDField(source="public_id", read_only=True)
    name = serializers.CharField(source="upload.name", read_only=True)
    size_bytes = serializers.IntegerField(source="upload.received_bytes", read_only=True)
    mime = serializers.CharField(source="upload.stored.mime", read_only=True)
    at = serializers.DateTimeField(source="event.at", read_only=True)

    class Meta:
        model = Attachment
        fields = ("id", "name", "size_bytes", "mime", "at")
        read_only_fields = fields


class TicketRowSerializer(serializers.ModelSerializer[Ticket]):
    """A ticket in the list of the system that filed it; nothing of who reported."""

    state_name = serializers.CharField(source="get_state_display", read_only=True)
    handling_unit = serializers.CharField(source="handling_unit.code", read_only=True)
    due_at = serializers.DateTimeField(source="answer_due_at", read_only=True)
    reference = serializers.CharField(source="client_reference", read_only=True)

    class Meta:
        model = Ticket
        fields = (
            *("code", "reference", "kind", "state", "state_name", "severity", "handling_unit"),
            *("received_at", "due_at", "answered_at", "reopened_count"),
        )
        read_only_fields = fields


class TicketSerializer(serializers.ModelSerializer[Ticket]):
    """What the reporter reads of a ticket; nothing of who they are."""

    state_name = serializers.CharField(source="get_state_display", read_only=True)
    handling_unit = serializers.CharField(source="handling_unit.code", read_only=True)
    due_at = serializers.DateTimeField(source="answer_due_at", read_only=True)
    reference = serializers.CharField(source="client_reference", read_only=True)
    answers = serializers.SerializerMethodField()
    events = serializers.SerializerMethodField()
    attachments = serializers.SerializerMethodField()

    class Meta:
        model = Ticket
        fields = (
            "code",
            "reference",
            "kind",
            "state",
            "state_name",
            "severity",
            "handling_unit",
            "received_at",
            "due_at",
            "answered_at",
            "reopened_count",
            "answers",
            "events",
            "attachments",
        )
        read_only_fields = fields

    @extend_schema_field(AnswerSerializer(many=True))
    def get_answers(self, ticket: Ticket) -> list[dict[str, Any]]:
        """The answers that were sent, the first one first."""
        sent = ticket.answers.filter(sent_at__isnull=False).order_by("number")
        return list(AnswerSerializer(sent, many=True).data)

    @extend_schema_field(ToldEventSerializer(many=True))
    def get_events(self, ticket: Ticket) -> list[dict[str, Any]]:
        """The events that the reporter is told."""
        told = ticket.events.filter(is_told=True).select_related("unit").order_by("sequence")
        return list(ToldEventSerializer(told, many=True).data)

    @extend_schema_field(AttachmentSerializer(many=True))
    def get_attachments(self, ticket: Ticket) -> list[dict[str, Any]]:
        """The files that the reporter gave."""
        return list(AttachmentSerializer(showing.for_reporter(ticket), many=True).data)
