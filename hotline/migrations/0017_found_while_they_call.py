"""What the console asks while somebody is on the line: a whole name, a dossier's code; the newest tickets first.

The index of single words goes: among a million tickets common words lead to hundreds of thousands of them.
"""

from django.contrib.postgres.operations import AddIndexConcurrently, RemoveIndexConcurrently
from django.db import migrations, models


class Migration(migrations.Migration):
    """Built while the table is in use."""

    atomic = False
    dependencies = [("hotline", "0016_what_climbed_to_the_top")]

    operations = [
        AddIndexConcurrently(
            model_name="ticket",
            index=models.Index(
                condition=models.Q(("name_index", []), _negated=True),
                fields=["name_index", "-received_at", "-id"],
                name="ticket_whole_name",
            ),
        ),
        AddIndexConcurrently(
            model_name="ticket",
            index=models.Index(
                condition=models.Q(("dossier_code", ""), _negated=True),
                fields=["dossier_code", "-received_at", "-id"],
                name="ticket_about_dossier",
            ),
        ),
        AddIndexConcurrently(
            model_name="ticket",
            index=models.Index(
                condition=models.Q(("phone_index", ""), _negated=True),
                fields=["phone_index", "-received_at", "-id"],
                name="ticket_of_phone",
            ),
        ),
        RemoveIndexConcurrently(model_name="ticket", name="ticket_phone"),
        RemoveIndexConcurrently(model_name="ticket", name="ticket_of_dossier"),
        RemoveIndexConcurrently(model_name="ticket", name="ticket_name"),
    ]
