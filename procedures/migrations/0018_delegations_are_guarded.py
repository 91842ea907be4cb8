"""A delegation keeps saying what it said; what it covers, and for which days, follows it by itself.

issue 3 item 7: scripts and consoles do not pass through `procedures.delegating`, so the database itself refuses.
"""

from __future__ import annotations

from django.db import migrations

RULES = """
CREATE FUNCTION procedures_delegation_guard() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
  may_change text[] := ARRAY['state', 'judged_by_id', 'judged_at', 'remarks',
                             'valid_to', 'ended_by_id', 'ended_at', 'end_decision'];
BEGIN
  IF TG_OP = 'DELETE' THEN
    RAISE EXCEPTION 'delegation % is kept for ever', OLD.id USING ERRCODE = 'restrict_violation';
  END IF;
  IF OLD.state = 'refused' OR (to_jsonb(NEW) - may_change) IS DISTINCT FROM (to_jsonb(OLD) - may_change) THEN
    RAISE EXCEPTION 'delegation % keeps saying what it said', OLD.id USING ERRCODE = 'restrict_violation';
  END IF;
  IF NEW.valid_to IS DISTINCT FROM OLD.valid_to
     AND (NEW.ended_by_id IS NULL OR coalesce(NEW.valid_to > OLD.valid_to, false)) THEN
    RAISE EXCEPTION 'delegation % can only be ended earlier, by somebody', OLD.id USING ERRCODE = 'restrict_violation';
  END IF;
  RETURN NEW;
END $$;
CREATE TRIGGER delegation_guard BEFORE UPDATE OR DELETE ON procedures_delegation
  FOR EACH ROW EXECUTE FUNCTION procedures_delegation_guard();

CREATE FUNCTION procedures_delegation_scope_fill() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
  owner procedures_delegation;
BEGIN
  IF TG_OP = 'DELETE' OR (TG_OP = 'UPDATE' AND (NEW.delegation_id, NEW.procedure_id, NEW.field_id)
                                           IS DISTINCT FROM (OLD.delegation_id, OLD.procedure_id, OLD.field_id)) THEN
    RAISE EXCEPTION 'a delegation keeps saying what it said' USING ERRCODE = 'restrict_violation';
  END IF;
  SELECT * INTO owner FROM procedures_delegation WHERE id = NEW.delegation_id;
  IF TG_OP = 'INSERT' AND owner.state <> 'waiting' THEN
    RAISE EXCEPTION 'a delegation keeps saying what it said' USING ERRCODE = 'restrict_violation';
  END IF;
  NEW.from_unit_id := owner.from_unit_id;
  NEW.held := CASE WHEN owner.state = 'refused' THEN 'empty'::daterange
                   ELSE daterange(owner.valid_from, owner.valid_to) END;
  RETURN NEW;
END $$;
CREATE TRIGGER delegation_scope_fill BEFORE INSERT OR UPDATE OR DELETE ON procedures_delegationscope
  FOR EACH ROW EXECUTE FUNCTION procedures_delegation_scope_fill();

CREATE FUNCTION procedures_delegation_spread() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  UPDATE procedures_delegationscope SET held = held WHERE delegation_id = NEW.id;
  RETURN NULL;
END $$;
CREATE TRIGGER delegation_spread AFTER UPDATE OF state, valid_to ON procedures_delegation
  FOR EACH ROW EXECUTE FUNCTION procedures_delegation_spread();
"""

UNDO = """
DROP TRIGGER delegation_guard ON procedures_delegation;
DROP TRIGGER delegation_spread ON procedures_delegation;
DROP TRIGGER delegation_scope_fill ON procedures_delegationscope;
DROP FUNCTION procedures_delegation_guard();
DROP FUNCTION procedures_delegation_spread();
DROP FUNCTION procedures_delegation_scope_fill();
"""


class Migration(migrations.Migration):
    dependencies = [("procedures", "0017_delegations")]
    operations = [migrations.RunSQL(RULES, UNDO)]
