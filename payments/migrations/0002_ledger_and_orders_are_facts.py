"""What was written of money stays, every transaction sums to zero, and totals are those of the ledger.

PostgreSQL sees to it, whoever writes: this app, a shell, or another program.
"""

from django.db import migrations

APPEND_ONLY = """
CREATE FUNCTION payments_is_append_only() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION '% is append-only', TG_TABLE_NAME USING ERRCODE = 'integrity_constraint_violation';
END $$;
CREATE TRIGGER payments_ledgerentry_append_only BEFORE UPDATE OR DELETE ON payments_ledgerentry
    FOR EACH ROW EXECUTE FUNCTION payments_is_append_only();
CREATE TRIGGER payments_orderevent_append_only BEFORE UPDATE OR DELETE ON payments_orderevent
    FOR EACH ROW EXECUTE FUNCTION payments_is_append_only();
CREATE TRIGGER payments_notice_append_only BEFORE UPDATE OR DELETE ON payments_notice
    FOR EACH ROW EXECUTE FUNCTION payments_is_append_only();
CREATE TRIGGER payments_orderline_append_only BEFORE UPDATE OR DELETE ON payments_orderline
    FOR EACH ROW EXECUTE FUNCTION payments_is_append_only();
"""
APPEND_ONLY_BACK = """
DROP TRIGGER payments_ledgerentry_append_only ON payments_ledgerentry;
DROP TRIGGER payments_orderevent_append_only ON payments_orderevent;
DROP TRIGGER payments_notice_append_only ON payments_notice;
DROP TRIGGER payments_orderline_append_only ON payments_orderline;
DROP FUNCTION payments_is_append_only();
"""

# A payment finds its order once; an order is paid and cancelled once, and only its totals move; a refund only goes on.
FACTS = """
CREATE FUNCTION payments_changes_only(changed jsonb, old_row jsonb, allowed text[]) RETURNS boolean
    LANGUAGE sql IMMUTABLE AS $$ SELECT (changed - allowed) IS NOT DISTINCT FROM (old_row - allowed) $$;
CREATE FUNCTION payments_is_a_fact() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    moving text[] := TG_ARGV[0]::text[];
    once text[] := TG_ARGV[1]::text[];
    part text;
BEGIN
    IF TG_OP = 'DELETE' THEN
        RAISE EXCEPTION 'a row of % cannot be deleted', TG_TABLE_NAME USING ERRCODE = 'integrity_constraint_violation';
    END IF;
    IF NOT payments_changes_only(to_jsonb(NEW), to_jsonb(OLD), moving || once) THEN
        RAISE EXCEPTION 'a row of % cannot be changed so', TG_TABLE_NAME
            USING ERRCODE = 'integrity_constraint_violation';
    END IF;
    FOREACH part IN ARRAY once LOOP
        IF to_jsonb(OLD) ->> part IS NOT NULL AND to_jsonb(OLD) ->> part IS DISTINCT FROM to_jsonb(NEW) ->> part THEN
            RAISE EXCEPTION '% of % is set once', part, TG_TABLE_NAME USING ERRCODE = 'integrity_constraint_violation';
        END IF;
    END LOOP;
    RETURN NEW;
END $$;
CREATE TRIGGER payments_payment_is_a_fact BEFORE UPDATE OR DELETE ON payments_payment
    FOR EACH ROW EXECUTE FUNCTION payments_is_a_fact('{}', '{order_id}');
CREATE TRIGGER payments_order_is_a_fact BEFORE UPDATE OR DELETE ON payments_order
    FOR EACH ROW EXECUTE FUNCTION payments_is_a_fact('{received_dong,refunded_dong,state}', '{paid_at,cancelled_at}');
CREATE TRIGGER payments_refund_is_a_fact BEFORE UPDATE OR DELETE ON payments_refund
    FOR EACH ROW EXECUTE FUNCTION payments_is_a_fact(
        '{state,decision_note,sent_reference}', '{decided_by_id,decided_at,sent_at}');
"""
FACTS_BACK = """
DROP TRIGGER payments_payment_is_a_fact ON payments_payment;
DROP TRIGGER payments_order_is_a_fact ON payments_order;
DROP TRIGGER payments_refund_is_a_fact ON payments_refund;
DROP FUNCTION payments_is_a_fact();
DROP FUNCTION payments_changes_only(jsonb, jsonb, text[]);
"""

