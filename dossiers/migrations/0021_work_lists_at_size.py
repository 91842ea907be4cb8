"""Keep lists of open work apart from the archive also for the competent unit, and in order for a whole province."""

from __future__ import annotations

from django.contrib.postgres.operations import AddIndexConcurrently, RemoveIndexConcurrently
from django.db import migrations, models

_OPEN = models.Q(("status__in", [1, 2, 4, 5, 6]))


class Migration(migrations.Migration):
    atomic = False
    dependencies = [("dossiers", "0020_late_lists")]
    operations = [
        AddIndexConcurrently(
            model_name="dossier",
            index=models.Index(condition=_OPEN, fields=["competent_unit", "due_at"], name="dossier_open_competent"),
        ),
        AddIndexConcurrently(
            model_name="dossier",
            index=models.Index(condition=_OPEN, fields=["due_at", "id"], name="dossier_open_due"),
        ),
        AddIndexConcurrently(
            model_name="dossier",
            index=models.Index(fields=["-submitted_at", "-id"], name="dossier_newest"),
        ),
        RemoveIndexConcurrently(model_name="dossier", name="dossier_clock_running"),
    ]
