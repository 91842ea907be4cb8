"""Find tickets of one dossier, and the newest about one unit, without reading the archive."""

from django.contrib.postgres.operations import AddIndexConcurrently
from django.db import migrations, models
from django.db.models import Q


class Migration(migrations.Migration):
    atomic = False
    dependencies = [("hotline", "0013_duplicates")]
    operations = [
        AddIndexConcurrently(
            model_name="ticket",
            index=models.Index(condition=~Q(dossier_code=""), fields=["dossier_code"], name="ticket_of_dossier"),
        ),
        AddIndexConcurrently(
            model_name="ticket",
            index=models.Index(
                condition=Q(about_unit__isnull=False),
                fields=["about_unit", "-received_at"],
                name="ticket_about_unit",
            ),
        ),
    ]
