"""What the API says of a dossier's way: its events, and what anybody with the code may know."""

from __future__ import annotations

from typing import Any

from rest_framework import serializers

from dossiers.messages import TOLD
from dossiers.models import ClientChange, Event, Rating, SupplementItem, SupplementRequest


class EventSerializer(serializers.ModelSerializer[Event]):
    """One event of the log; what persons say to each other stays among those inside (TT 01/2018 Đ16)."""

    unit = serializers.CharField(source="unit.code", default=None, allow_null=True)
    note = serializers.SerializerMethodField()

    class Meta:
        """The event and its links in the chain."""

        model = Event
        fields = ("sequence", "action", "status_from", "status_to", "unit", "at", "note", "previous_hash", "hash")

    def get_note(self, event: Event) -> str:
        """The words of moves that the owner is told of; of the others only to whoever works on the dossier."""
        return event.note if event.action in TOLD or self.context.get("is_inside") else ""


class AskedItemSerializer(serializers.ModelSerializer[SupplementItem]):
    """One paper that is asked for, and what is wrong with it."""

    component = serializers.SerializerMethodField()
    name = serializers.CharField(source="component.name")

    class Meta:
        model = SupplementItem
        fields = ("component", "name", "remark")

    def get_component(self, item: SupplementItem) -> str:
        """Its key, as `papers` of the answer name it."""
        return item.component.code or f"tp-{item.component.position}"


class AskedSerializer(serializers.ModelSerializer[SupplementRequest]):
    """A request to add or better papers (phiếu yêu cầu bổ sung); open while `answered_at` is null."""

    papers = AskedItemSerializer(source="items", many=True)

    class Meta:
        model = SupplementRequest
        fields: tuple[str, ...] = (
            *("id", "number", "reason", "legal_basis", "requested_at", "answer_due_at", "answered_at", "papers"),
        )


class RatingSerializer(serializers.ModelSerializer[Rating]):
    """The owner's answer: 3 very satisfied, 2 satisfied, 1 not."""

    class Meta:
        model = Rating
        fields: tuple[str, ...] = ("id", "score", "rated_at")


class DossierChangeSerializer(serializers.ModelSerializer[ClientChange]):
    """One event of one of the client's dossiers."""

    number = serializers.IntegerField()
    dossier = serializers.CharField(source="event.dossier.code")
    sequence = serializers.IntegerField(source="event.sequence")
    action = serializers.CharField(source="event.action")
    status_from = serializers.IntegerField(source="event.status_from", allow_null=True)
    status_to = serializers.IntegerField(source="event.status_to")
    unit = serializers.CharField(source="event.unit.code", default=None, allow_null=True)
    at = serializers.DateTimeField(source="event.at")
    note = serializers.SerializerMethodField()

    class Meta:
        model = ClientChange
        fields = ("number", "dossier", "sequence", "action", "status_from", "status_to", "unit", "at", "note")

    def get_note(self, change: ClientChange) -> str:
        """The words of moves that the owner is told of."""
        return change.event.note if change.event.action in TOLD else ""


class TrackSerializer(serializers.Serializer[Any]):
    """What anybody with the code may know."""

    code = serializers.CharField()
    completion = serializers.CharField()
    completion_name = serializers.CharField()
