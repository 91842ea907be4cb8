"""A file with the whole catalogue in force, made by the worker for everybody to take."""

from __future__ import annotations

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _


class BulkFormat(models.TextChoices):
    """How it is written: a JSON object a line, or a table for spreadsheets."""

    NDJSON = "ndjson", "JSON"
    CSV = "csv", "CSV"


class BulkFile(models.Model):
    """One file. ``number``: the last line of the log of changes that it surely holds; ``day``: in force on that day."""

    format = models.CharField(max_length=6, choices=BulkFormat)
    schema_version = models.PositiveSmallIntegerField()
    number = models.BigIntegerField()
    day = models.DateField()
    rows = models.PositiveIntegerField()
    size_bytes = models.BigIntegerField()
    sha256 = models.CharField(max_length=64)
    location = models.CharField(max_length=200)
    made_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        verbose_name = _("tệp toàn bộ danh mục")
        ordering = ("-pk",)
        constraints = (models.CheckConstraint(condition=Q(format__in=BulkFormat.values), name="bulk_format_known"),)

    def __str__(self) -> str:
        return self.name

    @property
    def name(self) -> str:
        """Under what it is asked for."""
        return f"catalogue.{self.format}"
