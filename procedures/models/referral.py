"""Matters that others settle."""

from __future__ import annotations

from typing import Any

import pghistory
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from procedures.models.wording import Wording


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
