"""From rows of cells to lines: each row that tells of money, or what is wrong with it."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Any

from django.utils.translation import gettext as _

from payments.statements.layouts import LAYOUTS, Layout, plain
from payments.statements.letterhead import own_account
from payments.statements.lines import Statement, StatementLine, Unreadable
from payments.statements.repeats import mark_repeats
from payments.statements.titles import Rows, Table, find_table
from payments.statements.values import dong_of, moment_of, rest_of_day

#: Rows of sums under or between the lines.
_SUM = re.compile(r"(tong|cong phat sinh|cong so|cong$|phat sinh trong ky|so du|total|balance|opening|closing)\b")
_EMPTY = ("", None)


class _Wrong(ValueError):
    """A cell that can't be used: its field, and why in words."""

    def __init__(self, field: str, why: str) -> None:
        super().__init__(why)
        self.field = field


def lines_of(rows: Rows, account: str = "", layout: Layout | None = None) -> Statement:
    """The statement in the rows, read by this layout or by the one that fits best. Raises Unreadable."""
    table = find_table(rows, (layout,) if layout else LAYOUTS)
    own = own_account(rows[: table.row], account)
    statement = Statement()
    for number, row in enumerate(rows[table.row + 1 :], table.row + 2):
        cells = table.cells(row)
        if not _is_line(row, cells, table):
            continue
        try:
            statement.lines.append(_line(cells, own, number))
        except _Wrong as wrong:
            statement.add_fault(number, table.title(wrong.field), str(wrong))
    if not (statement.lines or statement.faults):
        raise Unreadable(_("Sao kê không có dòng giao dịch nào."))
    statement.lines = mark_repeats(statement.lines)
    return statement


def _is_line(row: Sequence[Any], cells: dict[str, Any], table: Table) -> bool:
    """Whether a row tells of money: no titles again, no sum, no note. What has a day and any amount always is one."""
    amounts = [cells.get(field) for field in ("debit", "credit", "amount")]
    has_amount = any(amount not in _EMPTY for amount in amounts)
    if not any(cell not in _EMPTY for cell in row) or list(row) == list(table.heads):
        return False
    is_day = _is_day(cells.get("booked"))
    if is_day == has_amount:
        # Nearly every row of a long statement: its words need no look.
        return is_day
    words = [plain(cell) for cell in row if cell not in _EMPTY]
    return not any(_SUM.match(said) for said in words) if is_day else not _SUM.match(words[0])


def _is_day(cell: Any) -> bool:
    try:
        return moment_of(cell) is not None
    except ValueError:
        return False


def _line(cells: dict[str, Any], own: str, number: int) -> StatementLine:
    booked = _checked("booked", moment_of, cells)
    if booked is None:
        raise _Wrong("booked", _("Thiếu ngày giao dịch."))
    value = _checked("value", moment_of, cells) or booked
    currency = _words(cells.get("currency")).upper() or "VND"
    if currency not in {"VND", "VNĐ", "704"}:
        raise _Wrong("currency", _("Tiền tệ “%(currency)s” không phải đồng Việt Nam.") % {"currency": currency[:10]})
    return StatementLine(
        account=_words(cells.get("account")) or own,
        booked_at=booked,
        value_date=value.date(),
        amount_dong=_amount(cells),
        currency="VND",
        # Vietcombank prints the number of the entry under its day.
        reference=_words(cells.get("reference")) or rest_of_day(cells.get("booked")),
        text=_words(cells.get("text")),
        counterparty=_words(cells.get("counterparty")),
        row=number,
    )


def _amount(cells: dict[str, Any]) -> int:
    """What came in less what went out: one of the two, and never 0."""
    if "amount" in cells:
        amount = _checked("amount", dong_of, cells) or 0
        if not amount:
            raise _Wrong("amount", _("Số tiền bằng 0 hoặc để trống."))
        return int(amount)
    debit, credit = _checked("debit", dong_of, cells) or 0, _checked("credit", dong_of, cells) or 0
    if credit < 0:
        raise _Wrong("credit", _("Số tiền ghi có là số âm."))
    if debit and credit:
        raise _Wrong("credit", _("Một dòng vừa ghi nợ vừa ghi có."))
    if not debit and not credit:
        raise _Wrong("credit", _("Số tiền bằng 0 hoặc để trống."))
    # Some banks print what went out with a minus, others without.
    return int(credit or -abs(debit))


def _checked(field: str, how: Any, cells: dict[str, Any]) -> Any:
    try:
        return how(cells.get(field))
    except ValueError as error:
        raise _Wrong(field, str(error)) from error


def _words(cell: Any) -> str:
    """A cell as one line of text; numbers that a spreadsheet keeps as fractions without their zero."""
    if isinstance(cell, float) and cell.is_integer():
        cell = int(cell)
    return " ".join(str("" if cell is None else cell).split())
