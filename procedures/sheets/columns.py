"""The columns of the spreadsheet: what each holds, how it is written, and how what people typed is read back."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from typing import Any

from django.utils.translation import gettext as _

from portal.vietnamese import normalise
from procedures.national_text import plain_text

#: One less than a cell holds (32,767): a text that fills its cell was cut when it was written.
LONGEST = 32_766
#: Day 0 of spreadsheet programs; a date whose cell lost its format comes as days since then.
_DAY_ZERO, _FIRST_DAY, _LAST_DAY = dt.date(1899, 12, 30), 32_000, 75_000
_DATE_FORMS = ("%d/%m/%Y", "%Y-%m-%d", "%d-%m-%Y")


class WrongCell(ValueError):
    """A cell that cannot be read: what is wrong, and how to mend it, in words."""

    def __init__(self, what: str, how: str) -> None:
        super().__init__(what)
        self.what, self.how = what, how


@dataclass(frozen=True)
class Column:
    """One column: its title in row 1, how to read a cell that is not empty, and what an empty one means."""

    title: str
    read: Callable[[Any], Any]
    empty: Any = ""
    is_required: bool = False
    say: Callable[[Any], Any] = lambda value: value

    def value(self, cell: Any) -> Any:
        """What a cell says. Raises WrongCell."""
        if cell is None or (isinstance(cell, str) and not cell.strip()):
            if self.is_required:
                raise WrongCell(_("Ô để trống."), _("Điền giá trị cho cột này."))
            return self.empty
        return self.read(cell)


def text(cell: Any) -> str:
    """Words as they are stored: normalised, without mark-up."""
    if isinstance(cell, bool | dt.date | dt.time | dt.timedelta):
        raise WrongCell(_("Ô không phải chữ."), _("Định dạng ô là Văn bản (Text) rồi gõ lại."))
    told = f"{cell:g}" if isinstance(cell, float) else str(cell)
    if len(told) > LONGEST:
        raise WrongCell(_("Ô quá dài."), _("Rút xuống dưới %(most)d ký tự.") % {"most": LONGEST})
    return plain_text(normalise(told.replace("\x00", "")))


def short(most: int) -> Callable[[Any], str]:
    """Words of at most so many characters."""

    def read(cell: Any) -> str:
        told = text(cell)
        if len(told) > most:
            raise WrongCell(_("Ô quá dài."), _("Rút xuống dưới %(most)d ký tự.") % {"most": most})
        return told

    return read


def procedure_code(cell: Any) -> str:
    """A code such as 1.001193; a cell that a program took for the number 1.00119 gives its six digits back."""
    return f"{cell:.6f}" if isinstance(cell, float) else text(cell)


def whole(cell: Any) -> int:
    """A whole number that is not negative, thousands set apart or not."""
    number = decimal(cell)
    if number != int(number):
        raise WrongCell(_("Không phải số nguyên."), _("Ghi số nguyên, ví dụ 50000."))
    return int(number)


def decimal(cell: Any) -> Decimal:
    """A number that is not negative."""
    try:
        if isinstance(cell, bool | dt.date):
            raise InvalidOperation
        number = Decimal(str(cell).replace(" ", ""))
    except InvalidOperation as error:
        raise WrongCell(_("Không phải số."), _("Ghi số, không kèm chữ.")) from error
    if not number.is_finite() or not 0 <= number < 10**12:
        raise WrongCell(_("Số nằm ngoài khoảng cho phép."), _("Ghi số từ 0 trở lên."))
    return number


def more_than_nothing(cell: Any) -> Decimal:
    """A number of days, hours or months."""
    number = decimal(cell)
    if not 0 < number < 10_000:
        raise WrongCell(_("Thời hạn phải lớn hơn 0."), _("Ghi số ngày, giờ hoặc tháng."))
    return number.quantize(Decimal("0.01"))


def small(cell: Any) -> int:
    """A number of originals or copies."""
    number = whole(cell)
    if number > 100:
        raise WrongCell(_("Số bản quá lớn."), _("Ghi số từ 0 đến 100."))
    return number


def day(cell: Any) -> dt.date:
    """A day: a date cell, one that lost its format (a number), or words such as 31/12/2026."""
    if isinstance(cell, dt.datetime):
        return cell.date()
    if isinstance(cell, dt.date):
        return cell
    if isinstance(cell, int | float) and not isinstance(cell, bool) and _FIRST_DAY <= cell <= _LAST_DAY:
        return _DAY_ZERO + dt.timedelta(days=int(cell))
    for form in _DATE_FORMS:
        try:
            return dt.datetime.strptime(str(cell).strip(), form).replace(tzinfo=dt.UTC).date()
        except ValueError:
            continue
    raise WrongCell(_("Không phải ngày."), _("Ghi ngày dạng 31/12/2026."))


def one_of(labels: Mapping[str, str]) -> Callable[[Any], str]:
    """One of a closed list, by its words or by its code."""
    known = {normalise(label).lower(): code for code, label in labels.items()} | {code: code for code in labels}

    def read(cell: Any) -> str:
        told = known.get(text(cell).lower())
        if told is None:
            raise WrongCell(
                _("Giá trị không có trong danh mục."),
                _("Chọn một trong: %(known)s.") % {"known": "; ".join(labels.values())},
            )
        return told

    return read


def some_of(labels: Mapping[str, str]) -> Callable[[Any], tuple[str, ...]]:
    """Some of a closed list, set apart by ";"."""
    read_one = one_of(labels)
    return lambda cell: tuple(read_one(part) for part in text(cell).split(";") if part.strip())


def yes_or_no(cell: Any) -> bool:
    """Có or không."""
    told = str(cell).strip().lower()
    if told in ("có", "true", "1", "x"):
        return True
    if told in ("không", "false", "0"):
        return False
    raise WrongCell(_("Không rõ có hay không."), _("Ghi “có” hoặc “không”."))
