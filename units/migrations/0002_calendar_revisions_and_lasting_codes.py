"""Two rules kept by the database itself.

A change of hours or exceptions raises the revision of its calendar and of all that stand on it.
A unit's code neither changes nor is freed by deletion: it stands in dossier codes for ever.
"""

from django.db import migrations

REVISIONS = """
CREATE FUNCTION units_raise_calendar_revision() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    touched bigint := CASE WHEN TG_OP = 'DELETE' THEN OLD.calendar_id ELSE NEW.calendar_id END;
BEGIN
    WITH RECURSIVE dependents(id) AS (
        SELECT touched
        UNION
        SELECT calendar.id FROM units_workingcalendar calendar
        JOIN dependents ON calendar.base_id = dependents.id
    )
    UPDATE units_workingcalendar SET revision = revision + 1
    WHERE id IN (SELECT id FROM dependents);
    RETURN NULL;
END $$;
CREATE TRIGGER units_exception_raises_revision
AFTER INSERT OR UPDATE OR DELETE ON units_calendarexception
FOR EACH ROW EXECUTE FUNCTION units_raise_calendar_revision();
CREATE TRIGGER units_period_raises_revision
AFTER INSERT OR UPDATE OR DELETE ON units_workingperiod
FOR EACH ROW EXECUTE FUNCTION units_raise_calendar_revision();
"""
NO_REVISIONS = """
DROP TRIGGER units_exception_raises_revision ON units_calendarexception;
DROP TRIGGER units_period_raises_revision ON units_workingperiod;
DROP FUNCTION units_raise_calendar_revision();
"""

LASTING_CODES = """
CREATE FUNCTION units_keep_code() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP = 'DELETE' THEN
        RAISE EXCEPTION 'unit % can end (valid_to) but not be deleted', OLD.code
            USING ERRCODE = 'integrity_constraint_violation';
    END IF;
    RAISE EXCEPTION 'the code of unit % never changes; make a successor', OLD.code
        USING ERRCODE = 'integrity_constraint_violation';
END $$;
CREATE TRIGGER units_code_never_changes BEFORE UPDATE OF code ON units_unit
FOR EACH ROW WHEN (OLD.code IS DISTINCT FROM NEW.code) EXECUTE FUNCTION units_keep_code();
CREATE TRIGGER units_code_never_freed BEFORE DELETE ON units_unit
FOR EACH ROW EXECUTE FUNCTION units_keep_code();
"""
FLEETING_CODES = """
DROP TRIGGER units_code_never_changes ON units_unit;
DROP TRIGGER units_code_never_freed ON units_unit;
DROP FUNCTION units_keep_code();
"""


class Migration(migrations.Migration):
    """Triggers of `units`."""

    dependencies = [("units", "0001_initial")]

    operations = [
        migrations.RunSQL(REVISIONS, NO_REVISIONS),
        migrations.RunSQL(LASTING_CODES, FLEETING_CODES),
    ]
