"""The file of a summary: its receipts one by one, each series, and the sums, as XML.

Names of elements follow the manner of the tax office's summaries of invoices (mẫu 01/TH-HĐĐT of QĐ 1450/QĐ-TCT); the
standard for receipts themselves (TT 91/2026/TT-BTC) was not at hand: docs/receipts.md marks them as unsure, and they
stand here alone. Names of payers are left out: the office is told of receipts, not of people.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.utils import timezone
from lxml import etree

from payments.models import Receipt, SummaryEntry, TaxSummary
from payments.models.tax_summaries import Act
from payments.receipt_xml import VERSION
from payments.vocabulary import CURRENCY, LineKind

TITLE = "Bảng tổng hợp dữ liệu biên lai điện tử"
_KINDS: dict[str, str] = {LineKind.CHARGE: "1", LineKind.FEE: "2"}
_ENDS: dict[str, str] = {Act.CANCELLED: "1", Act.REPLACED: "2"}
_NEW, _IN_PLACE_OF_ANOTHER = "0", "3"


def write(summary: TaxSummary, entries: Sequence[SummaryEntry], tax_code: str) -> bytes:
    """The summary as XML without a signature; entries come with their receipts and what these replace."""
    root = etree.Element("BTHBLai")
    data = etree.SubElement(root, "DLBTHop")
    _add(data, "TTChung", _common(summary, tax_code))
    content = etree.SubElement(data, "NDBTHDLieu")
    receipts = etree.SubElement(content, "DSDLieu")
    for number, entry in enumerate(entries, start=1):
        _add(receipts, "DLieu", {"STT": str(number), **_told(entry)})
    series = etree.SubElement(content, "DSKHieu")
    for told in _by_series(entries):
        _add(series, "KHieu", told)
    _add(content, "TToan", _totals(summary))
    written: bytes = etree.tostring(root, xml_declaration=True, encoding="UTF-8")
    return written


def _common(summary: TaxSummary, tax_code: str) -> dict[str, str]:
    is_first = summary.edition == 1
    return {
        "PBan": VERSION,
        "Ten": TITLE,
        "SBTHDLieu": summary.number,
        "LKDLieu": "N",
        "KDLieu": summary.day.isoformat(),
        "LDau": "1" if is_first else "0",
        "BSLThu": "" if is_first else str(summary.edition - 1),
        "NLap": timezone.localdate(summary.made_at).isoformat(),
        "TNNT": summary.unit.name,
        "MST": tax_code,
        "DVTTe": CURRENCY,
    }


def _told(entry: SummaryEntry) -> dict[str, str]:
    receipt = entry.receipt
    told = {
        "TThai": _ENDS.get(entry.act, _IN_PLACE_OF_ANOTHER if receipt.replaces_id else _NEW),
        "KHMBLai": receipt.template_symbol,
        "KHBLai": receipt.symbol,
        "SBLai": str(receipt.number),
        "NLap": timezone.localdate(receipt.issued_at).isoformat(),
        "LKThu": _KINDS[receipt.kind],
        "TgTTToan": str(receipt.amount_dong),
    }
    if entry.act != Act.ISSUED:
        told["LDo"] = receipt.end_reason
    elif receipt.replaces:
        told |= {"BLCLQuan": str(receipt.replaces), "LDo": receipt.replaces.end_reason}
    return told


def _by_series(entries: Sequence[SummaryEntry]) -> list[dict[str, str]]:
    names = sorted({_series(entry.receipt) for entry in entries})
    return [_one_series([entry for entry in entries if _series(entry.receipt) == name]) for name in names]


def _series(receipt: Receipt) -> tuple[str, str]:
    return receipt.template_symbol, receipt.symbol


def _one_series(entries: Sequence[SummaryEntry]) -> dict[str, str]:
    new = [entry.receipt for entry in entries if entry.act == Act.ISSUED]
    over = [entry.receipt for entry in entries if entry.act != Act.ISSUED]
    symbols, kind = _series(entries[0].receipt), entries[0].receipt.kind
    return {
        "KHMBLai": symbols[0],
        "KHBLai": symbols[1],
        "LKThu": _KINDS[kind],
        "TSo": str(min(receipt.number for receipt in new)) if new else "",
        "DSo": str(max(receipt.number for receipt in new)) if new else "",
        "SLLap": str(len(new)),
        "SLTThe": str(sum(entry.act == Act.REPLACED for entry in entries)),
        "SLHuy": str(sum(entry.act == Act.CANCELLED for entry in entries)),
        "TgLap": str(sum(receipt.amount_dong for receipt in new)),
        "TgHGTri": str(sum(receipt.amount_dong for receipt in over)),
    }


def _totals(summary: TaxSummary) -> dict[str, str]:
    return {
        "SLLap": str(summary.issued),
        "SLTThe": str(summary.replaced),
        "SLHuy": str(summary.cancelled),
        "TgLPhi": str(summary.fee_dong),
        "TgPhi": str(summary.charge_dong),
        "TgHGTri": str(summary.ended_dong),
    }


def _add(parent: Any, name: str, told: dict[str, str]) -> None:
    """An element with a child for each value that is not empty."""
    element = etree.SubElement(parent, name)
    for part, value in told.items():
        if value:
            etree.SubElement(element, part).text = value
