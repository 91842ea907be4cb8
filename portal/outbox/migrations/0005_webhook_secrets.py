"""Two secrets of a receiver while one is exchanged, and finding what was told to it."""

from __future__ import annotations

from django.contrib.postgres.operations import AddIndexConcurrently
from django.db import migrations, models
from django.db.models import F, Func, Q, Value

import portal.accounts.fields


class Migration(migrations.Migration):
    atomic = False
    dependencies = [("outbox", "0004_circuits")]
    operations = [
        migrations.AddField(
            "webhooksubscription",
            "former_secret",
            portal.accounts.fields.EncryptedTextField(blank=True, db_default="", default=""),
        ),
        migrations.AddField("webhooksubscription", "former_until", models.DateTimeField(null=True)),
        AddIndexConcurrently(
            "outboxmessage",
            models.Index(
                Func(F("key"), Value("/"), Value(1), function="split_part"),
                F("id").desc(),
                name="webhook_deliveries",
                condition=Q(channel="webhook"),
            ),
        ),
    ]
