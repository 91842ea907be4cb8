"""The words of money: states of an order, accounts of the ledger, providers, and what can become of a notice."""

from __future__ import annotations

from typing import Any

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

#: Amounts are whole đồng below this: ten to the fifteenth is more than a province takes in a century.
TOO_MUCH_DONG = 10**15
CURRENCY = "VND"


class OrderState(models.TextChoices):
    """Where an order stands; PostgreSQL derives it from the order's totals, nobody assigns it."""

    OPEN = "open", _("Chưa nộp")
    PART_PAID = "part_paid", _("Đã nộp một phần")
    PAID = "paid", _("Đã nộp đủ")
    OVERPAID = "overpaid", _("Đã nộp thừa")
    CANCELLED = "cancelled", pgettext_lazy("payment order", "Đã hủy")
    REFUNDED = "refunded", _("Đã hoàn tiền")


SETTLED = (OrderState.PAID, OrderState.OVERPAID)
"""States in which the payer owes nothing any more."""

AWAITING = (OrderState.OPEN, OrderState.PART_PAID)
"""States in which money is still awaited."""


class LineKind(models.TextChoices):
    """Phí and lệ phí are two kinds with receipts of their own (Luật Phí và lệ phí 2015, Đ3)."""

    FEE = "fee", pgettext_lazy("kind of due", "Lệ phí")
    CHARGE = "charge", pgettext_lazy("kind of due", "Phí")
    OTHER = "other", pgettext_lazy("kind of due", "Khoản khác")


class Account(models.TextChoices):
    """The accounts of the ledger. Debits are positive, credits negative; every transaction sums to zero.

    PAYER: what payers still owe. UNIT: what units are entitled to (credit). PROVIDER: what lies with banks, the
    national platform and in tills. DIFFERENCE: money that belongs to no order or exceeds it (credit). REFUND: what was
    approved to be given back and has not left yet (credit). TREASURY: what the unit's treasurer gave tills to begin
    with (credit) and took over from them (debit).
    """

    PAYER = "payer", _("Người nộp")
    UNIT = "unit", _("Đơn vị thu")
    PROVIDER = "provider", _("Bên trung gian thanh toán")
    REFUND = "refund", _("Chờ hoàn trả")
    DIFFERENCE = "difference", _("Chênh lệch")
    TREASURY = "treasury", _("Quỹ của đơn vị")


class Posting(models.TextChoices):
    """Why a transaction stands in the ledger."""

    PLACED = "placed", _("Lập khoản thu")
    PAYMENT = "payment", _("Nhận tiền")
    MATCHED = "matched", _("Đối chiếu tiền vào khoản thu")
    MATCH_UNDONE = "match_undone", _("Gỡ đối chiếu")
    CANCELLED = "cancelled", _("Hủy khoản thu")
    REFUND_APPROVED = "refund_approved", _("Duyệt hoàn trả")
    REFUND_SENT = "refund_sent", _("Đã hoàn trả tiền")
    FLOAT = "float", _("Nhận tiền đầu ca")
    REVERSED = "reversed", _("Hủy lần thu tại quầy")
    SHIFT_DIFFERENCE = "shift_difference", _("Chênh lệch khi đóng ca")
    HANDED_OVER = "handed_over", _("Nộp tiền về quỹ")


class Provider(models.TextChoices):
    """Who tells of money. One transfer has one reference at its provider, whichever way we hear of it."""

    BANK = "bank", _("Chuyển khoản ngân hàng")
    NATIONAL_PLATFORM = "national_platform", _("Nền tảng thanh toán Cổng dịch vụ công quốc gia")
    CASH = "cash", _("Tiền mặt")
    CARD = "card", _("Thẻ tại quầy")


class Happening(models.TextChoices):
    """What a provider says has happened to a payment."""

    PAID = "paid", _("Giao dịch thành công")
    PENDING = "pending", _("Giao dịch đang chờ")
    FAILED = "failed", _("Giao dịch không thành công")


