"""Stored content: one row for one SHA-256, encrypted in Django's storage."""

from __future__ import annotations

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _


class ScanState(models.TextChoices):
    """What the virus scanner said about a content."""

    SKIPPED = "skipped", _("Không quét")
    WAITING = "waiting", _("Đang chờ quét")
    CLEAN = "clean", _("Sạch")
    INFECTED = "infected", _("Có mã độc")


class StoredFile(models.Model):
    """One content, stored once whoever hands it in, encrypted with a key of its own."""

    sha256 = models.CharField(_("mã băm SHA-256"), max_length=64, unique=True)
    size_bytes = models.PositiveBigIntegerField(_("kích thước (byte)"))
    mime = models.CharField(_("loại nội dung"), max_length=100)
    location = models.CharField(_("nơi lưu"), max_length=255, unique=True)
    wrapped_key = models.BinaryField(_("khóa đã bọc"))
    scan_state = models.CharField(_("kết quả quét mã độc"), max_length=8, choices=ScanState, default=ScanState.SKIPPED)
    created_at = models.DateTimeField(_("lúc lưu"), auto_now_add=True)

    class Meta:
        verbose_name = _("tệp đã lưu")
        verbose_name_plural = _("tệp đã lưu")
        constraints = [
            models.CheckConstraint(condition=Q(size_bytes__gt=0), name="storedfile_not_empty"),
            models.CheckConstraint(condition=Q(sha256__regex=r"^[0-9a-f]{64}$"), name="storedfile_sha256_hex"),
            models.CheckConstraint(condition=Q(scan_state__in=ScanState.values), name="storedfile_scan_state_known"),
        ]
        indexes = [
            models.Index(fields=["id"], condition=Q(scan_state="waiting"), name="storedfile_waiting_for_scan"),
        ]

    def __str__(self) -> str:
        return f"{self.sha256[:12]} ({self.mime}, {self.size_bytes} B)"
