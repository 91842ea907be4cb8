"""The function that says whose a new task is (docs/decisions/0010): its plans are kept, a pool costs next to nothing."""

from __future__ import annotations

from django.db import migrations

CREATE = """
CREATE OR REPLACE FUNCTION dossiers_next_holder(asked_unit bigint, asked_role text, day date, preferred bigint) RETURNS bigint
LANGUAGE plpgsql STABLE AS $$
DECLARE
    asked_way text;
    found_one bigint;
BEGIN
    IF preferred IS NOT NULL THEN
        PERFORM FROM units_absence away
            WHERE away.user_id = preferred AND away.valid_from <= day AND away.valid_to > day;
        IF NOT FOUND THEN
            RETURN preferred;
        END IF;
        SELECT stand_in.person_id INTO found_one
            FROM units_absence away
            JOIN units_standin stand_in ON stand_in.absence_id = away.id
            JOIN units_staffrole held ON held.id = stand_in.held_id AND held.role = asked_role
            WHERE away.user_id = preferred AND away.valid_from <= day AND away.valid_to > day
            ORDER BY stand_in.id LIMIT 1;
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


class Migration(migrations.Migration):
    dependencies = [("dossiers", "0009_mark_of_steps"), ("units", "0004_absences")]
    operations = [migrations.RunSQL(CREATE, "DROP FUNCTION dossiers_next_holder(bigint, text, date, bigint)")]
