"""Agencies that ask for results issued here, what owners agreed to, every question, and files on offer."""

import uuid

import django.db.models.deletion
import django.utils.timezone
from django.conf import settings
from django.db import migrations, models

import portal.accounts.fields


class Migration(migrations.Migration):
    dependencies = [
        ("documents", "0004_fee_receipts"),
        ("dossiers", "0037_posted_results"),
        ("national", "0008_looks_by_asker"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="AskingAgency",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("public_id", models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                ("name", models.CharField(max_length=120, verbose_name="Tên cơ quan")),
                ("agency_code", models.CharField(max_length=35, unique=True, verbose_name="Mã định danh")),
                ("secret", portal.accounts.fields.EncryptedTextField(verbose_name="Khóa ký câu hỏi")),
                ("legal_basis", models.CharField(blank=True, max_length=500, verbose_name="Căn cứ pháp luật")),
                ("asks_a_day", models.PositiveIntegerField(default=1000, verbose_name="Số lần hỏi mỗi ngày")),
                ("is_active", models.BooleanField(default=True, verbose_name="Đang cho hỏi")),
                ("is_simulated", models.BooleanField(default=False)),
                ("created_at", models.DateTimeField(default=django.utils.timezone.now, verbose_name="Thêm lúc")),
                (
                    "created_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "verbose_name": "cơ quan hỏi kết quả",
            },
        ),
        migrations.CreateModel(
            name="ResultAsk",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("message_id", models.CharField(max_length=100)),
                ("kind", models.CharField(choices=[("look", "Tra cứu"), ("file", "Lấy tệp")], max_length=10)),
                ("asked_at", models.DateTimeField(default=django.utils.timezone.now, verbose_name="lúc")),
                ("owner_index", models.CharField(blank=True, max_length=64)),
                ("procedure_code", models.CharField(blank=True, max_length=40)),
                ("result_codes", models.JSONField(default=list)),
                ("channel", models.CharField(blank=True, max_length=1)),
                ("asker_name", portal.accounts.fields.EncryptedTextField(blank=True, verbose_name="Người hỏi")),
                ("asker_index", models.CharField(blank=True, max_length=64)),
                ("grounds", models.JSONField(default=list)),
                ("given", models.PositiveSmallIntegerField(default=0, verbose_name="Số kết quả đã cho")),
                (
                    "agency",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="asks",
                        to="national.askingagency",
                    ),
                ),
            ],
            options={
                "verbose_name": "lượt cơ quan khác hỏi kết quả",
            },
        ),
        migrations.CreateModel(
            name="ResultConsent",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("public_id", models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                ("owner_index", models.CharField(max_length=64)),
                ("result_code", models.CharField(max_length=64)),
                ("words", models.TextField(verbose_name="nội dung đã đồng ý")),
                ("given_at", models.DateTimeField(default=django.utils.timezone.now, verbose_name="lúc")),
                ("until", models.DateTimeField(verbose_name="đến")),
                ("withdrawn_at", models.DateTimeField(null=True, verbose_name="rút lại lúc")),
                (
                    "agency",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="consents", to="national.askingagency"
                    ),
                ),
                (
                    "given_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
            ],
            options={
                "verbose_name": "đồng ý cho lấy kết quả",
            },
        ),
        migrations.CreateModel(
            name="ResultTicket",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("result_code", models.CharField(max_length=64)),
                ("digest", models.CharField(max_length=64, unique=True)),
                ("expires_at", models.DateTimeField()),
                (
                    "ask",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="tickets", to="national.resultask"
                    ),
                ),
                (
                    "document",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="documents.issueddocument",
                    ),
                ),
                (
                    "dossier",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="dossiers.dossier",
                    ),
                ),
            ],
            options={
                "verbose_name": "tệp kết quả chờ lấy",
            },
        ),
        migrations.AddConstraint(
            model_name="askingagency",
            constraint=models.CheckConstraint(
                condition=models.Q(models.Q(("name", ""), _negated=True), models.Q(("agency_code", ""), _negated=True)),
                name="asking_agency_named",
            ),
        ),
        migrations.AddConstraint(
            model_name="askingagency",
            constraint=models.CheckConstraint(condition=models.Q(("asks_a_day__gte", 1)), name="asking_agency_may_ask"),
        ),
        migrations.AddIndex(
            model_name="resultask",
            index=models.Index(
                condition=models.Q(("owner_index", ""), _negated=True),
                fields=["owner_index", "-id"],
                name="result_ask_of_owner",
            ),
        ),
        migrations.AddIndex(
            model_name="resultask",
            index=models.Index(fields=["agency", "asked_at"], name="result_ask_of_agency"),
        ),
        migrations.AddConstraint(
            model_name="resultask",
            constraint=models.UniqueConstraint(fields=("agency", "message_id"), name="result_asked_once"),
        ),
        migrations.AddConstraint(
            model_name="resultask",
            constraint=models.CheckConstraint(
                condition=models.Q(("kind__in", ["look", "file"])), name="result_ask_known"
            ),
        ),
        migrations.AddIndex(
            model_name="resultconsent",
            index=models.Index(fields=["owner_index", "-id"], name="result_consent_of_owner"),
        ),
        migrations.AddIndex(
            model_name="resultticket",
            index=models.Index(fields=["expires_at"], name="result_ticket_ended"),
        ),
    ]
