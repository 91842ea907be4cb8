"""Reasons of days off are said in the language of the page."""

from __future__ import annotations

import datetime as dt

import pytest
from django.utils.translation import override

from units import public_holidays
from units.day_off_words import IN_LIEU, KNOWN, say_reason
from units.working_time import Calendar


@pytest.mark.parametrize("year", range(2025, 2031))
def test_every_public_holiday_has_its_english(year: int) -> None:
    # given the days off that the law names for a year (days swapped by a decision say so in their own sentence)
    reasons = {day.reason for day in public_holidays.special_days([year]) if day.source == public_holidays.LAW}
    named = {reason.removesuffix(IN_LIEU) for reason in reasons if "thay cho ngày" not in reason}
    # then each can be translated
    assert named <= set(KNOWN)


def test_every_weekly_day_off_has_its_english() -> None:
    # given a calendar without one open hour
    monday = dt.date(2026, 11, 23)
    # then the reason of each day of its week can be translated
    assert {Calendar({}).reason(monday + dt.timedelta(days=n)) for n in range(7)} <= set(KNOWN)


@pytest.mark.parametrize(
    ("reason", "vietnamese", "english"),
    [
        ("Chủ nhật, nghỉ hằng tuần", "Chủ nhật, nghỉ hằng tuần", "Sunday, weekly day off"),
        ("Quốc khánh (nghỉ bù)", "Quốc khánh (nghỉ bù)", "National Day (day off in lieu)"),
        ("Cơ quan chuyển trụ sở", "Cơ quan chuyển trụ sở", "Cơ quan chuyển trụ sở"),
        ("", "", ""),
    ],
)
def test_a_reason_is_said_in_the_language_of_the_page(reason: str, vietnamese: str, english: str) -> None:
    with override("vi"):
        assert say_reason(reason) == vietnamese
    with override("en"):
        assert say_reason(reason) == english
