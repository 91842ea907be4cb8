"""A limit of its own for each client, and forms that count once. Clients are few: the columns cost nothing."""

from __future__ import annotations

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("rest", "0003_closed_clients")]
    operations = [
        migrations.AddField("clientgrant", "calls_per_minute", models.PositiveIntegerField(null=True)),
        migrations.AddField("clientgrant", "submission_key", models.UUIDField(null=True, unique=True)),
        migrations.AddConstraint(
            "clientgrant",
            models.CheckConstraint(condition=models.Q(("calls_per_minute__gte", 1)), name="client_may_call"),
        ),
    ]
