"""Money without an order lies at one desk, a refund may be asked for by the system, and attempts are found by time."""

import django.db.models.deletion
from django.conf import settings
from django.contrib.postgres.operations import AddIndexConcurrently, RemoveIndexConcurrently
from django.db import migrations, models

# The desk is written with the payment; rows from before get theirs here, once.
FACTS = """
DROP TRIGGER payments_payment_is_a_fact ON payments_payment;
CREATE TRIGGER payments_payment_is_a_fact BEFORE UPDATE OR DELETE ON payments_payment
    FOR EACH ROW EXECUTE FUNCTION payments_is_a_fact('{settled_at}', '{order_id,desk_id}');
"""
FACTS_BACK = """
DROP TRIGGER payments_payment_is_a_fact ON payments_payment;
CREATE TRIGGER payments_payment_is_a_fact BEFORE UPDATE OR DELETE ON payments_payment
    FOR EACH ROW EXECUTE FUNCTION payments_is_a_fact('{settled_at}', '{order_id}');
"""
# Few rows: only money that named no order. Whoever had the account last, as `payments.desks` has it.
DESKS = """
UPDATE payments_payment payment SET desk_id = holding.unit_id FROM (
    SELECT DISTINCT ON (number) number, unit_id FROM payments_bankaccount ORDER BY number, id DESC) holding
WHERE payment.order_id IS NULL AND payment.desk_id IS NULL AND payment.account_number = holding.number
"""


class Migration(migrations.Migration):
    atomic = False

    dependencies = [
        ("payments", "0009_summaries_for_the_tax_office"),
        ("units", "0009_accountants"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.AddField(
            model_name="payment",
            name="desk",
            field=models.ForeignKey(
                blank=True,
                db_index=False,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="units.unit",
                verbose_name="bàn đối chiếu của",
            ),
        ),
        migrations.RunSQL(FACTS, FACTS_BACK),
        migrations.RunSQL(DESKS, migrations.RunSQL.noop),
        AddIndexConcurrently(
            model_name="payment",
            index=models.Index(
                condition=models.Q(("order__isnull", True), ("settled_at__isnull", True)),
                fields=["desk", "-received_at", "-id"],
                name="payment_at_a_desk",
            ),
        ),
        RemoveIndexConcurrently(model_name="payment", name="payment_at_the_desk"),
        AddIndexConcurrently(
            model_name="orderevent",
            index=models.Index(
                condition=models.Q(("kind", "started")), fields=["-at", "-id"], name="orderevent_started"
            ),
        ),
        migrations.AlterField(
            model_name="refund",
            name="asked_by",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
            ),
        ),
    ]
