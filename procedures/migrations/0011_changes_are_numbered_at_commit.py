"""Numbers of the log of changes are given when a transaction commits, one committer after another.

docs/decisions/0006: a number from a sequence, taken while the transaction still runs, could become visible after a
higher one, and a reader that goes on from the highest number it saw would never learn of it.
"""

from __future__ import annotations

from django.db import migrations

NUMBERING = """
CREATE FUNCTION procedures_midnight(day date) RETURNS timestamptz LANGUAGE sql IMMUTABLE AS $$
  SELECT day::timestamp AT TIME ZONE 'Asia/Ho_Chi_Minh'
$$;

-- The first row of a transaction numbers all of its rows; the others find that done.
CREATE FUNCTION procedures_number_changes() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
  last_number bigint;
  last_moment timestamptz;
  moment timestamptz;
  many bigint;
BEGIN
  PERFORM 1 FROM procedures_cataloguechange WHERE id = NEW.id AND number IS NULL;
  IF NOT FOUND THEN RETURN NULL; END IF;
  INSERT INTO procedures_cataloguestate (id, number, changed_at) VALUES (1, 0, '-infinity') ON CONFLICT DO NOTHING;
  -- Held until the commit is visible: the next committer waits here.
  SELECT number, changed_at INTO last_number, last_moment FROM procedures_cataloguestate WHERE id = 1 FOR UPDATE;
  moment := greatest(clock_timestamp(), last_moment + interval '1 microsecond');
  UPDATE procedures_cataloguechange c
    SET number = last_number + ranked.place, at = moment,
        felt_at = greatest(moment, procedures_midnight(c.effective_on))
    FROM (SELECT id, row_number() OVER (ORDER BY id) AS place
            FROM procedures_cataloguechange WHERE number IS NULL) ranked
    WHERE c.id = ranked.id;
  GET DIAGNOSTICS many = ROW_COUNT;
  UPDATE procedures_cataloguestate SET number = last_number + many, changed_at = moment WHERE id = 1;
  RETURN NULL;
END $$;
CREATE CONSTRAINT TRIGGER number_changes AFTER INSERT ON procedures_cataloguechange
  DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION procedures_number_changes();

CREATE FUNCTION procedures_change_log_guard() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF TG_OP = 'UPDATE' AND OLD.number IS NULL
    AND (to_jsonb(NEW) - 'number' - 'at' - 'felt_at') = (to_jsonb(OLD) - 'number' - 'at' - 'felt_at')
  THEN RETURN NEW; END IF;
  RAISE EXCEPTION 'the log of changes is append-only' USING ERRCODE = 'restrict_violation';
END $$;
CREATE TRIGGER change_log_guard BEFORE UPDATE OR DELETE ON procedures_cataloguechange
  FOR EACH ROW EXECUTE FUNCTION procedures_change_log_guard();
"""

# What was announced before there was a log, in the order in which it was stored.
EARLIER = """
INSERT INTO procedures_cataloguechange
  (number, at, felt_at, kind, procedure_id, version_id, before_id, replaced_by_id, effective_on, decision_number)
SELECT row_number() OVER (ORDER BY at, version_id, kind DESC), at, greatest(at, procedures_midnight(effective_on)),
       kind, procedure_id, version_id, before_id, replaced_by_id, effective_on, decision_number
FROM (
  SELECT v.created_at AS at, CASE WHEN b.id IS NULL THEN 'announced' ELSE 'amended' END AS kind, v.procedure_id,
         v.id AS version_id, b.id AS before_id, NULL::bigint AS replaced_by_id, v.valid_from AS effective_on,
         v.decision_number
    FROM procedures_procedureversion v
    LEFT JOIN LATERAL (
      SELECT o.id FROM procedures_procedureversion o
       WHERE o.procedure_id = v.procedure_id AND o.valid_to = v.valid_from AND o.id <> v.id AND o.number < v.number
         AND o.state IN ('published', 'retired') ORDER BY o.number DESC LIMIT 1) b ON true
   WHERE v.state IN ('published', 'retired')
  UNION ALL
  SELECT least(now(), greatest(v.created_at, procedures_midnight(v.valid_to))), 'abolished', v.procedure_id,
         v.id, NULL, p.replaced_by_id, v.valid_to, ''
    FROM procedures_procedureversion v JOIN procedures_procedure p ON p.id = v.procedure_id
   WHERE v.state IN ('published', 'retired') AND v.valid_to IS NOT NULL AND NOT EXISTS (
      SELECT 1 FROM procedures_procedureversion n
       WHERE n.procedure_id = v.procedure_id AND n.valid_from = v.valid_to AND n.id <> v.id AND n.number > v.number
         AND n.state IN ('published', 'retired'))
) told;
INSERT INTO procedures_cataloguestate (id, number, changed_at)
SELECT 1, coalesce(max(number), 0), coalesce(max(at), now()) FROM procedures_cataloguechange;
"""

UNDO = """
DROP TRIGGER change_log_guard ON procedures_cataloguechange;
DROP TRIGGER number_changes ON procedures_cataloguechange;
DROP FUNCTION procedures_change_log_guard();
DROP FUNCTION procedures_number_changes();
DROP FUNCTION procedures_midnight(date);
DELETE FROM procedures_cataloguechange;
DELETE FROM procedures_cataloguestate;
"""


class Migration(migrations.Migration):
    dependencies = [("procedures", "0010_log_of_changes")]
    operations = [migrations.RunSQL(NUMBERING + EARLIER, UNDO)]
