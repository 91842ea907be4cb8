"""Where outcomes lead, named units, consultation, and days of approval: new columns with defaults, no table rewritten."""

from __future__ import annotations

from django.contrib.postgres.fields import ArrayField
from django.db import migrations, models

UNIT_RULES = [
    ("receiving", "Nơi tiếp nhận"),
    ("competent", "Cơ quan có thẩm quyền giải quyết"),
    ("centre", "Trung tâm Phục vụ hành chính công"),
    ("named", "Đơn vị nêu tên"),
]


class Migration(migrations.Migration):
    dependencies = [("procedures", "0019_words_of_publishers")]
    operations = [
        migrations.AddField("internalprocess", "valid_from", models.DateField("áp dụng từ", null=True, blank=True)),
        migrations.AddField("internalprocess", "valid_to", models.DateField("áp dụng đến hết", null=True, blank=True)),
        migrations.AddField(
            "step", "consulted", ArrayField(models.CharField(max_length=64), blank=True, db_default=[], default=list)
        ),
        migrations.AddField(
            "step", "leads_to", ArrayField(models.CharField(blank=True, max_length=64), db_default=[], default=list)
        ),
        migrations.AddField(
            "step", "named_unit", models.CharField("đơn vị nêu tên", blank=True, db_default="", max_length=64)
        ),
        migrations.AlterField("step", "unit_rule", models.CharField(choices=UNIT_RULES, max_length=10)),
    ]
