"""A summary as a workbook, for people: what was told of each receipt, and the sums."""

from __future__ import annotations

from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _

from payments.models import SummaryEntry, TaxSummary
from payments.models.tax_summaries import Act
from payments.tax_office.sending import entries_of
from portal.ui.xlsx_files import Sheet, workbook


def write(summary: TaxSummary) -> bytes:
    """The workbook; it says what the XML says."""
    headings = [
        _("Việc"), _("Ký hiệu mẫu"), _("Ký hiệu"), _("Số biên lai"), _("Ngày lập"), _("Loại"), _("Số tiền (đồng)"),
        _("Lý do"),
    ]  # fmt: skip
    receipts = Sheet(_("Biên lai"), headings, [_row(entry) for entry in entries_of(summary)])
    return workbook(receipts, Sheet(_("Tổng hợp"), [_("Mục"), _("Giá trị")], _totals(summary)))


def _row(entry: SummaryEntry) -> list[Any]:
    receipt = entry.receipt
    replaced = receipt.replaces.end_reason if receipt.replaces else ""
    return [
        entry.get_act_display(), receipt.template_symbol, receipt.symbol, receipt.shown_number,
        timezone.localdate(receipt.issued_at), receipt.get_kind_display(), receipt.amount_dong,
        replaced if entry.act == Act.ISSUED else receipt.end_reason,
    ]  # fmt: skip


def _totals(summary: TaxSummary) -> list[list[Any]]:
    return [
        [_("Số bảng tổng hợp"), summary.number],
        [_("Đơn vị thu"), summary.unit.name],
        [_("Ngày"), summary.day],
        [_("Lần gửi"), summary.edition],
        [_("Biên lai lập"), summary.issued],
        [_("Biên lai bị thay thế"), summary.replaced],
        [_("Biên lai bị hủy"), summary.cancelled],
        [_("Lệ phí (đồng)"), summary.fee_dong],
        [_("Phí (đồng)"), summary.charge_dong],
        [_("Trên biên lai hết giá trị (đồng)"), summary.ended_dong],
    ]
