"""Statements that accountants handed in: each file with its progress, and its lines, to be held against the books."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from payments.models.accounts import BankAccount
from payments.models.amounts import dong
from payments.vocabulary import TOO_MUCH_DONG, Provider, providers


class FileState(models.TextChoices):
    """How far a statement has come."""

    WAITING = "waiting", _("Đang chờ máy xử lý")
    RUNNING = "running", _("Đang ghi nhận")
    DONE = "done", _("Đã ghi nhận xong")
    FAILED = "failed", _("Không ghi nhận được")


class StatementFile(models.Model):
    """One file of one account. `faults` are what it must mend: {row, column, what}; with a single one nothing counts.

    `outcomes` counts what became of the lines, by outcome; `attempts` the workers that took it up.
    """

    account = models.ForeignKey(BankAccount, models.PROTECT, related_name="statements", verbose_name=_("tài khoản thu"))
    stored = models.ForeignKey("files.StoredFile", models.PROTECT, related_name="+")
    file_name = models.CharField(_("tệp"), max_length=255)
    uploaded_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    uploaded_at = models.DateTimeField(_("lúc tải lên"), default=timezone.now)
    submission_key = models.UUIDField(unique=True)
    state = models.CharField(_("tình trạng"), max_length=8, choices=FileState, default=FileState.WAITING)
    done = models.PositiveIntegerField(default=0)
    total = models.PositiveIntegerField(_("số dòng"), default=0)
    attempts = models.PositiveSmallIntegerField(default=0)
    beat_at = models.DateTimeField(null=True, blank=True)
    finished_at = models.DateTimeField(null=True, blank=True)
    first_day = models.DateField(_("từ ngày"), null=True, blank=True)
    last_day = models.DateField(_("đến ngày"), null=True, blank=True)
    problem = models.TextField(blank=True)
    faults: models.JSONField[Any, Any] = models.JSONField(default=list, blank=True)
    outcomes: models.JSONField[Any, Any] = models.JSONField(default=dict, blank=True)

    class Meta:
        verbose_name = _("sao kê")
        ordering = ("-pk",)
        constraints = (
            models.CheckConstraint(condition=Q(state__in=FileState.values), name="statement_state_known"),
            models.CheckConstraint(
                condition=~Q(state__in=("done", "failed")) | Q(finished_at__isnull=False), name="statement_ended_when"
            ),
        )
        indexes = (
            models.Index(fields=["state"], condition=Q(state__in=("waiting", "running")), name="statement_open"),
        )

    def __str__(self) -> str:
        return self.file_name

    @property
    def is_open(self) -> bool:
        """Whether it still waits or works."""
        return self.state in (FileState.WAITING, FileState.RUNNING)

    @property
    def percent(self) -> int:
        """How much is done, from 0 to 100."""
        if self.state == FileState.DONE:
            return 100
        return min(99, self.done * 100 // self.total) if self.total else 0


class StatedLine(models.Model):
    """What a provider says has moved, once for all files that tell of it; what went out is negative. Append-only."""

    file = models.ForeignKey(StatementFile, models.PROTECT, null=True, blank=True, related_name="lines")
    provider = models.CharField(_("kênh"), max_length=20, choices=providers, default=Provider.BANK)
    account_number = models.CharField(_("tài khoản"), max_length=19)
    reference = models.CharField(_("mã giao dịch"), max_length=100)
    booked_at = models.DateTimeField(_("lúc ghi sổ của ngân hàng"))
    booked_on = models.DateField(_("ngày ghi sổ"))
    amount_dong = dong(_("số tiền"))
    text = models.CharField(_("nội dung"), max_length=500, blank=True)
    row = models.PositiveIntegerField(_("dòng"))

    class Meta:
        verbose_name = _("dòng sao kê")
        constraints = (
            models.UniqueConstraint(
                fields=["provider", "account_number", "booked_on", "reference", "amount_dong"],
                name="statedline_once",
            ),
            models.CheckConstraint(condition=Q(provider__in=Provider.values), name="statedline_provider_known"),
            models.CheckConstraint(
                condition=Q(amount_dong__gt=-TOO_MUCH_DONG, amount_dong__lt=TOO_MUCH_DONG) & ~Q(amount_dong=0),
                name="statedline_amount",
            ),
        )
        indexes = (models.Index(fields=["provider", "reference"], name="statedline_by_reference"),)

    def __str__(self) -> str:
        return f"{self.account_number} {self.reference}"
