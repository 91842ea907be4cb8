"""Which fields of administration a service centre or branch receives, and at which of its counters."""

from __future__ import annotations

from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import RangeOperators
from django.db import models
from django.db.models import Q, Value
from django.db.models.functions import Coalesce
from django.utils.translation import gettext_lazy as _

from units.models.counters import Counter
from units.models.units import Unit

from .validity import Validity, ValidityQuerySet, ValidityRange, ends_after_it_starts


class CentreService(Validity):
    """One field received at one counter, or at any counter of the unit where none is named.

    The catalogue stands above this app: a field is kept by its code and its name on the day it was written.
    """

    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="services")
    field_code = models.CharField(_("mã lĩnh vực"), max_length=64)
    field_name = models.CharField(_("lĩnh vực"), max_length=300)
    counter = models.ForeignKey(Counter, on_delete=models.PROTECT, null=True, blank=True, related_name="services")

    objects = ValidityQuerySet.as_manager()

    class Meta:
        """One row a field and counter on any day."""

        verbose_name = _("lĩnh vực tiếp nhận")
        ordering = ("field_name", "pk")
        indexes = (models.Index(fields=["field_code", "unit"], name="centre_service_field"),)
        constraints = (
            ends_after_it_starts("centre_service_ends_after_it_starts"),
            models.CheckConstraint(condition=~Q(field_code="") & ~Q(field_name=""), name="centre_service_is_named"),
            ExclusionConstraint(
                name="centre_service_once_at_a_counter",
                expressions=(
                    ("unit", RangeOperators.EQUAL),
                    ("field_code", RangeOperators.EQUAL),
                    (Coalesce("counter", Value(0)), RangeOperators.EQUAL),
                    (ValidityRange(), RangeOperators.OVERLAPS),
                ),
            ),
        )

    def __str__(self) -> str:
        return f"{self.field_name}: {self.unit_id}/{self.counter_id}"
