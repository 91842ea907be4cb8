"""Notices: everything that a provider told us, as it came, with what became of it. Append-only."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

from payments.models.orders import Order
from payments.models.payments import Payment
from payments.vocabulary import happenings, outcomes, providers
from portal.accounts.fields import EncryptedJSONField


class Notice(models.Model):
    """One message of a provider. What it told stands encrypted: banks name people in it."""

    provider = models.CharField(_("kênh"), max_length=20, choices=providers)
    provider_reference = models.CharField(_("mã giao dịch"), max_length=100)
    happening = models.CharField(_("nội dung báo"), max_length=10, choices=happenings)
    told = EncryptedJSONField(_("nguyên văn"))
    outcome = models.CharField(_("kết quả xử lý"), max_length=20, choices=outcomes)
    order = models.ForeignKey(Order, models.PROTECT, null=True, blank=True, related_name="notices")
    payment = models.ForeignKey(Payment, models.PROTECT, null=True, blank=True, related_name="notices")
    arrived_at = models.DateTimeField(_("lúc đến"), auto_now_add=True)

    class Meta:
        verbose_name = _("thông báo của bên trung gian")
        indexes = (models.Index(fields=["provider", "provider_reference"], name="notice_by_reference"),)

    def __str__(self) -> str:
        return f"{self.provider} {self.provider_reference}: {self.outcome}"
