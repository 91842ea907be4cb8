"""Messages that wait to leave, with what became of each."""

from __future__ import annotations

from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from portal.accounts.fields import EncryptedJSONField


class State(models.TextChoices):
    """What became of a message."""

    WAITING = "waiting", _("Đang chờ gửi")
    SENT = "sent", _("Đã gửi")
    DEAD = "dead", _("Không gửi được")


class OutboxMessage(models.Model):
    """One message for one channel. Messages with the same channel and key leave in the order of their ids.

    Two writers of one key must be in order already (they hold the lock of the same dossier). The content is
    encrypted: it names people.
    """

    channel = models.CharField(_("Kênh"), max_length=40)
    key = models.CharField(_("Khóa thứ tự"), max_length=200, blank=True, default="")
    idempotency_key = models.CharField(max_length=200)
    payload = EncryptedJSONField(_("Nội dung"))
    state = models.CharField(_("Trạng thái"), max_length=8, choices=State, default=State.WAITING)
    attempts = models.PositiveIntegerField(_("Số lần thử"), default=0)
    next_attempt_at = models.DateTimeField(_("Lần thử tới"), default=timezone.now)
    last_error = models.TextField(_("Lỗi gần nhất"), blank=True, default="")
    created_at = models.DateTimeField(_("Viết lúc"), default=timezone.now)
    finished_at = models.DateTimeField(_("Xong lúc"), null=True)

    class Meta:
        verbose_name = _("thư đi")
        verbose_name_plural = _("thư đi")
        constraints = [
            models.UniqueConstraint(name="one_message_per_key", fields=["channel", "idempotency_key"]),
            models.CheckConstraint(name="outbox_state_is_known", condition=Q(state__in=State.values)),
            models.CheckConstraint(
                name="outbox_finished_or_waiting",
                condition=Q(state=State.WAITING, finished_at__isnull=True)
                | (~Q(state=State.WAITING) & Q(finished_at__isnull=False)),
            ),
        ]
        indexes = [
            models.Index(name="outbox_due", fields=["next_attempt_at", "id"], condition=Q(state=State.WAITING)),
            models.Index(name="outbox_open_by_key", fields=["channel", "key", "id"], condition=~Q(state=State.SENT)),
            models.Index(name="outbox_dead", fields=["-id"], condition=Q(state=State.DEAD)),
        ]

    def __str__(self) -> str:
        return f"{self.channel} {self.idempotency_key}"
