"""When a dossier was filed on the national portal: told back to it as it told us."""

from __future__ import annotations

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("national", "0010_figures_counted_or_explained"),
    ]

    operations = [
        migrations.AddField(
            model_name="inboundmessage",
            name="filed_there_at",
            field=models.DateTimeField(null=True),
        ),
    ]
