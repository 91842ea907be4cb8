"""An upload is an act: somebody handed in a file under a name, perhaps in pieces."""

from __future__ import annotations

import uuid
from typing import TYPE_CHECKING

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

if TYPE_CHECKING:
    from portal.accounts.models import User
from portal.files.models.stored import StoredFile


class UploadState(models.TextChoices):
    """Where an upload stands; `checking` means usable by its owner, the virus scan is still to come."""

    RECEIVING = "receiving", _("Đang nhận")
    CHECKING = "checking", _("Đang kiểm tra")
    READY = "ready", _("Đã sẵn sàng")
    REJECTED = "rejected", _("Không nhận")


class UploadQuerySet(models.QuerySet["Upload"]):
    """Uploads, always begun from who holds them."""

    def held_by(self, owner: User | None, *, session_key: str = "", client: str = "") -> UploadQuerySet:
        """Keep what this user, browser session or REST client handed in; nothing for nobody."""
        mine = Q(pk__in=[])
        if owner is not None:
            mine |= Q(owner=owner)
        if session_key:
            mine |= Q(owner=None, session_key=session_key)
        if client:
            mine |= Q(client=client)
        return self.filter(mine)


class Upload(models.Model):
    """A file that somebody hands in; owned by a user, a REST client or, before sign-in, a browser session."""

    public_id = models.UUIDField(_("mã tải lên"), default=uuid.uuid4, unique=True, editable=False)
    owner = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.CASCADE,
        null=True,
        blank=True,
        related_name="uploads",
        verbose_name=_("chủ"),
    )
    client = models.CharField(_("ứng dụng gọi"), max_length=255, blank=True, default="")
    session_key = models.CharField(_("phiên trình duyệt"), max_length=64, blank=True, default="")
    name = models.CharField(_("tên tệp"), max_length=255)
    declared_size = models.PositiveBigIntegerField(_("kích thước khai báo (byte)"))
    received_bytes = models.PositiveBigIntegerField(_("đã nhận (byte)"), default=0)
    state = models.CharField(_("trạng thái"), max_length=9, choices=UploadState, default=UploadState.RECEIVING)
    problem = models.TextField(_("lý do không nhận"), blank=True, default="")
    stored = models.ForeignKey(
        StoredFile,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="uploads",
        verbose_name=_("nội dung"),
    )
    claimed_at = models.DateTimeField(_("lúc được dùng"), null=True, blank=True)
    created_at = models.DateTimeField(_("lúc bắt đầu"), auto_now_add=True)
    updated_at = models.DateTimeField(_("lúc nhận gần nhất"), auto_now=True)

    objects = UploadQuerySet.as_manager()

    class Meta:
        verbose_name = _("tệp tải lên")
        verbose_name_plural = _("tệp tải lên")
        constraints = [
            models.CheckConstraint(
                condition=Q(declared_size__gt=0) & Q(received_bytes__lte=F("declared_size")),
                name="upload_within_declared_size",
            ),
            models.CheckConstraint(condition=Q(state__in=UploadState.values), name="upload_state_known"),
            models.CheckConstraint(
                condition=Q(state__in=["receiving", "rejected"]) | Q(stored__isnull=False),
                name="upload_usable_has_content",
            ),
            models.CheckConstraint(condition=~Q(state="rejected") | ~Q(problem=""), name="upload_rejected_says_why"),
            models.CheckConstraint(
                condition=Q(owner__isnull=False) | ~Q(client="") | ~Q(session_key=""),
                name="upload_has_an_owner",
            ),
        ]
        indexes = [
            models.Index(fields=["updated_at"], condition=Q(claimed_at__isnull=True), name="upload_unclaimed"),
            models.Index(fields=["stored"], condition=Q(state="checking"), name="upload_being_checked"),
            models.Index(
                fields=["client"], condition=Q(claimed_at__isnull=True) & ~Q(client=""), name="upload_unused_of_client"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.name} ({self.state})"

    @property
    def is_usable(self) -> bool:
        """Whether its owner may attach it: a pending virus scan never holds the owner up."""
        return self.state in {UploadState.CHECKING, UploadState.READY}
