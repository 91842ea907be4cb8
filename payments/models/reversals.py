"""Mistakes at the till taken back: asked with a reason, and seen by two where money leaves the drawer."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from payments.models.orders import Order
from payments.models.shifts import ShiftEntry


class ReversalState(models.TextChoices):
    """How far it has come."""

    ASKED = "asked", _("Chờ duyệt hủy lần thu")
    APPROVED = "approved", _("Đã hủy lần thu")
    REFUSED = "refused", _("Không hủy lần thu")


class Reversal(models.Model):
    """One payment at the till taken back. Moved to another order, the money stays in the drawer: no second person."""

    entry = models.ForeignKey(ShiftEntry, models.PROTECT, related_name="reversals", verbose_name=_("lần thu"))
    reason = models.CharField(_("lý do"), max_length=500)
    moved_to = models.ForeignKey(
        Order, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("chuyển sang khoản thu")
    )
    state = models.CharField(_("trạng thái"), max_length=8, choices=ReversalState, default=ReversalState.ASKED)
    asked_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    asked_at = models.DateTimeField(_("lúc đề nghị"), default=timezone.now)
    decided_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+")
    decided_at = models.DateTimeField(_("lúc quyết định"), null=True, blank=True)

    class Meta:
        verbose_name = _("hủy lần thu tại quầy")
        constraints = (
            models.UniqueConstraint(
                fields=["entry"], condition=~Q(state=ReversalState.REFUSED), name="reversal_one_an_entry"
            ),
            models.CheckConstraint(condition=Q(state__in=ReversalState.values), name="reversal_state_known"),
            models.CheckConstraint(condition=~Q(reason=""), name="reversal_with_reason"),
            models.CheckConstraint(
                condition=Q(state="asked", decided_by__isnull=True, decided_at__isnull=True)
                | (~Q(state="asked") & Q(decided_by__isnull=False, decided_at__isnull=False)),
                name="reversal_decided_by_somebody",
            ),
            models.CheckConstraint(
                condition=~Q(state="approved") | Q(moved_to__isnull=False) | ~Q(decided_by=F("asked_by")),
                name="reversal_by_four_eyes",
            ),
        )
        indexes = (models.Index(fields=["asked_at"], name="reversal_open", condition=Q(state="asked")),)

    def __str__(self) -> str:
        return f"{self.entry_id}: {self.state}"
