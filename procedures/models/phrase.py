"""People's phrases and the catalogue's words that they mean."""

from __future__ import annotations

from typing import Any

import pghistory
from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from procedures.models.wording import Wording


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
