"""Mark the accounts of the demo: they must not open a site that left demo mode."""

from __future__ import annotations

from django.db import migrations, models

MARK = "UPDATE accounts_user SET is_demo = true WHERE email LIKE '%@demo.example'"


class Migration(migrations.Migration):
    """A column, and the invented people (the domain .example belongs to nobody, RFC 2606)."""

    dependencies = [("accounts", "0002_access_log_is_append_only")]

    operations = [
        migrations.AddField(
            "user",
            "is_demo",
            models.BooleanField(db_default=False, default=False, editable=False),
        ),
        migrations.RunSQL(MARK, migrations.RunSQL.noop),
    ]
