"""Reports that come at the same moment from many processes: none lost, none doubled."""

from __future__ import annotations

from collections import Counter
from concurrent.futures import ThreadPoolExecutor

import pytest
from django.db import connection

from payments.receiving import receive
from payments.reported import Reported
from payments.vocabulary import Outcome
from tests.payments.books import agree, balances, state_of
from tests.payments.factories import place, report


def _receive(told: Reported) -> str:
    try:
        return str(receive(told).outcome)
    finally:
        connection.close()


@pytest.mark.django_db(transaction=True)
def test_ten_processes_that_tell_the_same_thirty_reports_book_each_once() -> None:
    # Given an order of 50.000 đồng and thirty transfers of 2.000, half of which do not name it
    order = place()
    told = [report(order if n % 2 else None, 2_000, f"FT{n}", account_number=order.account.number) for n in range(30)]  # type: ignore[union-attr]
    # When each comes three times, all at once
    with ThreadPoolExecutor(10) as pool:
        outcomes = Counter(pool.map(_receive, told * 3))
    # Then each counts once
    assert outcomes == {Outcome.PARTIAL: 15, Outcome.UNMATCHED: 15, Outcome.DUPLICATE: 60}
    assert state_of(order) == "part_paid"
    assert balances(order) == {"payer": 20_000, "unit": -50_000, "provider": 30_000}
    assert agree()
