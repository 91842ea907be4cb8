"""Keep all of a unit in the order of filing, wherever it is named: a page of its archive reads thirty rows, not all.

The new indexes stand for those of the foreign keys, which go once they are there.
"""

from __future__ import annotations

from django.contrib.postgres.operations import AddIndexConcurrently
from django.db import migrations, models
from django.db.models.deletion import PROTECT


def _without_index(place: str) -> migrations.AlterField:
    unit: models.ForeignKey[object] = models.ForeignKey(
        db_index=False, on_delete=PROTECT, related_name="+", to="units.unit"
    )
    return migrations.AlterField(model_name="dossier", name=place, field=unit)


class Migration(migrations.Migration):
    atomic = False
    dependencies = [("dossiers", "0028_accountants")]
    operations = [
        AddIndexConcurrently(
            model_name="dossier",
            index=models.Index(fields=["receiving_unit", "submitted_at"], name="dossier_all_receiving"),
        ),
        AddIndexConcurrently(
            model_name="dossier",
            index=models.Index(fields=["handling_unit", "submitted_at"], name="dossier_all_handling"),
        ),
        _without_index("receiving_unit"),
        _without_index("competent_unit"),
        _without_index("handling_unit"),
    ]
