"""Find the dossiers of a telephone number: whoever calls the hotline waits on the line meanwhile."""

from __future__ import annotations

from django.contrib.postgres.operations import AddIndexConcurrently
from django.db import migrations, models
from django.db.models import Q


class Migration(migrations.Migration):
    atomic = False
    dependencies = [("dossiers", "0029_all_of_a_unit")]
    operations = [
        AddIndexConcurrently(
            model_name="party",
            index=models.Index(condition=Q(("phone", ""), _negated=True), fields=["phone"], name="party_phone"),
        ),
    ]
