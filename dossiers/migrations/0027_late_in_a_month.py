"""Keep what came late apart from the archive, by when it was due: the list of a month reads nothing else."""

from __future__ import annotations

from django.contrib.postgres.operations import AddIndexConcurrently
from django.db import migrations, models
from django.db.models import F, Q

_LATE = (
    Q(("overdue_at__isnull", False))
    | Q(("finished_at__gt", F("due_at")))
    | Q(("finished_at", None), ("status__in", [1, 2, 4]))
)


class Migration(migrations.Migration):
    atomic = False
    dependencies = [("dossiers", "0026_seen_and_settled")]
    operations = [
        AddIndexConcurrently(
            model_name="dossier", index=models.Index(condition=_LATE, fields=["due_at"], name="dossier_late")
        ),
        AddIndexConcurrently(
            model_name="dossier",
            index=models.Index(
                condition=Q(("late_reception_at__gte", F("reception_due_at"))),
                fields=["reception_due_at"],
                name="dossier_late_reception",
            ),
        ),
        AddIndexConcurrently(
            model_name="dossier",
            index=models.Index(
                condition=Q(("late_hand_over_at__gte", F("hand_over_due_at"))),
                fields=["hand_over_due_at"],
                name="dossier_late_hand_over",
            ),
        ),
        AddIndexConcurrently(
            model_name="alert",
            index=models.Index(condition=Q(("rung", 0)), fields=["since"], name="alert_first_told"),
        ),
    ]