class Outcome(models.TextChoices):
    """What became of one notice. The first group changed the ledger, the second changed nothing."""

    PAID = "paid", _("Đã ghi nhận, nộp đủ.")
    LATE = "late", _("Đã ghi nhận, nộp đủ nhưng sau hạn nộp.")
    PARTIAL = "partial", _("Đã ghi nhận một phần, còn thiếu tiền.")
    EXCESS = "excess", _("Đã ghi nhận, số tiền thừa chờ hoàn trả.")
    ORDER_CANCELLED = "order_cancelled", _("Khoản thu đã hủy: số tiền nhận được chờ hoàn trả.")
    WRONG_ACCOUNT = "wrong_account", _("Tiền vào tài khoản khác của cơ quan nhà nước: chờ kế toán đối chiếu.")
    UNMATCHED = "unmatched", _("Chưa biết thuộc khoản thu nào: chờ kế toán đối chiếu.")
    DUPLICATE = "duplicate", _("Thông báo lặp lại của giao dịch đã ghi nhận, không ghi thêm.")
    CONFLICT = "conflict", _("Trùng mã giao dịch nhưng khác nội dung đã ghi nhận, không ghi thêm.")
    OUT_OF_ORDER = "out_of_order", _("Thông báo cũ đến sau khi giao dịch đã thành công, không thay đổi gì.")
    PENDING = "pending", _("Giao dịch đang chờ, chưa có tiền.")
    FAILED = "failed", _("Giao dịch không thành công, không có tiền.")
    FORGED = "forged", _("Chữ ký của thông báo không đúng, không ghi nhận.")
    WRONG_AMOUNT = "wrong_amount", _("Số tiền không hợp lệ, không ghi nhận.")
    WRONG_CURRENCY = "wrong_currency", _("Không phải Việt Nam đồng, không ghi nhận.")
    WRONG_TIME = "wrong_time", _("Thời điểm giao dịch ở tương lai, không ghi nhận.")
    UNKNOWN_ACCOUNT = "unknown_account", _("Không phải tài khoản của cơ quan nhà nước, không ghi nhận.")


class EventKind(models.TextChoices):
    """What the history of an order tells."""

    PLACED = "placed", _("Lập khoản thu")
    STARTED = "started", _("Bắt đầu thanh toán qua Cổng dịch vụ công quốc gia")
    REPORTED = "reported", _("Thông báo thanh toán")
    MATCHED = "matched", _("Kế toán đối chiếu")
    MATCH_UNDONE = "match_undone", _("Gỡ đối chiếu")
    CANCELLED = "cancelled", _("Hủy khoản thu")
    REFUND_ASKED = "refund_asked", _("Đề nghị hoàn trả")
    REFUND_APPROVED = "refund_approved", _("Duyệt hoàn trả")
    REFUND_REFUSED = "refund_refused", _("Không duyệt hoàn trả")
    REFUND_SENT = "refund_sent", _("Đã hoàn trả tiền")
    REFUND_CONFIRMED = "refund_confirmed", _("Xác nhận tiền hoàn đã đến")
    REFUND_FAILED = "refund_failed", _("Chuyển tiền hoàn không thành")
    RECEIPT_ISSUED = "receipt_issued", _("Lập biên lai điện tử")
    RECEIPT_REPLACED = "receipt_replaced", _("Thay thế biên lai")
    RECEIPT_CANCELLED = "receipt_cancelled", _("Hủy biên lai")
    REVERSED = "reversed", _("Hủy lần thu tại quầy")
    MOVED = "moved", _("Chuyển theo sắp xếp đơn vị")


def providers() -> list[tuple[str, Any]]:
    """Choices told by a function, here and below: a new one needs no migration."""
    return Provider.choices


def postings() -> list[tuple[str, Any]]:
    """Why transactions stand in the ledger, in words."""
    return Posting.choices


def happenings() -> list[tuple[str, Any]]:
    """What providers say, in words."""
    return Happening.choices


def outcomes() -> list[tuple[str, Any]]:
    """What became of a notice, in words."""
    return Outcome.choices


def event_kinds() -> list[tuple[str, Any]]:
    """What histories tell, in words."""
    return EventKind.choices
