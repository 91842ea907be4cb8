"""Webhooks: one JSON object to one receiver, signed anew at each try (Standard Webhooks)."""

from __future__ import annotations

import http.client
import json
import time
from collections.abc import Collection
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from portal.outbox import outside, standard_webhooks, webhooks
from portal.outbox.drivers.base import Driver, Receiver, Refused, Unanswered
from portal.outbox.models import WebhookSubscription

_GONE = 410


class NotTaken(Exception):
    """The receiver did not take the message: it is tried again later; others need not wait for this receiver."""


class WebhookDriver(Driver):
    """Payload: {"subscription", "type", "timestamp", "data"}. 2xx is taken; 410 ends the subscription."""

    channel = webhooks.CHANNEL
    name = _("Báo tin cho hệ thống khác (webhook)")
    has_receivers = True
    most_lanes = 8

    def receivers(self, keys: Collection[str]) -> dict[str, Receiver]:
        """The subscriptions by their addresses."""
        found = WebhookSubscription.objects.filter(pk__in=[key for key in keys if key.isdecimal()])
        return {str(one.pk): Receiver(one.url, reverse("doors:receiver", args=[one.pk])) for one in found}

    def deliver(self, payload: dict[str, Any], idempotency_key: str) -> None:
        """Send it once; Refused where nobody asks any more, or the address is none that we send to."""
        subscription = WebhookSubscription.objects.filter(pk=payload["subscription"], is_active=True).first()
        if subscription is None:
            raise Refused("nobody asks for it any more")
        told = {name: payload[name] for name in ("type", "timestamp", "data")}
        body = json.dumps(told, ensure_ascii=False).encode()
        name, now = webhooks.message_id(idempotency_key), int(time.time())
        headers = standard_webhooks.sign(body, name, now, *subscription.secrets()).headers
        try:
            status = outside.post(subscription.url, body, headers | {"Content-Type": "application/json"})
        except outside.Forbidden as error:
            raise Refused(str(error)) from error
        except (OSError, http.client.HTTPException) as error:
            raise Unanswered(f"no answer: {type(error).__name__}") from error
        if status == _GONE:
            # Said by the receiver, so the message is settled with it: an error here would undo the mark.
            WebhookSubscription.objects.filter(pk=subscription.pk).update(is_active=False)
            return
        if not 200 <= status < 300:
            raise NotTaken(f"the receiver answered {status}")
