"""Who settles in the place of the announced agency: the confirmed delegations, kept until one changes.

Plain values and pure functions beside one query. `competent_unit` finds units by them, `competent_for` lists.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.contrib.postgres.aggregates import ArrayAgg
from django.db import transaction
from django.db.models import Q, Value
from django.utils import timezone

from procedures import page_cache
from procedures.choices import DelegationKind, DelegationState
from procedures.models import Delegation
from units.models import Unit, UnitKind


@dataclass(frozen=True)
class Holder:
    """Who holds competence, named as the catalogue names it: a department by slug, a committee by its commune's code.

    ``kind`` is department, commune or unit; any other unit is named by its own code.
    """

    kind: str
    name: str

    @classmethod
    def commune(cls, code: str) -> Holder:
        """The People's Committee of a commune."""
        return cls("commune", code)

    @classmethod
    def department(cls, slug: str) -> Holder:
        """A department of the province."""
        return cls("department", slug)

    @classmethod
    def of(cls, unit: Unit) -> Holder:
        """A unit as a holder; its division is read."""
        if unit.kind == UnitKind.DEPARTMENT and unit.slug:
            return cls.department(unit.slug)
        if unit.kind == UnitKind.COMMUNE_COMMITTEE:
            return cls.commune(unit.division.code)
        return cls("unit", unit.code)


@dataclass(frozen=True)
class Matter:
    """What is delegated: a procedure in its field, by their ids; None where it has none yet."""

    procedure: int | None
    field: int | None


@dataclass(frozen=True)
class Rule:
    """A confirmed delegation. ``to`` is none when it goes to the committee of every commune."""

    pk: int
    kind: str
    giver: Holder
    giver_name: str
    giver_code: str
    to: Holder | None
    to_name: str
    to_code: str | None
    stays_inside: bool
    to_ends: date | None
    procedures: frozenset[int]
    fields: frozenset[int]
    valid_from: date
    valid_to: date | None
    decision_number: str
    decision_date: date

    def is_in_force(self, day: date) -> bool:
        """Whether it holds on a day."""
        return self.valid_from <= day and (self.valid_to is None or day < self.valid_to)

    def covers(self, matter: Matter) -> int:
        """2 when it names the procedure, 1 when it names its field, 0 when neither."""
        return 2 if matter.procedure in self.procedures else int(matter.field in self.fields)

    def answers(self, day: date) -> bool:
        """Whether the one that received it is still there on a day."""
        return self.to_ends is None or day < self.to_ends


@dataclass(frozen=True)
class Passage:
    """One link of the way: the rule, and who holds the matter by it."""

    rule: Rule
    holder: Holder


class Book:
    """Rules by who gave them away."""

    def __init__(self, rules: Iterable[Rule]) -> None:
        self.rules = tuple(rules)
        self._by_giver: dict[Holder, list[Rule]] = {}
        for rule in self.rules:
            self._by_giver.setdefault(rule.giver, []).append(rule)

    def given_by(self, holder: Holder) -> list[Rule]:
        """Everything that somebody gave away, on whatever day."""
        return self._by_giver.get(holder, [])

    def rule_for(self, holder: Holder, matter: Matter, day: date) -> Rule | None:
        """The rule by which a matter passes on; one that names the procedure goes before one that names its field."""
        fitting = [rule for rule in self.given_by(holder) if rule.covers(matter) and rule.is_in_force(day)]
        return max(fitting, key=lambda rule: rule.covers(matter), default=None)

    def way(self, holder: Holder, matter: Matter, commune: str, day: date) -> list[Passage]:
        """How a matter of a commune ("" when unknown) passes on from its holder; empty when it stays.

        What was delegated is not delegated again (Đ14); what was decentralised may be. Never in a circle.
        """
        passages: list[Passage] = []
        seen = {holder}
        while rule := self.rule_for(holder, matter, day):
            following = rule.to or (Holder.commune(commune) if commune else None)
            if following is None or following in seen:
                break
            passages.append(Passage(rule, following))
            seen.add(following)
            holder = following
            if rule.kind == DelegationKind.DELEGATED:
                break
        return passages


#: The book as this process last used it, under the key that names the edition of the catalogue.
_held: dict[str, Book] = {}


def book() -> Book:
    """All confirmed delegations, of every day; from the cache until one changes, then one query."""
    key = f"delegations:{page_cache.edition()}"
    found = _held.get(key)
    if found is None:
        found = Book(page_cache.kept(key, _read))
        _held.clear()
        _held[key] = found
    return found


def rules_about(holder: Holder | None, matter: Matter, day: date) -> list[Rule]:
    """The rules on a matter that are not over on a day, by first day; of one holder when one is named."""
    standing = [rule for rule in book().rules if rule.covers(matter) and not (rule.valid_to and rule.valid_to <= day)]
    found = [rule for rule in standing if holder is None or rule.giver == holder]
    return sorted(found, key=lambda rule: (rule.valid_from, rule.pk))


def in_force(day: date | None = None) -> list[Rule]:
    """The rules in force on a day (today by default)."""
    on = day or timezone.localdate()
    return [rule for rule in book().rules if rule.is_in_force(on)]


def changed() -> None:
    """To be called in the transaction that changes a delegation: pages and filings follow once it is committed."""
    transaction.on_commit(lambda: page_cache.forget(()))


def _read() -> tuple[Rule, ...]:
    rows = Delegation.objects.filter(state=DelegationState.CONFIRMED).order_by("pk")
    scopes = {
        "of_procedures": ArrayAgg("scopes__procedure", filter=Q(scopes__procedure__isnull=False), default=Value([])),
        "of_fields": ArrayAgg("scopes__field", filter=Q(scopes__field__isnull=False), default=Value([])),
    }
    units = rows.select_related("from_unit__division", "to_unit__division", "to_unit__parent")
    # The two lists come by the annotation.
    return tuple(_rule(row, row.of_procedures, row.of_fields) for row in units.annotate(**scopes))  # type: ignore[attr-defined]


def _rule(row: Delegation, procedures: Iterable[int], fields: Iterable[int]) -> Rule:
    return Rule(
        pk=row.pk,
        kind=row.kind,
        giver=Holder.of(row.from_unit),
        giver_name=row.from_unit.name,
        giver_code=row.from_unit.code,
        procedures=frozenset(procedures),
        fields=frozenset(fields),
        valid_from=row.valid_from,
        valid_to=row.valid_to,
        decision_number=row.decision_number,
        decision_date=row.decision_date,
        **_receiver(row.to_unit, row.from_unit),
    )


def _receiver(unit: Unit | None, giver: Unit) -> dict[str, Any]:
    if unit is None:
        return {"to": None, "to_name": "", "to_code": None, "stays_inside": False, "to_ends": None}
    return {
        "to": Holder.of(unit),
        "to_name": unit.name,
        "to_code": unit.code,
        "stays_inside": unit.parent_id == giver.pk,
        "to_ends": unit.valid_to,
    }
