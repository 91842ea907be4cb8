"""What came in and went out of a unit in some days, found by index: the board of a unit counts both."""

from __future__ import annotations

from django.contrib.postgres.operations import AddIndexConcurrently
from django.db import migrations, models


class Migration(migrations.Migration):
    atomic = False
    dependencies = [("dossiers", "0016_saved_views")]
    operations = [
        AddIndexConcurrently(
            model_name="dossier",
            index=models.Index(fields=["competent_unit", "submitted_at"], name="dossier_in_by_competent"),
        ),
        AddIndexConcurrently(
            model_name="dossier",
            index=models.Index(
                condition=models.Q(("finished_at__isnull", False)),
                fields=["competent_unit", "finished_at"],
                name="dossier_out_by_competent",
            ),
        ),
    ]
