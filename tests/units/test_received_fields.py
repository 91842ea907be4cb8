"""Rules proved: which fields a centre receives where and until when, told from its rows in any number. Pure."""

from __future__ import annotations

import datetime as dt

from hypothesis import given
from hypothesis import strategies as st

from units.models import CentreService, Counter
from units.services import grouped

FIRST = dt.date(2026, 1, 1)
DAYS = st.integers(0, 60).map(lambda days: FIRST + dt.timedelta(days=days))
FIELDS = {"ho-tich": "Hộ tịch", "dat-dai": "Đất đai", "chung-thuc": "Chứng thực"}


@st.composite
def rows(draw: st.DrawFn) -> list[CentreService]:
    """Rows in the order of the query: by name of the field, then by day, then by counter."""
    found = []
    for code in draw(st.lists(st.sampled_from(sorted(FIELDS)), max_size=9)):
        since = draw(DAYS)
        days = draw(st.none() | st.integers(1, 90))
        until = None if days is None else since + dt.timedelta(days=days)
        number = draw(st.none() | st.integers(1, 5))
        counter = Counter(pk=number, number=number) if number else None
        span = {"valid_from": since, "valid_to": until}
        found.append(CentreService(field_code=code, field_name=FIELDS[code], counter=counter, **span))
    return sorted(found, key=lambda row: (row.field_name, row.valid_from, row.counter.number if row.counter else 99))


@given(rows())
def test_each_field_is_told_once_by_name(there: list[CentreService]) -> None:
    told = grouped(there)

    assert [one.code for one in told] == list(dict.fromkeys(row.field_code for row in there))
    assert [one.name for one in told] == sorted(one.name for one in told)


@given(rows())
def test_it_begins_with_its_first_row_and_ends_with_its_last_or_never(there: list[CentreService]) -> None:
    for one in grouped(there):
        own = [row for row in there if row.field_code == one.code]
        assert one.since == min(row.valid_from for row in own)
        if any(row.valid_to is None for row in own):
            assert one.until is None
        else:
            assert one.until == max(row.valid_to for row in own if row.valid_to) > one.since


@given(rows())
def test_one_row_without_a_counter_opens_every_counter_for_its_field(there: list[CentreService]) -> None:
    for one in grouped(there):
        own = [row.counter.number if row.counter else None for row in there if row.field_code == one.code]
        assert list(one.counters) == ([] if None in own else sorted(n for n in own if n))


@given(rows())
def test_by_their_spans_nothing_is_lost_and_each_span_keeps_its_days(there: list[CentreService]) -> None:
    told = grouped(there, by_span=True)

    spans = {(row.field_code, row.valid_from, row.valid_to) for row in there}
    assert {(one.code, one.since, one.until) for one in told} == spans and len(told) == len(spans)
    assert {one.code for one in told} == {one.code for one in grouped(there)}


def test_a_centre_without_rows_receives_nothing_special() -> None:
    assert grouped([]) == []
