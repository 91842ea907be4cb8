"""Make room below zero for the events from before clients could follow changes (docs/decisions/0042).

No row is written here: the worker takes the events in, a bunch at a time, while the site goes on.
"""

from __future__ import annotations

from django.contrib.postgres.operations import AddConstraintNotValid, ValidateConstraint
from django.db import migrations, models


class Migration(migrations.Migration):
    # Each step by itself: the rows are looked through without a lock that anybody waits for.
    atomic = False
    dependencies = [("dossiers", "0038_dossiers_of_a_client")]
    operations = [
        migrations.AddField(
            model_name="clientfeed", name="older", field=models.BigIntegerField(db_default=0, default=0)
        ),
        AddConstraintNotValid(
            model_name="clientchange",
            constraint=models.CheckConstraint(
                condition=models.Q(("number", 0), _negated=True), name="client_change_never_zero"
            ),
        ),
        ValidateConstraint(model_name="clientchange", name="client_change_never_zero"),
        migrations.RemoveConstraint(model_name="clientchange", name="client_change_from_one"),
        migrations.CreateModel(
            name="OlderChanges",
            fields=[
                ("id", models.PositiveSmallIntegerField(default=1, primary_key=True, serialize=False)),
                ("highest", models.BigIntegerField()),
                ("below", models.BigIntegerField()),
                ("taken", models.BigIntegerField(default=0)),
                ("done_at", models.DateTimeField(null=True)),
            ],
            options={"constraints": [models.CheckConstraint(condition=models.Q(("id", 1)), name="older_changes_once")]},
        ),
    ]
