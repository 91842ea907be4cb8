"""What comparing a day leaves behind, whichever provider is compared: the sums of the day, and each difference.

Whoever compares fills two tables of the transaction: `covered`, the days of which both sides are known, and `found`,
each thing on one side or both. Comparing again is safe: what agrees by now ends by itself, what somebody closed stays.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.db import connection
from django.utils.translation import gettext as _
from django.utils.translation import override

_TABLES = """
DROP TABLE IF EXISTS covered, found;
CREATE TEMPORARY TABLE covered (provider text, unit_id bigint, account_number text, day date) ON COMMIT DROP;
CREATE TEMPORARY TABLE found (
    provider text, unit_id bigint, account_number text, day date, kind text, reference text,
    here_dong bigint, there_dong bigint, payment_id bigint, line_id bigint) ON COMMIT DROP
"""
_SUMS = """
INSERT INTO payments_reconciliation (provider, unit_id, account_number, day, matched, missing_here, missing_there,
    differing, here_dong, there_dong, compared_at)
SELECT covered.provider, covered.unit_id, covered.account_number, covered.day,
    count(*) FILTER (WHERE kind = 'matched'), count(*) FILTER (WHERE kind = 'missing_here'),
    count(*) FILTER (WHERE kind = 'missing_there'), count(*) FILTER (WHERE kind = 'differing'),
    coalesce(sum(here_dong), 0), coalesce(sum(there_dong), 0), now()
FROM covered LEFT JOIN found USING (provider, unit_id, account_number, day)
GROUP BY covered.provider, covered.unit_id, covered.account_number, covered.day
ON CONFLICT (provider, unit_id, account_number, day) DO UPDATE SET
    matched = excluded.matched, missing_here = excluded.missing_here, missing_there = excluded.missing_there,
    differing = excluded.differing, here_dong = excluded.here_dong, there_dong = excluded.there_dong,
    compared_at = excluded.compared_at
"""
_DIFFERENCES = """
INSERT INTO payments_difference (provider, unit_id, account_number, day, kind, reference, here_dong, there_dong,
    payment_id, line_id, found_at, reason)
SELECT provider, unit_id, account_number, day, kind, reference, here_dong, there_dong, payment_id, line_id, now(), ''
FROM found WHERE kind <> 'matched'
ON CONFLICT DO NOTHING
"""
#: An account is one whoever has it; tills have no number, and are one a unit.
_ENDED = """
UPDATE payments_difference difference SET closed_at = now(), reason = %(why)s
WHERE closed_at IS NULL
    AND EXISTS (
        SELECT FROM covered WHERE covered.provider = difference.provider AND covered.day = difference.day
            AND covered.account_number = difference.account_number
            AND (covered.unit_id = difference.unit_id OR difference.account_number <> ''))
    AND NOT EXISTS (
        SELECT FROM found WHERE found.provider = difference.provider AND found.kind = difference.kind
            AND found.reference = difference.reference AND found.account_number = difference.account_number)
"""


def compare(fill: Sequence[str], told: dict[str, Any], lock: str) -> None:
    """Compare in the caller's transaction: the statements of `fill` write both tables, with what they are `told`.

    Two who compare under one `lock` wait for each other: else each would count the other's differences as gone.
    """
    with override("vi"):
        why = _("Lần đối soát sau đã khớp.")
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(hashtext(%s))", [f"reconcile {lock}"])
        cursor.execute(_TABLES)
        for statement in (*fill, _SUMS, _DIFFERENCES, _ENDED):
            cursor.execute(statement, told | {"why": why})
