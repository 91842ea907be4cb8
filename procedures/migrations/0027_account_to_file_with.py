"""How surely who files online must be known: a column with a default in the database, its rule proved beside daily work.

Until now the variable PROCEDURE_ASSURANCE said it. Where it is still set, its levels are written once into the versions
that are published or drafted, so that no procedure is open wider for the time of an upgrade; nothing else reads it.
"""

from __future__ import annotations

import os
import re
from typing import Any

from django.contrib.postgres.operations import AddConstraintNotValid, ValidateConstraint
from django.db import migrations, models, transaction
from django.db.models import Q, Value

KNOWN = "version_assurance_level_known"
LEVELS = [
    (0, "Tài khoản nào cũng được"),
    (1, "Tài khoản định danh mức độ 1 trở lên"),
    (2, "Tài khoản định danh mức độ 2"),
]


def take_over(apps: Any, editor: Any) -> None:
    """Write what the variable says, as `1.001193=2 2.000001=1`; ValueError for anything else."""
    levels = _levels(os.environ.get("PROCEDURE_ASSURANCE", ""))
    if not levels:
        return
    versions = apps.get_model("procedures", "ProcedureVersion").objects.using(editor.connection.alias)
    with transaction.atomic(using=editor.connection.alias):
        # Published content is frozen by a trigger: what was asked for stays, it is only written down elsewhere.
        editor.execute("ALTER TABLE procedures_procedureversion DISABLE TRIGGER version_guard")
        for code, level in levels.items():
            versions.filter(procedure__code=code, state__in=["draft", "published"]).update(assurance_level=level)
        editor.execute("ALTER TABLE procedures_procedureversion ENABLE TRIGGER version_guard")


def _levels(given: str) -> dict[str, int]:
    levels = {}
    for word in given.split():
        found = re.fullmatch(r"([0-9]+\.[0-9]+)=([12])", word)
        if found is None:
            raise ValueError(f"PROCEDURE_ASSURANCE: {word!r} must be a procedure's code, = and 1 or 2.")
        levels[found[1]] = int(found[2])
    return levels


class Migration(migrations.Migration):
    atomic = False
    dependencies = [("procedures", "0026_when_fees_are_collected")]
    operations = [
        migrations.AddField(
            model_name="procedureversion",
            name="assurance_level",
            field=models.PositiveSmallIntegerField(
                choices=LEVELS, db_default=Value(0), default=0, verbose_name="tài khoản cần có để nộp trực tuyến"
            ),
        ),
        AddConstraintNotValid(
            "procedureversion", models.CheckConstraint(condition=Q(assurance_level__in=[0, 1, 2]), name=KNOWN)
        ),
        ValidateConstraint("procedureversion", KNOWN),
        migrations.RunPython(take_over, migrations.RunPython.noop, elidable=True),
    ]
