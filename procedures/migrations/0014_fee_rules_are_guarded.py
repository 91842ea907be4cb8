"""Rules on fees were in force or not, whatever a script says: four eyes, no edits of history, an append-only log.

Scripts and consoles do not pass through `procedures.fee_desk.deciding`, so the database itself refuses. Rules of the
starter (not ``is_local``) belong to the release and are outside until a publisher ends one. Days are those of Vietnam.
"""

from __future__ import annotations

from django.db import migrations

RULES = """
CREATE FUNCTION procedures_fee_rule_log_guard() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  RAISE EXCEPTION 'the log of a fee rule is append-only' USING ERRCODE = 'restrict_violation';
END $$;
CREATE TRIGGER fee_rule_log_guard BEFORE UPDATE OR DELETE ON procedures_feeruleact
  FOR EACH ROW EXECUTE FUNCTION procedures_fee_rule_log_guard();

CREATE FUNCTION procedures_fee_rule_guard() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
  today date := (now() AT TIME ZONE 'Asia/Ho_Chi_Minh')::date;
  of_the_end text[] := ARRAY['valid_to', 'ends_on', 'end_by_id', 'end_approved_by_id'];
BEGIN
  IF TG_OP = 'INSERT' THEN
    IF NEW.is_local AND NEW.state <> 'draft' THEN
      RAISE EXCEPTION 'a fee rule begins as a draft' USING ERRCODE = 'restrict_violation';
    END IF;
    RETURN NEW;
  END IF;
  IF TG_OP = 'DELETE' THEN
    RAISE EXCEPTION 'fee rule % is kept: dossiers may have been filed under it', OLD.key
      USING ERRCODE = 'restrict_violation';
  END IF;
  IF OLD.is_local AND NOT NEW.is_local THEN
    RAISE EXCEPTION 'fee rule % stays the province''s own', OLD.key USING ERRCODE = 'restrict_violation';
  END IF;
  IF NEW.state = 'approved' AND OLD.state <> 'approved' THEN
    IF OLD.state <> 'waiting' OR NEW.valid_from <= today THEN
      RAISE EXCEPTION 'fee rule % is approved before its first day, once it was submitted', OLD.key
        USING ERRCODE = 'restrict_violation';
    END IF;
    IF EXISTS (SELECT 1 FROM procedures_feeruleact
               WHERE rule_id = NEW.id AND person_id = NEW.approved_by_id AND act IN ('create', 'write')) THEN
      RAISE EXCEPTION 'who wrote in fee rule % does not approve it', OLD.key USING ERRCODE = 'restrict_violation';
    END IF;
  END IF;
  IF OLD.is_local AND OLD.state = 'approved' THEN
    IF NEW.state <> 'approved' AND OLD.valid_from <= today THEN
      RAISE EXCEPTION 'fee rule % was in force', OLD.key USING ERRCODE = 'restrict_violation';
    END IF;
    IF NEW.state = 'approved' AND (to_jsonb(NEW) - of_the_end) <> (to_jsonb(OLD) - of_the_end) THEN
      RAISE EXCEPTION 'fee rule % is approved: only its end may change', OLD.key USING ERRCODE = 'restrict_violation';
    END IF;
  END IF;
  IF NEW.is_local AND OLD.state = 'approved' AND NEW.state = 'approved'
     AND NEW.valid_to IS DISTINCT FROM OLD.valid_to
     AND (NEW.valid_to IS NULL OR NEW.valid_to IS DISTINCT FROM OLD.ends_on OR NEW.end_approved_by_id IS NULL
          OR NEW.valid_to <= today OR NEW.valid_to >= COALESCE(OLD.valid_to, 'infinity'::date)) THEN
    RAISE EXCEPTION 'fee rule % ends on a day to come that was proposed, and that another approved', OLD.key
      USING ERRCODE = 'restrict_violation';
  END IF;
  RETURN NEW;
END $$;
CREATE TRIGGER fee_rule_guard BEFORE INSERT OR UPDATE OR DELETE ON procedures_feerule
  FOR EACH ROW EXECUTE FUNCTION procedures_fee_rule_guard();
"""

UNDO = """
DROP TRIGGER fee_rule_log_guard ON procedures_feeruleact;
DROP TRIGGER fee_rule_guard ON procedures_feerule;
DROP FUNCTION procedures_fee_rule_log_guard();
DROP FUNCTION procedures_fee_rule_guard();
"""


class Migration(migrations.Migration):
    dependencies = [("procedures", "0013_fee_rules_are_decided")]
    operations = [migrations.RunSQL(RULES, UNDO)]
