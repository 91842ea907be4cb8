"""The 15:00 rule: handing over, and results of the same day (NĐ 309/2026 Đ18(2); domain.md 4)."""

from __future__ import annotations

import datetime as dt

import pytest

from tests.units.calendars_of_chance import office_calendar
from units.working_time import VIETNAM, Calendar, hand_over_due, same_day_due

CALENDAR = office_calendar()


def at(text: str) -> dt.datetime:
    """A moment in Viet Nam."""
    return dt.datetime.fromisoformat(text).replace(tzinfo=VIETNAM)


@pytest.mark.parametrize(
    ("received", "handed_over", "result"),
    [
        ("2026-11-23T06:00", "2026-11-23T17:00", "2026-11-23T17:00"),
        ("2026-11-23T14:59", "2026-11-23T17:00", "2026-11-23T17:00"),
        ("2026-11-23T15:00", "2026-11-23T17:00", "2026-11-23T17:00"),
        ("2026-11-23T15:00:01", "2026-11-25T11:30", "2026-11-25T17:00"),  # 24/11 is off
        ("2026-11-23T20:00", "2026-11-25T11:30", "2026-11-25T17:00"),
        ("2026-11-20T15:30", "2026-11-23T11:30", "2026-11-23T17:00"),
        ("2026-11-22T09:00", "2026-11-23T11:30", "2026-11-23T17:00"),  # online on a Sunday
    ],
)
def test_received_after_three_is_for_the_next_working_day(received: str, handed_over: str, result: str) -> None:
    assert hand_over_due(CALENDAR, at(received)).at == at(handed_over)
    assert same_day_due(CALENDAR, at(received)).at == at(result)


def test_a_day_that_closes_at_noon_has_no_afternoon_to_hand_over_in() -> None:
    morning = [(dt.time(7, 30), dt.time(11, 30))]
    calendar = Calendar({0: morning, 1: morning})
    assert hand_over_due(calendar, at("2026-11-23T10:00")).at == at("2026-11-23T11:30")
    assert hand_over_due(calendar, at("2026-11-23T11:30")).at == at("2026-11-24T11:30")
    assert same_day_due(calendar, at("2026-11-23T12:00")).at == at("2026-11-24T11:30")


def test_the_days_skipped_are_named() -> None:
    due = same_day_due(CALENDAR, at("2026-11-23T16:00"))
    assert due.counted == [dt.date(2026, 11, 25)]
    assert due.skipped == [(dt.date(2026, 11, 24), "Ngày Văn hóa Việt Nam")]
