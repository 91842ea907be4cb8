"""One regular supplement request a stage, indexed beside daily work: no row is regular before this release."""

from django.db import migrations, models
from django.db.models import Q

NAME = "supplement_regular_once_a_stage"
BUILD = f"CREATE UNIQUE INDEX CONCURRENTLY {NAME} ON dossiers_supplementrequest (dossier_id, stage) WHERE is_regular"


class Migration(migrations.Migration):
    atomic = False
    dependencies = [("dossiers", "0014_clock_rules")]
    operations = [
        migrations.SeparateDatabaseAndState(
            [migrations.RunSQL(BUILD, f"DROP INDEX CONCURRENTLY {NAME}")],
            [
                migrations.AddConstraint(
                    model_name="supplementrequest",
                    constraint=models.UniqueConstraint(
                        condition=Q(is_regular=True), fields=("dossier", "stage"), name=NAME
                    ),
                ),
            ],
        ),
    ]
