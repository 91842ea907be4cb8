"""What the nightly check of the ledger found."""

from __future__ import annotations

from typing import Any

from django.db import models
from django.utils.translation import gettext_lazy as _


class NightlyCheck(models.Model):
    """One run of the check; without problems the books agree."""

    at = models.DateTimeField(_("lúc kiểm tra"), auto_now_add=True)
    transactions = models.PositiveBigIntegerField(_("số bút toán"))
    orders = models.PositiveBigIntegerField(_("số khoản thu"))
    problems: models.JSONField[Any, Any] = models.JSONField(_("sai lệch"), default=list, blank=True)

    class Meta:
        verbose_name = _("lần kiểm tra sổ cái")
        ordering = ("-pk",)

    def __str__(self) -> str:
        return f"{self.at}: {len(self.problems)}"
