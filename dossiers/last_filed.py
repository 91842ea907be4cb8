"""When each procedure was last used: told to the catalogue, which reports those that nobody uses any more."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date

from django.db import connection

from portal.vietnamese.moments import VIETNAM

# One look into the index of each version, so that the cost grows with the catalogue and not with the archive.
_LAST = """
SELECT version.procedure_id, max(newest.submitted_at)
  FROM procedures_procedureversion version
 CROSS JOIN LATERAL (
       SELECT dossier.submitted_at FROM dossiers_dossier dossier
        WHERE dossier.procedure_version_id = version.id
        ORDER BY dossier.submitted_at DESC LIMIT 1) newest
 WHERE version.procedure_id = ANY(%s)
 GROUP BY version.procedure_id
"""


def last_filed(procedure_ids: Collection[int]) -> dict[int, date]:
    """By procedure, the day in Viet Nam on which its last dossier was filed."""
    with connection.cursor() as cursor:
        cursor.execute(_LAST, [list(procedure_ids)])
        return {procedure_id: moment.astimezone(VIETNAM).date() for procedure_id, moment in cursor.fetchall()}
