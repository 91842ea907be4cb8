"""The rules of the new columns, added without a look at the rows (NOT VALID) and proved beside daily work."""

from __future__ import annotations

from django.contrib.postgres.operations import AddConstraintNotValid, ValidateConstraint
from django.db import migrations, models
from django.db.models import F, Q

RULES = (
    (
        "internalprocess",
        "process_ends_after_start",
        Q(valid_from__isnull=True) | Q(valid_to__isnull=True) | Q(valid_to__gte=F("valid_from")),
    ),
    ("step", "step_unit_rule_known", Q(unit_rule__in=["receiving", "competent", "centre", "named"])),
    ("step", "step_outcomes_lead_somewhere", Q(leads_to__len=F("outcomes__len"))),
    (
        "step",
        "step_names_its_unit",
        (Q(unit_rule="named") & ~Q(named_unit="")) | (~Q(unit_rule="named") & Q(named_unit="")),
    ),
)


class Migration(migrations.Migration):
    atomic = False
    dependencies = [("procedures", "0021_ways_carried_over")]
    operations = [
        migrations.RemoveConstraint("step", "step_unit_rule_known"),
        *[
            AddConstraintNotValid(model, models.CheckConstraint(condition=rule, name=name))
            for model, name, rule in RULES
        ],
        *[ValidateConstraint(model, name) for model, name, _rule in RULES],
    ]
