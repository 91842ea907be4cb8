"""Rules on fees as they read on the day of a filing, kept with its claims: a rule may end or be mended later."""

from __future__ import annotations

from dataclasses import asdict
from datetime import date
from typing import Any

from procedures.fee_rules import Rule

_DAYS = ("valid_from", "valid_to")
_TUPLES = ("fee_codes", "kinds", "procedure_codes", "case_keys")


def pin(rule: Rule) -> dict[str, Any]:
    """The whole rule as JSON knows it."""
    told = asdict(rule)
    days = {name: told[name].isoformat() if told[name] else None for name in _DAYS}
    return {**told, **days, "answers": [[name, list(wanted)] for name, wanted in rule.answers]}


def unpin(told: dict[str, Any]) -> Rule:
    """The rule that was pinned; a place that rules did not have yet on that day keeps its default."""
    days = {name: date.fromisoformat(told[name]) if told.get(name) else None for name in _DAYS}
    lists = {name: tuple(told.get(name, ())) for name in _TUPLES}
    answers = tuple((name, tuple(wanted)) for name, wanted in told.get("answers", ()))
    return Rule(**{**told, **days, **lists, "answers": answers})
