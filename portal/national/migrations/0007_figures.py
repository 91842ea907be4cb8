"""Figures of QĐ 766/QĐ-TTg on both sides, and what each means from which day on."""

import django.db.models.deletion
import django.utils.timezone
from django.db import migrations, models
from django.db.models import Q


class Migration(migrations.Migration):
    dependencies = [("national", "0006_results_store")]

    operations = [
        migrations.CreateModel(
            name="FigureRound",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("month", models.DateField(verbose_name="tháng")),
                ("asked_at", models.DateTimeField(default=django.utils.timezone.now, verbose_name="yêu cầu lúc")),
                ("finished_at", models.DateTimeField(null=True, verbose_name="xong lúc")),
                ("problem", models.TextField(blank=True, verbose_name="lý do dừng")),
            ],
            options={
                "verbose_name": "lần lấy chỉ số",
                "constraints": [
                    models.UniqueConstraint(
                        condition=Q(finished_at=None), fields=("month",), name="national_figures_one_open_round"
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="MetricDefinition",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("code", models.CharField(max_length=60, verbose_name="mã chỉ số")),
                ("valid_from", models.DateField(verbose_name="áp dụng từ")),
                ("position", models.PositiveSmallIntegerField(verbose_name="thứ tự")),
                ("name", models.CharField(max_length=300, verbose_name="tên chỉ số")),
                ("counts", models.CharField(max_length=300, verbose_name="tử số trên mẫu số")),
                ("counter", models.CharField(blank=True, max_length=30, verbose_name="cách đếm tại đây")),
                ("service", models.CharField(max_length=60, verbose_name="dịch vụ")),
                ("numerator_key", models.CharField(blank=True, max_length=60)),
                ("denominator_key", models.CharField(blank=True, max_length=60)),
            ],
            options={
                "verbose_name": "định nghĩa chỉ số",
                "constraints": [
                    models.UniqueConstraint(fields=("code", "valid_from"), name="national_metric_once_a_day")
                ],
            },
        ),
        migrations.CreateModel(
            name="ComparedFigure",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("month", models.DateField(verbose_name="tháng")),
                ("our_numerator", models.BigIntegerField(null=True)),
                ("our_denominator", models.BigIntegerField(null=True)),
                ("counted_at", models.DateTimeField(null=True)),
                ("their_numerator", models.BigIntegerField(null=True)),
                ("their_denominator", models.BigIntegerField(null=True)),
                ("their_score", models.DecimalField(decimal_places=3, max_digits=7, null=True)),
                ("their_most", models.DecimalField(decimal_places=3, max_digits=7, null=True)),
                ("fetched_at", models.DateTimeField(null=True)),
                (
                    "definition",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="figures",
                        to="national.metricdefinition",
                    ),
                ),
            ],
            options={
                "verbose_name": "chỉ số của hai bên",
                "constraints": [
                    models.UniqueConstraint(fields=("definition", "month"), name="national_figure_once_a_month")
                ],
            },
        ),
    ]
