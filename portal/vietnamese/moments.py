"""Moments as people say them, always in Vietnam's time; how long something takes is the calendars' matter."""

from __future__ import annotations

from datetime import date, datetime
from typing import Literal
from zoneinfo import ZoneInfo

VIETNAM = ZoneInfo("Asia/Ho_Chi_Minh")

Language = Literal["vi", "en"]

_DAYS: dict[Language, tuple[str, ...]] = {
    "vi": ("thứ Hai", "thứ Ba", "thứ Tư", "thứ Năm", "thứ Sáu", "thứ Bảy", "Chủ nhật"),
    "en": ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"),
}


def say_date(day: date, language: Language = "vi") -> str:
    """Say a day: "thứ Tư, 25/11/2026"."""
    return f"{_DAYS[language][day.weekday()]}, {day:%d/%m}/{day.year:04d}"


def say_moment(moment: datetime, language: Language = "vi") -> str:
    """Say a moment in Vietnam's time: "17:00 thứ Tư, 25/11/2026"; ValueError when it has no time zone."""
    if moment.tzinfo is None:
        raise ValueError("a moment without a time zone says nothing: give it one")
    local = moment.astimezone(VIETNAM)
    return f"{local:%H:%M} {say_date(local.date(), language)}"
