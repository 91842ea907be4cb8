"""The statement behind `missed`: run once a month, over the dossiers due in it.

A due time counts that stood when it passed: while the clock ran, by the log of events, or if its dossier was
apologised for instead (NĐ 61/2018 Đ19(9)). One that was recounted on a corrected calendar never was missed. What the
worker marked is known by its alerts also where the clock was started anew since.
"""

from __future__ import annotations

_CANDIDATES = """
    SELECT id AS dossier_id, 'overdue' AS kind, due_at, finished_at AS done_at, '' AS reason
    FROM dossiers_dossier
    WHERE due_at >= %(start)s AND due_at < %(end)s
      AND (overdue_at IS NOT NULL OR finished_at > due_at OR (finished_at IS NULL AND status IN (1, 2, 4)))
    UNION ALL
    SELECT apology.dossier_id, 'overdue', due_before, finished_at, apology.reason
    FROM dossiers_apology apology JOIN dossiers_dossier dossier ON dossier.id = apology.dossier_id
    WHERE due_before >= %(start)s AND due_before < %(end)s AND approved_at IS NOT NULL
      AND (finished_at IS NULL OR finished_at > due_before)
    UNION ALL
    SELECT id, 'late_reception', reception_due_at, received_at, ''
    FROM dossiers_dossier
    WHERE reception_due_at >= %(start)s AND reception_due_at < %(end)s AND late_reception_at >= reception_due_at
    UNION ALL
    SELECT id, 'late_hand_over', hand_over_due_at, handed_over_at, ''
    FROM dossiers_dossier
    WHERE hand_over_due_at >= %(start)s AND hand_over_due_at < %(end)s AND late_hand_over_at >= hand_over_due_at
    UNION ALL
    SELECT alert.dossier_id, alert.kind, since,
           CASE alert.kind WHEN 'overdue' THEN finished_at WHEN 'late_reception' THEN received_at
                           ELSE handed_over_at END, ''
    FROM dossiers_alert alert JOIN dossiers_dossier dossier ON dossier.id = alert.dossier_id
    WHERE alert.rung = 0 AND alert.kind IN ('overdue', 'late_reception', 'late_hand_over')
      AND since >= %(start)s AND since < %(end)s"""

_MISSED = """
WITH candidate AS ({candidates}),
missed AS (
    SELECT DISTINCT ON (dossier_id, kind, due_at) candidate.*
    FROM candidate
    JOIN LATERAL (
        SELECT status_to FROM dossiers_event event
        WHERE event.dossier_id = candidate.dossier_id AND event.at <= candidate.due_at
        ORDER BY sequence DESC LIMIT 1
    ) stood ON stood.status_to = ANY (CASE kind WHEN 'late_reception' THEN ARRAY[1] WHEN 'late_hand_over' THEN ARRAY[2]
                                                ELSE ARRAY[1, 2, 4] END)
    WHERE NOT EXISTS (
        SELECT FROM dossiers_event event
        WHERE kind = 'overdue' AND event.dossier_id = candidate.dossier_id AND event.action = 'recount'
          AND (event.data #>> '{{due,from}}')::timestamptz = candidate.due_at
    )
    ORDER BY dossier_id, kind, due_at, reason DESC
)
SELECT missed.dossier_id, missed.kind, missed.due_at,
       CASE WHEN missed.done_at > missed.due_at THEN missed.done_at END, missed.reason,
       COALESCE(task.unit_id, dossier.handling_unit_id),
       COALESCE(task.role, CASE missed.kind WHEN 'overdue' THEN 'officer' ELSE 'clerk' END),
       CASE WHEN changed.id IS NULL THEN task.assignee_id ELSE (changed.data ->> 'from')::bigint END,
       COALESCE(step.name, '')
FROM missed
JOIN dossiers_dossier dossier ON dossier.id = missed.dossier_id
LEFT JOIN LATERAL (
    SELECT * FROM dossiers_task task
    WHERE task.dossier_id = missed.dossier_id AND task.opened_at <= missed.due_at
    ORDER BY task.opened_at DESC, task.id DESC LIMIT 1
) task ON TRUE
LEFT JOIN procedures_step step ON step.id = task.step_id
-- The first change of hands after it came late tells whose it was until then.
LEFT JOIN LATERAL (
    SELECT event.id, event.data FROM dossiers_event event
    WHERE event.dossier_id = missed.dossier_id AND event.action IN ('claim', 'assign', 'release')
      AND event.at > missed.due_at AND (event.data ->> 'task')::bigint = task.id
    ORDER BY sequence LIMIT 1
) changed ON TRUE
ORDER BY missed.due_at, missed.dossier_id, missed.kind"""

MISSED = _MISSED.format(candidates=_CANDIDATES)
"""Takes `start` and `end`; gives the columns of `missed.Missed`."""
