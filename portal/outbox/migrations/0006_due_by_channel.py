"""Finding what is due of one channel without reading past the queue of another."""

from __future__ import annotations

from django.contrib.postgres.operations import AddIndexConcurrently, RemoveIndexConcurrently
from django.db import migrations, models
from django.db.models import Q


class Migration(migrations.Migration):
    atomic = False
    dependencies = [("outbox", "0005_webhook_secrets")]
    operations = [
        AddIndexConcurrently(
            "outboxmessage",
            models.Index(
                fields=["channel", "next_attempt_at", "id"],
                name="outbox_due_by_channel",
                condition=Q(state="waiting"),
            ),
        ),
        RemoveIndexConcurrently("outboxmessage", "outbox_due"),
    ]
