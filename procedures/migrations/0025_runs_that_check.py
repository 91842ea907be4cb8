"""A run may check the quality of a decision of many procedures."""

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("procedures", "0024_supplement_clock"),
    ]

    operations = [
        migrations.RemoveConstraint(
            model_name="importrun",
            name="run_kind_known",
        ),
        migrations.AddField(
            model_name="importrun",
            name="decision",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="check_runs",
                to="procedures.decision",
            ),
        ),
        migrations.AlterField(
            model_name="importrun",
            name="kind",
            field=models.CharField(
                choices=[
                    ("national", "Nhập dữ liệu quốc gia"),
                    ("sheet", "Nhập bảng tính"),
                    ("accept", "Duyệt các bản ghi không có điểm nghi ngờ"),
                    ("export", "Xuất danh mục ra bảng tính"),
                    ("check", "Kiểm tra chất lượng quyết định"),
                ],
                max_length=10,
            ),
        ),
        migrations.AddConstraint(
            model_name="importrun",
            constraint=models.CheckConstraint(
                condition=models.Q(("kind__in", ["national", "sheet", "accept", "export", "check"])),
                name="run_kind_known",
            ),
        ),
        migrations.AddConstraint(
            model_name="importrun",
            constraint=models.CheckConstraint(
                condition=models.Q(("kind", "check"), ("decision__isnull", True), _connector="XOR"),
                name="run_check_has_a_decision",
            ),
        ),
    ]
