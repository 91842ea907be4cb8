"""Root causes: the list that the hotline keeps, and what each answer names as its cause.

Triggers refuse to delete either and to change what was said (migration `root_causes`): a name that no longer fits is
ended by a day and another one begun; a cause that was wrong is corrected by another row.
"""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from hotline.models.answers import Answer


class Cause(models.Model):
    """Why something happens that people report; used from `valid_from` until before `valid_to`."""

    code = models.SlugField(max_length=40, unique=True)
    name = models.CharField(_("Tên nguyên nhân"), max_length=120)
    name_en = models.CharField(_("Tên bằng tiếng Anh"), max_length=120)
    is_fault = models.BooleanField(_("Cơ quan có lỗi"))
    valid_from = models.DateField()
    valid_to = models.DateField(null=True, blank=True)
    written_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )

    class Meta:
        """One name in force at a time."""

        verbose_name = _("Nguyên nhân gốc")
        ordering = ["name"]
        constraints = [
            models.UniqueConstraint(fields=["name"], name="cause_named_once", condition=Q(valid_to=None)),
            models.CheckConstraint(condition=~Q(name="") & ~Q(name_en=""), name="cause_has_names"),
            models.CheckConstraint(
                condition=Q(valid_to=None) | Q(valid_to__gte=F("valid_from")), name="cause_ends_after_it_begins"
            ),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def shown_name(self) -> str:
        """The name in the reader's language."""
        return self.name_en if get_language() == "en" else self.name


class AnswerCause(models.Model):
    """What an answer names as the cause; the newest row counts, the ones before stay."""

    answer = models.ForeignKey(Answer, on_delete=models.PROTECT, related_name="causes")
    cause = models.ForeignKey(Cause, on_delete=models.PROTECT, related_name="+", db_index=False)
    said_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    said_at = models.DateTimeField()

    class Meta:
        """Oldest first."""

        verbose_name = _("Nguyên nhân của câu trả lời")
        ordering = ["pk"]

    def __str__(self) -> str:
        return f"{self.answer_id}: {self.cause_id}"
