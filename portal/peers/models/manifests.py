"""A day's parcels handed to the courier together: one record of what was handed over, by whom, and when."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from portal.peers.models.connections import Connection


class ManifestState(models.TextChoices):
    """Where a manifest stands."""

    OPEN = "open", _("Chờ giao")
    HANDED = "handed", _("Đã giao cho bưu chính")
    CALLED_OFF = "called_off", _("Đã bỏ")


def known_manifest_states() -> list[tuple[str, Any]]:
    """The states with their labels; a function, so that a new one needs no migration."""
    return ManifestState.choices


class PostalManifest(models.Model):
    """One hand-over of parcels of one counter to one post office. `printed` is its sheet, which the worker makes."""

    number = models.CharField(_("Số bảng kê"), max_length=60, unique=True)
    unit = models.ForeignKey("units.Unit", on_delete=models.PROTECT, related_name="+", db_index=False)
    connection = models.ForeignKey(Connection, on_delete=models.PROTECT, related_name="manifests")
    state = models.CharField(max_length=12, choices=known_manifest_states, default=ManifestState.OPEN)
    made_at = models.DateTimeField(_("Lập lúc"), default=timezone.now)
    made_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", db_index=False)
    courier = models.CharField(_("Người nhận của bưu chính"), max_length=200, blank=True)
    handed_at = models.DateTimeField(_("Giao lúc"), null=True)
    handed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+", db_index=False
    )
    printed = models.ForeignKey(
        "files.StoredFile", on_delete=models.PROTECT, null=True, related_name="+", db_index=False
    )

    class Meta:
        verbose_name = _("bảng kê bưu gửi")
        constraints = [
            models.CheckConstraint(
                name="postal_manifest_handed_by_somebody",
                condition=Q(state=ManifestState.HANDED, handed_at__isnull=False, handed_by__isnull=False)
                | (~Q(state=ManifestState.HANDED) & Q(handed_at=None, handed_by=None)),
            ),
        ]
        indexes = [
            models.Index(name="postal_manifest_of_unit", fields=["unit", "-id"]),
            models.Index(name="postal_manifest_to_print", fields=["id"], condition=Q(printed=None)),
        ]

    def __str__(self) -> str:
        return self.number
