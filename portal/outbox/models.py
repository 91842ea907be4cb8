"""Messages that wait to leave, with what became of each."""

from __future__ import annotations

from datetime import datetime

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Func, Q, Value
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from portal.accounts.fields import EncryptedJSONField, EncryptedTextField


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
    #: Since when a try may have brought it there, on channels that note tries.
    tried_at = models.DateTimeField(_("Bắt đầu gửi lúc"), null=True)
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
            # By channel, so that a channel with little to send does not read past the queue of one with much.
            models.Index(
                name="outbox_due_by_channel",
                fields=["channel", "next_attempt_at", "id"],
                condition=Q(state=State.WAITING),
            ),
            models.Index(name="outbox_open_by_key", fields=["channel", "key", "id"], condition=~Q(state=State.SENT)),
            # What left today and last of a channel, and what is old enough to be forgotten.
            models.Index(name="outbox_sent", fields=["channel", "finished_at"], condition=Q(state=State.SENT)),
            models.Index(name="outbox_dead", fields=["-id"], condition=Q(state=State.DEAD)),
            models.Index(
                Func(F("key"), Value("/"), Value(1), function="split_part"),
                F("id").desc(),
                name="webhook_deliveries",
                condition=Q(channel="webhook"),
            ),
            models.Index(
                Func(F("key"), Value("/"), Value(1), function="split_part"),
                F("id").desc(),
                name="peer_messages",
                condition=Q(channel="peer"),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.channel} {self.idempotency_key}"


class Circuit(models.Model):
    """A channel that had trouble or is paused; `failures` counts the calls in a row that nobody answered.

    One receiver of a channel of many has a row of its own, as "webhook/17".
    """

    channel = models.CharField(_("Kênh"), max_length=40, primary_key=True)
    failures = models.PositiveIntegerField(_("Số lần liên tiếp không được trả lời"), default=0)
    opened_at = models.DateTimeField(_("Ngừng gọi từ lúc"), null=True)
    open_until = models.DateTimeField(_("Thử lại lúc"), null=True)
    paused_at = models.DateTimeField(_("Tạm dừng từ lúc"), null=True)
    paused_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        null=True,
        related_name="+",
        verbose_name=_("Người tạm dừng"),
    )

    class Meta:
        verbose_name = _("kênh gửi")
        constraints = [
            models.CheckConstraint(
                name="circuit_paused_by_somebody",
                condition=Q(paused_at=None, paused_by=None) | Q(paused_at__isnull=False, paused_by__isnull=False),
            ),
        ]

    def __str__(self) -> str:
        return self.channel

    @property
    def is_paused(self) -> bool:
        """Whether people let nothing leave."""
        return self.paused_at is not None

    @property
    def is_open(self) -> bool:
        """Whether nobody answered for so long that only probes are made."""
        return self.open_until is not None

    def is_resting(self, now: datetime) -> bool:
        """Whether even a probe must wait."""
        return self.open_until is not None and self.open_until > now


class WebhookSubscriptionQuerySet(models.QuerySet["WebhookSubscription"]):
    """Subscriptions by what they ask for."""

    def asking_for(self, event: str) -> WebhookSubscriptionQuerySet:
        """The active ones that name the event."""
        return self.filter(is_active=True, events__contains=[event])

    def kept_by(self, client_id: str = "") -> WebhookSubscriptionQuerySet:
        """Those that a client of REST keeps; "" those that administrators keep. A client hears of its own only."""
        return self.filter(client_id=client_id)


class WebhookSubscription(models.Model):
    """Another system that hears of events at its address; `audience` is the code of the unit it hears of, "" all."""

    url = models.URLField(_("Địa chỉ nhận"), max_length=500)
    events = ArrayField(models.CharField(max_length=60), verbose_name=_("Sự kiện"))
    audience = models.CharField(_("Mã đơn vị"), max_length=40, blank=True)
    secret = EncryptedTextField(_("Khóa ký"))
    #: Signs beside the new one until then: a receiver changes its own meanwhile.
    former_secret = EncryptedTextField(blank=True, db_default="", default="")
    former_until = models.DateTimeField(null=True)
    is_active = models.BooleanField(_("Đang gửi"), default=True)
    created_at = models.DateTimeField(_("Lập lúc"), default=timezone.now)
    #: Of the form that took it up: sent twice, it makes one receiver.
    submission_key = models.UUIDField(null=True, unique=True)
    #: The client of REST that takes it up and keeps it; "" one that administrators keep.
    client_id = models.CharField(max_length=100, blank=True, db_default="", default="")

    objects = WebhookSubscriptionQuerySet.as_manager()

    class Meta:
        verbose_name = _("nơi nhận thông báo tự động")
        constraints = [models.CheckConstraint(name="webhook_asks_for_something", condition=Q(events__len__gt=0))]

    def __str__(self) -> str:
        return self.url

    def secrets(self) -> list[str]:
        """The secrets that sign now, the newest first."""
        is_former = self.former_until is not None and self.former_until > timezone.now()
        return [self.secret, self.former_secret] if is_former and self.former_secret else [self.secret]

    def hears_of(self, unit_code: str) -> bool:
        """Whether it asked for this unit, or for one above it by its code."""
        return not self.audience or unit_code == self.audience or unit_code.startswith(f"{self.audience}.")
