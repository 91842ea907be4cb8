"""What publishers add to the words of search and change in them.

Three kinds: phrases and what they mean; matters of several procedures, asked back; matters that others settle.
vocabulary.yaml is where the last two begin: each of its entries becomes a row once (wording_starter.py).
"""

from __future__ import annotations

from typing import Any, Self

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _


class Wording(models.Model):
    """Something people say, one way of saying it a line; who changed it last. Its history is kept by triggers."""

    said = models.TextField(_("người dân nói"), help_text=_("Mỗi dòng một cách nói."))
    is_active = models.BooleanField(_("đang dùng"), default=True)
    # Nobody: as the starter table has it.
    changed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", null=True, blank=True
    )
    created_at = models.DateTimeField(auto_now_add=True)
    changed_at = models.DateTimeField(auto_now=True)
    #: Every state it was in (pghistory), each with its changed_by.
    events: Any

    class Meta:
        abstract = True

    @property
    def lines(self) -> list[str]:
        """The ways of saying it."""
        return self.said.splitlines()

    @classmethod
    def from_row(cls, columns: dict[str, Any]) -> Self:
        """One whose columns, as JSON, were read by other means; for reading only."""
        return cls(**{field.attname: columns[str(field.column)] for field in cls._meta.concrete_fields})

    def as_row(self) -> dict[str, Any]:
        """What vocabulary_table.build reads of it."""
        return {"said": self.lines}
