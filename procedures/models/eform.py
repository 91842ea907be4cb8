"""An electronic form: a JSON Schema (draft 2020-12) under a key and a version number."""

from __future__ import annotations

from typing import Any

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _


class EForm(models.Model):
    """A frozen form. A changed schema is a new version, so that a dossier keeps what it filled in."""

    key = models.SlugField(max_length=64, db_index=False)
    version = models.PositiveIntegerField()
    schema: models.JSONField[Any, Any] = models.JSONField()
    content_hash = models.CharField(max_length=64)

    class Meta:
        verbose_name = _("biểu mẫu điện tử")
        ordering = ("key", "-version")
        constraints = (
            models.UniqueConstraint(fields=("key", "version"), name="eform_version_once_a_key"),
            models.CheckConstraint(condition=Q(version__gte=1), name="eform_version_from_one"),
        )

    def __str__(self) -> str:
        return f"{self.key} {self.version}"
