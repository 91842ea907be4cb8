"""Numbers are gapless and unique within a series and year, also under 50 concurrent writers (TT 01/2018 Đ10)."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor

import pytest
from django.db import connection, transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from portal.documents.models import NumberSeries
from portal.documents.numbering import next_number


@pytest.mark.django_db
def test_runs_from_one_by_series_and_year() -> None:
    assert [next_number("TNHS", 2026) for _ in range(3)] == [1, 2, 3]
    assert next_number("TNHS", 2027) == 1
    assert next_number("HDHS", 2026) == 1
    assert next_number("TNHS", 2026) == 4


@pytest.mark.django_db
def test_rolled_back_number_is_given_out_again() -> None:
    next_number("TNHS", 2026)
    with transaction.atomic():
        assert next_number("TNHS", 2026) == 2
        transaction.set_rollback(True)
    assert next_number("TNHS", 2026) == 2


@pytest.mark.django_db(transaction=True)
def test_outside_a_transaction_no_number_is_spent() -> None:
    with pytest.raises(RuntimeError, match="transaction"):
        next_number("TNHS", 2026)
    assert not NumberSeries.objects.exists()


@pytest.mark.django_db(transaction=True)
def test_fifty_writers_at_once_some_of_whom_fail_leave_no_gap() -> None:
    def write(writer: int) -> int | None:
        try:
            with transaction.atomic():
                number = next_number("TNHS", 2026)
                if writer % 5 == 0:
                    raise InterruptedError
                return number
        except InterruptedError:
            return None
        finally:
            connection.close()

    with ThreadPoolExecutor(50) as pool:
        numbers = sorted(number for number in pool.map(write, range(150)) if number is not None)
    assert numbers == list(range(1, 121))


@pytest.mark.django_db
@settings(max_examples=10, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(wanted=st.lists(st.tuples(st.sampled_from(["a", "b"]), st.integers(2025, 2027)), max_size=30))
def test_any_mixture_of_series_is_gapless_in_each(wanted: list[tuple[str, int]]) -> None:
    NumberSeries.objects.all().delete()
    given_out: dict[tuple[str, int], list[int]] = {}
    for series, year in wanted:
        given_out.setdefault((series, year), []).append(next_number(series, year))
    assert all(numbers == list(range(1, len(numbers) + 1)) for numbers in given_out.values())
