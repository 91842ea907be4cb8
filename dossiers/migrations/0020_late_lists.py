"""Late lists of a month, their entries, and the explanations of these: new tables only."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

import dossiers.models.late_lists


class Migration(migrations.Migration):
    dependencies = [
        ("dossiers", "0019_corrections"),
        ("units", "0006_reorganisations"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="LateList",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("month", models.DateField(unique=True)),
                ("made_at", models.DateTimeField()),
                ("publish_on", models.DateField()),
                ("published_at", models.DateTimeField(blank=True, null=True)),
            ],
            options={
                "verbose_name": "Danh sách chậm hạn của tháng",
                "ordering": ["-month"],
                "constraints": [
                    models.CheckConstraint(condition=models.Q(("month__day", 1)), name="late_list_names_a_month")
                ],
            },
        ),
        migrations.CreateModel(
            name="LateEntry",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("kind", models.CharField(choices=dossiers.models.late_lists.known_kinds, max_length=20)),
                ("due_at", models.DateTimeField()),
                ("done_at", models.DateTimeField(blank=True, null=True)),
                (
                    "role",
                    models.CharField(
                        choices=[
                            ("clerk", "Công chức tiếp nhận và trả kết quả"),
                            ("officer", "Công chức thụ lý"),
                            ("leader", "Lãnh đạo ký duyệt"),
                            ("publisher", "Người công khai thủ tục"),
                            ("unit_admin", "Quản trị đơn vị"),
                            ("hotline_operator", "Trực đường dây nóng"),
                            ("supervisor", "Giám sát"),
                            ("system_admin", "Quản trị hệ thống"),
                        ],
                        max_length=20,
                    ),
                ),
                ("person_name", models.CharField(blank=True, max_length=200)),
                ("step_name", models.CharField(blank=True, max_length=500)),
                (
                    "standing",
                    models.CharField(choices=dossiers.models.late_lists.known_standings, default="open", max_length=20),
                ),
                ("reason", models.TextField(blank=True)),
                ("explain_until", models.DateTimeField()),
                ("decide_until", models.DateTimeField()),
                (
                    "dossier",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="late_entries",
                        to="dossiers.dossier",
                    ),
                ),
                (
                    "person",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "unit",
                    models.ForeignKey(
                        db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name="+", to="units.unit"
                    ),
                ),
                (
                    "late_list",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="entries",
                        to="dossiers.latelist",
                    ),
                ),
            ],
            options={
                "verbose_name": "Hồ sơ chậm hạn",
                "ordering": ["due_at", "pk"],
            },
        ),
        migrations.CreateModel(
            name="Explanation",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("text", models.TextField()),
                ("written_at", models.DateTimeField()),
                ("is_accepted", models.BooleanField(blank=True, null=True)),
                ("decided_at", models.DateTimeField(blank=True, null=True)),
                ("answer", models.TextField(blank=True)),
                (
                    "decided_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "written_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
                (
                    "entry",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="explanations",
                        to="dossiers.lateentry",
                    ),
                ),
            ],
            options={
                "verbose_name": "Giải trình",
                "ordering": ["written_at", "pk"],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("text", ""), _negated=True), name="explanation_says_something"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("decided_by", None),
                            models.Q(("decided_by", models.F("written_by")), _negated=True),
                            _connector="OR",
                        ),
                        name="explanation_four_eyes",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("decided_at", None), ("decided_by", None), ("is_accepted", None)),
                            models.Q(
                                ("decided_at__isnull", False),
                                ("decided_by__isnull", False),
                                ("is_accepted__isnull", False),
                            ),
                            _connector="OR",
                        ),
                        name="explanation_decided_by_somebody",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("is_accepted", False), _negated=True),
                            models.Q(("answer", ""), _negated=True),
                            _connector="OR",
                        ),
                        name="explanation_sent_back_in_words",
                    ),
                    models.UniqueConstraint(
                        condition=models.Q(("decided_at", None)), fields=("entry",), name="explanation_one_waits"
                    ),
                ],
            },
        ),
        migrations.AddIndex(
            model_name="lateentry",
            index=models.Index(fields=["late_list", "unit"], name="late_entry_of_list"),
        ),
        migrations.AddIndex(
            model_name="lateentry",
            index=models.Index(fields=["unit", "standing", "due_at"], name="late_entry_of_unit"),
        ),
        migrations.AddConstraint(
            model_name="lateentry",
            constraint=models.UniqueConstraint(fields=("dossier", "kind", "due_at"), name="late_entry_once"),
        ),
        migrations.AddConstraint(
            model_name="lateentry",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("standing", "apologised"), _negated=True),
                    models.Q(("reason", ""), _negated=True),
                    _connector="OR",
                ),
                name="late_entry_apology_says_why",
            ),
        ),
    ]
