"""Find what has still to be marked late without reading what is open, nor what is marked already."""

from __future__ import annotations

from django.contrib.postgres.operations import AddIndexConcurrently
from django.db import migrations, models


class Migration(migrations.Migration):
    atomic = False
    dependencies = [("dossiers", "0011_lateness")]
    operations = [
        AddIndexConcurrently(
            model_name="dossier",
            index=models.Index(
                condition=models.Q(("due_soon_at", None), ("status__in", [1, 2, 4])),
                fields=["due_soon_from"],
                name="dossier_to_mark_due_soon",
            ),
        ),
        AddIndexConcurrently(
            model_name="dossier",
            index=models.Index(
                condition=models.Q(("overdue_at", None), ("status__in", [1, 2, 4])),
                fields=["due_at"],
                name="dossier_to_mark_overdue",
            ),
        ),
        AddIndexConcurrently(
            model_name="dossier",
            index=models.Index(
                condition=models.Q(("late_reception_at", None), ("status", 1)),
                fields=["reception_due_at"],
                name="dossier_to_mark_reception",
            ),
        ),
        AddIndexConcurrently(
            model_name="dossier",
            index=models.Index(
                condition=models.Q(("late_hand_over_at", None), ("status", 2)),
                fields=["hand_over_due_at"],
                name="dossier_to_mark_hand_over",
            ),
        ),
        AddIndexConcurrently(
            model_name="task",
            index=models.Index(
                condition=models.Q(("finished_at", None), ("overdue_at", None), ("role__in", ["officer", "leader"])),
                fields=["due_at"],
                name="task_to_mark_overdue",
            ),
        ),
    ]
