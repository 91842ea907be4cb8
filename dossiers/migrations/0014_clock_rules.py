"""Apologies, leaders' overrides of the one supplement request, and what a request stands on: tables and new columns."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models
from django.db.models import F, Q, Value

PERSON = {"on_delete": django.db.models.deletion.PROTECT, "related_name": "+", "to": settings.AUTH_USER_MODEL}
APPROVED = Q(approved_by__isnull=False, approved_at__isnull=False)


class Migration(migrations.Migration):
    dependencies = [
        ("dossiers", "0013_consultations"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]
    operations = [
        migrations.CreateModel(
            name="Apology",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "dossier",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT, related_name="apology", to="dossiers.dossier"
                    ),
                ),
                ("reason", models.TextField(verbose_name="Lý do")),
                ("due_before", models.DateTimeField()),
                ("new_due_at", models.DateTimeField()),
                ("due_sum", models.JSONField(default=dict)),
                ("drafted_by", models.ForeignKey(**PERSON)),
                ("drafted_at", models.DateTimeField()),
                ("returned_reason", models.TextField(blank=True)),
                ("approved_by", models.ForeignKey(blank=True, null=True, **PERSON)),
                ("approved_at", models.DateTimeField(blank=True, null=True)),
                ("is_late", models.BooleanField(default=False)),
            ],
            options={
                "verbose_name": "Văn bản xin lỗi và hẹn lại",
                "constraints": [
                    models.CheckConstraint(condition=~Q(reason=""), name="apology_says_why"),
                    models.CheckConstraint(
                        condition=Q(new_due_at__gt=F("due_before")), name="apology_promises_a_later_day"
                    ),
                    models.CheckConstraint(
                        condition=Q(approved_by=None, approved_at=None) | APPROVED, name="apology_approved_by_somebody"
                    ),
                    models.CheckConstraint(
                        condition=Q(approved_by=None) | ~Q(approved_by=F("drafted_by")), name="apology_four_eyes"
                    ),
                ],
            },
        ),
        migrations.AddField(
            model_name="supplementrequest",
            name="database_exception",
            field=models.CharField(blank=True, db_default=Value(""), max_length=12),
        ),
        migrations.AddField(
            model_name="supplementrequest",
            name="is_regular",
            field=models.BooleanField(db_default=Value(False), default=False),
        ),
        migrations.CreateModel(
            name="SupplementOverride",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "dossier",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="supplement_overrides",
                        to="dossiers.dossier",
                    ),
                ),
                ("reason", models.TextField(verbose_name="Lý do")),
                ("legal_ground", models.CharField(max_length=500, verbose_name="Căn cứ pháp lý")),
                ("allowed_by", models.ForeignKey(**PERSON)),
                ("allowed_at", models.DateTimeField()),
                (
                    "used_by",
                    models.OneToOneField(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="override",
                        to="dossiers.supplementrequest",
                    ),
                ),
            ],
            options={
                "verbose_name": "Cho phép yêu cầu bổ sung thêm",
                "constraints": [
                    models.UniqueConstraint(condition=Q(used_by=None), fields=("dossier",), name="override_one_unused"),
                    models.CheckConstraint(condition=~Q(reason="") & ~Q(legal_ground=""), name="override_has_ground"),
                ],
            },
        ),
    ]
