"""The Chair's office asks for the tickets at the last rung, whoever waits there longest first."""

from django.contrib.postgres.operations import AddIndexConcurrently
from django.db import migrations, models


class Migration(migrations.Migration):
    """Built while the table is in use."""

    atomic = False
    dependencies = [("hotline", "0015_heads_terms_and_numbers")]

    operations = [
        AddIndexConcurrently(
            model_name="ticket",
            index=models.Index(condition=models.Q(("level", 3)), fields=["level_since", "id"], name="ticket_at_chair"),
        ),
    ]
