"""An issued document never changes or disappears; only its state moves, once, from active (domain rule 8 of Đ21)."""

from django.db import migrations

FORWARD = """
CREATE FUNCTION documents_issueddocument_guard() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP = 'DELETE' THEN
        RAISE EXCEPTION 'an issued document cannot be deleted' USING ERRCODE = 'restrict_violation';
    END IF;
    IF (to_jsonb(NEW) - 'state' - 'state_reason' - 'state_changed_at' - 'replaced_by_id')
        IS DISTINCT FROM
       (to_jsonb(OLD) - 'state' - 'state_reason' - 'state_changed_at' - 'replaced_by_id')
    THEN
        RAISE EXCEPTION 'an issued document cannot be changed' USING ERRCODE = 'restrict_violation';
    END IF;
    IF OLD.state <> 'active' THEN
        RAISE EXCEPTION 'a document that is no longer active stays so' USING ERRCODE = 'restrict_violation';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER documents_issueddocument_guard BEFORE UPDATE OR DELETE ON documents_issueddocument
    FOR EACH ROW EXECUTE FUNCTION documents_issueddocument_guard();
"""

BACKWARD = """
DROP TRIGGER documents_issueddocument_guard ON documents_issueddocument;
DROP FUNCTION documents_issueddocument_guard();
"""


class Migration(migrations.Migration):
    """Adds the guard; reversible."""

    dependencies = [("documents", "0001_initial")]

    operations = [migrations.RunSQL(FORWARD, BACKWARD)]
