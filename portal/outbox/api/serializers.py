"""What the API takes and says of receivers of webhooks and of what they were told."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

from django.utils.translation import gettext as _
from rest_framework import serializers

from portal.outbox import outside, webhooks
from portal.outbox.models import OutboxMessage, State, WebhookSubscription


class AskedWebhookSerializer(serializers.Serializer[Any]):
    """A receiver that a client takes up."""

    url = serializers.URLField(max_length=500, help_text="https, outside of the authority's own network.")
    events = serializers.ListField(child=serializers.CharField(max_length=60), min_length=1, max_length=20)

    def validate_url(self, url: str) -> str:
        """Refuse what is never sent to."""
        try:
            outside.require_allowed(url)
        except outside.Forbidden as error:
            words = _("Địa chỉ này không gửi tới được: cần https và máy chủ ngoài mạng nội bộ.")
            raise serializers.ValidationError(words) from error
        return url

    def validate_events(self, events: list[str]) -> list[str]:
        """Refuse events that a client can't ask for."""
        known = webhooks.offered_to_clients()
        if set(events) - set(known):
            raise serializers.ValidationError(
                _("Giá trị này không có. Hãy dùng một trong: %(known)s.") % {"known": ", ".join(known)}
            )
        return sorted(set(events))


class WebhookSerializer(serializers.ModelSerializer[WebhookSubscription]):
    """A receiver of the client."""

    class Meta:
        model = WebhookSubscription
        fields: tuple[str, ...] = ("id", "url", "events", "is_active", "created_at", "former_until")
        extra_kwargs = {
            "former_until": {"help_text": "Until then messages are signed with the former secret, too."},
            "is_active": {"help_text": "False once it was stopped, or answered 410."},
        }


class SecretWebhookSerializer(WebhookSerializer):
    """The same with the secret that signs, told this once."""

    class Meta(WebhookSerializer.Meta):
        fields = (*WebhookSerializer.Meta.fields, "secret")


class DeliverySerializer(serializers.ModelSerializer[OutboxMessage]):
    """One message: what became of it. Its content was sent, and is not shown again."""

    message = serializers.SerializerMethodField(help_text="The `webhook-id` under which it is sent.")
    state = serializers.ChoiceField(choices=State.choices)

    class Meta:
        model = OutboxMessage
        fields = ("id", "message", "state", "attempts", "created_at", "finished_at", "last_error")

    def get_message(self, message: OutboxMessage) -> str:
        """The same each time it is sent."""
        return webhooks.message_id(message.idempotency_key)


class ReplaySerializer(serializers.Serializer[Any]):
    """Which messages are sent once more: those written from a moment, up to (not including) another, in a state."""

    since = serializers.DateTimeField()
    until = serializers.DateTimeField(required=False, allow_null=True, default=None)
    state = serializers.ChoiceField(choices=[State.SENT, State.DEAD], required=False, default=None, allow_null=True)
    event = serializers.CharField(required=False, default="", max_length=60, allow_blank=True)

    def validate_since(self, since: datetime) -> datetime:
        """In UTC: PostgreSQL refuses offsets and years that Python still takes."""
        return in_utc(since)

    def validate_until(self, until: datetime | None) -> datetime | None:
        """The same."""
        return until and in_utc(until)


def in_utc(moment: datetime) -> datetime:
    """The moment in UTC; ValidationError for one before the first or after the last year."""
    try:
        return moment.astimezone(UTC)
    except (OverflowError, ValueError) as error:
        raise serializers.ValidationError(_("Thời điểm này không có trên lịch.")) from error


class ReplayedSerializer(serializers.Serializer[Any]):
    """How many messages wait to be sent once more."""

    messages = serializers.IntegerField()
