"""Who looked at whose personal data, why and when: rows that nobody changes or takes away (a trigger refuses)."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _


class AccessLogEntry(models.Model):
    """One look at guarded data. Luật 91/2025/QH15: the person concerned may ask who saw what."""

    at = models.DateTimeField(_("Thời điểm"), db_default=Now(), editable=False)
    actor = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="looks", verbose_name=_("Người xem")
    )
    client = models.CharField(_("Hệ thống xem"), max_length=100, blank=True, default="")
    owner = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="looks_at", verbose_name=_("Người được xem")
    )
    subject = models.CharField(_("Đối tượng"), max_length=200)
    why = models.CharField(_("Lý do"), max_length=500)
    ip = models.GenericIPAddressField(_("Địa chỉ mạng"), null=True)
    path = models.CharField(_("Trang"), max_length=500, blank=True, default="")

    class Meta:
        verbose_name = _("lượt xem dữ liệu cá nhân")
        verbose_name_plural = _("lượt xem dữ liệu cá nhân")
        ordering = ["-id"]
        constraints = [
            models.CheckConstraint(name="look_says_why", condition=~Q(why="")),
            models.CheckConstraint(name="look_says_whose", condition=~Q(subject="")),
        ]
        indexes = [
            models.Index(name="look_by_subject", fields=["subject", "-id"]),
            models.Index(name="look_by_owner", fields=["owner", "-id"], condition=Q(owner__isnull=False)),
        ]

    def __str__(self) -> str:
        return f"{self.at:%Y-%m-%d %H:%M} {self.subject}"
