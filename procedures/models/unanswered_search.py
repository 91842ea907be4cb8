"""What people looked for in vain."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _


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
