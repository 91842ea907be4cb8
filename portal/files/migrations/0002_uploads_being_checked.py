"""An index of the few uploads whose content waits for the scanner: each round of the scan looks at them."""

from django.contrib.postgres.operations import AddIndexConcurrently
from django.db import migrations, models


class Migration(migrations.Migration):
    """Adds the index without holding up writers."""

    atomic = False
    dependencies = [("files", "0001_initial")]

    operations = [
        AddIndexConcurrently(
            model_name="upload",
            index=models.Index(
                condition=models.Q(("state", "checking")), fields=["stored"], name="upload_being_checked"
            ),
        ),
    ]
