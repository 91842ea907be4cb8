"""What publishers add to the words of search and change in them, and what people looked for in vain.

Three kinds: phrases and what they mean; matters of several procedures, asked back; matters that others settle.
vocabulary.yaml is where the last two begin: each of its entries becomes a row once (wording_starter.py).
"""

from __future__ import annotations

from typing import Any, Self

import pghistory
from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _


class Wording(models.Model):
    """Something people say, one way of saying it a line; who changed it last. Its history is kept by triggers."""

    said = models.TextField(_("người dân nói"), help_text=_("Mỗi dòng một cách nói."))
    is_active = models.BooleanField(_("đang dùng"), default=True)
    # Nobody: as the starter table has it.
    changed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", null=True, blank=True
    )
    created_at = models.DateTimeField(auto_now_add=True)
    changed_at = models.DateTimeField(auto_now=True)
    #: Every state it was in (pghistory), each with its changed_by.
    events: Any

    class Meta:
        abstract = True

    @property
    def lines(self) -> list[str]:
        """The ways of saying it."""
        return self.said.splitlines()

    @classmethod
    def from_row(cls, columns: dict[str, Any]) -> Self:
        """One whose columns, as JSON, were read by other means; for reading only."""
        return cls(**{field.attname: columns[str(field.column)] for field in cls._meta.concrete_fields})

    def as_row(self) -> dict[str, Any]:
        """What vocabulary_table.build reads of it."""
        return {"said": self.lines}


@pghistory.track()
class Phrase(Wording):
    """People's phrases, one a line, and the catalogue's words that they mean; who wrote it, and its history."""

    meant = models.CharField(_("danh mục gọi là"), max_length=200)
    created_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")

    class Meta:
        verbose_name = _("cụm từ tìm kiếm")
        ordering = ("-changed_at", "-pk")
        constraints = (models.CheckConstraint(condition=~Q(said="") & ~Q(meant=""), name="phrase_says_and_means"),)

    def __str__(self) -> str:
        return f"{self.said} → {self.meant}"

    def as_row(self) -> dict[str, Any]:
        """A meaning."""
        return super().as_row() | {"meant": self.meant}


@pghistory.track()
class AskedBack(Wording):
    """A matter of several procedures: who names nothing more gets this question with two to five choices."""

    #: Its name in vocabulary.yaml; "" for one of the publishers' own.
    key = models.SlugField(max_length=50, blank=True, editable=False)
    question = models.CharField(_("câu hỏi lại"), max_length=200)
    #: [[what a citizen picks, what is searched then], …]
    choices: models.JSONField[Any, Any] = models.JSONField(_("lựa chọn"), default=list)

    class Meta:
        verbose_name = _("câu hỏi lại")
        ordering = ("-changed_at", "-pk")
        constraints = (
            models.CheckConstraint(condition=~Q(said="") & ~Q(question=""), name="asked_back_says_and_asks"),
            models.UniqueConstraint(fields=("key",), condition=~Q(key=""), name="asked_back_once_a_key"),
        )

    def __str__(self) -> str:
        return self.question

    def as_row(self) -> dict[str, Any]:
        """A topic."""
        return super().as_row() | {"key": self.key, "question": self.question, "choices": dict(self.choices)}


@pghistory.track()
class Referral(Wording):
    """A matter that others settle: who is competent, what to do, and the words that make it ours after all."""

    #: Its name in vocabulary.yaml; "" for one of the publishers' own.
    key = models.SlugField(max_length=50, blank=True, editable=False)
    unless = models.TextField(
        _("trừ khi có nói"), blank=True, help_text=_("Mỗi dòng một cách nói; có một cách thì việc đó là của cổng này.")
    )
    competent = models.CharField(_("nơi giải quyết"), max_length=300)
    advice = models.CharField(_("hướng dẫn thêm"), max_length=500, blank=True)
    also_ours = models.BooleanField(_("cổng này cũng có thủ tục"), default=False)

    class Meta:
        verbose_name = _("việc nơi khác giải quyết")
        ordering = ("-changed_at", "-pk")
        constraints = (
            models.CheckConstraint(condition=~Q(said="") & ~Q(competent=""), name="referral_says_and_refers"),
            models.UniqueConstraint(fields=("key",), condition=~Q(key=""), name="referral_once_a_key"),
        )

    def __str__(self) -> str:
        return self.competent

    def as_row(self) -> dict[str, Any]:
        """A matter settled elsewhere."""
        told = super().as_row() | {"key": self.key, "unless": self.unless.splitlines()}
        return told | {"competent": self.competent, "advice": self.advice, "also_ours": self.also_ours}


class UnansweredSearch(models.Model):
    """A question that found nothing on a day, and how often; never with what looks like somebody's data."""

    day = models.DateField()
    question = models.CharField(max_length=100)
    times = models.PositiveIntegerField(default=1)

    class Meta:
        verbose_name = _("câu hỏi chưa có kết quả")
        constraints = (models.UniqueConstraint(fields=("day", "question"), name="unanswered_once_a_day"),)

    def __str__(self) -> str:
        return self.question
