"""What the national portal sent us: kept whole for proof, done by the worker, shown to staff when it can't be done."""

from __future__ import annotations

from typing import Any

from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from dossiers.models import Dossier
from portal.accounts.fields import EncryptedJSONField


class Service(models.TextChoices):
    """The kinds of messages, by the names that the national portal calls them."""

    FILE = "NopHoSo", _("Nộp hồ sơ")
    SUPPLEMENT = "NopHoSoBoSung", _("Nộp bổ sung")
    WITHDRAW = "RutHoSo", _("Rút hồ sơ")
    PAYMENT = "ThongBaoThanhToan", _("Thông báo thanh toán")
    FEEDBACK = "GuiPhanAnhKienNghi", _("Phản ánh, kiến nghị")
    RATE = "DanhGiaHoSo", _("Đánh giá")


class InboxState(models.TextChoices):
    """Where a message stands."""

    WAITING = "waiting", _("Đang chờ xử lý")
    DONE = "done", _("Đã xử lý")
    DEAD = "dead", _("Không xử lý được")


def known_services() -> list[tuple[str, Any]]:
    """The services with their labels; a function, so that a new one needs no migration."""
    return Service.choices


class InboundMessage(models.Model):
    """One message. `received` holds body and signed headers as they came; `key` is the code of its dossier there."""

    message_id = models.CharField(_("Mã bản tin"), max_length=100, unique=True)
    service = models.CharField(_("Loại bản tin"), max_length=30, choices=known_services)
    key = models.CharField(_("Mã hồ sơ bên gửi"), max_length=60, blank=True)
    digest = models.CharField(max_length=64)
    received = EncryptedJSONField()
    received_at = models.DateTimeField(_("Nhận lúc"), default=timezone.now)
    #: When a dossier was filed there, as its message says (NgayNopHoSo); it may have come much later.
    filed_there_at = models.DateTimeField(null=True)
    state = models.CharField(max_length=10, choices=InboxState.choices, default=InboxState.WAITING)
    attempts = models.PositiveIntegerField(_("Số lần thử"), default=0)
    next_attempt_at = models.DateTimeField(default=timezone.now)
    finished_at = models.DateTimeField(_("Xong lúc"), null=True)
    last_error = models.TextField(_("Nguyên nhân"), blank=True)
    outcome = models.CharField(_("Kết quả"), max_length=200, blank=True)
    dossier = models.ForeignKey(
        Dossier, on_delete=models.PROTECT, null=True, related_name="national_messages", db_index=False
    )

    class Meta:
        verbose_name = _("bản tin đến từ Cổng quốc gia")
        constraints = [
            models.CheckConstraint(name="inbound_state_is_known", condition=Q(state__in=InboxState.values)),
            models.CheckConstraint(
                name="inbound_finished_or_waiting",
                condition=Q(state=InboxState.WAITING, finished_at__isnull=True)
                | (~Q(state=InboxState.WAITING) & Q(finished_at__isnull=False)),
            ),
        ]
        indexes = [
            models.Index(name="inbound_due", fields=["next_attempt_at", "id"], condition=Q(state="waiting")),
            models.Index(name="inbound_by_key", fields=["key", "id"], condition=~Q(key="")),
            models.Index(name="inbound_dead", fields=["-id"], condition=Q(state="dead")),
            models.Index(name="inbound_received_at", fields=["received_at"]),
            models.Index(name="inbound_of_dossier", fields=["dossier"], condition=Q(dossier__isnull=False)),
        ]

    def __str__(self) -> str:
        return f"{self.service} {self.message_id}"
