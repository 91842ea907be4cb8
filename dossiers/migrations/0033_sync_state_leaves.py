"""The axis of the sync is kept by who exchanges (`national.Standing`): nobody ever wrote this column.

It leaves the code now and stays in the table with a default, so that processes of the release before go on reading and
writing it while they are exchanged; a later release drops it.
"""

from __future__ import annotations

from django.db import migrations

_KEEP = "ALTER TABLE dossiers_dossier ALTER COLUMN sync_state SET DEFAULT 'pending'"
_BACK = "ALTER TABLE dossiers_dossier ALTER COLUMN sync_state DROP DEFAULT"


class Migration(migrations.Migration):
    dependencies = [("dossiers", "0032_aliases")]
    operations = [
        migrations.SeparateDatabaseAndState(
            [migrations.RunSQL(_KEEP, _BACK)],
            [migrations.RemoveField(model_name="dossier", name="sync_state")],
        ),
    ]
