"""What is owed: the fees of a case, lowered by the rules in force. Pure: no database, no clock.

Where several rules apply to one fee the best for the citizen wins; they do not add up (TT 117/2026/TT-BTC: where
several benefits apply, the highest is taken).
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from procedures.choices import Channel, FeeEffect

#: Digits of the largest number that anybody asks for; more is nonsense, and too much for int().
MOST_DIGITS = 9


def counted(asked: object) -> int:
    """How many are asked for by an answer: 0 for what is no such number, less than none, or beyond all reason."""
    if isinstance(asked, str):
        return int(asked) if asked.isdecimal() and len(asked) <= MOST_DIGITS else 0
    return int(asked) if isinstance(asked, int) and 0 < asked < 10**MOST_DIGITS else 0


@dataclass(frozen=True)
class Due:
    """A fee or charge as announced. ``amount_dong`` in whole đồng, None when only a text sets it."""

    code: str
    name: str
    kind: str
    channel: str
    amount_dong: int | None
    quantity_of: str = ""
    legal_basis: str = ""
    note: str = ""

    def quantity(self, answers: dict[str, Any]) -> int:
        """How many times it is owed: once, or as often as the named answer says (nothing asked for: 0)."""
        return counted(answers.get(self.quantity_of)) if self.quantity_of else 1


@dataclass(frozen=True)
class Rule:
    """An exemption or reduction; empty places leave the question open. See models.FeeRule."""

    key: str
    text: str
    effect: str
    valid_from: date
    legal_basis: str
    valid_to: date | None = None
    percent_off: int | None = None
    amount_dong: int | None = None
    channel: str = Channel.ANY
    fee_codes: tuple[str, ...] = ()
    kinds: tuple[str, ...] = ()
    procedure_codes: tuple[str, ...] = ()
    case_keys: tuple[str, ...] = ()
    answers: tuple[tuple[str, tuple[Any, ...]], ...] = ()
    group: str = ""
    group_name: str = ""
    proof: str = ""

    def lower(self, amount_dong: int | None) -> int | None:
        """The amount under this rule, never more than before; fractions of a đồng go to the citizen."""
        if self.effect == FeeEffect.EXEMPT:
            return 0
        if self.effect == FeeEffect.FIXED and self.amount_dong is not None:
            return self.amount_dong if amount_dong is None else min(self.amount_dong, amount_dong)
        if amount_dong is None or self.percent_off is None:
            return amount_dong
        return amount_dong * (100 - self.percent_off) // 100


@dataclass(frozen=True)
class Situation:
    """Who files what, when and how. ``groups`` are those that the person has proved to belong to."""

    day: date
    channel: str
    procedure: str = ""
    case: str = ""
    answers: dict[str, Any] = field(default_factory=dict)
    groups: frozenset[str] = frozenset()


@dataclass(frozen=True)
class Offer:
    """What a rule would make of a fee."""

    rule: Rule
    owed_dong: int | None


@dataclass(frozen=True)
class Line:
    """One fee with its reason. Amounts are for the whole quantity; None when only a text sets them.

    ``rule`` is the one that won, None when the announced amount stands; ``lesser`` also applied; ``on_proof`` would
    lower it further for people of a group.
    """

    due: Due
    quantity: int
    full_dong: int | None
    owed_dong: int | None
    rule: Rule | None = None
    lesser: tuple[Offer, ...] = ()
    on_proof: tuple[Offer, ...] = ()

    @property
    def saved_dong(self) -> int:
        """What the rule saves, as far as numbers are known."""
        return (self.full_dong or 0) - (self.owed_dong or 0) if self.rule else 0


def lines(dues: Iterable[Due], rules: Sequence[Rule], situation: Situation) -> list[Line]:
    """A line for each fee of the channel that is owed at all, in the order of the announcement."""
    of_channel = [due for due in dues if due.channel in (situation.channel, Channel.ANY)]
    return [_line(due, rules, situation) for due in of_channel if due.quantity(situation.answers)]


def total_dong(owed: Iterable[Line]) -> int:
    """The sum in whole đồng, without what only a text sets."""
    return sum(line.owed_dong or 0 for line in owed)


def _line(due: Due, rules: Sequence[Rule], situation: Situation) -> Line:
    quantity = due.quantity(situation.answers)
    offers = [_offer(due, quantity, rule) for rule in rules if applies(rule, due, situation)]
    full = _times(due.amount_dong, quantity)
    granted = sorted((o for o in offers if not o.rule.group or o.rule.group in situation.groups), key=_best_first)
    won = granted[0] if granted and _is_less(granted[0].owed_dong, full) else None
    owed = won.owed_dong if won else full
    return Line(
        due=due,
        quantity=quantity,
        full_dong=full,
        owed_dong=owed,
        rule=won.rule if won else None,
        lesser=tuple(offer for offer in granted if offer is not won),
        on_proof=tuple(
            offer
            for offer in sorted(offers, key=_best_first)
            if offer.rule.group and offer.rule.group not in situation.groups and _is_less(offer.owed_dong, owed)
        ),
    )


def applies(rule: Rule, due: Due, situation: Situation) -> bool:
    """Whether a rule is about this fee in this situation, leaving open whether the person belongs to its group."""
    return (
        rule.valid_from <= situation.day
        and (rule.valid_to is None or situation.day < rule.valid_to)
        and rule.channel in (Channel.ANY, situation.channel)
        and _has(rule.fee_codes, due.code)
        and _has(rule.kinds, due.kind)
        and _has(rule.procedure_codes, situation.procedure)
        and _has(rule.case_keys, situation.case)
        and all(situation.answers.get(name) in wanted for name, wanted in rule.answers)
    )


def _has(wanted: tuple[str, ...], value: str) -> bool:
    return not wanted or value in wanted


def _offer(due: Due, quantity: int, rule: Rule) -> Offer:
    return Offer(rule, _times(rule.lower(due.amount_dong), quantity))


def _times(amount_dong: int | None, quantity: int) -> int | None:
    return None if amount_dong is None else amount_dong * quantity


def _best_first(offer: Offer) -> tuple[bool, int, bool, str]:
    """Least money first, an unknown amount last; of equals the one that asks for no proof, then a fixed order."""
    return (offer.owed_dong is None, offer.owed_dong or 0, bool(offer.rule.group), offer.rule.key)


def _is_less(amount: int | None, than: int | None) -> bool:
    if amount is None:
        return False
    return than is None or amount < than
