"""Moments and money in the language of the page."""

from __future__ import annotations

from datetime import date, datetime

from django.utils.translation import get_language

from portal.vietnamese import moments, money


def language() -> moments.Language:
    """The language that the page speaks now."""
    return "en" if (get_language() or "vi").startswith("en") else "vi"


def moment(value: datetime) -> str:
    """Say a moment: "17:00 thứ Tư, 25/11/2026", "17:00 Wednesday, 25/11/2026"."""
    return moments.say_moment(value, language())


def day(value: date) -> str:
    """Say a day: "thứ Tư, 25/11/2026", "Wednesday, 25/11/2026"."""
    return moments.say_date(value, language())


def dong(amount: int) -> str:
    """Write whole đồng: "50.000 đồng", "50,000 đồng"."""
    return money.format_dong(amount, language())
