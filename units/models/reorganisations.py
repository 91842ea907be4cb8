"""Reorganisations of units (sắp xếp đơn vị) by decision: what is planned for a day, and how far it is carried out.

Before its day a reorganisation is a plan and nothing more: no unit, role or counter changes, so that giving it up
leaves everything as it was. On its day the worker carries it out (`units.reorganising.applying`).
"""

from __future__ import annotations

import datetime as dt

import pghistory
from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

_PERSON = settings.AUTH_USER_MODEL


@pghistory.track()
class Reorganisation(models.Model):
    """One decision on units with its effective date, from draft to done; the history of each change is kept."""

    class Kind(models.TextChoices):
        """What the decision does."""

        MERGE = "merge", _("Sáp nhập, hợp nhất")
        SPLIT = "split", _("Chia, tách")
        DETACH = "detach", _("Tách một phần, đơn vị cũ vẫn hoạt động")
        RENAME = "rename", _("Đổi tên, đổi loại")
        RECODE = "recode", _("Đổi mã, thay thế đơn vị")

    class State(models.TextChoices):
        """Where the plan stands."""

        DRAFT = "draft", _("Đang soạn")
        SCHEDULED = "scheduled", _("Đã lên lịch")
        APPLIED = "applied", _("Đã thực hiện")
        CANCELLED = "cancelled", _("Đã hủy")

    kind = models.CharField(_("Hình thức"), max_length=10, choices=Kind)
    decision_number = models.CharField(_("Số quyết định"), max_length=60)
    decision_date: models.DateField[dt.date, dt.date] = models.DateField(_("Ngày ban hành"))
    decision_agency = models.CharField(_("Cơ quan ban hành"), max_length=200)
    effective_on: models.DateField[dt.date, dt.date] = models.DateField(_("Có hiệu lực từ ngày"))
    note = models.TextField(_("Ghi chú"), blank=True)
    state = models.CharField(max_length=10, choices=State, default=State.DRAFT)
    written_by = models.ForeignKey(_PERSON, on_delete=models.PROTECT, related_name="+")
    written_at = models.DateTimeField(auto_now_add=True)
    scheduled_by = models.ForeignKey(_PERSON, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    scheduled_at = models.DateTimeField(null=True, blank=True)
    cancelled_by = models.ForeignKey(_PERSON, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    cancelled_at = models.DateTimeField(null=True, blank=True)
    cancel_reason = models.TextField(_("Lý do hủy"), blank=True)
    steps_done = models.PositiveSmallIntegerField(default=0)
    to_move = models.PositiveIntegerField(null=True, blank=True)
    moved = models.PositiveIntegerField(default=0)
    problem = models.TextField(blank=True)
    started_at = models.DateTimeField(null=True, blank=True)
    applied_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        """Newest first; the worker finds what is due by a partial index."""

        verbose_name = _("sắp xếp đơn vị")
        ordering = ("-pk",)
        constraints = (
            models.CheckConstraint(
                condition=Q(state__in=("draft", "scheduled", "applied", "cancelled")), name="reorganisation_state_known"
            ),
            models.CheckConstraint(
                condition=Q(state__in=("draft", "cancelled"))
                | Q(scheduled_by__isnull=False, scheduled_at__isnull=False),
                name="reorganisation_scheduled_by_somebody",
            ),
            models.CheckConstraint(
                condition=~Q(state="cancelled") | Q(started_at__isnull=True, cancelled_by__isnull=False),
                name="reorganisation_not_cancelled_once_begun",
            ),
            models.CheckConstraint(
                condition=~Q(state="applied") | Q(applied_at__isnull=False), name="reorganisation_applied_at_a_moment"
            ),
        )
        indexes = (
            models.Index(fields=["effective_on"], name="reorganisation_waiting", condition=Q(state="scheduled")),
        )

    def __str__(self) -> str:
        return self.decision

    @property
    def decision(self) -> str:
        """The decision in one line, as papers cite it."""
        return f"{self.decision_number} ngày {self.decision_date:%d/%m/%Y} của {self.decision_agency}"

    @property
    def lives_on(self) -> bool:
        """Whether the unit that passes a part of its work on goes on itself, under its code."""
        return self.kind == self.Kind.DETACH

    @property
    def is_open(self) -> bool:
        """Whether its rows can still be changed."""
        return self.state == self.State.DRAFT
