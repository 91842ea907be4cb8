"""Rules proved: announced versions stand on one line of time; neighbours, what comes next and the end are read off it.

Half-open spans: a version is in force from its first day up to, not including, the first day of the next.
"""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from procedures.history import Edition, before, coming, last_day_known, with_number

FIRST = date(2026, 1, 1)


def line(*lengths: int, ends: int | None = None) -> list[Edition]:
    """Editions that follow each other without a gap, newest first; the last one open or ``ends`` days long."""
    made: list[Edition] = []
    start = FIRST
    for number, length in enumerate(lengths, 1):
        end = start + timedelta(days=length)
        made.append(Edition(number * 10, number, start, end, f"{number}/QĐ"))
        start = end
    newest = len(lengths) + 1
    last = None if ends is None else start + timedelta(days=ends)
    made.append(Edition(newest * 10, newest, start, last, f"{newest}/QĐ"))
    return made[::-1]


lines = st.builds(
    lambda lengths, ends: line(*lengths, ends=ends),
    st.lists(st.integers(0, 40), max_size=6),
    st.none() | st.integers(0, 40),
)
days = st.integers(-10, 300).map(lambda after: FIRST + timedelta(days=after))


@given(lines, days)
def test_a_day_has_at_most_one_version(editions: list[Edition], day: date) -> None:
    in_force = [edition for edition in editions if edition.is_in_force(day)]

    assert len(in_force) <= 1
    assert all(edition.was_ever_in_force for edition in in_force)


@given(lines)
def test_a_version_was_in_force_exactly_when_some_day_had_it(editions: list[Edition]) -> None:
    for edition in editions:
        assert edition.was_ever_in_force == edition.is_in_force(edition.valid_from)


@given(lines)
def test_going_back_from_version_to_version_meets_each_once_and_ends_at_the_first(editions: list[Edition]) -> None:
    met = [editions[0]]
    while older := before(editions, met[-1]):
        met.append(older)

    assert met == editions
    assert met[-1].number == 1


@given(lines, st.integers(-2, 12))
def test_a_number_names_its_version_or_nothing(editions: list[Edition], number: int) -> None:
    found = with_number(editions, number)

    assert (found is not None) == (1 <= number <= len(editions))
    assert found is None or found.number == number


@given(lines, days)
def test_what_comes_next_is_the_nearest_first_day_ahead(editions: list[Edition], today: date) -> None:
    ahead = [edition.valid_from for edition in editions if edition.valid_from > today]
    found = coming(editions, today)

    assert (found.valid_from if found else None) == (min(ahead) if ahead else None)


@given(lines, days)
def test_an_end_is_known_only_while_the_last_version_holds_and_then_nothing_follows(
    editions: list[Edition], today: date
) -> None:
    end = last_day_known(editions, today)

    if end is None:
        newest = editions[0]
        assert newest.valid_to is None or not newest.is_in_force(today)
    else:
        assert end > today
        assert not any(edition.is_in_force(end) for edition in editions)
        assert coming(editions, today) is None


def test_a_version_that_is_followed_has_no_end_to_tell_of() -> None:
    """A procedure that goes on under a new version does not end (bãi bỏ) when the old one does."""
    editions = line(30)

    assert last_day_known(editions, FIRST) is None


def test_without_any_version_there_is_nothing_to_say() -> None:
    assert (coming([], FIRST), last_day_known([], FIRST), with_number([], 1)) == (None, None, None)


@pytest.mark.parametrize(("day", "number"), [(-1, None), (0, 1), (29, 1), (30, 2), (400, 2)])
def test_the_first_day_of_the_next_is_the_first_without_the_old(day: int, number: int | None) -> None:
    editions = line(30)
    found = [edition.number for edition in editions if edition.is_in_force(FIRST + timedelta(days=day))]

    assert found == ([number] if number else [])
