"""No ticket and no event is ever deleted or rewritten, and a ticket's state is that of its newest event.

Columns that hold encrypted text may get another cipher text (a new key), but neither appear nor vanish.
"""

from django.db import migrations

APPEND_ONLY = """
CREATE FUNCTION hotline_ticketevent_is_append_only() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'the log of tickets is append-only: % refused', TG_OP USING ERRCODE = 'restrict_violation';
END $$;
CREATE TRIGGER hotline_ticketevent_append_only BEFORE UPDATE OR DELETE ON hotline_ticketevent
    FOR EACH ROW EXECUTE FUNCTION hotline_ticketevent_is_append_only();
"""

NOTHING_DISAPPEARS = """
CREATE FUNCTION hotline_ticket_guard() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP = 'DELETE' THEN
        RAISE EXCEPTION 'a ticket cannot be deleted' USING ERRCODE = 'restrict_violation';
    END IF;
    IF (NEW.public_id, NEW.code, NEW.channel, NEW.content, NEW.place, NEW.dossier_code, NEW.received_at, NEW.user_id,
        NEW.phone_index, NEW.name_index, NEW.secret_hash, NEW.sent_key, NEW.client_id,
        NEW.reporter_name = '', NEW.reporter_phone = '', NEW.reporter_email = '', NEW.reporter_address = '')
        IS DISTINCT FROM
       (OLD.public_id, OLD.code, OLD.channel, OLD.content, OLD.place, OLD.dossier_code, OLD.received_at, OLD.user_id,
        OLD.phone_index, OLD.name_index, OLD.secret_hash, OLD.sent_key, OLD.client_id,
        OLD.reporter_name = '', OLD.reporter_phone = '', OLD.reporter_email = '', OLD.reporter_address = '')
    THEN
        RAISE EXCEPTION 'what was told to the hotline cannot be changed' USING ERRCODE = 'restrict_violation';
    END IF;
    IF OLD.is_confidential AND NOT NEW.is_confidential THEN
        RAISE EXCEPTION 'a reporter who asked for confidence keeps it' USING ERRCODE = 'restrict_violation';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER hotline_ticket_guard BEFORE UPDATE OR DELETE ON hotline_ticket
    FOR EACH ROW EXECUTE FUNCTION hotline_ticket_guard();
"""

STATE_HAS_EVENT = """
CREATE FUNCTION hotline_state_has_event() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    newest text;
    wanted text;
BEGIN
    SELECT state INTO wanted FROM hotline_ticket WHERE id = NEW.id;
    SELECT state_to INTO newest FROM hotline_ticketevent WHERE ticket_id = NEW.id ORDER BY sequence DESC LIMIT 1;
    IF newest IS DISTINCT FROM wanted THEN
        RAISE EXCEPTION 'ticket % has state % but its newest event says %', NEW.code, wanted, newest
            USING ERRCODE = 'integrity_constraint_violation';
    END IF;
    RETURN NULL;
END $$;
CREATE CONSTRAINT TRIGGER hotline_state_has_event AFTER INSERT OR UPDATE OF state ON hotline_ticket
    DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION hotline_state_has_event();
"""


class Migration(migrations.Migration):
    """Three triggers, each reversible."""

    dependencies = [("hotline", "0001_initial")]

    operations = [
        migrations.RunSQL(
            APPEND_ONLY,
            "DROP TRIGGER hotline_ticketevent_append_only ON hotline_ticketevent;"
            "DROP FUNCTION hotline_ticketevent_is_append_only();",
        ),
        migrations.RunSQL(
            NOTHING_DISAPPEARS,
            "DROP TRIGGER hotline_ticket_guard ON hotline_ticket; DROP FUNCTION hotline_ticket_guard();",
        ),
        migrations.RunSQL(
            STATE_HAS_EVENT,
            "DROP TRIGGER hotline_state_has_event ON hotline_ticket; DROP FUNCTION hotline_state_has_event();",
        ),
    ]