SUMS = """
CREATE FUNCTION payments_transaction_sums_to_zero() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF (SELECT sum(amount_dong) FROM payments_ledgerentry WHERE transaction = NEW.transaction) <> 0 THEN
        RAISE EXCEPTION 'transaction % does not sum to zero', NEW.transaction
            USING ERRCODE = 'integrity_constraint_violation';
    END IF;
    RETURN NULL;
END $$;
CREATE CONSTRAINT TRIGGER payments_transaction_sums_to_zero AFTER INSERT ON payments_ledgerentry
    DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION payments_transaction_sums_to_zero();

CREATE FUNCTION payments_order_is_the_sum_of_its_lines() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    total record;
BEGIN
    SELECT coalesce(sum(amount_dong), 0) AS due, coalesce(sum(reduction_dong), 0) AS waived, count(*) AS parts
        INTO total FROM payments_orderline WHERE order_id = NEW.id;
    IF total.parts = 0 OR total.due <> NEW.due_dong OR total.waived <> NEW.waived_dong THEN
        RAISE EXCEPTION 'order % is not the sum of its lines', NEW.code
            USING ERRCODE = 'integrity_constraint_violation';
    END IF;
    RETURN NULL;
END $$;
CREATE CONSTRAINT TRIGGER payments_order_is_the_sum_of_its_lines AFTER INSERT ON payments_order
    DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION payments_order_is_the_sum_of_its_lines();
CREATE FUNCTION payments_line_belongs_to_a_new_order() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    summed numeric;
BEGIN
    SELECT sum(amount_dong) INTO summed FROM payments_orderline WHERE order_id = NEW.order_id;
    IF summed <> (SELECT due_dong FROM payments_order WHERE id = NEW.order_id) THEN
        RAISE EXCEPTION 'the lines of an order that was placed stay' USING ERRCODE = 'integrity_constraint_violation';
    END IF;
    RETURN NULL;
END $$;
CREATE CONSTRAINT TRIGGER payments_line_belongs_to_a_new_order AFTER INSERT ON payments_orderline
    DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION payments_line_belongs_to_a_new_order();
"""
SUMS_BACK = """
DROP TRIGGER payments_line_belongs_to_a_new_order ON payments_orderline;
DROP FUNCTION payments_line_belongs_to_a_new_order();
DROP TRIGGER payments_order_is_the_sum_of_its_lines ON payments_order;
DROP FUNCTION payments_order_is_the_sum_of_its_lines();
DROP TRIGGER payments_transaction_sums_to_zero ON payments_ledgerentry;
DROP FUNCTION payments_transaction_sums_to_zero();
"""

TOTALS = """
CREATE FUNCTION payments_totals_are_the_ledgers() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    wanted bigint;
    booked record;
    kept record;
BEGIN
    IF TG_TABLE_NAME = 'payments_order' THEN
        wanted := NEW.id;
    ELSE
        wanted := NEW.order_id;
    END IF;
    SELECT coalesce(sum(amount_dong) FILTER (WHERE kind <> 'refund_sent'), 0) AS received,
           coalesce(-sum(amount_dong) FILTER (WHERE kind = 'refund_sent'), 0) AS refunded
        INTO booked FROM payments_ledgerentry WHERE order_id = wanted AND account = 'provider';
    SELECT code, received_dong, refunded_dong INTO kept FROM payments_order WHERE id = wanted;
    IF booked.received <> kept.received_dong OR booked.refunded <> kept.refunded_dong THEN
        RAISE EXCEPTION 'the totals of order % are not those of the ledger', kept.code
            USING ERRCODE = 'integrity_constraint_violation';
    END IF;
    RETURN NULL;
END $$;
CREATE CONSTRAINT TRIGGER payments_totals_are_the_ledgers AFTER INSERT OR UPDATE OF received_dong, refunded_dong
    ON payments_order DEFERRABLE INITIALLY DEFERRED
    FOR EACH ROW EXECUTE FUNCTION payments_totals_are_the_ledgers();
CREATE CONSTRAINT TRIGGER payments_entries_move_the_totals AFTER INSERT ON payments_ledgerentry
    DEFERRABLE INITIALLY DEFERRED
    FOR EACH ROW WHEN (NEW.account = 'provider' AND NEW.order_id IS NOT NULL)
    EXECUTE FUNCTION payments_totals_are_the_ledgers();
"""
TOTALS_BACK = """
DROP TRIGGER payments_entries_move_the_totals ON payments_ledgerentry;
DROP TRIGGER payments_totals_are_the_ledgers ON payments_order;
DROP FUNCTION payments_totals_are_the_ledgers();
"""


class Migration(migrations.Migration):
    """Triggers on new, empty tables; each reversible."""

    dependencies = [("payments", "0001_initial")]

    operations = [
        migrations.RunSQL(APPEND_ONLY, APPEND_ONLY_BACK),
        migrations.RunSQL(FACTS, FACTS_BACK),
        migrations.RunSQL(SUMS, SUMS_BACK),
        migrations.RunSQL(TOTALS, TOTALS_BACK),
    ]
