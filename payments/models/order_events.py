"""The history of an order as its page shows it. Append-only."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from payments.models.amounts import dong
from payments.models.orders import Order
from payments.vocabulary import EventKind, event_kinds, outcomes


class OrderEvent(models.Model):
    """One thing that happened to an order; what notices told has its outcome."""

    order = models.ForeignKey(Order, models.PROTECT, related_name="events")
    kind = models.CharField(_("việc"), max_length=20, choices=event_kinds)
    outcome = models.CharField(_("kết quả"), max_length=20, choices=outcomes, blank=True)
    amount_dong = dong(_("số tiền"), null=True, blank=True)
    note = models.TextField(_("ghi chú"), blank=True)
    actor = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+")
    at = models.DateTimeField(_("lúc"), auto_now_add=True)

    class Meta:
        verbose_name = _("việc của khoản thu")
        ordering = ("pk",)
        indexes = (
            models.Index(fields=["order", "id"], name="orderevent_by_order"),
            models.Index(fields=["-at", "-id"], name="orderevent_started", condition=Q(kind=EventKind.STARTED)),
        )

    def __str__(self) -> str:
        return f"{self.order_id}: {self.kind} {self.outcome}".strip()
