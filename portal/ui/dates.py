"""Reads a date that was typed in three boxes and says in plain words what is wrong with it."""

from __future__ import annotations

from calendar import monthrange
from datetime import date

from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

_MISSING = {
    (True, False, False): _("Hãy điền thêm ngày."),
    (False, True, False): _("Hãy điền thêm tháng."),
    (False, False, True): _("Hãy điền thêm năm."),
    (True, True, False): _("Hãy điền thêm ngày và tháng."),
    (True, False, True): _("Hãy điền thêm ngày và năm."),
    (False, True, True): _("Hãy điền thêm tháng và năm."),
}
EARLIEST_YEAR = 1850


def read_date(day: str, month: str, year: str) -> date | None:
    """Return the date, None when all boxes are empty; ValidationError in words otherwise."""
    missing = (not day, not month, not year)
    if all(missing):
        return None
    if any(missing):
        raise ValidationError(_MISSING[missing], code="incomplete")
    return _assemble(_number(day, "day"), _number(month, "month"), _number(year, "year"))


_NOT_A_NUMBER = {
    "day": _("Ngày phải viết bằng số, ví dụ 25."),
    "month": _("Tháng phải viết bằng số, ví dụ 11."),
    "year": _("Năm phải viết bằng số, ví dụ 1990."),
}


def _number(text: str, part: str) -> int:
    # str.isdecimal also takes digits of other scripts; int() reads them the same way.
    if not text.isdecimal() or len(text) > 4:
        raise ValidationError(_NOT_A_NUMBER[part], code="not_a_number")
    return int(text)


def _assemble(day: int, month: int, year: int) -> date:
    if not 1 <= month <= 12:
        raise ValidationError(_("Tháng phải từ 1 đến 12."), code="month")
    if not EARLIEST_YEAR <= year <= 9999:
        raise ValidationError(_("Năm phải có đủ bốn chữ số, ví dụ 1990."), code="year")
    longest = monthrange(year, month)[1]
    if not 1 <= day <= longest:
        raise ValidationError(
            _("Tháng %(month)s năm %(year)s chỉ có các ngày từ 1 đến %(longest)s."),
            code="day",
            params={"month": month, "year": year, "longest": longest},
        )
    return date(year, month, day)
