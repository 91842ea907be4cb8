"""Receipts have a signed XML twin, set once as their PDF is; and the ledger's accounts are known to be all known."""

import django.db.models.deletion
from django.contrib.postgres.operations import ValidateConstraint
from django.db import migrations, models

TWIN_IS_A_FACT = """
DROP TRIGGER payments_receipt_is_a_fact ON payments_receipt;
CREATE TRIGGER payments_receipt_is_a_fact BEFORE UPDATE OR DELETE ON payments_receipt
    FOR EACH ROW EXECUTE FUNCTION payments_is_a_fact(
        '{state,end_reason,next_try_at,attempts,problem}', '{document_id,xml_id,ended_at,ended_by_id}');
"""
TWIN_IS_A_FACT_BACK = """
DROP TRIGGER payments_receipt_is_a_fact ON payments_receipt;
CREATE TRIGGER payments_receipt_is_a_fact BEFORE UPDATE OR DELETE ON payments_receipt
    FOR EACH ROW EXECUTE FUNCTION payments_is_a_fact(
        '{state,end_reason,next_try_at,attempts,problem}', '{document_id,ended_at,ended_by_id}');
"""


class Migration(migrations.Migration):
    dependencies = [
        ("files", "0003_unused_uploads_of_a_client"),
        ("payments", "0006_attempts_on_the_platform"),
    ]

    operations = [
        ValidateConstraint(model_name="ledgerentry", name="ledgerentry_account_known"),
        migrations.AddField(
            model_name="receipt",
            name="xml",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="files.storedfile",
            ),
        ),
        migrations.RunSQL(TWIN_IS_A_FACT, TWIN_IS_A_FACT_BACK),
    ]
