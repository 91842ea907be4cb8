"""What stands beside a procedure outside its frozen versions: questions of others with answers, and blank forms."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from procedures.models.procedure import Procedure

if TYPE_CHECKING:
    from portal.accounts.models import User


class QuestionState(models.TextChoices):
    """Life of a question: asked by somebody (or written by a publisher), then answered in public or dismissed."""

    ASKED = "asked", _("Chờ trả lời")
    PUBLISHED = "published", _("Đã công khai")
    DISMISSED = "dismissed", _("Không công khai")


class AskedQuestion(models.Model):
    """One question about a procedure. Who asked is not kept: nobody needs an account, and nobody is written back to.

    Numbers and addresses that could name a person are masked before the row is written (`reader_help.masking`).
    """

    procedure = models.ForeignKey(Procedure, on_delete=models.PROTECT, related_name="questions")
    question = models.TextField(_("câu hỏi"))
    answer = models.TextField(_("câu trả lời"), blank=True)
    state = models.CharField(max_length=9, choices=QuestionState, default=QuestionState.ASKED)
    reason = models.TextField(_("lý do không công khai"), blank=True)
    position = models.PositiveSmallIntegerField(_("thứ tự"), default=100)
    asked_at = models.DateTimeField(auto_now_add=True)
    answered_at = models.DateTimeField(null=True, blank=True)
    answered_by: models.ForeignKey[User | None, User | None] = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+"
    )

    class Meta:
        verbose_name = _("câu hỏi về thủ tục")
        ordering = ("procedure_id", "position", "pk")
        constraints = (
            models.CheckConstraint(condition=Q(state__in=QuestionState.values), name="question_state_known"),
            models.CheckConstraint(condition=~Q(question=""), name="question_asks_something"),
            models.CheckConstraint(
                condition=~Q(state="published")
                | (~Q(answer="") & Q(answered_by__isnull=False, answered_at__isnull=False)),
                name="question_published_is_answered",
            ),
            models.CheckConstraint(
                condition=~Q(state="dismissed") | (~Q(reason="") & Q(answered_by__isnull=False)),
                name="question_dismissed_says_why",
            ),
        )
        indexes = (models.Index(fields=["state", "-id"], name="question_by_state"),)

    def __str__(self) -> str:
        return self.question[:80]


class BlankForm(models.Model):
    """A form to fill in by hand or on a computer, for one paper of a procedure. ``paper`` is the paper's code or name.

    It stands beside the versions: a form with a mended line needs no new decision. Those taken away are kept, hidden.
    """

    procedure = models.ForeignKey(Procedure, on_delete=models.PROTECT, related_name="blank_forms")
    paper = models.TextField(_("giấy tờ"))
    upload = models.ForeignKey("files.Upload", on_delete=models.PROTECT, related_name="+")
    added_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    added_at = models.DateTimeField(auto_now_add=True)
    removed_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        verbose_name = _("biểu mẫu để tải về")
        ordering = ("procedure_id", "paper", "pk")
        constraints = (models.CheckConstraint(condition=~Q(paper=""), name="blank_form_is_for_a_paper"),)

    def __str__(self) -> str:
        return f"{self.procedure_id} {self.paper[:60]}"
