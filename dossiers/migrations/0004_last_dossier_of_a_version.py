"""Find the last dossier of a version by one look into an index: the report of unused procedures asks for all of them.

The new index begins with the foreign key, so the key's own index goes; neither stops anybody from filing.
"""

from __future__ import annotations

import django.db.models.deletion
from django.contrib.postgres.operations import AddIndexConcurrently
from django.db import migrations, models


class Migration(migrations.Migration):
    atomic = False
    dependencies = [("dossiers", "0003_acknowledgement"), ("procedures", "0002_catalogue")]
    operations = [
        AddIndexConcurrently(
            model_name="dossier",
            index=models.Index(fields=["procedure_version", "-submitted_at"], name="dossier_of_version"),
        ),
        migrations.AlterField(
            model_name="dossier",
            name="procedure_version",
            field=models.ForeignKey(
                db_index=False,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="procedures.procedureversion",
            ),
        ),
    ]
