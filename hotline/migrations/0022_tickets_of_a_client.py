"""Find the tickets that one system filed for others without reading those of everybody."""

from __future__ import annotations

from django.contrib.postgres.operations import AddIndexConcurrently
from django.db import migrations, models


class Migration(migrations.Migration):
    atomic = False
    dependencies = [("hotline", "0021_rated_whole")]
    operations = [
        AddIndexConcurrently(
            model_name="ticket",
            index=models.Index(condition=~models.Q(client_id=""), fields=["client_id", "id"], name="ticket_of_client"),
        ),
    ]
