"""What people were told about late lists: the message that waits for them in the portal, and the mark of the letter."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _


class Occasion(models.TextChoices):
    """When somebody is told: their list is made, their explanation judged, their list published."""

    MADE = "made", _("Danh sách được lập")
    JUDGED = "judged", _("Giải trình được duyệt")
    PUBLISHED = "published", _("Danh sách được công khai")


def known_occasions() -> list[tuple[str, Any]]:
    """The occasions with their labels; a function, so that a new one needs no migration."""
    return Occasion.choices


class LateNotice(models.Model):
    """One person was told once on one occasion. Numbers are those of the letter.

    `own` entries are to be explained by the person (published: without an accepted reason), `headed` those of the
    units that the person heads; `until` is the end of the first term that binds the person.
    """

    late_list = models.ForeignKey("dossiers.LateList", on_delete=models.PROTECT, related_name="notices")
    person = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", db_index=False)
    occasion = models.CharField(max_length=10, choices=known_occasions)
    explanation = models.ForeignKey(
        "dossiers.Explanation", on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    own = models.PositiveIntegerField(default=0)
    headed = models.PositiveIntegerField(default=0)
    until = models.DateTimeField(null=True, blank=True)
    told_at = models.DateTimeField()
    read_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        """Nobody is told twice; of a judgement by its explanation."""

        verbose_name = _("Thông báo về danh sách chậm hạn")
        ordering = ["-told_at", "-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["person", "late_list", "occasion"],
                condition=Q(explanation=None),
                name="late_notice_of_list_once",
            ),
            models.UniqueConstraint(
                fields=["person", "explanation"],
                condition=Q(explanation__isnull=False),
                name="late_notice_of_explanation_once",
            ),
            models.CheckConstraint(
                condition=Q(occasion=Occasion.JUDGED, explanation__isnull=False)
                | (~Q(occasion=Occasion.JUDGED) & Q(explanation=None)),
                name="late_notice_of_judgement_names_it",
            ),
        ]
        indexes = [models.Index(fields=["person"], name="late_notice_unread", condition=Q(read_at=None))]

    def __str__(self) -> str:
        return f"{self.late_list_id}: {self.occasion}"
