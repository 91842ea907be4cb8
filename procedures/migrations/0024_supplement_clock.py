"""What a supplement does to the due time: a column with a default in the database, its rule proved beside daily work."""

from __future__ import annotations

from django.contrib.postgres.operations import AddConstraintNotValid, ValidateConstraint
from django.db import migrations, models
from django.db.models import Q, Value

KNOWN = "version_supplement_clock_known"


class Migration(migrations.Migration):
    atomic = False
    dependencies = [("procedures", "0023_reader_help")]
    operations = [
        migrations.AddField(
            model_name="procedureversion",
            name="clock_on_supplement",
            field=models.CharField(
                choices=[("restart", "Tính lại từ đầu"), ("resume", "Tính tiếp thời gian còn lại")],
                db_default=Value("restart"),
                default="restart",
                max_length=10,
                verbose_name="thời hạn sau khi bổ sung hồ sơ",
            ),
        ),
        AddConstraintNotValid(
            "procedureversion",
            models.CheckConstraint(condition=Q(clock_on_supplement__in=["restart", "resume"]), name=KNOWN),
        ),
        ValidateConstraint("procedureversion", KNOWN),
    ]
