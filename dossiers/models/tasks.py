"""Work on a dossier: the step it stands at, who holds it, and until when."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from dossiers.models.dossier import Dossier
from units.roles import Role, role_choices


class Task(models.Model):
    """One step of the internal process at one unit, from arrival to its outcome; `mark` is one of `placing.Mark`.

    `counted_from`: since when its working hours run, where it took over the due time of an earlier task.
    """

    dossier = models.ForeignKey(Dossier, on_delete=models.PROTECT, related_name="tasks")
    step = models.ForeignKey("procedures.Step", on_delete=models.PROTECT, related_name="+")
    unit = models.ForeignKey("units.Unit", on_delete=models.PROTECT, related_name="+")
    role = models.CharField(max_length=20, choices=role_choices)
    mark = models.CharField(max_length=20, blank=True, default="", db_default="")
    assignee = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+", db_index=False
    )
    opened_at = models.DateTimeField()
    counted_from = models.DateTimeField(null=True, blank=True)
    due_at = models.DateTimeField()
    finished_at = models.DateTimeField(null=True, blank=True)
    finished_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+", db_index=False
    )
    overdue_at = models.DateTimeField(null=True, blank=True)
    outcome = models.CharField(max_length=30, blank=True)

    class Meta:
        """At most one open task a dossier: who is consulted beside it has a row of their own (`Consultation`)."""

        verbose_name = _("Bước xử lý")
        ordering = ["opened_at", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["dossier"], condition=Q(finished_at=None), name="task_one_open"),
            models.CheckConstraint(
                condition=Q(finished_at=None, outcome="") | Q(finished_at__isnull=False), name="task_outcome_when_done"
            ),
        ]
        indexes = [
            models.Index(
                fields=["due_at"],
                name="task_to_mark_overdue",
                condition=Q(finished_at=None, overdue_at=None, role__in=[Role.OFFICER, Role.LEADER]),
            ),
            models.Index(fields=["unit", "role", "due_at"], name="task_open_by_unit", condition=Q(finished_at=None)),
            # Who has how much, and who was given something longest ago: both stand for the index of the foreign key,
            # and a task in the pool pays for neither.
            models.Index(
                fields=["assignee"],
                name="task_open_of_person",
                condition=Q(finished_at=None, assignee__isnull=False),
            ),
            models.Index(fields=["assignee", "-opened_at"], name="task_of_person", condition=Q(assignee__isnull=False)),
            # What somebody settled, newest first; stands for the index of the foreign key, too.
            models.Index(
                fields=["finished_by", "-finished_at", "-id"],
                name="task_settled_by",
                condition=Q(finished_by__isnull=False),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.dossier_id}: {self.step_id}"
