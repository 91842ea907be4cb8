"""While it awaits money, an order may go to the unit that takes over, and remembers the account told before."""

import django.db.models.deletion
from django.contrib.postgres.operations import AddIndexConcurrently
from django.db import migrations, models

FACTS = """
DROP TRIGGER payments_order_is_a_fact ON payments_order;
CREATE TRIGGER payments_order_is_a_fact BEFORE UPDATE OR DELETE ON payments_order
    FOR EACH ROW EXECUTE FUNCTION payments_is_a_fact(
        '{received_dong,refunded_dong,state,unit_id,account_id,former_account_id}', '{paid_at,cancelled_at}');
CREATE FUNCTION payments_order_goes_while_it_waits() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'an order that awaits no money stays with its unit'
        USING ERRCODE = 'integrity_constraint_violation';
END $$;
CREATE TRIGGER payments_order_goes_while_it_waits BEFORE UPDATE ON payments_order
    FOR EACH ROW WHEN (
        OLD.state NOT IN ('open', 'part_paid')
        AND (OLD.unit_id, OLD.account_id, OLD.former_account_id)
            IS DISTINCT FROM (NEW.unit_id, NEW.account_id, NEW.former_account_id))
    EXECUTE FUNCTION payments_order_goes_while_it_waits();
"""
FACTS_BACK = """
DROP TRIGGER payments_order_goes_while_it_waits ON payments_order;
DROP FUNCTION payments_order_goes_while_it_waits();
DROP TRIGGER payments_order_is_a_fact ON payments_order;
CREATE TRIGGER payments_order_is_a_fact BEFORE UPDATE OR DELETE ON payments_order
    FOR EACH ROW EXECUTE FUNCTION payments_is_a_fact('{received_dong,refunded_dong,state}', '{paid_at,cancelled_at}');
"""


class Migration(migrations.Migration):
    atomic = False

    dependencies = [("payments", "0010_money_has_a_desk")]

    operations = [
        migrations.AddField(
            model_name="order",
            name="former_account",
            field=models.ForeignKey(
                blank=True,
                db_index=False,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="payments.bankaccount",
                verbose_name="tài khoản thu trước đây",
            ),
        ),
        migrations.RunSQL(FACTS, FACTS_BACK),
        AddIndexConcurrently(
            model_name="order",
            index=models.Index(
                condition=models.Q(("former_account__isnull", False)),
                fields=["former_account"],
                name="order_formerly_into",
            ),
        ),
    ]
