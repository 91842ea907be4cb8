"""What a unit settles: a department its own procedures, a commune's units what communes settle, and what is delegated.

The same rules as `competent_unit`, asked the other way round.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from django.db.models import Q

from procedures import delegated
from procedures.choices import Competence, DelegationKind, Level
from procedures.delegated import Holder, Rule
from units.models import Unit, UnitKind

#: Decentralised, then delegated: more links than the law knows.
_MOST_LINKS = 4


def settled_by(unit: Unit, prefix: str = "") -> Q:
    """A condition on versions (or, with a prefix such as ``version__``, on rows that point to one)."""
    own = _announced_for(unit, prefix)
    rules = delegated.in_force()
    if not rules:
        return own
    holder = Holder.of(unit)
    passed_on = own | _received(unit, holder, rules, prefix, DelegationKind.DECENTRALISED)
    # What was delegated is not delegated again (72/2025/QH15 Đ14): it stays with who received it.
    kept = _received(unit, holder, rules, prefix, DelegationKind.DELEGATED)
    return (passed_on & ~_given_away(holder, rules, prefix)) | kept


def reaching_communes(on: date | None = None, prefix: str = "") -> Q:
    """What the committees of all communes settle for somebody else on a day (today by default)."""
    rules = delegated.in_force(on)
    return _any(_reached(rule, rules, prefix) for rule in rules if rule.to is None)


def of_holder(holder: Holder, on: date | None = None, prefix: str = "") -> Q:
    """What somebody could delegate on a day: competent by the announced rule, or by a delegation itself."""
    return _held_by(holder, delegated.in_force(on), prefix, _MOST_LINKS)


def in_scope(rule: Rule, rules: list[Rule], prefix: str = "") -> Q:
    """What a rule covers: the procedures it names; of its fields, what no other rule of the giver names."""
    others = [other for other in rules if other.giver == rule.giver and other.pk != rule.pk]
    named = frozenset().union(*(other.procedures for other in others))
    of_fields = Q(**{f"{prefix}field__in": rule.fields}) & ~Q(**{f"{prefix}procedure__in": named})
    return Q(**{f"{prefix}procedure__in": rule.procedures}) | of_fields


def _announced_for(unit: Unit, prefix: str) -> Q:
    if unit.kind == UnitKind.DEPARTMENT:
        return _of_department(unit.slug, prefix)
    if unit.kind == UnitKind.COMMUNE_DIVISION:
        return Q(**{f"{prefix}levels__contains": [Level.COMMUNE], f"{prefix}division": unit.slug})
    level = Level.COMMUNE if unit.level == "commune" else Level.PROVINCE
    return Q(**{f"{prefix}levels__contains": [level]})


def _of_department(slug: str, prefix: str) -> Q:
    return Q(**{f"{prefix}competence": Competence.DEPARTMENT, f"{prefix}competent_department": slug})


def _given_away(holder: Holder, rules: list[Rule], prefix: str) -> Q:
    """What went to another agency; what an agency gave to its own parts stays on its list."""
    gone = (rule for rule in rules if rule.giver == holder and not rule.stays_inside)
    return _any(in_scope(rule, rules, prefix) for rule in gone)


def _received(unit: Unit, holder: Holder, rules: list[Rule], prefix: str, kind: str) -> Q:
    of_kind = [rule for rule in rules if rule.kind == kind]
    by_name = (_reached(rule, rules, prefix) for rule in of_kind if rule.to == holder)
    if unit.level != "commune":
        return _any(by_name)
    for_all = _any(_reached(rule, rules, prefix) for rule in of_kind if rule.to is None)
    if unit.kind == UnitKind.COMMUNE_DIVISION:
        for_all &= Q(**{f"{prefix}division": unit.slug})
    return _any(by_name) | for_all


def _reached(rule: Rule, rules: list[Rule], prefix: str, links: int = _MOST_LINKS) -> Q:
    return in_scope(rule, rules, prefix) & _held_by(rule.giver, rules, prefix, links)


def _held_by(holder: Holder, rules: list[Rule], prefix: str, links: int) -> Q:
    if holder.kind == "department":
        own = _of_department(holder.name, prefix)
    else:
        own = Q(**{f"{prefix}levels__contains": [Level.COMMUNE]})
    if links == 0:
        return own
    decentralised = (rule for rule in rules if rule.to == holder and rule.kind == DelegationKind.DECENTRALISED)
    return own | _any(_reached(rule, rules, prefix, links - 1) for rule in decentralised)


def _any(conditions: Iterable[Q]) -> Q:
    found = Q(pk__in=())
    for condition in conditions:
        found |= condition
    return found
