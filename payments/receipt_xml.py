"""The XML twin of a receipt: the same content as its PDF, for machines, signed with the same seal (NĐ 254/2026).

The names of elements follow the manner of the tax office's formats for invoices (QĐ 1450/QĐ-TCT); the standard for
receipts themselves (TT 91/2026/TT-BTC) was not at hand: names are marked as unsure in docs/receipts.md and stand here
alone.
"""

from __future__ import annotations

from typing import Any

from django.utils import timezone
from lxml import etree

from payments.models import Receipt
from payments.vocabulary import CURRENCY, LineKind
from portal.documents.signing import registry

VERSION = "1.0"
TITLES: dict[str, str] = {
    LineKind.FEE: "Biên lai thu lệ phí",
    LineKind.CHARGE: "Biên lai thu phí",
}


def make(receipt: Receipt, verification_code: str) -> bytes:
    """The receipt as XML, signed by the unit; unsigned where no signer is configured, as its PDF is then."""
    written = write(receipt, verification_code)
    if not registry.configured():
        return written
    unit = receipt.unit.name
    return registry.signer().sign_xml(written, signer_name=unit, signer_unit=unit)


def write(receipt: Receipt, verification_code: str) -> bytes:
    """The receipt as XML without a signature."""
    root = etree.Element("BLai")
    data = etree.SubElement(root, "DLBLai")
    _add(data, "TTChung", _common(receipt, verification_code))
    if receipt.replaces:
        _add(data, "BLTThe", _replaced(receipt.replaces))
    content = etree.SubElement(data, "NDBLai")
    _add(content, "NBan", {"Ten": receipt.unit.name, "MST": receipt.tax_code, "DChi": receipt.unit.address})
    _add(content, "NNop", {"Ten": receipt.payer_name})
    dues = etree.SubElement(content, "DSKThu")
    for number, line in enumerate(receipt.lines, start=1):
        _add(dues, "KThu", _line(number, receipt.kind, line))
    _add(content, "TToan", {"TgTTTBSo": str(receipt.amount_dong), "TgTTTBChu": receipt.amount_in_words})
    content_bytes: bytes = etree.tostring(root, xml_declaration=True, encoding="UTF-8")
    return content_bytes


def _common(receipt: Receipt, verification_code: str) -> dict[str, str]:
    return {
        "PBan": VERSION,
        "TBLai": TITLES[receipt.kind],
        "KHMBLai": receipt.template_symbol,
        "KHBLai": receipt.symbol,
        "SBLai": str(receipt.number),
        "NLap": timezone.localdate(receipt.issued_at).isoformat(),
        "DVTTe": CURRENCY,
        "MHSo": receipt.order.subject_ref or receipt.order.code,
        "MaXacMinh": verification_code,
    }


def _replaced(receipt: Receipt) -> dict[str, str]:
    """Which receipt this one stands in the place of, by all that names it, and why."""
    verification_code = receipt.document.verification_code if receipt.document else ""
    return {
        "KHMBLai": receipt.template_symbol,
        "KHBLai": receipt.symbol,
        "SBLai": str(receipt.number),
        "NLap": timezone.localdate(receipt.issued_at).isoformat(),
        "MaXacMinh": verification_code,
        "LDo": receipt.end_reason,
    }


def _line(number: int, kind: str, line: dict[str, Any]) -> dict[str, str]:
    return {
        "STT": str(number),
        "LKThu": "2" if kind == LineKind.FEE else "1",
        "TKThu": line["name"],
        "SLuong": str(line["quantity"]),
        "DGia": str(line["unit_price_dong"]),
        "MGiam": str(line["reduction_dong"]),
        "CCMGiam": line["legal_basis"],
        "TTien": str(line["amount_dong"]),
    }


def _add(parent: Any, name: str, told: dict[str, str]) -> None:
    """An element with a child for each value that is not empty."""
    element = etree.SubElement(parent, name)
    for part, value in told.items():
        if value:
            etree.SubElement(element, part).text = value
