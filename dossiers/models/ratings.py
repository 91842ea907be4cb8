"""How satisfied the owner was with the handling of a dossier."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from dossiers.models.dossier import Dossier


class Rating(models.Model):
    """How satisfied the owner was, once a dossier (QĐ 766/QĐ-TTg, group satisfaction)."""

    class Score(models.IntegerChoices):
        """The three answers of the national form."""

        VERY_SATISFIED = 3, _("Rất hài lòng")
        SATISFIED = 2, _("Hài lòng")
        NOT_SATISFIED = 1, _("Không hài lòng")

    dossier = models.OneToOneField(Dossier, on_delete=models.PROTECT, related_name="rating")
    score = models.PositiveSmallIntegerField(choices=Score.choices)
    comment = models.TextField(blank=True)
    rated_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    rated_at = models.DateTimeField()

    class Meta:
        """A bad score needs its reason, so that somebody can act on it."""

        verbose_name = _("Đánh giá")
        constraints = [
            models.CheckConstraint(condition=Q(score__in=[1, 2, 3]), name="rating_score_known"),
            models.CheckConstraint(condition=Q(score__gt=1) | ~Q(comment=""), name="rating_low_has_reason"),
        ]

    def __str__(self) -> str:
        return f"{self.dossier_id}: {self.score}"
