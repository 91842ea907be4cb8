"""One import, export, check or acceptance of many records, with its progress."""

from __future__ import annotations

from typing import Any

from django.db import models
from django.db.models import Q, Value
from django.utils import timezone
from django.utils.translation import gettext_lazy as _


class RunKind(models.TextChoices):
    """What a run does."""

    NATIONAL = "national", _("Nhập dữ liệu quốc gia")
    SHEET = "sheet", _("Nhập bảng tính")
    ACCEPT = "accept", _("Duyệt các bản ghi không có điểm nghi ngờ")
    EXPORT = "export", _("Xuất danh mục ra bảng tính")
    CHECK = "check", _("Kiểm tra chất lượng quyết định")


class RunState(models.TextChoices):
    """How far a run is."""

    WAITING = "waiting", _("Đang chờ máy xử lý")
    RUNNING = "running", _("Đang chạy")
    DONE = "done", _("Đã xong")
    FAILED = "failed", _("Không làm được")


class RunQuerySet(models.QuerySet["ImportRun"]):
    """Reads of runs."""

    def exports_of(self, user_pk: int | None) -> RunQuerySet:
        """The exports that a person asked for: theirs alone to take away."""
        return self.filter(kind=RunKind.EXPORT, started_by=user_pk)

    def of_the_queue(self) -> RunQuerySet:
        """The runs that change something, for all who review."""
        return self.exclude(kind__in=(RunKind.EXPORT, RunKind.CHECK))


class ImportRun(models.Model):
    """One import, acceptance of many, export or check: its file, its progress and its counts.

    ``done`` of ``total`` count what the run goes through: characters, rows or items. ``faults`` are what a
    spreadsheet must mend: {sheet, row, column, what, how}; of a check what it found: {change, findings}.
    ``up_to`` is the newest item that an acceptance may touch, or the last writing of the ``decision`` checked.
    ``asked`` narrows an export: {field, level}; its file goes at ``expires_at``. ``attempts`` counts the workers that
    took the run up.
    """

    kind = models.CharField(max_length=10, choices=RunKind)
    state = models.CharField(max_length=10, choices=RunState, default=RunState.WAITING)
    file_name = models.CharField(max_length=255, blank=True)
    stored = models.ForeignKey("files.StoredFile", on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    started_by = models.ForeignKey("accounts.User", on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    submission_key = models.UUIDField(unique=True, null=True, blank=True)
    created_at = models.DateTimeField(auto_now_add=True)
    beat_at = models.DateTimeField(null=True, blank=True)
    finished_at = models.DateTimeField(null=True, blank=True)
    up_to = models.BigIntegerField(null=True, blank=True)
    decision = models.ForeignKey(
        "procedures.Decision", on_delete=models.PROTECT, null=True, blank=True, related_name="check_runs"
    )
    done = models.BigIntegerField(default=0)
    total = models.BigIntegerField(default=0)
    read = models.PositiveIntegerField(default=0)
    queued = models.PositiveIntegerField(default=0)
    published = models.PositiveIntegerField(default=0)
    unchanged = models.PositiveIntegerField(default=0)
    refused = models.PositiveIntegerField(default=0)
    problem = models.TextField(blank=True)
    faults: models.JSONField[Any, Any] = models.JSONField(default=list, blank=True)
    asked: models.JSONField[Any, Any] = models.JSONField(
        default=dict, db_default=Value({}, models.JSONField()), blank=True
    )
    attempts = models.PositiveSmallIntegerField(default=0, db_default=0)
    expires_at = models.DateTimeField(null=True, blank=True)

    objects = RunQuerySet.as_manager()

    class Meta:
        verbose_name = _("lần nhập dữ liệu")
        ordering = ("-pk",)
        constraints = (
            models.CheckConstraint(condition=Q(kind__in=RunKind.values), name="run_kind_known"),
            models.CheckConstraint(
                condition=Q(kind="check") ^ Q(decision__isnull=True), name="run_check_has_a_decision"
            ),
            models.CheckConstraint(condition=Q(state__in=RunState.values), name="run_state_known"),
            models.CheckConstraint(
                condition=~Q(state__in=("done", "failed")) | Q(finished_at__isnull=False), name="run_ended_has_moment"
            ),
        )
        indexes = (
            models.Index(fields=("state",), condition=Q(state__in=("waiting", "running")), name="run_open"),
            models.Index(
                fields=("expires_at",), condition=Q(kind="export", stored__isnull=False), name="run_export_held"
            ),
        )

    def __str__(self) -> str:
        return f"{self.get_kind_display()} {self.file_name}".strip()

    @property
    def percent(self) -> int:
        """How much is done, from 0 to 100."""
        if self.state == RunState.DONE:
            return 100
        return min(99, self.done * 100 // self.total) if self.total else 0

    @property
    def is_open(self) -> bool:
        """Whether it still waits or works."""
        return self.state in (RunState.WAITING, RunState.RUNNING)

    @property
    def has_file(self) -> bool:
        """Whether this is an export whose file can still be taken away."""
        is_kept = self.stored_id is not None and self.expires_at is not None and self.expires_at > timezone.now()
        return self.kind == RunKind.EXPORT and self.state == RunState.DONE and is_kept
