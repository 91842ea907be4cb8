"""Tell results that refuse from those that grant (NĐ 61/2018 Đ19(8)); those before granted."""

from __future__ import annotations

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("dossiers", "0030_party_phone")]
    operations = [
        migrations.AddField(
            model_name="result",
            name="is_refusal",
            field=models.BooleanField(db_default=False, default=False, verbose_name="Là văn bản từ chối"),
        ),
    ]
