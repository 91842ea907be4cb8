"""The internal process (quy trình nội bộ) that handles a case, approved by the Chair (TT 01/2018 Đ8)."""

from __future__ import annotations

from decimal import Decimal

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from procedures.choices import StepRole, StepUnit
from procedures.models.case import Case
from procedures.models.version import ProcedureVersion


class InternalProcess(models.Model):
    """Steps in order. Of one case, or of all cases of the version when ``case`` is empty."""

    version = models.ForeignKey(ProcedureVersion, on_delete=models.CASCADE, related_name="processes")
    case = models.ForeignKey(Case, on_delete=models.CASCADE, null=True, blank=True, related_name="processes")
    number = models.PositiveIntegerField(default=1)
    approval_number = models.CharField(_("số quyết định phê duyệt"), max_length=100, blank=True)
    approval_date = models.DateField(_("ngày phê duyệt"), null=True, blank=True)
    valid_from = models.DateField(_("áp dụng từ"), null=True, blank=True)
    valid_to = models.DateField(_("áp dụng đến hết"), null=True, blank=True)

    class Meta:
        verbose_name = _("quy trình nội bộ")
        ordering = ("version_id", "pk")
        constraints = (
            models.UniqueConstraint(
                fields=("version", "case", "number"),
                nulls_distinct=False,
                name="process_number_once_a_case",
            ),
            models.CheckConstraint(
                condition=Q(valid_from__isnull=True) | Q(valid_to__isnull=True) | Q(valid_to__gte=F("valid_from")),
                name="process_ends_after_start",
            ),
        )

    def __str__(self) -> str:
        return f"{self.version_id}/{self.number}"


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
