"""Text messages that left, and browsers that show notices."""

from __future__ import annotations

import django.db.models.deletion
import django.utils.timezone
from django.conf import settings
from django.db import migrations, models

import portal.accounts.fields


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="PushDevice",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("endpoint", portal.accounts.fields.EncryptedTextField()),
                ("endpoint_index", models.CharField(max_length=64, unique=True)),
                ("public_key", models.CharField(max_length=100)),
                ("auth", portal.accounts.fields.EncryptedTextField()),
                ("label", models.CharField(max_length=120, verbose_name="Thiết bị")),
                ("created_at", models.DateTimeField(default=django.utils.timezone.now, verbose_name="Thêm lúc")),
                ("last_sent_at", models.DateTimeField(null=True, verbose_name="Nhận gần nhất lúc")),
                (
                    "user",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="push_devices",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "verbose_name": "trình duyệt nhận thông báo",
                "ordering": ["pk"],
            },
        ),
        migrations.CreateModel(
            name="SentText",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("reference", models.CharField(max_length=32, unique=True)),
                ("number_index", models.CharField(max_length=64)),
                ("parts", models.PositiveSmallIntegerField(verbose_name="Số phần")),
                ("gateway_id", models.CharField(blank=True, default="", max_length=200)),
                (
                    "arrival",
                    models.CharField(
                        choices=[
                            ("sent", "Đã giao cho tổng đài"),
                            ("arrived", "Đã đến máy"),
                            ("failed", "Không đến được máy"),
                        ],
                        default="sent",
                        max_length=8,
                        verbose_name="Tình trạng",
                    ),
                ),
                ("sent_at", models.DateTimeField(default=django.utils.timezone.now, verbose_name="Gửi lúc")),
                ("reported_at", models.DateTimeField(null=True, verbose_name="Báo lại lúc")),
            ],
            options={
                "verbose_name": "tin nhắn đã gửi",
                "indexes": [
                    models.Index(fields=["number_index", "-sent_at"], name="sent_text_of_number"),
                    models.Index(fields=["sent_at"], name="sent_text_by_age"),
                ],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("arrival__in", ["sent", "arrived", "failed"])),
                        name="sent_text_arrival_is_known",
                    ),
                    models.CheckConstraint(condition=models.Q(("parts__gte", 1)), name="sent_text_has_parts"),
                ],
            },
        ),
    ]
