"""How many looks at the store of results somebody asked for today."""

from __future__ import annotations

from django.contrib.postgres.operations import AddIndexConcurrently
from django.db import migrations, models


class Migration(migrations.Migration):
    atomic = False
    dependencies = [("national", "0007_figures")]
    operations = [
        AddIndexConcurrently("storelook", models.Index(name="store_look_of_asker", fields=["asked_by", "asked_at"])),
    ]
