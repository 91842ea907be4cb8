"""MT940: the statement message of SWIFT, fields 20 to 86, as banks give it to their larger customers."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterator
from dataclasses import dataclass

from django.utils.translation import gettext as _

from payments.statements.letterhead import refuse_other_account, refuse_other_money
from payments.statements.lines import Statement, StatementLine, Unreadable
from payments.statements.repeats import mark_repeats
from payments.statements.values import VIETNAM, dong_of

_FIELD = re.compile(r":(\d{2}[A-Z]?):(.*)")
_BALANCE = re.compile(r"([CD])(\d{6})([A-Z]{3})(\d{1,15}(?:,\d*)?)")
_ENTRY = re.compile(
    r"(?P<value>\d{6})(?P<booked>\d{4})?(?P<mark>R?[CD])[A-Z]?(?P<amount>\d{1,15}(?:,\d*)?)"
    r"[A-Z][A-Z0-9]{3}(?P<own>.*?)(?://(?P<bank>.*))?"
)
#: The words of field 86 may come in numbered parts: 20–29 and 60–63 the purpose, 32–33 the name of the other side.
_PART = re.compile(r"\?(\d{2})([^?]*)")
_PURPOSE = {*range(20, 30), *range(60, 64)}
_NAME = {32, 33}
_NO_REFERENCE = "NONREF"
#: Lines that SWIFT may put before the first field.
_ENVELOPE = 10
OPENING, CLOSING, ENTRY, WORDS, ACCOUNT = ("60F", "60M"), ("62F", "62M"), "61", "86", "25"


@dataclass
class _Field:
    tag: str
    text: str
    row: int


def is_mt940(text: str) -> bool:
    """Whether a text is one: it opens with field 20, perhaps behind SWIFT's envelope."""
    lines = (line.strip() for line in text.splitlines()[:_ENVELOPE])
    return next((line for line in lines if line and not line.startswith("{")), "").startswith(":20:")


def lines_of(text: str, account: str = "") -> Statement:
    """The statement in a message, or in several that follow each other. Raises Unreadable.

    Each must add up: opening balance and lines make the closing balance, or a line got lost on the way.
    """
    statement = Statement()
    reader = _Reader(account, statement)
    for field in _fields(text):
        reader.take(field)
    if reader.sum_dong is not None:
        raise Unreadable(_("Sao kê thiếu số dư cuối kỳ: tệp bị cắt."))
    if not (statement.lines or statement.faults):
        raise Unreadable(_("Sao kê không có dòng giao dịch nào."))
    statement.lines = mark_repeats(statement.lines)
    return statement


class _Reader:
    """Takes the fields in their order and puts the lines into the statement."""

    def __init__(self, asked: str, statement: Statement) -> None:
        self.asked, self.statement = asked, statement
        self.account = asked
        #: What the account should hold by now; None outside of a message.
        self.sum_dong: int | None = None
        self.entry: _Field | None = None

    def take(self, field: _Field) -> None:
        """One field; an entry waits for the words that may follow it."""
        if field.tag == WORDS and self.entry:
            self._add(self.entry, field.text)
        elif self.entry:
            self._add(self.entry, "")
        self.entry = field if field.tag == ENTRY else None
        if field.tag == ACCOUNT:
            named = re.sub(r".*/|[A-Z]{3}$|\s", "", field.text)
            refuse_other_account([named], self.asked)
            self.account = named
        elif field.tag in OPENING:
            self._open(_balance(field))
        elif field.tag == ENTRY and self.sum_dong is None:
            raise Unreadable(_("Sao kê thiếu số dư đầu kỳ."))
        elif field.tag in CLOSING:
            self._close(_balance(field))

    def _open(self, opening: int) -> None:
        if self.sum_dong is not None:
            raise Unreadable(_("Sao kê thiếu số dư cuối kỳ: tệp bị cắt."))
        self.sum_dong = opening

    def _close(self, closing: int) -> None:
        if self.sum_dong is None:
            raise Unreadable(_("Sao kê thiếu số dư đầu kỳ."))
        if self.sum_dong != closing and not self.statement.faults:
            raise Unreadable(_("Số dư cuối kỳ không bằng số dư đầu kỳ cộng các giao dịch: tệp thiếu dòng."))
        self.sum_dong = None

    def _add(self, field: _Field, words: str) -> None:
        try:
            line = _line(field, words, self.account)
        except ValueError as error:
            self.statement.add_fault(field.row, ":61:", str(error))
            return
        self.statement.lines.append(line)
        self.sum_dong = (self.sum_dong or 0) + line.amount_dong


def _fields(text: str) -> Iterator[_Field]:
    """The fields with the line on which each begins; further lines belong to the field before."""
    field: _Field | None = None
    for row, line in enumerate(text.splitlines(), 1):
        if match := _FIELD.match(line):
            if field:
                yield field
            field = _Field(match[1], match[2].strip(), row)
        elif line.startswith(("-}", "{")) or line.strip() == "-":
            continue
        elif field:
            field.text += "\n" + line
    if field:
        yield field


def _balance(field: _Field) -> int:
    match = _BALANCE.fullmatch(field.text)
    if match is None:
        raise Unreadable(_("Dòng %(row)d: số dư không đọc được.") % {"row": field.row})
    refuse_other_money(match[3])
    try:
        amount = dong_of(match[4].removesuffix(",")) or 0
    except ValueError as error:
        raise Unreadable(f"{_('Dòng %(row)d: số dư không đọc được.') % {'row': field.row}} {error}") from error
    return amount if match[1] == "C" else -amount


def _line(field: _Field, words: str, account: str) -> StatementLine:
    head, _newline, supplement = field.text.partition("\n")
    match = _ENTRY.fullmatch(head.strip())
    if match is None:
        raise ValueError(_("Dòng giao dịch không đọc được."))
    value = dt.datetime.strptime(match["value"], "%y%m%d").date()  # noqa: DTZ007 - a day has no zone
    amount = dong_of(match["amount"].removesuffix(","))
    if not amount:
        raise ValueError(_("Số tiền bằng 0 hoặc để trống."))
    came_in = match["mark"] in {"C", "RD"}
    purpose, name = _said(words)
    return StatementLine(
        account=account,
        booked_at=dt.datetime.combine(_booked(value, match["booked"]), dt.time(), VIETNAM),
        value_date=value,
        amount_dong=amount if came_in else -amount,
        currency="VND",
        reference=_reference(match["bank"], match["own"]),
        text=" ".join((purpose or supplement).split()),
        counterparty=name,
        row=field.row,
    )


def _booked(value: dt.date, month_and_day: str | None) -> dt.date:
    """The day of booking, given without its year: the one nearest to the value date."""
    if not month_and_day:
        return value
    month, day = int(month_and_day[:2]), int(month_and_day[2:])
    near = [dt.date(year, month, day) for year in (value.year - 1, value.year, value.year + 1)]
    return min(near, key=lambda date: abs(date - value))


def _reference(*given: str | None) -> str:
    return next((text.strip() for text in given if text and text.strip() not in {"", _NO_REFERENCE}), "")


def _said(words: str) -> tuple[str, str]:
    """Purpose and name of the other side; lines of a field are cut at 65 letters, so they join without a space."""
    whole = words.replace("\n", "")
    parts = [(int(number), text) for number, text in _PART.findall(whole)]
    if not parts:
        return whole, ""
    purpose = "".join(text for number, text in parts if number in _PURPOSE)
    return purpose, " ".join(text.strip() for number, text in parts if number in _NAME).strip()
