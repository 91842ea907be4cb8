"""Say of every outcome that stands where it leads, as dossiers walked it until now; and refuse to publish a lost way.

Published steps are frozen by a trigger, which is off for this one statement: what the steps say stays, only the way
that was implied is written down (process_plan.with_usual_ways has the same rule).
"""

from __future__ import annotations

from django.db import migrations

CARRY_OVER = """
ALTER TABLE procedures_step DISABLE TRIGGER child_guard;
WITH placed AS (
  SELECT s.id, s.key,
    lead(s.key) OVER w AS next_key,
    first_value(s.key) OVER w AS first_key,
    (SELECT b.key FROM procedures_step b WHERE b.process_id = s.process_id AND b.position < s.position
       AND b.role = 'officer' ORDER BY b.position DESC LIMIT 1) AS officer_key
  FROM procedures_step s WINDOW w AS (PARTITION BY s.process_id ORDER BY s.position)
)
UPDATE procedures_step s SET leads_to = ARRAY(
  SELECT CASE
      WHEN o.outcome = 'request_supplement' THEN p.key
      WHEN o.outcome = 'send_back' THEN coalesce(p.officer_key, p.first_key)
      WHEN o.outcome IN ('refuse', 'return_result') THEN ''
      ELSE coalesce(p.next_key, '')
    END
  FROM unnest(s.outcomes) WITH ORDINALITY AS o(outcome, place) ORDER BY o.place
)
FROM placed p WHERE p.id = s.id;
ALTER TABLE procedures_step ENABLE TRIGGER child_guard;
"""

RULE = """
CREATE FUNCTION procedures_process_guard() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
  lost text;
BEGIN
  SELECT s.key INTO lost FROM procedures_internalprocess p
    JOIN procedures_step s ON s.process_id = p.id
    WHERE p.version_id = NEW.id AND EXISTS (
      SELECT 1 FROM unnest(s.leads_to) AS target WHERE target <> '' AND NOT EXISTS (
        SELECT 1 FROM procedures_step t WHERE t.process_id = s.process_id AND t.key = target))
    LIMIT 1;
  IF lost IS NOT NULL THEN
    RAISE EXCEPTION 'version % of procedure %: step "%" leads to a step that is not there',
      NEW.number, NEW.procedure_id, lost USING ERRCODE = 'check_violation';
  END IF;
  RETURN NEW;
END $$;
CREATE TRIGGER process_guard BEFORE UPDATE OF state ON procedures_procedureversion
  FOR EACH ROW WHEN (OLD.state = 'draft' AND NEW.state <> 'draft') EXECUTE FUNCTION procedures_process_guard();
"""

UNDO = """
DROP TRIGGER process_guard ON procedures_procedureversion;
DROP FUNCTION procedures_process_guard();
"""


class Migration(migrations.Migration):
    dependencies = [("procedures", "0020_process_ways")]
    operations = [
        migrations.RunSQL(CARRY_OVER, migrations.RunSQL.noop),
        migrations.RunSQL(RULE, UNDO),
    ]
