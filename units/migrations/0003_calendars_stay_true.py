"""Three more rules of calendars that the database keeps itself.

A calendar put on another base is another calendar: its revision rises, and so do those of all that stand on it. No
calendar stands on itself over others. Hours of a special day can be read, or every unit of the calendar would fail.
A revision never falls: who saves an old copy of the row must not bring an old, built calendar back to life.
"""

from __future__ import annotations

from django.db import migrations, models

import units.models.calendar_exceptions

BASES = """
CREATE FUNCTION units_guard_calendar() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  NEW.revision := GREATEST(NEW.revision, OLD.revision);
  IF NEW.base_id IS DISTINCT FROM OLD.base_id AND NEW.base_id IS DISTINCT FROM NEW.id THEN
    -- One change of bases at a time: two that each look right could close a circle together.
    PERFORM pg_advisory_xact_lock(x'63616c65'::int);
    IF EXISTS (
      WITH RECURSIVE below(id) AS (
        SELECT NEW.base_id
        UNION
        SELECT calendar.base_id FROM units_workingcalendar calendar JOIN below ON calendar.id = below.id
      )
      SELECT 1 FROM below WHERE id = NEW.id
    ) THEN
      RAISE EXCEPTION 'calendar % would stand on itself (calendar_not_in_a_circle)', NEW.slug
        USING ERRCODE = 'integrity_constraint_violation';
    END IF;
  END IF;
  RETURN NEW;
END $$;
CREATE TRIGGER units_calendar_guard BEFORE UPDATE ON units_workingcalendar
FOR EACH ROW EXECUTE FUNCTION units_guard_calendar();

CREATE FUNCTION units_raise_revision_of_base() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  WITH RECURSIVE dependents(id) AS (
    SELECT NEW.id
    UNION
    SELECT calendar.id FROM units_workingcalendar calendar JOIN dependents ON calendar.base_id = dependents.id
  )
  UPDATE units_workingcalendar SET revision = revision + 1 WHERE id IN (SELECT id FROM dependents);
  RETURN NULL;
END $$;
CREATE TRIGGER units_base_raises_revision AFTER UPDATE OF base_id ON units_workingcalendar
FOR EACH ROW WHEN (OLD.base_id IS DISTINCT FROM NEW.base_id) EXECUTE FUNCTION units_raise_revision_of_base();
"""
NO_BASES = """
DROP TRIGGER units_base_raises_revision ON units_workingcalendar;
DROP TRIGGER units_calendar_guard ON units_workingcalendar;
DROP FUNCTION units_raise_revision_of_base();
DROP FUNCTION units_guard_calendar();
"""

HOURS = r"""
CREATE FUNCTION units_are_hours(hours jsonb) RETURNS boolean LANGUAGE plpgsql IMMUTABLE AS $$
DECLARE
  period jsonb;
  closed text := '';
BEGIN
  IF jsonb_typeof(hours) <> 'array' THEN RETURN false; END IF;
  FOR period IN SELECT value FROM jsonb_array_elements(hours) ORDER BY value ->> 0 LOOP
    IF jsonb_typeof(period) <> 'array' THEN RETURN false; END IF;
    IF jsonb_array_length(period) <> 2 THEN RETURN false; END IF;
    IF period ->> 0 !~ '^([01]\d|2[0-3]):[0-5]\d$' OR period ->> 1 !~ '^([01]\d|2[0-3]):[0-5]\d$'
      OR period ->> 0 IS NULL OR period ->> 1 IS NULL
    THEN RETURN false; END IF;
    IF period ->> 0 >= period ->> 1 OR period ->> 0 < closed THEN RETURN false; END IF;
    closed := period ->> 1;
  END LOOP;
  RETURN true;
END $$;
"""
NO_HOURS = "DROP FUNCTION units_are_hours(jsonb);"


class Migration(migrations.Migration):
    """Triggers of calendars, and the check of an exception's hours."""

    dependencies = [("units", "0002_calendar_revisions_and_lasting_codes")]

    operations = [
        migrations.RunSQL(BASES, NO_BASES),
        migrations.RunSQL(HOURS, NO_HOURS),
        migrations.AddConstraint(
            model_name="calendarexception",
            constraint=models.CheckConstraint(
                condition=units.models.calendar_exceptions.AreHours("hours"), name="exception_hours_can_be_read"
            ),
        ),
    ]
