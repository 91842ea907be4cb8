"""The counter behind dossier codes: one row for each agency and day."""

from __future__ import annotations

from django.db import models


class CodeCounter(models.Model):
    """The last number given by an agency on a day; only `dossiers.numbering` writes it."""

    agency_code = models.CharField(max_length=35)
    day = models.DateField()
    last = models.PositiveIntegerField()

    class Meta:
        """One row an agency and day, so that busy wards never queue behind each other."""

        constraints = [models.UniqueConstraint(fields=["agency_code", "day"], name="code_counter_once")]

    def __str__(self) -> str:
        return f"{self.agency_code} {self.day}: {self.last}"
