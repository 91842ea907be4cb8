"""What people would pay before and after a rule: the same reckoning as for a dossier, with the rule and without it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date, timedelta

from django.utils import timezone

from procedures import fee_rule_book
from procedures.fee_rules import Due, Line, Rule, Situation, lines
from procedures.models import Fee, FeeRule, RuleState
from procedures.showing_fees import say_amount


@dataclass(frozen=True)
class Compared:
    """One fee: as announced, as owed without the change and with it (đồng; None when only a text sets it)."""

    name: str
    full_dong: int | None
    before: Line
    after: Line

    @property
    def said(self) -> tuple[str, str, str]:
        """The three amounts in words: announced, before, after."""
        return say_amount(self.full_dong), say_amount(self.before.owed_dong), say_amount(self.after.owed_dong)

    @property
    def is_changed(self) -> bool:
        """Whether the change is felt."""
        return self.before.owed_dong != self.after.owed_dong


def compare(rule: FeeRule, dues: Iterable[Due], situation: Situation) -> list[Compared]:
    """Each fee of a situation before and after what is planned with a rule: its beginning, or its end."""
    announced = list(dues)
    counted = replace(situation, answers={**dict.fromkeys((d.quantity_of for d in announced), 1), **situation.answers})
    before, after = _around(rule)
    pairs = zip(lines(announced, before, counted), lines(announced, after, counted), strict=True)
    return [Compared(old.due.name, old.full_dong, old, new) for old, new in pairs]


def example(rule: FeeRule) -> tuple[str, str, date]:
    """A procedure and a case ("" when nothing in force is touched) and the first day on which a rule is felt."""
    fees = Fee.objects.filter(case__version__state="published").order_by("case__version__procedure__code", "pk")
    if rule.fee_codes:
        fees = fees.filter(code__in=rule.fee_codes)
    if rule.procedure_codes:
        fees = fees.filter(case__version__procedure__code__in=rule.procedure_codes)
    if rule.case_keys:
        fees = fees.filter(case__key__in=rule.case_keys)
    found = fees.values_list("case__version__procedure__code", "case__key").first() or ("", "")
    ends = rule.ends_on if rule.ends_on and rule.ends_on != rule.valid_to else None
    return (*found, ends or max(rule.valid_from, timezone.localdate() + timedelta(days=1)))


def _around(rule: FeeRule) -> tuple[list[Rule], list[Rule]]:
    others = [other for other in fee_rule_book.rules() if other.key != rule.key]
    this = fee_rule_book.rule_of(rule)
    if rule.state == RuleState.APPROVED and rule.ends_on and rule.ends_on != rule.valid_to:
        return [*others, this], [*others, replace(this, valid_to=rule.ends_on)]
    return others, [*others, this]
