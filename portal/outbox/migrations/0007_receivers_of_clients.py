"""Receivers that clients of REST keep themselves, and forms that count once."""

from __future__ import annotations

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("outbox", "0006_due_by_channel")]
    operations = [
        migrations.AddField("webhooksubscription", "submission_key", models.UUIDField(null=True, unique=True)),
        migrations.AddField(
            "webhooksubscription",
            "client_id",
            models.CharField(blank=True, db_default="", default="", max_length=100),
        ),
    ]
