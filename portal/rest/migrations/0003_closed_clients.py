"""Clients that are let in no more."""

from __future__ import annotations

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("rest", "0002_client_grant")]
    operations = [migrations.AddField("clientgrant", "closed_at", models.DateTimeField(null=True))]
