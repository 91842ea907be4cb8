"""Amounts and dates as Vietnamese banks write them."""

from __future__ import annotations

import datetime as dt
import re
from typing import Any
from zoneinfo import ZoneInfo

from django.utils.translation import gettext as _

from payments.statements.lines import TOO_MUCH_DONG

VIETNAM = ZoneInfo("Asia/Ho_Chi_Minh")
#: Digits whole or in groups of three by one sign, then perhaps a fraction by the other sign, which must be zero.
_AMOUNT = re.compile(
    r"(?P<sign>[-+]?)(?P<whole>\d+|\d{1,3}(?:(?P<by>[.,\s])\d{3})(?:(?P=by)\d{3})*)(?:(?!(?P=by))[.,](?P<part>\d{1,2}))?"
)
#: No amount is written with so many signs.
_LONGEST = 40
_CURRENCY = re.compile(r"\s*(?:vnd|vnđ|đồng|đ)\.?\s*", re.IGNORECASE)
_DAY_FIRST = re.compile(r"(\d{1,2})[/.-](\d{1,2})[/.-](\d{4})(?!\d)")
_YEAR_FIRST = re.compile(r"(\d{4})-(\d{1,2})-(\d{1,2})(?!\d)")
#: Not the zone behind a day, as XML may have it.
_CLOCK = re.compile(r"(?<![+\d])(\d{1,2}):(\d{2})(?::(\d{2}))?")
_YEARS = range(2000, 2100)


def dong_of(cell: Any) -> int | None:
    """Whole đồng of a cell, with its sign; None for an empty one.

    Raises ValueError with the reason for what is no amount, has a fraction, or is 10^15 and more.
    """
    amount = _whole(cell) if isinstance(cell, int | float) else _read(str(cell or "").strip())
    if amount is not None and abs(amount) >= TOO_MUCH_DONG:
        raise ValueError(_("Số tiền quá lớn (từ 1.000.000.000.000.000 đồng)."))
    return amount


def _whole(number: float) -> int:
    if isinstance(number, bool) or not float(number).is_integer():
        raise ValueError(_("Số tiền không phải số đồng nguyên."))
    return int(number)


def _read(text: str) -> int | None:
    bare = _CURRENCY.sub("", text[:_LONGEST]).replace("\xa0", " ").strip()
    if bare in {"", "-"}:
        return None
    in_brackets = bare.startswith("(") and bare.endswith(")")
    match = _AMOUNT.fullmatch(bare[1:-1] if in_brackets else bare.replace("- ", "-"))
    if match is None or len(text) >= _LONGEST:
        raise ValueError(_("“%(text)s” không phải số tiền.") % {"text": text[:_LONGEST]})
    if int(match["part"] or 0):
        raise ValueError(_("Số tiền không phải số đồng nguyên."))
    amount = int(re.sub(r"\D", "", match["whole"]))
    return -amount if in_brackets or match["sign"] == "-" else amount


def moment_of(cell: Any) -> dt.datetime | None:
    """When, from a cell: a date of the spreadsheet, 31/10/2026, 31-10-2026 14:05:59 or 2026-10-31; None when empty.

    Raises ValueError with the reason for what is no date, or one of another century.
    """
    if isinstance(cell, dt.datetime):
        moment = cell.replace(tzinfo=VIETNAM)
    elif isinstance(cell, dt.date):
        moment = dt.datetime.combine(cell, dt.time(), VIETNAM)
    else:
        text = str(cell or "").strip()
        if not text:
            return None
        moment = _spelt(text)
    if moment.year not in _YEARS:
        raise ValueError(_("Năm %(year)d không hợp lý.") % {"year": moment.year})
    return moment


def rest_of_day(cell: Any) -> str:
    """What a cell says behind its day, unless it is the time: some banks put the number of the entry there."""
    match = _DAY_FIRST.match(str(cell or "").strip())
    rest = str(cell).strip()[match.end() :].strip() if match else ""
    return "" if _CLOCK.search(rest) else " ".join(rest.split())


def _spelt(text: str) -> dt.datetime:
    try:
        if match := _DAY_FIRST.match(text):
            day, month, year = (int(part) for part in match.groups())
        elif match := _YEAR_FIRST.match(text):
            year, month, day = (int(part) for part in match.groups())
        else:
            raise ValueError(text)
        clock = _CLOCK.search(text[match.end() :])
        hour, minute, second = (int(part or 0) for part in clock.groups()) if clock else (0, 0, 0)
        return dt.datetime(year, month, day, hour, minute, second, tzinfo=VIETNAM)
    except ValueError as error:
        raise ValueError(_("“%(text)s” không phải ngày dạng 31/12/2026.") % {"text": text[:_LONGEST]}) from error
