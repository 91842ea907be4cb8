"""Attempts to pay on the national platform: asked for on a page, begun by the worker."""

from __future__ import annotations

import uuid

from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from payments.models.orders import Order


class PlatformAttempt(models.Model):
    """One attempt: its page waits until the worker has the platform's `address`, or the `problem`.

    `ip` is what the platform asks for; it is forgotten once told.
    """

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    order = models.ForeignKey(Order, models.PROTECT, related_name="attempts", verbose_name=_("khoản thu"))
    reference = models.CharField(_("mã tham chiếu"), max_length=40, unique=True)
    ip = models.GenericIPAddressField(null=True, blank=True)
    asked_at = models.DateTimeField(_("lúc bắt đầu"), default=timezone.now)
    claimed_at = models.DateTimeField(null=True, blank=True)
    address = models.URLField(max_length=2000, blank=True)
    problem = models.CharField(max_length=200, blank=True)

    class Meta:
        verbose_name = _("lần thanh toán qua Cổng dịch vụ công quốc gia")
        constraints = (
            models.CheckConstraint(
                condition=Q(claimed_at__isnull=False) | Q(address="", problem=""), name="platformattempt_claimed_first"
            ),
        )
        indexes = (models.Index(fields=["id"], name="platformattempt_to_begin", condition=Q(claimed_at__isnull=True)),)

    def __str__(self) -> str:
        return self.reference
