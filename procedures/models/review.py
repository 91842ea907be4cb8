"""The review queue: what is proposed for each procedure, and what a publisher decided.

Nothing imported goes live by itself (domain.md 3.3): a record becomes a draft and an item that waits here.
"""

from __future__ import annotations

from typing import Any

from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex
from django.db import models
from django.db.models import Exists, OuterRef, Q
from django.utils.translation import gettext_lazy as _

from procedures.choices import Level, Source, VersionState
from procedures.models.import_run import ImportRun, RunKind
from procedures.models.version import ProcedureVersion


class ReviewState(models.TextChoices):
    """Where an item of the queue stands; only a waiting one can still be decided."""

    WAITING = "waiting", _("Chờ rà soát")
    ACCEPTED = "accepted", _("Đã duyệt")
    SENT_BACK = "sent_back", _("Đã trả lại")
    SUPERSEDED = "superseded", _("Đã có bản mới hơn")


def _announced_by_us() -> Exists:
    standing = ProcedureVersion.objects.filter(procedure__code=OuterRef("code"), state=VersionState.PUBLISHED)
    return Exists(standing.exclude(source=Source.NATIONAL))


class ReviewQuerySet(models.QuerySet["ReviewItem"]):
    """Reads of the queue."""

    def visible_to(self, user: object) -> ReviewQuerySet:
        """The catalogue is one for the whole province: every publisher sees all of the queue (rule on the view)."""
        return self.all()

    def waiting(self) -> ReviewQuerySet:
        """What a publisher has still to decide."""
        return self.filter(state=ReviewState.WAITING)

    def beside_ours(self) -> ReviewQuerySet:
        """With ``is_beside_ours``: the procedure stands announced by a decision of ours or our starter catalogue."""
        return self.annotate(is_beside_ours=_announced_by_us())

    def acceptable_at_once(self, *, with_doubts: bool = False) -> ReviewQuerySet:
        """Waiting national records that may go live unlooked-at: without doubts, and replacing nothing of ours."""
        drafted = self.waiting().filter(run__kind=RunKind.NATIONAL, version__state=VersionState.DRAFT)
        found = drafted.filter(~_announced_by_us())
        return found if with_doubts else found.filter(flags=[])


class ReviewItem(models.Model):
    """One new or changed record: as it was read, the draft proposed for it, the doubts, and the decision.

    ``mends`` are the suggestions a publisher took, in order: {flag, where, key, path, before, value}; ``cleared``
    and ``kept`` name doubts that were looked at: {flag, where}. ``context`` is what only the whole file told.
    """

    run = models.ForeignKey(ImportRun, on_delete=models.PROTECT, related_name="items")
    code = models.CharField(_("mã thủ tục"), max_length=64)
    name = models.TextField(_("tên thủ tục"))
    field_name = models.CharField(_("lĩnh vực"), max_length=300)
    levels = ArrayField(models.CharField(max_length=10, choices=Level), default=list)
    record: models.JSONField[Any, Any] = models.JSONField()
    context: models.JSONField[Any, Any] = models.JSONField(default=dict, blank=True)
    fingerprint = models.CharField(max_length=64)
    version = models.ForeignKey(
        ProcedureVersion, on_delete=models.SET_NULL, null=True, blank=True, related_name="review_items"
    )
    doubts: models.JSONField[Any, Any] = models.JSONField(default=list, blank=True)
    flags = ArrayField(models.CharField(max_length=64), default=list, blank=True)
    mends: models.JSONField[Any, Any] = models.JSONField(default=list, blank=True)
    cleared: models.JSONField[Any, Any] = models.JSONField(default=list, blank=True)
    kept: models.JSONField[Any, Any] = models.JSONField(default=list, blank=True)
    state = models.CharField(max_length=10, choices=ReviewState, default=ReviewState.WAITING)
    created_at = models.DateTimeField(auto_now_add=True)
    decided_at = models.DateTimeField(null=True, blank=True)
    decided_by = models.ForeignKey("accounts.User", on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    reason = models.TextField(_("lý do"), blank=True)

    objects = ReviewQuerySet.as_manager()

    class Meta:
        verbose_name = _("bản ghi chờ rà soát")
        ordering = ("code", "pk")
        constraints = (
            models.CheckConstraint(condition=Q(state__in=ReviewState.values), name="review_state_known"),
            models.UniqueConstraint(fields=("code",), condition=Q(state="waiting"), name="review_one_waiting_a_code"),
            models.CheckConstraint(condition=~Q(state="sent_back") | ~Q(reason=""), name="review_sent_back_says_why"),
            models.CheckConstraint(
                condition=Q(state="waiting", decided_at__isnull=True)
                | (~Q(state="waiting") & Q(decided_at__isnull=False)),
                name="review_decided_has_moment",
            ),
        )
        indexes = (
            models.Index(fields=("state", "code"), name="review_by_state"),
            models.Index(fields=("code", "-id"), name="review_newest_of_code"),
            GinIndex(fields=("flags",), name="review_flags"),
        )

    def __str__(self) -> str:
        return f"{self.code} {self.name}"
