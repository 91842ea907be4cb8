"""Writing a draft: what was saved, section by section and in order, and what somebody typed but did not save yet."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from procedures.models.decision_change import DecisionChange


class DraftSave(models.Model):
    """The ``number``-th saving of one section of a draft, with what stood there before and after.

    The unique number is the optimistic lock: of two people who began from the same number, one is told.
    """

    change = models.ForeignKey(DecisionChange, on_delete=models.CASCADE, related_name="saves")
    section = models.SlugField(max_length=20, db_index=False)
    number = models.PositiveIntegerField()
    person = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    before: models.JSONField[Any, Any] = models.JSONField()
    after: models.JSONField[Any, Any] = models.JSONField()
    at = models.DateTimeField(auto_now_add=True)

    class Meta:
        verbose_name = _("lần lưu bản thảo")
        ordering = ("change_id", "section", "number")
        constraints = (
            models.UniqueConstraint(fields=("change", "section", "number"), name="draft_save_number_once"),
            models.CheckConstraint(condition=Q(number__gte=1), name="draft_save_number_from_one"),
        )

    def __str__(self) -> str:
        return f"{self.change_id} {self.section} {self.number}"


class DraftTyping(models.Model):
    """What a person typed in a section since they last saved it: the form as sent, valid or not."""

    change = models.ForeignKey(DecisionChange, on_delete=models.CASCADE, related_name="typings")
    section = models.SlugField(max_length=20, db_index=False)
    person = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    based_on = models.PositiveIntegerField(_("gõ trên lần lưu"))
    data: models.JSONField[Any, Any] = models.JSONField()
    at = models.DateTimeField(auto_now=True)

    class Meta:
        verbose_name = _("nội dung đang gõ")
        constraints = (
            models.UniqueConstraint(fields=("change", "section", "person"), name="draft_typing_once_a_person"),
        )

    def __str__(self) -> str:
        return f"{self.change_id} {self.section} {self.person_id}"
