"""How many dossiers were filed of each procedure, month by month: told to the catalogue, which orders search by it."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta

from django.db import connection

from portal.vietnamese.moments import VIETNAM

DAYS_A_MONTH = 30
# Dossiers filed on the day itself are of month 0; drafts are none.
_COUNTS = """
SELECT version.procedure_id, greatest(floor(extract(epoch FROM %(end)s - dossier.submitted_at) / 86400 / 30), 0)::int,
       count(*)
  FROM dossiers_dossier dossier
  JOIN procedures_procedureversion version ON version.id = dossier.procedure_version_id
 WHERE dossier.submitted_at >= %(start)s AND dossier.submitted_at < %(end)s
 GROUP BY 1, 2
"""


def filed_counts(today: date, months: int) -> list[tuple[int, int, int]]:
    """Procedure's id, months ago (of 30 days, by days in Viet Nam), dossiers; one query over what was filed since."""
    end = datetime.combine(today + timedelta(days=1), time(), VIETNAM)
    start = end - timedelta(days=DAYS_A_MONTH * months)
    with connection.cursor() as cursor:
        cursor.execute(_COUNTS, {"start": start, "end": end})
        return [(procedure_id, months_ago, count) for procedure_id, months_ago, count in cursor.fetchall()]
