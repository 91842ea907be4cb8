"""Why a step is done by another unit than its process says (`dossiers.placing.Mark`); "" for all before."""

from __future__ import annotations

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("dossiers", "0008_hops_and_alerts")]

    operations = [
        migrations.AddField("task", "mark", models.CharField(blank=True, db_default="", default="", max_length=20)),
    ]
