"""How many come for a procedure: what the starter catalogue has, most; what other provinces announced, least."""

from __future__ import annotations

from django.db import migrations, models

FILL = """
UPDATE procedures_searchentry AS entry
   SET popularity = CASE WHEN version.doubts @> '[{"flag": "other_province"}]' THEN -1
                         WHEN version.source = 'starter' THEN 1 ELSE 0 END
  FROM procedures_procedureversion AS version WHERE version.id = entry.version_id
"""


class Migration(migrations.Migration):
    dependencies = [("procedures", "0005_fee_quantity")]
    operations = [
        migrations.AddField("searchentry", "popularity", models.FloatField(db_default=0.0, default=0.0)),
        migrations.RunSQL(FILL, migrations.RunSQL.noop),
    ]
