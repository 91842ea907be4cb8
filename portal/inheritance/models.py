"""Imports of packages, with what was wrong in them; and which account an old system's account became."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from portal.accounts.fields import EncryptedJSONField


class JobState(models.TextChoices):
    """How far an import is."""

    WAITING = "waiting", _("Đang chờ máy xử lý")
    RUNNING = "running", _("Đang chạy")
    DONE = "done", _("Đã xong")
    FAILED = "failed", _("Không làm được")
    STOPPED = "stopped", _("Dừng vì lỗi, chạy tiếp được")


class ImportJob(models.Model):
    """One run over one package. `done` of `total` rows; `counts` by table: {"read", "made", "known", "faulty"}.

    `table` and `position` say where to go on: rows before it are written for good, with the counts, in one
    transaction. `tries` are those since the last such stretch: a run that gets no further stops (`MOST_TRIES`).
    `check_result` is what was compared at the end.
    """

    system = models.SlugField(_("Hệ thống cũ"), max_length=40)
    file_name = models.CharField(max_length=255)
    stored = models.ForeignKey("files.StoredFile", on_delete=models.PROTECT, related_name="+")
    is_dry_run = models.BooleanField(_("Chạy thử"))
    state = models.CharField(max_length=10, choices=JobState, default=JobState.WAITING)
    table = models.CharField(max_length=20, blank=True)
    position = models.PositiveIntegerField(default=0)
    done = models.PositiveIntegerField(default=0)
    total = models.PositiveIntegerField(default=0)
    counts = models.JSONField(default=dict)
    check_result = models.JSONField(default=dict)
    problem = models.TextField(blank=True)
    tries = models.PositiveSmallIntegerField(default=0, db_default=0)
    started_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+")
    submission_key = models.UUIDField(unique=True)
    created_at = models.DateTimeField(auto_now_add=True)
    beat_at = models.DateTimeField(null=True)
    finished_at = models.DateTimeField(null=True)

    class Meta:
        verbose_name = _("lần nhập dữ liệu hệ thống cũ")
        indexes = [
            models.Index(fields=["id"], name="inheritance_unfinished", condition=Q(state__in=["waiting", "running"])),
        ]

    def __str__(self) -> str:
        return f"{self.system}: {self.file_name}"

    @property
    def is_over(self) -> bool:
        """Whether nothing more happens by itself."""
        return self.state in (JobState.DONE, JobState.FAILED, JobState.STOPPED)

    @property
    def percent(self) -> int:
        """How much of it is done."""
        return self.done * 100 // self.total if self.total else 0

    def count(self, table: str, **more: int) -> None:
        """Add to the counts of a table; the caller saves."""
        own: dict[str, Any] = self.counts.setdefault(table, {"read": 0, "made": 0, "known": 0, "faulty": 0})
        for name, number in more.items():
            own[name] += number


class ImportFault(models.Model):
    """One row that was not taken, with the row itself: it goes back to whoever can mend it."""

    job = models.ForeignKey(ImportJob, on_delete=models.CASCADE, related_name="faults")
    table = models.CharField(max_length=20)
    row = models.PositiveIntegerField()
    column = models.CharField(max_length=40, blank=True)
    what = models.CharField(max_length=500)
    values = EncryptedJSONField(default=dict)

    class Meta:
        verbose_name = _("dòng lỗi")
        constraints = [models.UniqueConstraint(fields=["job", "table", "row"], name="inheritance_fault_once_a_row")]

    def __str__(self) -> str:
        return f"{self.table} {self.row}: {self.what}"


class TakenAccount(models.Model):
    """The account here that an account of an old system became: both codes are kept."""

    system = models.CharField(max_length=40)
    code = models.CharField(max_length=60)
    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")

    class Meta:
        verbose_name = _("tài khoản từ hệ thống cũ")
        constraints = [models.UniqueConstraint(fields=["system", "code"], name="inheritance_account_means_one")]

    def __str__(self) -> str:
        return f"{self.system}: {self.code}"
