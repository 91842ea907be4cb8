"""Questions to other units about a dossier: several at once, each with its own due time, beside the one open step."""

from __future__ import annotations

import uuid
from datetime import datetime
from typing import TYPE_CHECKING, Self

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from dossiers.models.dossier import Dossier
from units.access import units_of
from units.roles import Role

if TYPE_CHECKING:
    from django.contrib.auth.models import AnonymousUser

    from portal.accounts.models import User

ANSWERING_ROLES = (Role.OFFICER, Role.LEADER)
"""Who speaks for a unit that is asked."""


class AskedFor(models.TextChoices):
    """What a unit is asked for: what it thinks, or its own part of a joint procedure (NĐ 61/2018 Đ19(5), (6))."""

    OPINION = "opinion", _("Cho ý kiến")
    PART = "part", _("Giải quyết phần việc của mình")


class Opinion(models.TextChoices):
    """What a unit says: the first three to a question, the others of its part of the work."""

    AGREE = "agree", _("Đồng ý")
    REMARKS = "remarks", _("Đồng ý, có ý kiến thêm")
    DISAGREE = "disagree", _("Không đồng ý")
    DONE = "done", _("Đã giải quyết xong phần việc")
    NOT_DONE = "not_done", _("Không giải quyết được phần việc")


OPINIONS_OF: dict[str, tuple[Opinion, ...]] = {
    AskedFor.OPINION: (Opinion.AGREE, Opinion.REMARKS, Opinion.DISAGREE),
    AskedFor.PART: (Opinion.DONE, Opinion.NOT_DONE),
}
NEEDS_WORDS = (Opinion.REMARKS, Opinion.DISAGREE, Opinion.NOT_DONE)
"""Whoever says one of these says why."""


def speaks_for(user: User | AnonymousUser) -> set[int]:
    """Ids of the units for which the person answers; role by role, as work lists ask, so that it is asked once."""
    return set().union(*(units_of(user, role) for role in ANSWERING_ROLES))


class ConsultationQuerySet(models.QuerySet["Consultation"]):
    """Questions by who asks for them."""

    def open(self) -> Self:
        """Those that wait for their answer."""
        return self.filter(state=Consultation.State.OPEN)

    def addressed_to(self, user: User | AnonymousUser) -> Self:
        """Questions to the units for which the person speaks, also those that are no longer asked."""
        units = speaks_for(user)
        return self.filter(unit__in=units) if units else self.none()

    def asked_of(self, user: User | AnonymousUser) -> Self:
        """Those that open the dossier's papers to the person; one that is no longer asked opens nothing."""
        return self.addressed_to(user).exclude(state=Consultation.State.WITHDRAWN)


class Consultation(models.Model):
    """One question to one unit (lấy ý kiến, NĐ 61/2018 Đ19(5)): what is asked, until when, and what came of it.

    `task` is the step of the process that asks; None where the officer asks beside the process. Being overdue is no
    state of its own: the question stays open until it is answered or no longer asked.
    """

    class State(models.TextChoices):
        """From asked to closed."""

        OPEN = "open", _("Chờ trả lời")
        ANSWERED = "answered", _("Đã trả lời")
        WITHDRAWN = "withdrawn", _("Không hỏi nữa")

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    dossier = models.ForeignKey(Dossier, on_delete=models.PROTECT, related_name="consultations")
    task = models.ForeignKey(
        "dossiers.Task", on_delete=models.PROTECT, null=True, blank=True, related_name="consultations"
    )
    asked_for = models.CharField(max_length=10, choices=AskedFor.choices, default=AskedFor.OPINION)
    unit = models.ForeignKey("units.Unit", on_delete=models.PROTECT, related_name="+", db_index=False)
    asking_unit = models.ForeignKey("units.Unit", on_delete=models.PROTECT, related_name="+", db_index=False)
    asked_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+")
    question = models.TextField(_("Nội dung xin ý kiến"))
    papers = models.ManyToManyField("dossiers.Paper", related_name="+", blank=True)
    asked_at = models.DateTimeField()
    due_at = models.DateTimeField()
    amount = models.DecimalField(max_digits=7, decimal_places=2, null=True, blank=True)
    measure = models.CharField(max_length=20, blank=True, default="", db_default="")
    overdue_at = models.DateTimeField(null=True, blank=True)
    state = models.CharField(max_length=10, choices=State.choices, default=State.OPEN)
    opinion = models.CharField(max_length=10, choices=Opinion.choices, blank=True)
    text = models.TextField(_("Ý kiến"), blank=True)
    upload = models.ForeignKey("files.Upload", on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    closed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    closed_at = models.DateTimeField(null=True, blank=True)
    closed_why = models.TextField(blank=True)

    objects = ConsultationQuerySet.as_manager()

    class Meta:
        """A unit is asked one thing at a time about a dossier; whoever does not simply agree says why."""

        verbose_name = _("Lấy ý kiến")
        ordering = ["asked_at", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["dossier", "unit"], condition=Q(state="open"), name="consultation_one_open"
            ),
            models.CheckConstraint(condition=~Q(question=""), name="consultation_asks"),
            models.CheckConstraint(
                condition=Q(state="open", closed_at=None) | (~Q(state="open") & Q(closed_at__isnull=False)),
                name="consultation_closed_has_moment",
            ),
            models.CheckConstraint(
                condition=(Q(state="answered") & ~Q(opinion="")) | (~Q(state="answered") & Q(opinion="")),
                name="consultation_answer_has_opinion",
            ),
            models.CheckConstraint(
                condition=~Q(opinion__in=[str(one) for one in NEEDS_WORDS]) | ~Q(text=""),
                name="consultation_says_why",
            ),
        ]
        indexes = [
            models.Index(fields=["unit", "due_at"], name="consultation_open_by_unit", condition=Q(state="open")),
            models.Index(
                fields=["unit", "-closed_at"], name="consultation_done_by_unit", condition=Q(state="answered")
            ),
            models.Index(fields=["due_at"], name="consultation_not_marked", condition=Q(state="open", overdue_at=None)),
        ]

    def __str__(self) -> str:
        return f"{self.dossier_id} → {self.unit_id}"

    @property
    def is_open(self) -> bool:
        """Whether it still waits for its answer."""
        return self.state == self.State.OPEN

    def is_overdue(self, now: datetime | None = None) -> bool:
        """Whether the answer is late, or came late."""
        return (self.closed_at or now or timezone.now()) > self.due_at and self.state != self.State.WITHDRAWN
