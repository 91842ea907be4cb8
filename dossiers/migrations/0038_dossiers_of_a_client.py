"""Find the dossiers that one system filed without reading those of all others: its lists go through them by id."""

from __future__ import annotations

from django.contrib.postgres.operations import AddIndexConcurrently
from django.db import migrations, models


class Migration(migrations.Migration):
    atomic = False
    dependencies = [("dossiers", "0037_posted_results")]
    operations = [
        AddIndexConcurrently(
            model_name="dossier",
            index=models.Index(condition=~models.Q(client_id=""), fields=["client_id", "id"], name="dossier_of_client"),
        ),
    ]
