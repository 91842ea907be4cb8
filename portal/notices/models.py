"""What is kept of text messages that left, and the browsers that asked for messages."""

from __future__ import annotations

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from portal.accounts.fields import EncryptedTextField


class Arrival(models.TextChoices):
    """What the gateway told of a text message."""

    SENT = "sent", _("Đã giao cho tổng đài")
    ARRIVED = "arrived", _("Đã đến máy")
    FAILED = "failed", _("Không đến được máy")


class SentText(models.Model):
    """A text message that a gateway took: to which number (its blind index), in how many parts, and whether it came."""

    #: Names it to the gateway: a fingerprint of the outbox's idempotency key, the same at each try.
    reference = models.CharField(max_length=32, unique=True)
    number_index = models.CharField(max_length=64)
    parts = models.PositiveSmallIntegerField(_("Số phần"))
    gateway_id = models.CharField(max_length=200, blank=True, default="")
    arrival = models.CharField(_("Tình trạng"), max_length=8, choices=Arrival, default=Arrival.SENT)
    sent_at = models.DateTimeField(_("Gửi lúc"), default=timezone.now)
    reported_at = models.DateTimeField(_("Báo lại lúc"), null=True)

    class Meta:
        verbose_name = _("tin nhắn đã gửi")
        constraints = [
            models.CheckConstraint(name="sent_text_arrival_is_known", condition=Q(arrival__in=Arrival.values)),
            models.CheckConstraint(name="sent_text_has_parts", condition=Q(parts__gte=1)),
        ]
        indexes = [
            # How many went to a number today, and what became of the last one.
            models.Index(name="sent_text_of_number", fields=["number_index", "-sent_at"]),
            models.Index(name="sent_text_by_age", fields=["sent_at"]),
        ]

    def __str__(self) -> str:
        return self.reference


class PushDevice(models.Model):
    """A browser that shows our messages: the address that its maker's push service gave it, and its keys."""

    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="push_devices")
    #: Whoever knows it may send nothing without our key, but it names one browser of one person.
    endpoint = EncryptedTextField()
    endpoint_index = models.CharField(max_length=64, unique=True)
    #: base64url: the browser's public key (65 bytes) and the secret shared with it (16 bytes).
    public_key = models.CharField(max_length=100)
    auth = EncryptedTextField()
    label = models.CharField(_("Thiết bị"), max_length=120)
    created_at = models.DateTimeField(_("Thêm lúc"), default=timezone.now)
    last_sent_at = models.DateTimeField(_("Nhận gần nhất lúc"), null=True)

    class Meta:
        verbose_name = _("trình duyệt nhận thông báo")
        ordering: ClassVar[list[str]] = ["pk"]

    def __str__(self) -> str:
        return self.label
