"""Matters of several procedures, asked back."""

from __future__ import annotations

from typing import Any

import pghistory
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from procedures.models.wording import Wording


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
