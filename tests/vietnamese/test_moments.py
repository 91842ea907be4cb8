"""Moments are said in Vietnam's time, with the day of the week."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest

from portal.vietnamese import say_date, say_moment


def test_a_moment_is_said_in_vietnams_time() -> None:
    assert say_moment(datetime(2026, 11, 25, 10, 0, tzinfo=UTC)) == "17:00 thứ Tư, 25/11/2026"


def test_late_in_the_evening_of_utc_it_is_tomorrow_here() -> None:
    assert say_moment(datetime(2026, 11, 21, 17, 5, tzinfo=UTC)) == "00:05 Chủ nhật, 22/11/2026"


def test_it_is_said_in_english_too() -> None:
    assert say_moment(datetime(2026, 11, 25, 10, 0, tzinfo=UTC), "en") == "17:00 Wednesday, 25/11/2026"


def test_a_moment_without_zone_is_refused() -> None:
    with pytest.raises(ValueError, match="time zone"):
        say_moment(datetime(2026, 11, 25, 10, 0))  # noqa: DTZ001 - the case in point


def test_days_of_old_papers_keep_four_digits_in_the_year() -> None:
    assert say_date(date(975, 1, 2)).endswith("02/01/0975")
