"""How the work that arrives at a unit finds its person."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from units.roles import role_choices


class AssignmentPolicy(models.Model):
    """The way in which a unit shares out the tasks of a role, and who said so; no row is as good as the pool."""

    class Way(models.TextChoices):
        """How the next person is picked."""

        POOL = "pool", _("Để chung, ai rảnh thì nhận")
        ROTATION = "rotation", _("Lần lượt từng người")
        LOAD = "load", _("Người đang có ít việc nhất")

    unit = models.ForeignKey("units.Unit", on_delete=models.PROTECT, related_name="+")
    role = models.CharField(max_length=20, choices=role_choices)
    way = models.CharField(max_length=10, choices=Way.choices)
    set_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    set_at = models.DateTimeField(auto_now=True)

    class Meta:
        """One way for each role of a unit."""

        verbose_name = _("Cách phân công")
        constraints = [
            models.UniqueConstraint(fields=["unit", "role"], name="assignment_policy_once"),
            models.CheckConstraint(
                condition=models.Q(way__in=["pool", "rotation", "load"]), name="assignment_policy_known"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.unit_id}/{self.role}: {self.way}"
