"""An index of what a client left unused: each of its uploads asks how much that is."""

from django.contrib.postgres.operations import AddIndexConcurrently
from django.db import migrations, models


class Migration(migrations.Migration):
    """Adds the index without holding up writers."""

    atomic = False
    dependencies = [("files", "0002_uploads_being_checked")]

    operations = [
        AddIndexConcurrently(
            model_name="upload",
            index=models.Index(
                condition=models.Q(("claimed_at__isnull", True), models.Q(("client", ""), _negated=True)),
                fields=["client"],
                name="upload_unused_of_client",
            ),
        ),
    ]
