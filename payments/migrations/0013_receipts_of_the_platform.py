"""The national platform's own receipts, one a payment; and when the tax office took a summary."""

import django.db.models.deletion
import django.utils.timezone
from django.db import migrations, models

import payments.models.platform_receipts

FACTS = """
CREATE TRIGGER payments_platformreceipt_is_a_fact BEFORE UPDATE OR DELETE ON payments_platformreceipt
    FOR EACH ROW EXECUTE FUNCTION payments_is_a_fact('{attempts,next_try_at,hindrance}', '{file_id,fetched_at}');
"""
# When the office took a summary stands with it: the outbox forgets what it sent.
SENT = """
DROP TRIGGER payments_taxsummary_is_a_fact ON payments_taxsummary;
CREATE TRIGGER payments_taxsummary_is_a_fact BEFORE UPDATE OR DELETE ON payments_taxsummary
    FOR EACH ROW EXECUTE FUNCTION payments_is_a_fact('{obstacle,answer,sent_at}', '{file_id,message_id}');
UPDATE payments_taxsummary summary SET sent_at = message.finished_at FROM outbox_outboxmessage message
    WHERE message.id = summary.message_id AND message.state = 'sent';
"""
SENT_BACK = """
DROP TRIGGER payments_taxsummary_is_a_fact ON payments_taxsummary;
CREATE TRIGGER payments_taxsummary_is_a_fact BEFORE UPDATE OR DELETE ON payments_taxsummary
    FOR EACH ROW EXECUTE FUNCTION payments_is_a_fact('{obstacle,answer}', '{file_id,message_id}');
"""
FACTS_BACK = "DROP TRIGGER payments_platformreceipt_is_a_fact ON payments_platformreceipt;"


class Migration(migrations.Migration):
    dependencies = [
        ("files", "0003_unused_uploads_of_a_client"),
        ("outbox", "0002_webhook_subscriptions"),
        ("payments", "0012_refunds_go_back_by_a_channel"),
    ]

    operations = [
        migrations.AddField(
            model_name="taxsummary",
            name="sent_at",
            field=models.DateTimeField(blank=True, null=True, verbose_name="lúc cơ quan thuế nhận"),
        ),
        migrations.AlterField(
            model_name="taxsummary",
            name="message",
            field=models.ForeignKey(
                blank=True,
                db_constraint=False,
                null=True,
                on_delete=django.db.models.deletion.DO_NOTHING,
                related_name="+",
                to="outbox.outboxmessage",
            ),
        ),
        migrations.RunSQL(SENT, SENT_BACK),
        migrations.CreateModel(
            name="PlatformReceipt",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("reference", models.CharField(max_length=40, verbose_name="mã tham chiếu")),
                ("fetched_at", models.DateTimeField(blank=True, null=True, verbose_name="lúc nhận")),
                ("next_try_at", models.DateTimeField(default=django.utils.timezone.now)),
                ("attempts", models.PositiveSmallIntegerField(default=0)),
                (
                    "hindrance",
                    models.CharField(blank=True, choices=payments.models.platform_receipts.hindrances, max_length=20),
                ),
                (
                    "file",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="files.storedfile",
                    ),
                ),
                (
                    "payment",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="platform_receipt",
                        to="payments.payment",
                    ),
                ),
            ],
            options={
                "verbose_name": "biên lai của Cổng dịch vụ công quốc gia",
                "indexes": [
                    models.Index(
                        condition=models.Q(("file__isnull", True)),
                        fields=["next_try_at"],
                        name="platformreceipt_to_fetch",
                    )
                ],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("fetched_at__isnull", True), ("file__isnull", True)),
                            models.Q(("fetched_at__isnull", False), ("file__isnull", False)),
                            _connector="OR",
                        ),
                        name="platformreceipt_fetched_when",
                    )
                ],
            },
        ),
        migrations.RunSQL(FACTS, FACTS_BACK),
    ]
