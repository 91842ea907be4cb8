"""What accountants decided about money that named no order: whose it is, in parts or whole, or that it is not ours."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from payments.models.amounts import dong, within
from payments.models.orders import Order
from payments.models.payments import Payment


class Decision(models.Model):
    """So much of a payment is for this order; without an order: it is not ours, and why. Undone once, if ever."""

    payment = models.ForeignKey(Payment, models.PROTECT, related_name="decisions")
    order = models.ForeignKey(Order, models.PROTECT, null=True, blank=True, related_name="decisions")
    amount_dong = dong(_("số tiền"))
    reason = models.CharField(_("lý do"), max_length=500, blank=True)
    made_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    made_at = models.DateTimeField(_("lúc quyết định"), default=timezone.now)
    undone_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+")
    undone_at = models.DateTimeField(_("lúc gỡ"), null=True, blank=True)

    class Meta:
        verbose_name = _("quyết định đối chiếu")
        ordering = ("pk",)
        constraints = (
            within("decision_amount", "amount_dong", at_least=1),
            models.CheckConstraint(
                condition=Q(order__isnull=False) | ~Q(reason=""), name="decision_not_ours_has_reason"
            ),
            models.CheckConstraint(
                condition=Q(undone_at__isnull=True, undone_by__isnull=True)
                | Q(undone_at__isnull=False, undone_by__isnull=False),
                name="decision_undone_by_somebody",
            ),
            models.UniqueConstraint(
                fields=["payment", "order"], condition=Q(undone_at__isnull=True), name="decision_once_an_order"
            ),
            models.UniqueConstraint(
                fields=["payment"],
                condition=Q(undone_at__isnull=True, order__isnull=True),
                name="decision_not_ours_once",
            ),
        )

    def __str__(self) -> str:
        return f"{self.payment_id}: {self.amount_dong}"
