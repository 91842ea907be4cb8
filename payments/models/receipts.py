"""Electronic receipts (biên lai điện tử, NĐ 254/2026): numbered without gaps, signed, never changed.

A receipt is a fact from its number on (migration 0003 has the trigger); its PDF is drawn by the worker. A wrong one is
replaced by a new number or cancelled with a reason, and keeps its own number.
"""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from payments.models.amounts import dong, within
from payments.models.orders import Order
from payments.vocabulary import LineKind

#: At most eight digits (NĐ 254/2026).
LAST_NUMBER = 99_999_999
RECEIPTED = (LineKind.FEE, LineKind.CHARGE)
"""Phí and lệ phí have receipts of their own; other dues have none of this kind."""


class ReceiptState(models.TextChoices):
    """Whether a receipt still counts."""

    ACTIVE = "active", _("Có giá trị")
    REPLACED = "replaced", _("Đã được biên lai khác thay thế")
    CANCELLED = "cancelled", _("Biên lai đã hủy")


class Receipt(models.Model):
    """One receipt for the fees, or for the charges, of an order."""

    order = models.ForeignKey(Order, models.PROTECT, related_name="receipts", verbose_name=_("khoản thu"))
    unit = models.ForeignKey("units.Unit", models.PROTECT, related_name="+", verbose_name=_("đơn vị thu"))
    kind = models.CharField(_("loại"), max_length=6, choices=LineKind)
    template_symbol = models.CharField(_("ký hiệu mẫu biên lai"), max_length=10)
    symbol = models.CharField(_("ký hiệu biên lai"), max_length=8)
    year = models.PositiveSmallIntegerField(_("năm"))
    number = models.PositiveIntegerField(_("số biên lai"))
    tax_code = models.CharField(_("mã số thuế của đơn vị thu"), max_length=14, blank=True)
    payer_name = models.CharField(_("họ tên người nộp"), max_length=200)
    lines: models.JSONField[Any, Any] = models.JSONField(_("các khoản"))
    amount_dong = dong(_("số tiền"))
    amount_in_words = models.CharField(_("số tiền bằng chữ"), max_length=300)
    issued_at = models.DateTimeField(_("lúc lập"))
    replaces = models.OneToOneField("self", models.PROTECT, null=True, blank=True, related_name="replaced_by")
    state = models.CharField(_("trạng thái"), max_length=9, choices=ReceiptState, default=ReceiptState.ACTIVE)
    end_reason = models.CharField(_("lý do"), max_length=500, blank=True)
    ended_at = models.DateTimeField(_("lúc hết giá trị"), null=True, blank=True)
    ended_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+")
    document = models.ForeignKey("documents.IssuedDocument", models.PROTECT, null=True, blank=True, related_name="+")
    xml = models.ForeignKey("files.StoredFile", models.PROTECT, null=True, blank=True, related_name="+")
    next_try_at = models.DateTimeField(default=timezone.now)
    attempts = models.PositiveSmallIntegerField(default=0)
    problem = models.TextField(blank=True)

    class Meta:
        verbose_name = _("biên lai")
        ordering = ("pk",)
        constraints = (
            models.UniqueConstraint(fields=["unit", "kind", "year", "number"], name="receipt_number_once"),
            models.UniqueConstraint(fields=["order", "kind"], condition=Q(state="active"), name="receipt_one_counts"),
            models.CheckConstraint(condition=Q(number__gte=1, number__lte=LAST_NUMBER), name="receipt_number_digits"),
            models.CheckConstraint(condition=Q(kind__in=RECEIPTED), name="receipt_of_fee_or_charge"),
            models.CheckConstraint(condition=Q(state__in=ReceiptState.values), name="receipt_state_known"),
            models.CheckConstraint(
                condition=Q(state="active", ended_at__isnull=True)
                | (~Q(state="active") & Q(ended_at__isnull=False) & ~Q(end_reason="")),
                name="receipt_ends_with_reason",
            ),
            within("receipt_amount", "amount_dong"),
        )
        indexes = (
            models.Index(fields=["next_try_at"], name="receipt_waiting", condition=Q(document__isnull=True)),
            models.Index(fields=["unit", "-issued_at"], name="receipt_by_unit"),
            models.Index(fields=["issued_at"], name="receipt_by_moment"),
            models.Index(fields=["ended_at"], name="receipt_by_end", condition=Q(ended_at__isnull=False)),
        )

    def __str__(self) -> str:
        return f"{self.symbol} {self.shown_number}"

    @property
    def shown_number(self) -> str:
        """The number as receipts print it: eight digits."""
        return f"{self.number:08}"
