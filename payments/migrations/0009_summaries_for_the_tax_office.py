"""What the tax office is told of receipts: summaries, and which receipts they told."""

import django.db.models.deletion
import django.utils.timezone
from django.contrib.postgres.operations import AddIndexConcurrently
from django.db import migrations, models

import payments.models.tax_summaries

# A summary is a fact: its file and its way are set once, what stands in its way and the answer may change.
FACTS = """
CREATE TRIGGER payments_taxsummary_is_a_fact BEFORE UPDATE OR DELETE ON payments_taxsummary
    FOR EACH ROW EXECUTE FUNCTION payments_is_a_fact('{obstacle,answer}', '{file_id,message_id}');
CREATE TRIGGER payments_summaryentry_append_only BEFORE UPDATE OR DELETE ON payments_summaryentry
    FOR EACH ROW EXECUTE FUNCTION payments_is_append_only();
"""
FACTS_BACK = """
DROP TRIGGER payments_summaryentry_append_only ON payments_summaryentry;
DROP TRIGGER payments_taxsummary_is_a_fact ON payments_taxsummary;
"""


class Migration(migrations.Migration):
    atomic = False

    dependencies = [
        ("files", "0003_unused_uploads_of_a_client"),
        ("outbox", "0002_webhook_subscriptions"),
        ("payments", "0008_who_reads_through_rest"),
        ("units", "0009_accountants"),
    ]

    operations = [
        migrations.CreateModel(
            name="SummaryEntry",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "act",
                    models.CharField(
                        choices=[("issued", "Lập"), ("replaced", "Bị thay thế"), ("cancelled", "Bị hủy")], max_length=9
                    ),
                ),
            ],
            options={
                "verbose_name": "dòng của bảng tổng hợp biên lai",
                "ordering": ("pk",),
            },
        ),
        migrations.CreateModel(
            name="TaxSummary",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("day", models.DateField(verbose_name="ngày")),
                ("edition", models.PositiveSmallIntegerField(default=1, verbose_name="lần gửi")),
                ("issued", models.PositiveIntegerField(verbose_name="số biên lai lập")),
                ("replaced", models.PositiveIntegerField(verbose_name="số biên lai bị thay thế")),
                ("cancelled", models.PositiveIntegerField(verbose_name="số biên lai bị hủy")),
                ("fee_dong", models.BigIntegerField(verbose_name="lệ phí")),
                ("charge_dong", models.BigIntegerField(verbose_name="phí")),
                ("ended_dong", models.BigIntegerField(verbose_name="số tiền trên biên lai hết giá trị")),
                ("made_at", models.DateTimeField(default=django.utils.timezone.now, verbose_name="lúc lập")),
                (
                    "obstacle",
                    models.CharField(blank=True, choices=payments.models.tax_summaries.obstacles, max_length=20),
                ),
                ("answer", models.CharField(blank=True, max_length=200, verbose_name="trả lời của cơ quan thuế")),
            ],
            options={
                "verbose_name": "bảng tổng hợp biên lai",
                "ordering": ("-pk",),
            },
        ),
        AddIndexConcurrently(
            model_name="receipt",
            index=models.Index(fields=["issued_at"], name="receipt_by_moment"),
        ),
        AddIndexConcurrently(
            model_name="receipt",
            index=models.Index(
                condition=models.Q(("ended_at__isnull", False)), fields=["ended_at"], name="receipt_by_end"
            ),
        ),
        migrations.AddField(
            model_name="summaryentry",
            name="receipt",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, related_name="told", to="payments.receipt"
            ),
        ),
        migrations.AddField(
            model_name="taxsummary",
            name="file",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="files.storedfile",
            ),
        ),
        migrations.AddField(
            model_name="taxsummary",
            name="message",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="outbox.outboxmessage",
            ),
        ),
        migrations.AddField(
            model_name="taxsummary",
            name="unit",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, related_name="+", to="units.unit", verbose_name="đơn vị"
            ),
        ),
        migrations.AddField(
            model_name="summaryentry",
            name="summary",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, related_name="entries", to="payments.taxsummary"
            ),
        ),
        migrations.AddIndex(
            model_name="taxsummary",
            index=models.Index(fields=["unit", "-id"], name="taxsummary_by_unit"),
        ),
        migrations.AddIndex(
            model_name="taxsummary",
            index=models.Index(condition=models.Q(("message__isnull", True)), fields=["id"], name="taxsummary_to_send"),
        ),
        migrations.AddConstraint(
            model_name="taxsummary",
            constraint=models.UniqueConstraint(fields=("unit", "day", "edition"), name="taxsummary_once_an_edition"),
        ),
        migrations.AddConstraint(
            model_name="taxsummary",
            constraint=models.CheckConstraint(condition=models.Q(("edition__gte", 1)), name="taxsummary_edition"),
        ),
        migrations.AddConstraint(
            model_name="taxsummary",
            constraint=models.CheckConstraint(
                condition=models.Q(("issued__gt", 0), ("replaced__gt", 0), ("cancelled__gt", 0), _connector="OR"),
                name="taxsummary_tells_something",
            ),
        ),
        migrations.AddConstraint(
            model_name="taxsummary",
            constraint=models.CheckConstraint(
                condition=models.Q(("message__isnull", True), ("file__isnull", False), _connector="OR"),
                name="taxsummary_sends_its_file",
            ),
        ),
        migrations.AddConstraint(
            model_name="taxsummary",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("fee_dong__gte", 0),
                    ("fee_dong__lt", 1000000000000000),
                    ("charge_dong__gte", 0),
                    ("charge_dong__lt", 1000000000000000),
                    ("ended_dong__gte", 0),
                    ("ended_dong__lt", 1000000000000000),
                ),
                name="taxsummary_amounts",
            ),
        ),
        migrations.AddConstraint(
            model_name="summaryentry",
            constraint=models.CheckConstraint(
                condition=models.Q(("act__in", ["issued", "replaced", "cancelled"])), name="summaryentry_act_known"
            ),
        ),
        migrations.AddConstraint(
            model_name="summaryentry",
            constraint=models.UniqueConstraint(
                condition=models.Q(("act", "issued")), fields=("receipt",), name="summaryentry_issued_once"
            ),
        ),
        migrations.AddConstraint(
            model_name="summaryentry",
            constraint=models.UniqueConstraint(
                condition=models.Q(("act", "issued"), _negated=True),
                fields=("receipt",),
                name="summaryentry_ended_once",
            ),
        ),
        migrations.RunSQL(FACTS, FACTS_BACK),
    ]
