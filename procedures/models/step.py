"""A step of an internal process."""

from __future__ import annotations

from decimal import Decimal

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from procedures.choices import StepRole, StepUnit
from procedures.models.process import InternalProcess


class Step(models.Model):
    """One step: who, where, how many working hours, what may come of it, and where each outcome leads.

    ``leads_to`` stands beside ``outcomes``: the key of the step that follows, "" where the process ends. Where they
    lead is proved when the version is published (trigger). A step with ``consulted`` units asks them all at once.
    ``named_unit`` and ``consulted`` hold a department's or division's slug, or a unit's code (process_units.py).
    """

    process = models.ForeignKey(InternalProcess, on_delete=models.CASCADE, related_name="steps")
    position = models.PositiveSmallIntegerField()
    key = models.SlugField(max_length=64, db_index=False)
    name = models.TextField(_("tên bước"))
    role = models.CharField(max_length=10, choices=StepRole)
    unit_rule = models.CharField(max_length=10, choices=StepUnit)
    working_hours = models.DecimalField(max_digits=7, decimal_places=2)
    outcomes = ArrayField(models.SlugField(max_length=40), default=list)
    leads_to = ArrayField(models.CharField(max_length=64, blank=True), default=list, db_default=[])
    named_unit = models.CharField(_("đơn vị nêu tên"), max_length=64, blank=True, db_default="")
    consulted = ArrayField(models.CharField(max_length=64), default=list, blank=True, db_default=[])

    class Meta:
        verbose_name = _("bước xử lý")
        ordering = ("process_id", "position")
        constraints = (
            models.UniqueConstraint(fields=("process", "position"), name="step_position_once"),
            models.UniqueConstraint(fields=("process", "key"), name="step_key_once"),
            models.CheckConstraint(condition=Q(working_hours__gte=Decimal(0)), name="step_hours_not_negative"),
            models.CheckConstraint(condition=Q(role__in=StepRole.values), name="step_role_known"),
            models.CheckConstraint(condition=Q(unit_rule__in=StepUnit.values), name="step_unit_rule_known"),
            models.CheckConstraint(condition=Q(outcomes__len__gt=0), name="step_leads_somewhere"),
            models.CheckConstraint(condition=Q(leads_to__len=F("outcomes__len")), name="step_outcomes_lead_somewhere"),
            models.CheckConstraint(
                condition=(Q(unit_rule="named") & ~Q(named_unit="")) | (~Q(unit_rule="named") & Q(named_unit="")),
                name="step_names_its_unit",
            ),
        )

    def __str__(self) -> str:
        return self.name
