"""Questions that many ask, with their answers in two languages: each change is a new version, nothing is rewritten."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _


class FaqEntry(models.Model):
    """One question under one address for life; its owner looks at it again on the day of the review."""

    owner = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    review_on = models.DateField(_("Rà soát lại vào ngày"))
    current = models.OneToOneField(
        "hotline.FaqVersion", on_delete=models.PROTECT, null=True, blank=True, related_name="current_of"
    )
    withdrawn_at = models.DateTimeField(null=True, blank=True)
    withdrawn_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )

    class Meta:
        """The index holds what is shown."""

        verbose_name = _("Câu hỏi thường gặp")
        indexes = [
            models.Index(fields=["review_on", "id"], name="faq_shown", condition=Q(withdrawn_at=None)),
        ]

    def __str__(self) -> str:
        return f"{self.pk}"

    def get_absolute_url(self) -> str:
        """Its public page."""
        return reverse("hotline:faq", args=[self.pk])


class FaqVersion(models.Model):
    """What an entry says, or said once."""

    entry = models.ForeignKey(FaqEntry, on_delete=models.PROTECT, related_name="versions")
    number = models.PositiveIntegerField()
    question = models.CharField(_("Câu hỏi"), max_length=300)
    text = models.TextField(_("Câu trả lời"))
    question_en = models.CharField(_("Câu hỏi bằng tiếng Anh"), max_length=300)
    text_en = models.TextField(_("Câu trả lời bằng tiếng Anh"))
    legal_basis = models.CharField(_("Căn cứ pháp lý"), max_length=300, blank=True)
    written_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    written_at = models.DateTimeField()

    class Meta:
        """Numbered from 1 within the entry."""

        ordering = ["number"]
        constraints = [
            models.UniqueConstraint(fields=["entry", "number"], name="faq_version_numbered"),
            models.CheckConstraint(condition=~Q(question="") & ~Q(text=""), name="faq_says_something"),
            models.CheckConstraint(condition=~Q(question_en="") & ~Q(text_en=""), name="faq_says_it_in_english"),
        ]

    def __str__(self) -> str:
        return self.question

    @property
    def shown_question(self) -> str:
        """The question in the reader's language."""
        return self.question_en if get_language() == "en" else self.question

    @property
    def shown_text(self) -> str:
        """The answer in the reader's language."""
        return self.text_en if get_language() == "en" else self.text


class AnswerVote(models.Model):
    """Whether an answer helped one visitor, who is known by nothing but a keyed fingerprint of a random cookie."""

    publication = models.ForeignKey(
        "hotline.Publication", on_delete=models.PROTECT, null=True, blank=True, related_name="votes"
    )
    faq = models.ForeignKey(FaqEntry, on_delete=models.PROTECT, null=True, blank=True, related_name="votes")
    visitor = models.CharField(max_length=64)
    is_useful = models.BooleanField()
    at = models.DateTimeField()

    class Meta:
        """One vote a visitor and answer; the last word counts."""

        constraints = [
            models.UniqueConstraint(fields=["publication", "visitor"], name="vote_once_publication"),
            models.UniqueConstraint(fields=["faq", "visitor"], name="vote_once_faq"),
            models.CheckConstraint(
                condition=Q(publication=None, faq__isnull=False) | Q(publication__isnull=False, faq=None),
                name="vote_for_one_answer",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.publication_id or self.faq_id}"
