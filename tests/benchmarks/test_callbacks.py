"""The reference of `bin/bench callbacks` writes what a callback writes, each time for the next order."""

from __future__ import annotations

import re
from collections import Counter

import pytest
from django.db import connection

from benchmarks import callbacks as bench
from payments import nightly_check
from payments.models import LedgerEntry, Notice, Payment, Receipt
from tests.payments.books import state_of
from tests.payments.factories import make_account

pytestmark = pytest.mark.django_db


def test_replaying_a_callback_pays_the_next_order_as_the_callback_did() -> None:
    # Given orders of a unit, the first paid by a callback whose writes are noted
    make_account()
    with connection.cursor() as cursor:
        # Ids that stand for nothing else in a statement, as in a database that is in use.
        cursor.execute("SELECT setval('payments_payment_id_seq', 8123456), setval('payments_order_id_seq', 7123456)")
    first, second, third = bench._place(3)
    writes = bench._writes_of(first)
    assert state_of(first) == "paid"
    # When they are replayed as pgbench does
    for number, order in enumerate((second, third)):
        variables = {"client_id": 0, "run": 1, "number": number, "order": order.pk}
        for write in writes:
            text = re.sub(r":(client_id|run|number|order)\b", lambda name: str(variables[name[1]]), write)  # noqa: B023
            with connection.cursor() as cursor:
                cursor.connection.execute(text.encode())
    # Then each paid its own order, with the same rows
    counts = [model.objects.count() for model in (Payment, Receipt, Notice)]
    assert counts == [3, 3, 3]
    assert LedgerEntry.objects.filter(payment__isnull=False).count() == 6
    assert [state_of(order) for order in (second, third)] == ["paid", "paid"]
    assert nightly_check.run().problems == []


def test_callbacks_that_were_lost_or_doubled_stop_the_run() -> None:
    make_account()
    order = bench._place(1)[0]
    with pytest.raises(RuntimeError, match="booked 0"):
        bench._require_exact([order], Counter({200: bench.TOLD}))
