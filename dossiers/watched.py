"""What the worker watches: for each kind of lateness, what marks it, since when it is so, and who has the work.

Each is one statement over a partial index of what is not marked yet, so that a round costs what became late and not
what is open. Marking and telling are one statement: a worker killed inside has done both or neither.
"""

from __future__ import annotations

from dataclasses import dataclass

from dossiers.alert_kinds import AlertKind


@dataclass(frozen=True)
class Watched:
    """One kind: the UPDATE that marks, and the place whose head answers for it (a column of the dossier)."""

    kind: AlertKind
    mark: str
    place: str


_DOSSIER = """
    UPDATE dossiers_dossier SET {marked} = %(now)s
    WHERE status {statuses} AND {marked} IS NULL AND {due} {passed} %(now)s
    RETURNING id AS dossier_id, {due} AS since, {unit} AS unit_id, '{role}' AS role"""

_STEP = """
    UPDATE dossiers_task SET overdue_at = %(now)s
    WHERE finished_at IS NULL AND overdue_at IS NULL AND role IN ('officer', 'leader') AND due_at < %(now)s
    RETURNING dossier_id, due_at AS since, unit_id, role"""

_RUNNING = "IN (1, 2, 4)"


def _of_dossier(kind: AlertKind, marked: str, due: str, statuses: str, place: str) -> Watched:
    unit, role = ("receiving_unit_id", "clerk") if place == "receiving_unit_id" else ("handling_unit_id", "officer")
    passed = "<=" if kind == AlertKind.DUE_SOON else "<"
    mark = _DOSSIER.format(marked=marked, due=due, passed=passed, statuses=statuses, unit=unit, role=role)
    return Watched(kind, mark, place)


WATCHED: tuple[Watched, ...] = (
    _of_dossier(AlertKind.DUE_SOON, "due_soon_at", "due_soon_from", _RUNNING, "competent_unit_id"),
    _of_dossier(AlertKind.OVERDUE, "overdue_at", "due_at", _RUNNING, "competent_unit_id"),
    _of_dossier(AlertKind.LATE_RECEPTION, "late_reception_at", "reception_due_at", "= 1", "receiving_unit_id"),
    _of_dossier(AlertKind.LATE_HAND_OVER, "late_hand_over_at", "hand_over_due_at", "= 2", "receiving_unit_id"),
    Watched(AlertKind.STEP_OVERDUE, _STEP, "competent_unit_id"),
)

# A step that is open tells better who has the work than the dossier does.
MARK_AND_TELL = """
WITH late AS ({mark}),
told AS (
    INSERT INTO dossiers_alert (kind, dossier_id, role, unit_id, rung, since, raised_at, reason, note)
    SELECT %(kind)s, late.dossier_id, COALESCE(task.role, late.role), COALESCE(task.unit_id, late.unit_id), 0,
           late.since, %(now)s, '', ''
    FROM late LEFT JOIN dossiers_task task ON task.dossier_id = late.dossier_id AND task.finished_at IS NULL
    ON CONFLICT DO NOTHING
)
SELECT count(*) FROM late"""

# The rows of `line` say, for each calendar, since when something must be late to be told to the next rung now.
CLIMB = """
WITH line (calendar_id, latest) AS (SELECT * FROM unnest(%(calendars)s::bigint[], %(latest)s::timestamptz[])),
climbing AS (
    UPDATE dossiers_alert alert SET escalated_at = %(now)s
    FROM dossiers_dossier dossier
    JOIN units_unit unit ON unit.id = dossier.{place}
    JOIN line ON line.calendar_id = unit.calendar_id
    WHERE alert.kind = %(kind)s AND alert.rung = %(rung)s AND alert.settled_at IS NULL AND alert.escalated_at IS NULL
      AND alert.since <= %(newest)s AND dossier.id = alert.dossier_id AND alert.since <= line.latest
    RETURNING alert.dossier_id, alert.since, dossier.{place} AS unit_id
),
told AS (
    INSERT INTO dossiers_alert (kind, dossier_id, role, unit_id, rung, since, raised_at, reason, note)
    SELECT %(kind)s, dossier_id, %(role)s, unit_id, %(rung)s + 1, since, %(now)s,
           CASE WHEN EXISTS (SELECT FROM dossiers_event event
                             WHERE event.dossier_id = climbing.dossier_id AND event.action = 'apologise')
                THEN %(reason_apologised)s ELSE %(reason)s END, ''
    FROM climbing
    ON CONFLICT DO NOTHING
    RETURNING 1
)
SELECT count(*) FROM told"""
