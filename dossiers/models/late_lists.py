"""The list of a month: which dossiers came late, and with whom."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from dossiers.models.dossier import Dossier
from dossiers.responsibility.reach import LateEntryQuerySet
from dossiers.responsibility.words import Lateness, Standing
from units.roles import role_choices


def known_kinds() -> list[tuple[str, Any]]:
    """The kinds with their labels; a function, so that a new kind needs no migration."""
    return Lateness.choices


def known_standings() -> list[tuple[str, Any]]:
    """The standings with their labels; a function, as above."""
    return Standing.choices


class LateList(models.Model):
    """What came late in one month of Viet Nam's calendar; nothing in it changes once it is published."""

    month = models.DateField(unique=True)
    made_at = models.DateTimeField()
    publish_on = models.DateField()
    published_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        """A month is named by its first day."""

        verbose_name = _("Danh sách chậm hạn của tháng")
        ordering = ["-month"]
        constraints = [models.CheckConstraint(condition=Q(month__day=1), name="late_list_names_a_month")]

    def __str__(self) -> str:
        return f"{self.month:%Y-%m}"


class LateEntry(models.Model):
    """One due time that one dossier missed, with the unit and person who held it then; nobody where it lay in the pool.

    Name and step are kept as they were. `reason` is that of an apology. `done_at` is empty while it was not done when
    the list was made.
    """

    late_list = models.ForeignKey(LateList, on_delete=models.PROTECT, related_name="entries", db_index=False)
    dossier = models.ForeignKey(Dossier, on_delete=models.PROTECT, related_name="late_entries", db_index=False)
    kind = models.CharField(max_length=20, choices=known_kinds)
    due_at = models.DateTimeField()
    done_at = models.DateTimeField(null=True, blank=True)
    unit = models.ForeignKey("units.Unit", on_delete=models.PROTECT, related_name="+", db_index=False)
    role = models.CharField(max_length=20, choices=role_choices)
    person = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    person_name = models.CharField(max_length=200, blank=True)
    step_name = models.CharField(max_length=500, blank=True)
    standing = models.CharField(max_length=20, choices=known_standings, default=Standing.OPEN)
    reason = models.TextField(blank=True)
    explain_until = models.DateTimeField()
    decide_until = models.DateTimeField()

    objects = LateEntryQuerySet.as_manager()

    class Meta:
        """Once a due time; lists are read by unit, by standing, and by when it was due."""

        verbose_name = _("Hồ sơ chậm hạn")
        ordering = ["due_at", "pk"]
        constraints = [
            # Stands for the index of the dossier's foreign key, too.
            models.UniqueConstraint(fields=["dossier", "kind", "due_at"], name="late_entry_once"),
            models.CheckConstraint(
                condition=~Q(standing=Standing.APOLOGISED) | ~Q(reason=""), name="late_entry_apology_says_why"
            ),
        ]
        indexes = [
            models.Index(fields=["late_list", "unit"], name="late_entry_of_list"),
            models.Index(fields=["unit", "standing", "due_at"], name="late_entry_of_unit"),
        ]

    def __str__(self) -> str:
        return f"{self.dossier_id}: {self.kind}"
