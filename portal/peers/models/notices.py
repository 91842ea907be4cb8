"""What other systems told us: kept whole for proof, done by the worker, shown to staff when it can't be done."""

from __future__ import annotations

from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from dossiers.models import Dossier
from portal.accounts.fields import EncryptedJSONField
from portal.peers.models.connections import Connection


class NoticeState(models.TextChoices):
    """Where a notice stands."""

    WAITING = "waiting", _("Đang chờ xử lý")
    DONE = "done", _("Đã xử lý")
    DEAD = "dead", _("Không xử lý được")


class PeerNotice(models.Model):
    """One notice. `received` holds body and signed headers as they came; an id means one notice of its sender."""

    connection = models.ForeignKey(Connection, on_delete=models.PROTECT, related_name="notices")
    message_id = models.CharField(_("Mã bản tin"), max_length=100)
    type = models.CharField(_("Loại bản tin"), max_length=40)
    digest = models.CharField(max_length=64)
    received = EncryptedJSONField()
    received_at = models.DateTimeField(_("Nhận lúc"), default=timezone.now)
    state = models.CharField(max_length=10, choices=NoticeState.choices, default=NoticeState.WAITING)
    attempts = models.PositiveIntegerField(_("Số lần thử"), default=0)
    next_attempt_at = models.DateTimeField(default=timezone.now)
    finished_at = models.DateTimeField(_("Xong lúc"), null=True)
    last_error = models.TextField(_("Nguyên nhân"), blank=True)
    outcome = models.CharField(_("Kết quả"), max_length=200, blank=True)
    dossier = models.ForeignKey(Dossier, on_delete=models.PROTECT, null=True, related_name="+", db_index=False)

    class Meta:
        verbose_name = _("bản tin đến từ hệ thống khác")
        constraints = [
            models.UniqueConstraint(name="peer_notice_once", fields=["connection", "message_id"]),
            models.CheckConstraint(name="peer_notice_state_is_known", condition=Q(state__in=NoticeState.values)),
            models.CheckConstraint(
                name="peer_notice_finished_or_waiting",
                condition=Q(state=NoticeState.WAITING, finished_at__isnull=True)
                | (~Q(state=NoticeState.WAITING) & Q(finished_at__isnull=False)),
            ),
        ]
        indexes = [
            models.Index(name="peer_notice_due", fields=["next_attempt_at", "id"], condition=Q(state="waiting")),
            models.Index(name="peer_notice_dead", fields=["connection", "-id"], condition=Q(state="dead")),
            models.Index(name="peer_notice_newest", fields=["connection", "-id"]),
        ]

    def __str__(self) -> str:
        return f"{self.type} {self.message_id}"
