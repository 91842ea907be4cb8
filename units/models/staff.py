"""Who works where as what, and from when until when."""

from __future__ import annotations

import pghistory
from django.conf import settings
from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import RangeOperators
from django.db import models
from django.utils.translation import gettext_lazy as _

from units.roles import Role, role_choices

from .units import Unit
from .validity import Validity, ValidityQuerySet, ValidityRange, ends_after_it_starts


@pghistory.track()
class StaffRole(Validity):
    """One role of one person at one unit; the same role is never held twice at the same time."""

    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="staff_roles")
    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="staff_roles")
    role = models.CharField(_("vai trò"), max_length=20, choices=role_choices)

    objects = ValidityQuerySet.as_manager()

    class Meta:
        verbose_name = _("vai trò công tác")
        ordering = ("unit", "role")
        constraints = (
            ends_after_it_starts("staff_role_ends_after_it_starts"),
            models.CheckConstraint(condition=models.Q(role__in=Role.values), name="staff_role_is_known"),
            ExclusionConstraint(
                name="staff_role_held_once_at_a_time",
                expressions=(
                    ("user", RangeOperators.EQUAL),
                    ("unit", RangeOperators.EQUAL),
                    ("role", RangeOperators.EQUAL),
                    (ValidityRange(), RangeOperators.OVERLAPS),
                ),
            ),
        )

    def __str__(self) -> str:
        return f"{self.get_role_display()} · {self.unit}"
