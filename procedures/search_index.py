"""Keeping search's own table true: one entry a procedure in force, in the publishing transaction."""

from __future__ import annotations

from collections.abc import Collection

from django.db import connection
from django.db.backends.utils import CursorWrapper

from procedures import popularity
from procedures.models import ProcedureVersion, SearchEntry
from procedures.search_entries import entry_of

# The vocabulary comes from names and keywords only: words of long texts would hide typing slips.
COUNT_WORDS = r"""
INSERT INTO procedures_searchword (plain, spelling, entries)
SELECT plain, (array_agg(word ORDER BY entries DESC, word))[1], sum(entries)
  FROM (SELECT word, procedures_plain(word) AS plain, count(DISTINCT procedure_id) AS entries
          FROM procedures_searchentry,
               regexp_split_to_table(lower(name || ' ' || keywords), '[^[:alnum:]]+') AS word
         WHERE word <> '' GROUP BY word) AS spelt
 GROUP BY plain
 UNION ALL SELECT '', gen_random_uuid()::text, count(*) FROM procedures_searchentry
"""


WORDS_LOCK = 0x776F7264


MANY = 100


_WRITTEN = [f.name for f in SearchEntry._meta.concrete_fields if not (f.primary_key or f.generated)]


def refresh(procedure_ids: Collection[int]) -> None:
    """Write the entries of these procedures anew from their versions in force; drop those without one."""
    versions = ProcedureVersion.objects.valid_on().filter(procedure__in=procedure_ids).select_related("procedure")
    whole = versions.prefetch_related("cases__components", "cases__fees", "cases__time_limits")
    filed = popularity.filed(list(procedure_ids))
    entries = [entry_of(version, filed) for version in whole]
    in_force = [entry.procedure_id for entry in entries]
    SearchEntry.objects.filter(procedure__in=procedure_ids).exclude(procedure__in=in_force).delete()
    SearchEntry.objects.bulk_create(
        entries,
        update_conflicts=True,
        unique_fields=["procedure"],
        update_fields=_WRITTEN,
        batch_size=500,
    )
    with connection.cursor() as cursor:
        if len(entries) >= MANY:
            # Right after a bulk load the planner knows nothing of the rows, and the first searches take seconds.
            cursor.execute("ANALYZE procedures_searchentry")
        _count_words(cursor)


def _count_words(cursor: CursorWrapper) -> None:
    """Count the words anew. Of two publications at once the second waits here for the end of the first.

    Without the lock it would remove the words that it saw before waiting, and write those of the first once more.
    """
    cursor.execute("SELECT pg_advisory_xact_lock(%s)", [WORDS_LOCK])
    cursor.execute("DELETE FROM procedures_searchword")
    cursor.execute(COUNT_WORDS)


def renew_old() -> int:
    """Write anew the entries of an earlier release, which had another shape; how many. One query if none."""
    old = list(SearchEntry.objects.exclude(card__has_key="dues").values_list("procedure_id", flat=True))
    if old:
        refresh(old)
    return len(old)
