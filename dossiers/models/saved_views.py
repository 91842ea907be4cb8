"""The questions to the work list that a person saved under a name."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.db import models
from django.db.models import Case, CharField, F, Q, Value, When
from django.db.models.functions import Cast, Concat
from django.utils.translation import gettext_lazy as _


class SavedView(models.Model):
    """A name for an address of the work list; `query` is its query string without a place and without search text."""

    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    name = models.CharField(_("Tên danh sách"), max_length=60)
    query = models.CharField(max_length=500)
    is_default = models.BooleanField(_("Mở đầu tiên"), default=False)
    saved_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        """A name once a person; one of the views opens first."""

        verbose_name = _("Danh sách đã lưu")
        ordering = ["name"]
        constraints = [
            models.UniqueConstraint(fields=["user", "name"], name="saved_view_name_once"),
            models.UniqueConstraint(fields=["user"], condition=Q(is_default=True), name="saved_view_one_default"),
        ]

    def __str__(self) -> str:
        return self.name

    @staticmethod
    def value() -> Any:
        """Id and whether it opens first, as one text, for lists that stand beside others in one query."""
        first = Case(When(is_default=True, then=Value(":1")), default=Value(":0"))
        return Concat(Cast(F("pk"), CharField()), first, output_field=CharField())
