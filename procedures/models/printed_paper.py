"""A PDF made from the catalogue, kept under a hash of what it says: nobody waits for it twice."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _


class PrintedPaper(models.Model):
    """One printed content. ``made_on`` is the day that stands on it, ``asked_on`` the last day somebody took it."""

    key = models.CharField(max_length=64, unique=True)
    stored = models.ForeignKey("files.StoredFile", on_delete=models.PROTECT, related_name="+")
    made_on = models.DateField()
    asked_on = models.DateField(db_index=True)

    class Meta:
        verbose_name = _("bản in từ danh mục")

    def __str__(self) -> str:
        return self.key[:12]
