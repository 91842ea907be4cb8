"""Finding what one connection was sent or waits for."""

from __future__ import annotations

from django.contrib.postgres.operations import AddIndexConcurrently
from django.db import migrations, models
from django.db.models import F, Func, Q, Value


class Migration(migrations.Migration):
    atomic = False
    dependencies = [("outbox", "0007_receivers_of_clients")]
    operations = [
        AddIndexConcurrently(
            "outboxmessage",
            models.Index(
                Func(F("key"), Value("/"), Value(1), function="split_part"),
                F("id").desc(),
                name="peer_messages",
                condition=Q(channel="peer"),
            ),
        ),
    ]
