"""The event log is append-only, and a dossier's status is that of its newest event: PostgreSQL sees to both."""

from django.db import migrations

APPEND_ONLY = """
CREATE FUNCTION dossiers_event_is_append_only() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'the event log of dossiers is append-only' USING ERRCODE = 'integrity_constraint_violation';
END $$;
CREATE TRIGGER dossiers_event_append_only BEFORE UPDATE OR DELETE ON dossiers_event
    FOR EACH ROW EXECUTE FUNCTION dossiers_event_is_append_only();
"""

STATUS_HAS_EVENT = """
CREATE FUNCTION dossiers_status_has_event() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    newest integer;
    wanted integer;
BEGIN
    SELECT status INTO wanted FROM dossiers_dossier WHERE id = NEW.id;
    SELECT status_to INTO newest FROM dossiers_event WHERE dossier_id = NEW.id ORDER BY sequence DESC LIMIT 1;
    IF newest IS DISTINCT FROM wanted THEN
        RAISE EXCEPTION 'dossier % has status % but its newest event says %', NEW.code, wanted, newest
            USING ERRCODE = 'integrity_constraint_violation';
    END IF;
    RETURN NULL;
END $$;
CREATE CONSTRAINT TRIGGER dossiers_status_has_event AFTER INSERT OR UPDATE OF status ON dossiers_dossier
    DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION dossiers_status_has_event();
"""


class Migration(migrations.Migration):
    """Two triggers, each reversible."""

    dependencies = [("dossiers", "0001_initial")]

    operations = [
        migrations.RunSQL(
            APPEND_ONLY,
            "DROP TRIGGER dossiers_event_append_only ON dossiers_event; DROP FUNCTION dossiers_event_is_append_only();",
        ),
        migrations.RunSQL(
            STATUS_HAS_EVENT,
            "DROP TRIGGER dossiers_status_has_event ON dossiers_dossier; DROP FUNCTION dossiers_status_has_event();",
        ),
    ]
