"""A decision of announcement (quyết định công bố).

The four parts of the way are four people: drafted by a department, checked by the Office of the People's Committee,
decided by the Chair, put in force by the worker (TT 02/2017/TT-VPCP Đ10–Đ13).
State changes only in `procedures.deciding`.
"""

from __future__ import annotations

import uuid
from typing import Any

from django.conf import settings
from django.db import models
from django.db.models import F, Q, Value
from django.utils.translation import gettext_lazy as _

from procedures.models.decision_states import WRITABLE, DecisionState
from procedures.models.signature_outcome import SignatureOutcome
from units.models import Unit


class DecisionQuerySet(models.QuerySet["Decision"]):
    """Decisions, always begun from who asks."""

    def visible_to(self, units: set[int] | None) -> DecisionQuerySet:
        """Decisions drafted by these units; all of them for None (the Office, the Chair)."""
        return self if units is None else self.filter(unit__in=units)


class Decision(models.Model):
    """One decision. Number, day and signed copy come with the Chair's decision; ``effective_on`` is planned before."""

    key = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    title = models.TextField(_("trích yếu"))
    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="+")
    issuing_agency = models.TextField(_("cơ quan ban hành"))
    number = models.CharField(_("số quyết định"), max_length=100, blank=True)
    signed_on = models.DateField(_("ngày ký"), null=True, blank=True)
    effective_on = models.DateField(_("có hiệu lực từ"), null=True, blank=True)
    signed_copy = models.ForeignKey("files.Upload", on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    #: Empty before the Chair's decision; ``signatures``: [{"signer", "organisation", "signed_at", "is_trusted"}].
    signature = models.CharField(max_length=10, choices=SignatureOutcome, blank=True, default="", db_default="")
    signatures: models.JSONField[Any, Any] = models.JSONField(
        default=list, db_default=Value([], models.JSONField()), blank=True
    )
    state = models.CharField(max_length=10, choices=DecisionState, default=DecisionState.DRAFT)
    remarks = models.TextField(_("nhận xét"), blank=True)
    problem = models.TextField(_("lý do chưa công khai được"), blank=True)

    drafted_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    checked_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    approved_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    created_at = models.DateTimeField(auto_now_add=True)
    submitted_at = models.DateTimeField(null=True, blank=True)
    checked_at = models.DateTimeField(null=True, blank=True)
    approved_at = models.DateTimeField(null=True, blank=True)
    published_at = models.DateTimeField(null=True, blank=True)

    objects = DecisionQuerySet.as_manager()

    class Meta:
        verbose_name = _("quyết định công bố")
        ordering = ("-pk",)
        constraints = (
            models.CheckConstraint(condition=Q(state__in=DecisionState.values), name="decision_state_known"),
            models.CheckConstraint(condition=~Q(title="") & ~Q(issuing_agency=""), name="decision_title_given"),
            models.CheckConstraint(
                condition=~Q(state__in=("approved", "published"))
                | (
                    ~Q(number="")
                    & Q(signed_on__isnull=False, effective_on__isnull=False, signed_copy__isnull=False)
                    & Q(approved_by__isnull=False, approved_at__isnull=False, checked_by__isnull=False)
                ),
                name="decision_approved_is_complete",
            ),
            models.CheckConstraint(
                condition=~Q(state="published") | Q(published_at__isnull=False), name="decision_published_when"
            ),
            models.CheckConstraint(
                condition=Q(signed_on__isnull=True) | Q(effective_on__gte=F("signed_on")),
                name="decision_effective_once_signed",
            ),
            models.CheckConstraint(
                condition=Q(signature="") | (Q(signature__in=SignatureOutcome.values) & ~Q(signature="changed")),
                name="decision_signed_copy_is_unchanged",
            ),
            # Four eyes: who drafts neither checks nor approves.
            models.CheckConstraint(
                condition=Q(checked_by__isnull=True) | ~Q(checked_by=F("drafted_by")),
                name="decision_checked_by_another",
            ),
            models.CheckConstraint(
                condition=Q(approved_by__isnull=True) | ~Q(approved_by=F("drafted_by")),
                name="decision_approved_by_another",
            ),
            models.UniqueConstraint(
                fields=("number", "issuing_agency", "signed_on"),
                condition=~Q(number="") & ~Q(state="cancelled"),
                name="decision_number_once",
            ),
        )
        indexes = (
            models.Index(fields=["effective_on"], condition=Q(state="approved"), name="decision_waits_for_its_day"),
            models.Index(fields=["state", "-id"], name="decision_by_state"),
        )

    def __str__(self) -> str:
        return self.number or self.title

    @property
    def is_writable(self) -> bool:
        """Whether its content may still be changed by who drafts."""
        return self.state in WRITABLE
