"""Alerts tell who saw them; what a person and a province settled is read newest first."""

from __future__ import annotations

import django.db.models.deletion
from django.conf import settings
from django.contrib.postgres.operations import AddIndexConcurrently
from django.db import migrations, models


class Migration(migrations.Migration):
    atomic = False
    dependencies = [
        ("dossiers", "0025_late_notices"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]
    operations = [
        migrations.AddField(model_name="alert", name="seen_at", field=models.DateTimeField(blank=True, null=True)),
        migrations.AddField(
            model_name="alert",
            name="seen_by",
            field=models.ForeignKey(
                blank=True,
                db_index=False,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
            ),
        ),
        AddIndexConcurrently(
            model_name="dossier",
            index=models.Index(
                condition=models.Q(("finished_at__isnull", False)),
                fields=["-finished_at", "-id"],
                name="dossier_settled",
            ),
        ),
        AddIndexConcurrently(
            model_name="task",
            index=models.Index(
                condition=models.Q(("finished_by__isnull", False)),
                fields=["finished_by", "-finished_at", "-id"],
                name="task_settled_by",
            ),
        ),
        # Its index goes: the one above stands for it.
        migrations.AlterField(
            model_name="task",
            name="finished_by",
            field=models.ForeignKey(
                blank=True,
                db_index=False,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
            ),
        ),
    ]
