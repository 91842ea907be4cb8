"""Electronic receipts: facts from their number on; what may still move is whether they count, and their PDF."""

import django.db.models.deletion
import django.utils.timezone
from django.conf import settings
from django.db import migrations, models

RECEIPT_IS_A_FACT = """
CREATE TRIGGER payments_receipt_is_a_fact BEFORE UPDATE OR DELETE ON payments_receipt
    FOR EACH ROW EXECUTE FUNCTION payments_is_a_fact(
        '{state,end_reason,next_try_at,attempts,problem}', '{document_id,ended_at,ended_by_id}');
"""
RECEIPT_IS_A_FACT_BACK = "DROP TRIGGER payments_receipt_is_a_fact ON payments_receipt;"


class Migration(migrations.Migration):
    dependencies = [
        ("documents", "0004_fee_receipts"),
        ("payments", "0002_ledger_and_orders_are_facts"),
        ("units", "0007_services_and_changes_of_a_desk"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="Receipt",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "kind",
                    models.CharField(
                        choices=[("fee", "Lệ phí"), ("charge", "Phí"), ("other", "Khoản khác")],
                        max_length=6,
                        verbose_name="loại",
                    ),
                ),
                ("template_symbol", models.CharField(max_length=10, verbose_name="ký hiệu mẫu biên lai")),
                ("symbol", models.CharField(max_length=8, verbose_name="ký hiệu biên lai")),
                ("year", models.PositiveSmallIntegerField(verbose_name="năm")),
                ("number", models.PositiveIntegerField(verbose_name="số biên lai")),
                ("tax_code", models.CharField(blank=True, max_length=14, verbose_name="mã số thuế của đơn vị thu")),
                ("payer_name", models.CharField(max_length=200, verbose_name="họ tên người nộp")),
                ("lines", models.JSONField(verbose_name="các khoản")),
                ("amount_dong", models.BigIntegerField(verbose_name="số tiền")),
                ("amount_in_words", models.CharField(max_length=300, verbose_name="số tiền bằng chữ")),
                ("issued_at", models.DateTimeField(verbose_name="lúc lập")),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("active", "Có giá trị"),
                            ("replaced", "Đã được biên lai khác thay thế"),
                            ("cancelled", "Biên lai đã hủy"),
                        ],
                        default="active",
                        max_length=9,
                        verbose_name="trạng thái",
                    ),
                ),
                ("end_reason", models.CharField(blank=True, max_length=500, verbose_name="lý do")),
                ("ended_at", models.DateTimeField(blank=True, null=True, verbose_name="lúc hết giá trị")),
                ("next_try_at", models.DateTimeField(default=django.utils.timezone.now)),
                ("attempts", models.PositiveSmallIntegerField(default=0)),
                ("problem", models.TextField(blank=True)),
            ],
            options={
                "verbose_name": "biên lai",
                "ordering": ("pk",),
            },
        ),
        migrations.AddField(
            model_name="bankaccount",
            name="tax_code",
            field=models.CharField(
                blank=True, db_default="", default="", max_length=14, verbose_name="mã số thuế của đơn vị thu"
            ),
        ),
        migrations.AddConstraint(
            model_name="bankaccount",
            constraint=models.CheckConstraint(
                condition=models.Q(("tax_code", ""), ("tax_code__regex", "^[0-9]{10}(-[0-9]{3})?$"), _connector="OR"),
                name="bankaccount_tax_code_form",
            ),
        ),
        migrations.AddField(
            model_name="receipt",
            name="document",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="documents.issueddocument",
            ),
        ),
        migrations.AddField(
            model_name="receipt",
            name="ended_by",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
            ),
        ),
        migrations.AddField(
            model_name="receipt",
            name="order",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="receipts",
                to="payments.order",
                verbose_name="khoản thu",
            ),
        ),
        migrations.AddField(
            model_name="receipt",
            name="replaces",
            field=models.OneToOneField(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="replaced_by",
                to="payments.receipt",
            ),
        ),
        migrations.AddField(
            model_name="receipt",
            name="unit",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="units.unit",
                verbose_name="đơn vị thu",
            ),
        ),
        migrations.AddIndex(
            model_name="receipt",
            index=models.Index(
                condition=models.Q(("document__isnull", True)), fields=["next_try_at"], name="receipt_waiting"
            ),
        ),
        migrations.AddIndex(
            model_name="receipt",
            index=models.Index(fields=["unit", "-issued_at"], name="receipt_by_unit"),
        ),
        migrations.AddConstraint(
            model_name="receipt",
            constraint=models.UniqueConstraint(fields=("unit", "kind", "year", "number"), name="receipt_number_once"),
        ),
        migrations.AddConstraint(
            model_name="receipt",
            constraint=models.UniqueConstraint(
                condition=models.Q(("state", "active")), fields=("order", "kind"), name="receipt_one_counts"
            ),
        ),
        migrations.AddConstraint(
            model_name="receipt",
            constraint=models.CheckConstraint(
                condition=models.Q(("number__gte", 1), ("number__lte", 99999999)), name="receipt_number_digits"
            ),
        ),
        migrations.AddConstraint(
            model_name="receipt",
            constraint=models.CheckConstraint(
                condition=models.Q(("kind__in", ("fee", "charge"))), name="receipt_of_fee_or_charge"
            ),
        ),
        migrations.AddConstraint(
            model_name="receipt",
            constraint=models.CheckConstraint(
                condition=models.Q(("state__in", ["active", "replaced", "cancelled"])), name="receipt_state_known"
            ),
        ),
        migrations.AddConstraint(
            model_name="receipt",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("ended_at__isnull", True), ("state", "active")),
                    models.Q(
                        models.Q(("state", "active"), _negated=True),
                        ("ended_at__isnull", False),
                        models.Q(("end_reason", ""), _negated=True),
                    ),
                    _connector="OR",
                ),
                name="receipt_ends_with_reason",
            ),
        ),
        migrations.AddConstraint(
            model_name="receipt",
            constraint=models.CheckConstraint(
                condition=models.Q(("amount_dong__gte", 0), ("amount_dong__lt", 1000000000000000)),
                name="receipt_amount",
            ),
        ),
        migrations.RunSQL(RECEIPT_IS_A_FACT, RECEIPT_IS_A_FACT_BACK),
    ]
