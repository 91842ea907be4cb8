"""What we ask of the national store of results: which kinds serve which paper, every look, and what was found."""

from __future__ import annotations

import uuid
from typing import Any

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from dossiers.models import Dossier, Draft
from portal.accounts.fields import EncryptedJSONField, EncryptedTextField
from portal.national.results_store.grounds import known_grounds
from procedures.models import Component


class ServingResult(models.Model):
    """A kind of result that serves as a paper: one catalogue of codes told in words of the other.

    Both catalogues are national, so this holds for every procedure and version (docs/decisions/0034).
    """

    component_code = models.CharField(_("mã thành phần hồ sơ"), max_length=64)
    result_code = models.CharField(_("mã kết quả"), max_length=64)
    added_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+")
    added_at = models.DateTimeField(_("thêm lúc"), default=timezone.now)

    class Meta:
        verbose_name = _("kết quả dùng làm giấy tờ")
        ordering = ["component_code", "result_code"]
        constraints = [
            models.UniqueConstraint(name="serving_result_once", fields=["component_code", "result_code"]),
            models.CheckConstraint(name="serving_result_named", condition=~Q(component_code="") & ~Q(result_code="")),
        ]

    def __str__(self) -> str:
        return f"{self.component_code} ← {self.result_code}"


class LookState(models.TextChoices):
    """Where a look stands."""

    WAITING = "waiting", _("Đang hỏi kho kết quả")
    FOUND = "found", _("Đã tìm thấy")
    NOTHING = "nothing", _("Không tìm thấy")
    FAILED = "failed", _("Không hỏi được")
    STOPPED = "stopped", _("Đã rút lại sự đồng ý")


class StoreLook(models.Model):
    """One question to the store: whose results, for which paper, asked by whom, on which ground and in which words.

    Of a filing still being written, or of a dossier. The row outlives both: it proves that the look was allowed.
    """

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    asked_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    draft = models.ForeignKey(Draft, on_delete=models.SET_NULL, null=True, related_name="store_looks")
    dossier = models.ForeignKey(
        Dossier, on_delete=models.PROTECT, null=True, related_name="store_looks", db_index=False
    )
    component = models.ForeignKey(Component, on_delete=models.PROTECT, related_name="+", db_index=False)
    procedure_code = models.CharField(max_length=40)
    result_codes: models.JSONField[Any, Any] = models.JSONField()
    #: {"owner_number", "number", "asker_name", "asker_number"}: what was asked.
    asked = EncryptedJSONField()
    owner_index = models.CharField(max_length=64)
    ground = models.CharField(_("căn cứ"), max_length=12, choices=known_grounds)
    words = models.TextField(_("nội dung đã đồng ý"))
    asked_at = models.DateTimeField(_("lúc"), default=timezone.now)
    withdrawn_at = models.DateTimeField(_("rút lại lúc"), null=True)
    state = models.CharField(max_length=10, choices=LookState.choices, default=LookState.WAITING)
    attempts = models.PositiveSmallIntegerField(default=0)
    next_attempt_at = models.DateTimeField(default=timezone.now)
    answered_at = models.DateTimeField(null=True)
    problem = models.CharField(max_length=500, blank=True)

    class Meta:
        verbose_name = _("lượt tra cứu kho kết quả")
        constraints = [
            models.CheckConstraint(name="store_look_state_known", condition=Q(state__in=LookState.values)),
            models.CheckConstraint(name="store_look_of_one", condition=Q(draft=None) | Q(dossier=None)),
            # Pressed twice, it asks once.
            models.UniqueConstraint(
                name="store_look_once_a_draft", fields=["draft", "component"], condition=Q(state="waiting")
            ),
            models.UniqueConstraint(
                name="store_look_once_a_dossier", fields=["dossier", "component"], condition=Q(state="waiting")
            ),
        ]
        indexes = [
            models.Index(name="store_look_due", fields=["next_attempt_at", "id"], condition=Q(state="waiting")),
            models.Index(name="store_look_of_owner", fields=["owner_index", "-id"]),
            models.Index(name="store_look_of_dossier", fields=["dossier", "-id"], condition=Q(dossier__isnull=False)),
            models.Index(name="store_look_of_component", fields=["component"]),
            models.Index(name="store_look_of_asker", fields=["asked_by", "asked_at"]),
        ]

    def __str__(self) -> str:
        return f"{self.public_id} {self.state}"


class FindState(models.TextChoices):
    """Where a result that was found stands."""

    OFFERED = "offered", _("Có thể dùng")
    WANTED = "wanted", _("Đang tải về")
    TAKEN = "taken", _("Đã dùng")
    FAILED = "failed", _("Không tải được")


class StoreFind(models.Model):
    """One file that the store offered in answer to a look. `path`: what it is fetched by; it may be a key."""

    look = models.ForeignKey(StoreLook, on_delete=models.CASCADE, related_name="finds")
    position = models.PositiveSmallIntegerField()
    result_code = models.CharField(max_length=64)
    title = models.CharField(max_length=500)
    number = models.CharField(max_length=100, blank=True)
    agency = models.CharField(max_length=200)
    file_name = models.CharField(max_length=255, blank=True)
    path = EncryptedTextField()
    state = models.CharField(max_length=10, choices=FindState.choices, default=FindState.OFFERED)
    wanted_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+")
    attempts = models.PositiveSmallIntegerField(default=0)
    next_attempt_at = models.DateTimeField(default=timezone.now)
    problem = models.CharField(max_length=500, blank=True)
    upload = models.ForeignKey("files.Upload", on_delete=models.SET_NULL, null=True, related_name="+")

    class Meta:
        verbose_name = _("kết quả tìm thấy")
        ordering = ["look_id", "position"]
        constraints = [
            models.CheckConstraint(name="store_find_state_known", condition=Q(state__in=FindState.values)),
            # One of them is fetched at a time.
            models.UniqueConstraint(name="store_find_one_wanted", fields=["look"], condition=Q(state="wanted")),
        ]
        indexes = [
            models.Index(name="store_find_due", fields=["next_attempt_at", "id"], condition=Q(state="wanted")),
        ]

    def __str__(self) -> str:
        return f"{self.look_id}/{self.position}"
