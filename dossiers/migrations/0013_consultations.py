"""Questions to other units about a dossier, several at once, beside its one open step (NĐ 61/2018 Đ19(5), (6))."""

from __future__ import annotations

import uuid

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("dossiers", "0012_indexes_of_lateness"),
        ("files", "0003_unused_uploads_of_a_client"),
        ("units", "0003_calendars_stay_true"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="Consultation",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("public_id", models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                (
                    "asked_for",
                    models.CharField(
                        choices=[("opinion", "Cho ý kiến"), ("part", "Giải quyết phần việc của mình")],
                        default="opinion",
                        max_length=10,
                    ),
                ),
                ("question", models.TextField(verbose_name="Nội dung xin ý kiến")),
                ("asked_at", models.DateTimeField()),
                ("due_at", models.DateTimeField()),
                ("overdue_at", models.DateTimeField(blank=True, null=True)),
                (
                    "state",
                    models.CharField(
                        choices=[("open", "Chờ trả lời"), ("answered", "Đã trả lời"), ("withdrawn", "Không hỏi nữa")],
                        default="open",
                        max_length=10,
                    ),
                ),
                (
                    "opinion",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("agree", "Đồng ý"),
                            ("remarks", "Đồng ý, có ý kiến thêm"),
                            ("disagree", "Không đồng ý"),
                            ("done", "Đã giải quyết xong phần việc"),
                            ("not_done", "Không giải quyết được phần việc"),
                        ],
                        max_length=10,
                    ),
                ),
                ("text", models.TextField(blank=True, verbose_name="Ý kiến")),
                ("closed_at", models.DateTimeField(blank=True, null=True)),
                ("closed_why", models.TextField(blank=True)),
                (
                    "asked_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "asking_unit",
                    models.ForeignKey(
                        db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name="+", to="units.unit"
                    ),
                ),
                (
                    "closed_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "dossier",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="consultations", to="dossiers.dossier"
                    ),
                ),
                ("papers", models.ManyToManyField(blank=True, related_name="+", to="dossiers.paper")),
                (
                    "task",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="consultations",
                        to="dossiers.task",
                    ),
                ),
                (
                    "unit",
                    models.ForeignKey(
                        db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name="+", to="units.unit"
                    ),
                ),
                (
                    "upload",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="files.upload",
                    ),
                ),
            ],
            options={
                "verbose_name": "Lấy ý kiến",
                "ordering": ["asked_at", "pk"],
                "indexes": [
                    models.Index(
                        condition=models.Q(("state", "open")),
                        fields=["unit", "due_at"],
                        name="consultation_open_by_unit",
                    ),
                    models.Index(
                        condition=models.Q(("state", "answered")),
                        fields=["unit", "-closed_at"],
                        name="consultation_done_by_unit",
                    ),
                    models.Index(
                        condition=models.Q(("overdue_at", None), ("state", "open")),
                        fields=["due_at"],
                        name="consultation_not_marked",
                    ),
                ],
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("state", "open")), fields=("dossier", "unit"), name="consultation_one_open"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("question", ""), _negated=True), name="consultation_asks"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("closed_at", None), ("state", "open")),
                            models.Q(models.Q(("state", "open"), _negated=True), ("closed_at__isnull", False)),
                            _connector="OR",
                        ),
                        name="consultation_closed_has_moment",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("state", "answered"), models.Q(("opinion", ""), _negated=True)),
                            models.Q(models.Q(("state", "answered"), _negated=True), ("opinion", "")),
                            _connector="OR",
                        ),
                        name="consultation_answer_has_opinion",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("opinion__in", ["remarks", "disagree", "not_done"]), _negated=True),
                            models.Q(("text", ""), _negated=True),
                            _connector="OR",
                        ),
                        name="consultation_says_why",
                    ),
                ],
            },
        ),
    ]
