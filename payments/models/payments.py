"""Payments: money that a provider says has arrived, each once."""

from __future__ import annotations

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from payments.models.amounts import dong, within
from payments.models.orders import Order
from payments.vocabulary import Provider, providers


class Payment(models.Model):
    """One arrival of money, by its provider's own reference; what it is for may be found out later, but once."""

    provider = models.CharField(_("kênh"), max_length=20, choices=providers)
    provider_reference = models.CharField(_("mã giao dịch"), max_length=100)
    order = models.ForeignKey(
        Order, models.PROTECT, null=True, blank=True, related_name="payments", verbose_name=_("khoản thu")
    )
    amount_dong = dong(_("số tiền"))
    account_number = models.CharField(_("tài khoản nhận"), max_length=19, blank=True)
    #: Whose matching desk it lies at while it has no order; None then means the province's (`payments.desks`).
    desk = models.ForeignKey(
        "units.Unit",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        db_index=False,
        verbose_name=_("bàn đối chiếu của"),
    )
    told_purpose = models.CharField(_("nội dung chuyển khoản"), max_length=500, blank=True)
    received_at = models.DateTimeField(_("lúc tiền đến"))
    recorded_at = models.DateTimeField(_("lúc ghi nhận"), auto_now_add=True)
    #: When the matching desk was through with money that named no order; None while it waits there.
    settled_at = models.DateTimeField(_("lúc đối chiếu xong"), null=True, blank=True)

    class Meta:
        verbose_name = _("lần nộp tiền")
        constraints = (
            models.UniqueConstraint(fields=["provider", "provider_reference"], name="payment_once_a_reference"),
            models.CheckConstraint(condition=Q(provider__in=Provider.values), name="payment_provider_known"),
            models.CheckConstraint(condition=~Q(provider_reference=""), name="payment_has_reference"),
            within("payment_amount", "amount_dong", at_least=1),
        )
        indexes = (
            models.Index(fields=["account_number", "received_at"], name="payment_by_account"),
            models.Index(fields=["-received_at"], name="payment_unmatched", condition=Q(order__isnull=True)),
            models.Index(
                fields=["desk", "-received_at", "-id"],
                name="payment_at_a_desk",
                condition=Q(order__isnull=True, settled_at__isnull=True),
            ),
        )

    def __str__(self) -> str:
        return f"{self.provider} {self.provider_reference}"
