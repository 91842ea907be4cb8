"""Which column of a bank's export says what: the titles seen on statements of the large banks.

Titles are practice and change with a bank's releases: a title is compared without accents and case, each language of a
title of two ("Số tiền ghi có/ Credit") by itself, and a unit may read with a `Layout` of its own.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import permutations
from typing import Any

from portal.vietnamese import without_accents

#: What a layout may name. A line needs a day and an amount: one column with its sign, or two.
FIELDS = {
    "booked": "Ngày giao dịch",
    "value": "Ngày hiệu lực",
    "debit": "Số tiền ghi nợ",
    "credit": "Số tiền ghi có",
    "amount": "Số tiền",
    "text": "Nội dung",
    "reference": "Số tham chiếu",
    "counterparty": "Tên tài khoản đối ứng",
    "currency": "Loại tiền",
    "account": "Số tài khoản",
}
_BETWEEN = re.compile(r"[/\n(|]|\s-\s")
_WORDS = re.compile(r"[^a-z0-9 ]+")


@dataclass(frozen=True)
class Layout:
    """The columns of one bank: by field the titles that mean it, the most telling first."""

    bank_bin: str
    name: str
    titles: Mapping[str, tuple[str, ...]]

    def places(self, heads: Sequence[Any]) -> dict[str, int]:
        """Where each field stands in a row of titles; a column says one thing only."""
        said = [_titles(head) for head in heads]
        places: dict[str, int] = {}
        for field, titles in self.titles.items():
            free = [place for place in range(len(heads)) if place not in places.values()]
            found = (place for title in _meanings(titles) for place in free if title in said[place])
            if (place := next(found, None)) is not None:
                places[field] = place
        return places

    def missing(self, places: Mapping[str, int]) -> list[str]:
        """Names of the columns without which no line can be read."""
        needed = ["booked", "text"]
        needed += [] if "amount" in places else ["debit", "credit"]
        return [FIELDS[field] for field in needed if field not in places]


def plain(title: Any) -> str:
    """A title without accents, case, figures of footnotes and signs."""
    return " ".join(_WORDS.sub(" ", without_accents(str(title or ""))).split()).rstrip("0123456789 ")


def _meanings(titles: tuple[str, ...]) -> list[str]:
    """Titles as they are compared: each, and two of them in a row, as banks print two languages without a sign."""
    bare = [plain(title) for title in titles]
    return [*bare, *(f"{first} {second}" for first, second in permutations(bare, 2))]


def _titles(head: Any) -> set[str]:
    text = str(head or "")
    return {plain(text), *(plain(part) for part in _BETWEEN.split(text))} - {""}


def layout_of(bank_bin: str) -> Layout | None:
    """The layout of a bank by its BIN."""
    return next((layout for layout in LAYOUTS if layout.bank_bin == bank_bin), None)


def _layout(bank_bin: str, name: str, **titles: str) -> Layout:
    return Layout(bank_bin, name, {field: tuple(said.split("; ")) for field, said in titles.items()})


LAYOUTS = (
    _layout(
        "970436",
        "Vietcombank",
        booked="Ngày giao dịch; Ngày GD; TNX Date; Ngày",
        value="Ngày hiệu lực; Effective date",
        debit="Số tiền ghi nợ; Ghi nợ; Debit",
        credit="Số tiền ghi có; Ghi có; Credit",
        text="Nội dung chi tiết; Mô tả; Transactions in detail; Description",
        reference="Số tham chiếu; Số CT; Doc No; Reference",
        amount="Số tiền; Amount",
        counterparty="Tên tài khoản đối ứng; Người chuyển",
        currency="Loại tiền; Currency",
    ),
    _layout(
        "970415",
        "VietinBank",
        booked="Ngày hạch toán; Ngày giao dịch; Accounting date; Transaction date",
        value="Ngày hiệu lực; Value date",
        debit="Nợ; Số tiền ghi nợ; Ghi nợ; Debit",
        credit="Có; Số tiền ghi có; Ghi có; Credit",
        text="Mô tả giao dịch; Nội dung giao dịch; Diễn giải; Transaction description",
        reference="Số giao dịch; Số tham chiếu; Transaction number; Reference number",
        counterparty="Tên tài khoản đối ứng; Corresponsive account name; Tên đối ứng",
        currency="Loại tiền; Currency",
    ),
    _layout(
        "970418",
        "BIDV",
        booked="Ngày giao dịch; Ngày GD; Transaction date; Ngày",
        value="Ngày hiệu lực; Effective date; Value date",
        debit="Phát sinh nợ; PS nợ; Số tiền ghi nợ; Ghi nợ; Debit",
        credit="Phát sinh có; PS có; Số tiền ghi có; Ghi có; Credit",
        text="Mô tả; Nội dung giao dịch; Nội dung; Diễn giải; Description",
        reference="Số tham chiếu; Mã GD; Số CT; Mã giao dịch; Seq No; Reference",
        counterparty="Tên tài khoản đối ứng; Tên đối ứng",
        currency="Loại tiền; Currency",
    ),
    _layout(
        "970405",
        "Agribank",
        booked="Ngày giao dịch; Ngày GD; Ngày hạch toán; Transaction date",
        value="Ngày hiệu lực; Ngày giá trị; Value date",
        debit="Số tiền ghi nợ; Phát sinh nợ; Ghi nợ; Debit",
        credit="Số tiền ghi có; Phát sinh có; Ghi có; Credit",
        text="Nội dung giao dịch; Nội dung; Diễn giải; Trích yếu; Remark",
        reference="Số bút toán; Mã giao dịch; Số GD; Trace; Reference",
        counterparty="Người giao dịch; Tên tài khoản đối ứng",
        currency="Loại tiền; Currency",
    ),
    _layout(
        "970422",
        "MB",
        booked="Ngày giao dịch; Ngày hạch toán; Transaction date; Posting date",
        value="Ngày hiệu lực; Value date",
        debit="Phát sinh nợ; Số tiền ghi nợ; Ghi nợ; Debit; Debit amount",
        credit="Phát sinh có; Số tiền ghi có; Ghi có; Credit; Credit amount",
        text="Nội dung; Nội dung chi tiết; Diễn giải; Details; Transaction details; Description",
        reference="Số bút toán; Mã giao dịch; Transaction No; Số tham chiếu; Reference number",
        counterparty="Đơn vị thụ hưởng; Tên tài khoản đối ứng; Đối tác; Beneficiary",
        currency="Loại tiền; Currency",
    ),
    _layout(
        "970407",
        "Techcombank",
        booked="Ngày giao dịch; Transaction date; Requesting date",
        value="Ngày hiệu lực; Value date",
        debit="Nợ TKTT; Nợ; Số tiền ghi nợ; Debit",
        credit="Có TKTT; Có; Số tiền ghi có; Credit",
        text="Diễn giải; Nội dung; Details; Description",
        reference="Số bút toán; Transaction No; Mã giao dịch; Số tham chiếu",
        counterparty="Đối tác; Remitter; Tên tài khoản đối ứng",
        currency="Loại tiền; Currency",
    ),
)
