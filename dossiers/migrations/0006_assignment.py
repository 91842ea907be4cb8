"""How work is shared out, and the indexes that say who has how much."""

from __future__ import annotations

import django.db.models.deletion
from django.conf import settings
from django.contrib.postgres.operations import AddIndexConcurrently
from django.db import migrations, models
from django.db.models import Q

from units.roles import Role


class Migration(migrations.Migration):
    atomic = False
    dependencies = [
        ("dossiers", "0005_labels_without_migrations"),
        ("units", "0003_calendars_stay_true"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]
    operations = [
        migrations.CreateModel(
            name="AssignmentPolicy",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("role", models.CharField(choices=Role.choices, max_length=20)),
                (
                    "way",
                    models.CharField(
                        choices=[
                            ("pool", "Để chung, ai rảnh thì nhận"),
                            ("rotation", "Lần lượt từng người"),
                            ("load", "Người đang có ít việc nhất"),
                        ],
                        max_length=10,
                    ),
                ),
                ("set_at", models.DateTimeField(auto_now=True)),
                (
                    "set_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
                (
                    "unit",
                    models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="+", to="units.unit"),
                ),
            ],
            options={
                "verbose_name": "Cách phân công",
                "constraints": [
                    models.UniqueConstraint(fields=("unit", "role"), name="assignment_policy_once"),
                    models.CheckConstraint(
                        condition=Q(way__in=["pool", "rotation", "load"]), name="assignment_policy_known"
                    ),
                ],
            },
        ),
        AddIndexConcurrently(
            model_name="task",
            index=models.Index(
                condition=Q(finished_at=None, assignee__isnull=False), fields=["assignee"], name="task_open_of_person"
            ),
        ),
        AddIndexConcurrently(
            model_name="task",
            index=models.Index(
                condition=Q(assignee__isnull=False), fields=["assignee", "-opened_at"], name="task_of_person"
            ),
        ),
        migrations.AlterField(
            model_name="task",
            name="assignee",
            field=models.ForeignKey(
                blank=True,
                db_index=False,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
            ),
        ),
    ]
