"""camt.053: the statement of ISO 20022, any version (names of elements are the same since 2009)."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from xml.etree.ElementTree import Element, ParseError

from defusedxml.common import DefusedXmlException
from defusedxml.ElementTree import fromstring
from django.utils.translation import gettext as _

from payments.statements.letterhead import refuse_other_account, refuse_other_money
from payments.statements.lines import MOST_BYTES, Statement, StatementLine, Unreadable
from payments.statements.repeats import mark_repeats
from payments.statements.values import VIETNAM, dong_of, moment_of

_BOOKED = "BOOK"


def is_xml(content: bytes) -> bool:
    """Whether a file is XML at all."""
    return content.lstrip(b"\xef\xbb\xbf \r\n\t").startswith(b"<")


def lines_of(content: bytes, account: str = "") -> Statement:
    """The booked entries of a camt.053 document. Raises Unreadable; rows count the entries from 1."""
    statement = Statement()
    for number, (own, entry) in enumerate(_entries(_root(content), account), 1):
        try:
            if _status(entry) == _BOOKED:
                statement.lines += _lines(entry, own, number)
        except ValueError as error:
            statement.add_fault(number, "Ntry", str(error))
    if not (statement.lines or statement.faults):
        raise Unreadable(_("Sao kê không có dòng giao dịch nào."))
    statement.lines = mark_repeats(statement.lines)
    return statement


def _root(content: bytes) -> Element:
    """The document; one with a DTD is refused, since entities can unpack to gigabytes or name files."""
    if len(content) > MOST_BYTES:
        raise Unreadable(_("Tệp quá lớn."))
    try:
        root: Element = fromstring(content, forbid_dtd=True)
    except (ParseError, DefusedXmlException, ValueError, LookupError) as error:
        raise Unreadable(_("Tệp không phải XML đọc được.")) from error
    if _name(root) != "Document" or not _all(root, "BkToCstmrStmt"):
        raise Unreadable(_("Tệp XML không phải sao kê camt.053."))
    return root


def _entries(root: Element, account: str) -> Iterator[tuple[str, Element]]:
    for whole in _all(root, "BkToCstmrStmt", "Stmt"):
        named = _text(whole, "Acct", "Id", "Othr", "Id") or _text(whole, "Acct", "Id", "IBAN")
        if named:
            refuse_other_account([named], account)
        for money in _all(whole, "Acct", "Ccy"):
            refuse_other_money((money.text or "").strip())
        for entry in _all(whole, "Ntry"):
            yield named or account, entry


def _status(entry: Element) -> str:
    """The state of an entry: BOOK, or one that is only announced; since version 8 inside of a code."""
    return _text(entry, "Sts", "Cd") or _text(entry, "Sts") or _BOOKED


def _lines(entry: Element, account: str, number: int) -> list[StatementLine]:
    """One line for each transaction of an entry; one for the entry where the bank gives no details of several."""
    details = _all(entry, "NtryDtls", "TxDtls")
    whole = _amount(entry)
    if len(details) < 2:
        return [_line(entry, details[0] if details else entry, whole, account, number)]
    parts = [_amount(detail, went_out=whole < 0) for detail in details]
    if sum(parts) != whole:
        raise ValueError(_("Các giao dịch trong bút toán không cộng thành số tiền của bút toán."))
    return [_line(entry, detail, part, account, number) for detail, part in zip(details, parts, strict=True)]


def _line(entry: Element, detail: Element, amount: int, account: str, number: int) -> StatementLine:
    booked = _moment(entry, "BookgDt")
    if booked is None:
        raise ValueError(_("Thiếu ngày giao dịch."))
    other = "Dbtr" if amount > 0 else "Cdtr"
    parties = ("RltdPties", other)
    return StatementLine(
        account=account,
        booked_at=booked,
        value_date=(_moment(entry, "ValDt") or booked).date(),
        amount_dong=amount,
        currency="VND",
        reference=_reference(entry, detail),
        text=_joined(_all(detail, "RmtInf", "Ustrd")) or _text(detail, "AddtlTxInf") or _text(entry, "AddtlNtryInf"),
        counterparty=_text(detail, *parties, "Nm") or _text(detail, *parties, "Pty", "Nm"),
        row=number,
    )


def _amount(element: Element, *, went_out: bool = False) -> int:
    """Whole đồng, negative when the element says that it went out, or says nothing and its entry did."""
    found = next(iter(_all(element, "Amt") or _all(element, "AmtDtls", "TxAmt", "Amt")), None)
    currency = "VND" if found is None else found.get("Ccy", "VND")
    if currency != "VND":
        raise ValueError(_("Tiền tệ “%(currency)s” không phải đồng Việt Nam.") % {"currency": currency[:10]})
    amount = dong_of((found.text or "").strip() if found is not None else "")
    if amount is None or amount <= 0:
        raise ValueError(_("Số tiền bằng 0, âm hoặc để trống."))
    went_out = {"DBIT": True, "CRDT": False}.get(_text(element, "CdtDbtInd"), went_out)
    return -amount if went_out else amount


def _moment(entry: Element, name: str) -> dt.datetime | None:
    exact = _text(entry, name, "DtTm")
    if not exact:
        return moment_of(_text(entry, name, "Dt"))
    try:
        moment = dt.datetime.fromisoformat(exact)
    except ValueError as error:
        raise ValueError(_("“%(text)s” không phải ngày dạng 31/12/2026.") % {"text": exact[:40]}) from error
    return moment.astimezone(VIETNAM) if moment.tzinfo else moment.replace(tzinfo=VIETNAM)


def _reference(entry: Element, detail: Element) -> str:
    for element, path in ((detail, ("Refs", "AcctSvcrRef")), (detail, ("Refs", "TxId")), (entry, ("AcctSvcrRef",))):
        if found := _text(element, *path):
            return found
    return _text(entry, "NtryRef")


def _joined(elements: list[Element]) -> str:
    return " ".join(" ".join((element.text or "").split()) for element in elements)


def _text(element: Element, *path: str) -> str:
    return next((" ".join((found.text or "").split()) for found in _all(element, *path)), "")


def _all(element: Element, *path: str) -> list[Element]:
    """All descendants at a path of names, whatever their namespace."""
    found = [element]
    for name in path:
        found = [child for parent in found for child in parent if _name(child) == name]
    return found


def _name(element: Element) -> str:
    return str(element.tag).rpartition("}")[2]
