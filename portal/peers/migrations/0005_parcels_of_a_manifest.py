"""The parcels of a manifest are found by it; indexed beside daily work."""

from django.contrib.postgres.operations import AddIndexConcurrently
from django.db import migrations, models
from django.db.models import Q


class Migration(migrations.Migration):
    atomic = False
    dependencies = [("peers", "0004_manifests")]
    operations = [
        AddIndexConcurrently(
            "postalorder",
            models.Index(name="postal_order_batch", fields=["manifest", "id"], condition=Q(manifest__isnull=False)),
        ),
    ]
