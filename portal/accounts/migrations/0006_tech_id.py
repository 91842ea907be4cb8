"""What the national portal calls an account in messages about dossiers: empty until the person signs on again."""

from __future__ import annotations

from django.db import migrations

import portal.accounts.fields


class Migration(migrations.Migration):
    dependencies = [
        ("accounts", "0005_ways_of_telling"),
    ]

    operations = [
        migrations.AddField(
            model_name="user",
            name="tech_id",
            field=portal.accounts.fields.EncryptedTextField(blank=True, db_default="", default="", editable=False),
        ),
    ]
