"""Leave drafts of our own decisions out of "one draft a source": a cancelled decision keeps its drafts to be read.

Built beside the table's daily work (CONCURRENTLY); the new rule is weaker than the old one, so no row can break it.
"""

from __future__ import annotations

from django.db import migrations, models
from django.db.models import Q

TABLE = "procedures_procedureversion"
OLD, NEW = "version_one_draft_a_source", "version_one_imported_draft"
DRAFT, IMPORTED = "state = 'draft'", "state = 'draft' AND NOT (source = 'local')"


def _swap(new: str, new_condition: str, old: str) -> list[str]:
    return [
        f"CREATE UNIQUE INDEX CONCURRENTLY IF NOT EXISTS {new} ON {TABLE} (procedure_id, source) WHERE {new_condition}",
        f"DROP INDEX CONCURRENTLY IF EXISTS {old}",
    ]


class Migration(migrations.Migration):
    atomic = False
    dependencies = [("procedures", "0005_decisions_are_guarded")]
    operations = [
        migrations.SeparateDatabaseAndState(
            database_operations=[
                migrations.RunSQL(forward, backward)
                for forward, backward in zip(_swap(NEW, IMPORTED, OLD), _swap(OLD, DRAFT, NEW), strict=True)
            ],
            state_operations=[
                migrations.RemoveConstraint(model_name="procedureversion", name=OLD),
                migrations.AddConstraint(
                    model_name="procedureversion",
                    constraint=models.UniqueConstraint(
                        condition=Q(state="draft") & ~Q(source="local"),
                        fields=("procedure", "source"),
                        name=NEW,
                    ),
                ),
            ],
        ),
    ]
