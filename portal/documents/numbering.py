"""Numbers of documents: gapless within a series and year, under any number of concurrent writers.

One counter row a series and year, moved in the caller's own transaction: whoever rolls back gives the number back.
The price is that writers of one series queue for each other until commit; so take the number last.
"""

from __future__ import annotations

from django.db import connection

TAKE_NEXT = """
INSERT INTO documents_numberseries (series, year, last) VALUES (%s, %s, 1)
ON CONFLICT ON CONSTRAINT numberseries_one_per_year
DO UPDATE SET last = documents_numberseries.last + 1
RETURNING last
"""


def next_number(series: str, year: int) -> int:
    """Return the next number of a series in a year, from 1 (TT 01/2018/TT-VPCP Đ10: continuous, yearly).

    RuntimeError outside a transaction: there the number would be spent even if its document never came to be.
    """
    if not connection.in_atomic_block:
        raise RuntimeError("next_number must be called inside the transaction that uses the number")
    with connection.cursor() as cursor:
        cursor.execute(TAKE_NEXT, [series, year])
        return int(cursor.fetchone()[0])
