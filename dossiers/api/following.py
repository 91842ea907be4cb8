"""What the API says of a dossier's way: its events, and what anybody with the code may know."""

from __future__ import annotations

from typing import Any

from rest_framework import serializers

from dossiers.messages import TOLD
from dossiers.models import Event


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
