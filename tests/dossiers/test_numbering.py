"""Dossier codes: unique, ordered and without gaps, also under fifty filings at once (TT 01/2018 Đ19)."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from datetime import date

import pytest
from django.db import connection, transaction
from hypothesis import given
from hypothesis import strategies as st

from dossiers import numbering

DAY = date(2026, 11, 22)


def take(agency: str) -> str:
    """One code in a transaction of its own, on a connection of its own."""
    try:
        with transaction.atomic():
            return numbering.next_code(agency, DAY)
    finally:
        connection.close()


@pytest.mark.django_db(transaction=True)
def test_fifty_at_once_get_fifty_codes_without_gaps() -> None:
    with ThreadPoolExecutor(max_workers=10) as pool:
        codes = list(pool.map(take, ["H29.151"] * 50))

    assert sorted(codes) == [f"H29.151-261122-{number:04d}" for number in range(1, 51)]


@pytest.mark.django_db
def test_a_filing_that_fails_gives_its_number_back() -> None:
    with pytest.raises(RuntimeError, match="fails"), transaction.atomic():
        numbering.next_code("H29.151", DAY)
        raise RuntimeError("this filing fails")

    assert numbering.next_code("H29.151", DAY) == "H29.151-261122-0001"


@pytest.mark.django_db
def test_each_agency_and_each_day_counts_for_itself() -> None:
    codes = [
        numbering.next_code("H29.151", DAY),
        numbering.next_code("H29.152", DAY),
        numbering.next_code("H29.151", date(2026, 11, 23)),
        numbering.next_code("H29.151", DAY),
    ]
    assert codes == ["H29.151-261122-0001", "H29.152-261122-0001", "H29.151-261123-0001", "H29.151-261122-0002"]


@pytest.mark.django_db
def test_numbers_taken_in_bulk_follow_those_given_and_are_followed_by_the_next() -> None:
    numbering.next_code("H29.151", DAY)

    last = numbering.take_numbers({("H29.151", DAY): 40, ("H29.152", DAY): 3})

    assert last == {("H29.151", DAY): 41, ("H29.152", DAY): 3}
    assert numbering.next_code("H29.151", DAY) == "H29.151-261122-0042"
    assert numbering.next_code("H29.152", DAY) == "H29.152-261122-0004"


def take_many(count: int) -> range:
    """Numbers of two agencies at once; those of the first."""
    try:
        last = numbering.take_numbers({("H29.152", DAY): 1, ("H29.151", DAY): count})["H29.151", DAY]
        return range(last - count + 1, last + 1)
    finally:
        connection.close()


@pytest.mark.django_db(transaction=True)
def test_who_takes_many_at_once_shares_none_with_another() -> None:
    counts = [1, 7, 30, 2, 12, 7, 1, 40]
    with ThreadPoolExecutor(max_workers=4) as pool:
        taken = [number for numbers in pool.map(take_many, counts) for number in numbers]

    assert sorted(taken) == list(range(1, sum(counts) + 1))


@given(
    agency=st.from_regex(r"\A[A-Z][0-9]{2}(\.[0-9]{1,3}){0,3}\Z"),
    day=st.dates(date(2025, 7, 1), date(2099, 12, 31)),
    number=st.integers(1, 999_999),
)
def test_every_code_has_the_shape_that_the_national_portal_accepts(agency: str, day: date, number: int) -> None:
    assert numbering.looks_like_code(numbering.format_code(agency, day, number))


@pytest.mark.parametrize(
    "code", ["H29.151-261122-0001", " h29.151-261122-0001 ", "000.17.22.H56-210531-0001", "H56.14-240823-00012"]
)
def test_codes_of_today_and_of_old_are_recognised(code: str) -> None:
    assert numbering.looks_like_code(code)


@pytest.mark.parametrize("text", ["", "0001", "H29.151-2611-0001", "H29.151-261122-1", "PAKN-H29-261122-0001"])
def test_other_texts_are_not_codes(text: str) -> None:
    assert not numbering.looks_like_code(text)
