"""A task goes back to whoever had it only while they can do it: role, account and absences are looked at again."""

from __future__ import annotations

from importlib import import_module

from django.db import migrations

# Kinds of units at which the reach of casework roles ends, as `units.models.AGENCY_KINDS` was when this was written.
CREATE = """
CREATE OR REPLACE FUNCTION dossiers_next_holder(asked_unit bigint, asked_role text, day date, preferred bigint) RETURNS bigint
LANGUAGE plpgsql STABLE AS $$
DECLARE
    asked_way text;
    reach bigint[];
    found_one bigint;
BEGIN
    IF preferred IS NOT NULL THEN
        WITH RECURSIVE upwards AS (
            SELECT unit.id, unit.parent_id, unit.kind FROM units_unit unit WHERE unit.id = asked_unit
            UNION ALL
            SELECT unit.id, unit.parent_id, unit.kind
            FROM upwards JOIN units_unit unit ON unit.id = upwards.parent_id
            WHERE upwards.kind NOT IN ('provincial_committee', 'department', 'provincial_centre', 'commune_committee')
        )
        SELECT array_agg(upwards.id) INTO reach FROM upwards;
        -- The one who had it, where they hold the role or stand in for somebody; else who stands in for them.
        SELECT able.person_id INTO found_one
        FROM (
            SELECT held.user_id AS person_id, 0 AS rank
            FROM units_staffrole held
            WHERE held.user_id = preferred AND held.role = asked_role AND held.unit_id = ANY(reach)
                AND held.valid_from <= day AND (held.valid_to IS NULL OR held.valid_to > day)
            UNION ALL
            SELECT stand_in.person_id, CASE WHEN stand_in.person_id = preferred THEN 1 ELSE 2 END
            FROM units_standin stand_in
            JOIN units_absence gone ON gone.id = stand_in.absence_id
                AND gone.valid_from <= day AND gone.valid_to > day
            JOIN units_staffrole held ON held.id = stand_in.held_id AND held.role = asked_role
                AND held.unit_id = ANY(reach)
                AND held.valid_from <= day AND (held.valid_to IS NULL OR held.valid_to > day)
            JOIN accounts_user owner ON owner.id = held.user_id AND owner.is_active
            WHERE stand_in.person_id = preferred OR held.user_id = preferred
        ) able
        JOIN accounts_user person ON person.id = able.person_id AND person.is_active
        WHERE NOT EXISTS (SELECT FROM units_absence away
            WHERE away.user_id = able.person_id AND away.valid_from <= day AND away.valid_to > day)
        ORDER BY able.rank, able.person_id
        LIMIT 1;
        IF FOUND THEN
            RETURN found_one;
        END IF;
    END IF;
    SELECT policy.way INTO asked_way FROM dossiers_assignmentpolicy policy
        WHERE policy.unit_id = asked_unit AND policy.role = asked_role AND policy.way <> 'pool';
    IF NOT FOUND THEN
        RETURN NULL;
    END IF;
    SELECT held.user_id INTO found_one
        FROM units_staffrole held
        JOIN accounts_user person ON person.id = held.user_id AND person.is_active
        WHERE held.unit_id = asked_unit AND held.role = asked_role
            AND held.valid_from <= day AND (held.valid_to IS NULL OR held.valid_to > day)
            AND NOT EXISTS (SELECT FROM units_absence away
                WHERE away.user_id = held.user_id AND away.valid_from <= day AND away.valid_to > day)
        ORDER BY
            CASE WHEN asked_way = 'load' THEN
                (SELECT count(*) FROM dossiers_task task
                    WHERE task.assignee_id = held.user_id AND task.finished_at IS NULL)
            END,
            (SELECT max(task.opened_at) FROM dossiers_task task
                WHERE task.assignee_id = held.user_id AND task.unit_id = asked_unit AND task.role = asked_role)
            NULLS FIRST,
            held.user_id
        LIMIT 1;
    RETURN found_one;
END
$$
"""

BEFORE = import_module("dossiers.migrations.0010_next_holder").CREATE


class Migration(migrations.Migration):
    dependencies = [("dossiers", "0017_boards"), ("units", "0004_absences")]
    operations = [migrations.RunSQL(CREATE, BEFORE)]
