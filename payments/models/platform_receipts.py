"""The national platform's own receipt for a payment made there, as PDF (message GETBILL), kept with the payment."""

from __future__ import annotations

from typing import Any

from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from payments.models.payments import Payment

#: After a day and a half it is given up; the accountant reads so.
MOST_TRIES = 14


class Hindrance(models.TextChoices):
    """Why the paper is not here yet."""

    UNREACHABLE = "unreachable", _("Cổng dịch vụ công quốc gia chưa trả lời.")
    REFUSED = "refused", _("Cổng dịch vụ công quốc gia chưa có biên lai này.")
    UNUSABLE = "unusable", _("Tệp biên lai nhận được bị hỏng, quá lớn hoặc không phải PDF.")


def hindrances() -> list[tuple[str, Any]]:
    """Choices told by a function: a new one needs no migration."""
    return Hindrance.choices


class PlatformReceipt(models.Model):
    """The receipt of one payment; asked for by the worker until it is here. `reference` is that of the attempt."""

    payment = models.OneToOneField(Payment, models.PROTECT, related_name="platform_receipt")
    reference = models.CharField(_("mã tham chiếu"), max_length=40)
    file = models.ForeignKey("files.StoredFile", models.PROTECT, null=True, blank=True, related_name="+")
    fetched_at = models.DateTimeField(_("lúc nhận"), null=True, blank=True)
    next_try_at = models.DateTimeField(default=timezone.now)
    attempts = models.PositiveSmallIntegerField(default=0)
    hindrance = models.CharField(max_length=20, choices=hindrances, blank=True)

    class Meta:
        verbose_name = _("biên lai của Cổng dịch vụ công quốc gia")
        constraints = (
            models.CheckConstraint(
                condition=Q(file__isnull=True, fetched_at__isnull=True)
                | Q(file__isnull=False, fetched_at__isnull=False),
                name="platformreceipt_fetched_when",
            ),
        )
        indexes = (
            models.Index(fields=["next_try_at"], name="platformreceipt_to_fetch", condition=Q(file__isnull=True)),
        )

    def __str__(self) -> str:
        return self.reference

    @property
    def is_given_up(self) -> bool:
        """Whether nobody asks for it any more."""
        return self.file_id is None and self.attempts >= MOST_TRIES
