"""Reasons of days off in the language of the page: calendars keep them as data, in Vietnamese."""

from __future__ import annotations

from django.utils.translation import gettext, gettext_noop

#: What the `holidays` package and `working_time.Calendar.reason` say; what an administrator wrote stays as it is.
KNOWN = (
    gettext_noop("Thứ Hai, nghỉ hằng tuần"),
    gettext_noop("Thứ Ba, nghỉ hằng tuần"),
    gettext_noop("Thứ Tư, nghỉ hằng tuần"),
    gettext_noop("Thứ Năm, nghỉ hằng tuần"),
    gettext_noop("Thứ Sáu, nghỉ hằng tuần"),
    gettext_noop("Thứ Bảy, nghỉ hằng tuần"),
    gettext_noop("Chủ nhật, nghỉ hằng tuần"),
    gettext_noop("Ngày nghỉ"),
    gettext_noop("Tết Dương lịch"),
    gettext_noop("29 Tết"),
    gettext_noop("Giao thừa Tết Nguyên Đán"),
    gettext_noop("Tết Nguyên Đán"),
    gettext_noop("Mùng hai Tết Nguyên Đán"),
    gettext_noop("Mùng ba Tết Nguyên Đán"),
    gettext_noop("Mùng bốn Tết Nguyên Đán"),
    gettext_noop("Mùng năm Tết Nguyên Đán"),
    gettext_noop("Ngày Giỗ Tổ Hùng Vương"),
    gettext_noop("Ngày Chiến thắng"),
    gettext_noop("Ngày Quốc tế Lao động"),
    gettext_noop("Quốc khánh"),
    gettext_noop("Ngày Văn hóa Việt Nam"),
)
#: The day after a holiday that fell on a weekend.
IN_LIEU = " (nghỉ bù)"


def say_reason(reason: str) -> str:
    """Say why a date is off: "Chủ nhật, nghỉ hằng tuần", "Sunday, weekly day off"."""
    if reason.endswith(IN_LIEU):
        return gettext("%(holiday)s (nghỉ bù)") % {"holiday": gettext(reason.removesuffix(IN_LIEU))}
    return gettext(reason) if reason else ""
