"""What is decided stays decided: the log is append-only, a closed decision and its list never change.

issue 3 item 1: scripts and consoles do not pass through `procedures.deciding`, so the database itself refuses.
"""

from __future__ import annotations

from django.db import migrations

RULES = """
CREATE FUNCTION procedures_decision_log_guard() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  RAISE EXCEPTION 'the log of a decision is append-only' USING ERRCODE = 'restrict_violation';
END $$;
CREATE TRIGGER decision_log_guard BEFORE UPDATE OR DELETE ON procedures_decisionevent
  FOR EACH ROW EXECUTE FUNCTION procedures_decision_log_guard();

CREATE FUNCTION procedures_decision_guard() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  RAISE EXCEPTION 'decision % is %: nothing of it may change', OLD.id, OLD.state
    USING ERRCODE = 'restrict_violation';
END $$;
CREATE TRIGGER decision_guard BEFORE UPDATE OR DELETE ON procedures_decision
  FOR EACH ROW WHEN (OLD.state IN ('published', 'cancelled'))
  EXECUTE FUNCTION procedures_decision_guard();

CREATE FUNCTION procedures_change_guard() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
  decision_state text;
BEGIN
  IF TG_OP = 'UPDATE' AND OLD.is_open AND (to_jsonb(NEW) - 'is_open') = (to_jsonb(OLD) - 'is_open') THEN
    RETURN NEW;
  END IF;
  SELECT state INTO decision_state FROM procedures_decision
    WHERE id = CASE WHEN TG_OP = 'INSERT' THEN NEW.decision_id ELSE OLD.decision_id END;
  IF decision_state NOT IN ('draft', 'sent_back') THEN
    RAISE EXCEPTION 'the list of a decision that is % is closed', decision_state USING ERRCODE = 'restrict_violation';
  END IF;
  IF TG_OP = 'DELETE' THEN RETURN OLD; END IF;
  RETURN NEW;
END $$;
CREATE TRIGGER change_guard BEFORE INSERT OR UPDATE OR DELETE ON procedures_decisionchange
  FOR EACH ROW EXECUTE FUNCTION procedures_change_guard();
"""

UNDO = """
DROP TRIGGER decision_log_guard ON procedures_decisionevent;
DROP TRIGGER decision_guard ON procedures_decision;
DROP TRIGGER change_guard ON procedures_decisionchange;
DROP FUNCTION procedures_decision_log_guard();
DROP FUNCTION procedures_decision_guard();
DROP FUNCTION procedures_change_guard();
"""


class Migration(migrations.Migration):
    dependencies = [("procedures", "0004_decisions")]
    operations = [migrations.RunSQL(RULES, UNDO)]
