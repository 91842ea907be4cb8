"""Counters of a service centre."""

from __future__ import annotations

from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import RangeOperators
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from units.models.units import Unit

from .validity import Validity, ValidityQuerySet, ValidityRange, ends_after_it_starts


class Counter(Validity):
    """One counter of a service centre or branch, as its sign says."""

    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="counters")
    number = models.PositiveSmallIntegerField(_("số quầy"))
    name = models.CharField(_("tên quầy"), max_length=120)

    objects = ValidityQuerySet.as_manager()

    class Meta:
        verbose_name = _("quầy")
        ordering = ("unit", "number")
        constraints = (
            ends_after_it_starts("counter_ends_after_it_starts"),
            models.CheckConstraint(condition=Q(number__gte=1), name="counter_number_from_one"),
            ExclusionConstraint(
                name="counter_number_once_in_a_unit",
                expressions=(
                    ("unit", RangeOperators.EQUAL),
                    ("number", RangeOperators.EQUAL),
                    (ValidityRange(), RangeOperators.OVERLAPS),
                ),
            ),
        )

    def __str__(self) -> str:
        return self.name
