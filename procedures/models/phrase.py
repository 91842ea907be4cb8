"""What publishers add to the words of search, and what people looked for in vain."""

from __future__ import annotations

import pghistory
from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _


@pghistory.track()
class Phrase(models.Model):
    """People's phrases, one a line, and the catalogue's words that they mean; who wrote it, and its history."""

    said = models.TextField(_("người dân nói"), help_text=_("Mỗi dòng một cách nói."))
    meant = models.CharField(_("danh mục gọi là"), max_length=200)
    is_active = models.BooleanField(_("đang dùng"), default=True)
    created_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    created_at = models.DateTimeField(auto_now_add=True)
    changed_at = models.DateTimeField(auto_now=True)

    class Meta:
        verbose_name = _("cụm từ tìm kiếm")
        ordering = ("-changed_at", "-pk")
        constraints = (models.CheckConstraint(condition=~Q(said="") & ~Q(meant=""), name="phrase_says_and_means"),)

    def __str__(self) -> str:
        return f"{self.said} → {self.meant}"


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
