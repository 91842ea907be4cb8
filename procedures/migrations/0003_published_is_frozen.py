"""Published content is frozen: triggers refuse every change beneath a version that is no draft.

Issue 3 item 2 and design.md, "A dossier keeps the version it was filed under": the database
itself must refuse, because scripts and consoles do not pass through Python's rules.
"""

from __future__ import annotations

from django.db import migrations

VERSION_RULE = """
CREATE FUNCTION procedures_version_guard() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF OLD.state = 'draft' THEN
    IF TG_OP = 'DELETE' THEN RETURN OLD; END IF;
    RETURN NEW;
  END IF;
  IF TG_OP = 'DELETE' THEN
    RAISE EXCEPTION 'version % of procedure % was published and cannot be deleted',
      OLD.number, OLD.procedure_id USING ERRCODE = 'restrict_violation';
  END IF;
  IF (to_jsonb(NEW) - 'state' - 'valid_to') IS DISTINCT FROM (to_jsonb(OLD) - 'state' - 'valid_to')
  THEN
    RAISE EXCEPTION 'version % of procedure % was published: only state and valid_to may change',
      OLD.number, OLD.procedure_id USING ERRCODE = 'restrict_violation';
  END IF;
  IF NOT (NEW.state = OLD.state OR (OLD.state = 'published' AND NEW.state = 'retired')) THEN
    RAISE EXCEPTION 'version % of procedure % cannot go from % to %',
      OLD.number, OLD.procedure_id, OLD.state, NEW.state USING ERRCODE = 'restrict_violation';
  END IF;
  RETURN NEW;
END $$;
CREATE TRIGGER version_guard BEFORE UPDATE OR DELETE ON procedures_procedureversion
  FOR EACH ROW EXECUTE FUNCTION procedures_version_guard();
"""

# One function for all five tables: TG_ARGV[0] says how to reach the version from a row.
CHILD_RULE = """
CREATE FUNCTION procedures_child_guard() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
  row_json jsonb;
  rows_json jsonb[] := ARRAY[]::jsonb[];
  found_state text;
BEGIN
  IF TG_OP IN ('UPDATE', 'DELETE') THEN rows_json := rows_json || to_jsonb(OLD); END IF;
  IF TG_OP IN ('INSERT', 'UPDATE') THEN rows_json := rows_json || to_jsonb(NEW); END IF;
  FOREACH row_json IN ARRAY rows_json LOOP
    found_state := NULL;
    CASE TG_ARGV[0]
      WHEN 'version' THEN
        SELECT v.state INTO found_state FROM procedures_procedureversion v
          WHERE v.id = (row_json->>'version_id')::bigint;
      WHEN 'case' THEN
        SELECT v.state INTO found_state FROM procedures_procedureversion v
          JOIN procedures_case c ON c.version_id = v.id
          WHERE c.id = (row_json->>'case_id')::bigint;
      WHEN 'process' THEN
        SELECT v.state INTO found_state FROM procedures_procedureversion v
          JOIN procedures_internalprocess p ON p.version_id = v.id
          WHERE p.id = (row_json->>'process_id')::bigint;
    END CASE;
    IF found_state IS NOT NULL AND found_state <> 'draft' THEN
      RAISE EXCEPTION '%: the version was published, its content cannot change', TG_TABLE_NAME
        USING ERRCODE = 'restrict_violation';
    END IF;
  END LOOP;
  IF TG_OP = 'DELETE' THEN RETURN OLD; END IF;
  RETURN NEW;
END $$;
CREATE TRIGGER child_guard BEFORE INSERT OR UPDATE OR DELETE ON procedures_case
  FOR EACH ROW EXECUTE FUNCTION procedures_child_guard('version');
CREATE TRIGGER child_guard BEFORE INSERT OR UPDATE OR DELETE ON procedures_internalprocess
  FOR EACH ROW EXECUTE FUNCTION procedures_child_guard('version');
CREATE TRIGGER child_guard BEFORE INSERT OR UPDATE OR DELETE ON procedures_component
  FOR EACH ROW EXECUTE FUNCTION procedures_child_guard('case');
CREATE TRIGGER child_guard BEFORE INSERT OR UPDATE OR DELETE ON procedures_fee
  FOR EACH ROW EXECUTE FUNCTION procedures_child_guard('case');
CREATE TRIGGER child_guard BEFORE INSERT OR UPDATE OR DELETE ON procedures_timelimit
  FOR EACH ROW EXECUTE FUNCTION procedures_child_guard('case');
CREATE TRIGGER child_guard BEFORE INSERT OR UPDATE OR DELETE ON procedures_step
  FOR EACH ROW EXECUTE FUNCTION procedures_child_guard('process');
"""

EFORM_RULE = """
CREATE FUNCTION procedures_eform_guard() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  RAISE EXCEPTION 'e-form % version % is frozen: store a new version', OLD.key, OLD.version
    USING ERRCODE = 'restrict_violation';
END $$;
CREATE TRIGGER eform_guard BEFORE UPDATE ON procedures_eform
  FOR EACH ROW WHEN (OLD.* IS DISTINCT FROM NEW.*) EXECUTE FUNCTION procedures_eform_guard();
"""

UNDO = """
DROP TRIGGER version_guard ON procedures_procedureversion;
DROP TRIGGER child_guard ON procedures_case;
DROP TRIGGER child_guard ON procedures_internalprocess;
DROP TRIGGER child_guard ON procedures_component;
DROP TRIGGER child_guard ON procedures_fee;
DROP TRIGGER child_guard ON procedures_timelimit;
DROP TRIGGER child_guard ON procedures_step;
DROP TRIGGER eform_guard ON procedures_eform;
DROP FUNCTION procedures_version_guard();
DROP FUNCTION procedures_child_guard();
DROP FUNCTION procedures_eform_guard();
"""


class Migration(migrations.Migration):
    dependencies = [("procedures", "0002_catalogue")]
    operations = [
        migrations.RunSQL(VERSION_RULE + CHILD_RULE + EFORM_RULE, UNDO),
    ]
