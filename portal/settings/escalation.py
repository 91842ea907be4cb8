"""How many working hours after something is late the head, and then the supervisor, are told of it."""

from __future__ import annotations

import re
from decimal import Decimal

from django.core.exceptions import ImproperlyConfigured

from portal.settings.environment import text

__all__ = ["ESCALATION_HOURS"]

_KINDS = ("due_soon", "overdue", "late_reception", "late_hand_over", "step_overdue")
_DEFAULT = "due_soon:-:- overdue:0:16 late_reception:4:16 late_hand_over:4:16 step_overdue:8:-"
_RULE = re.compile(r"(?P<kind>[a-z_]+):(?P<head>-|\d{1,4}(?:\.\d)?):(?P<supervisor>-|\d{1,4}(?:\.\d)?)")


def read(given: str) -> dict[str, tuple[Decimal | None, Decimal | None]]:
    """Working hours until head and supervisor are told, by kind; None for never.

    Written as `kind:head:supervisor` with spaces between; kinds that are left out stay as by default.
    ImproperlyConfigured for anything else, and where the supervisor would be told before the head.
    """
    rules = {}
    for word in given.split():
        found = _RULE.fullmatch(word)
        if found is None or found["kind"] not in _KINDS:
            kinds = ", ".join(_KINDS)
            message = f"ESCALATION_HOURS: {word!r} must be kind:hours:hours with one of {kinds}; - for never."
            raise ImproperlyConfigured(message)
        head, supervisor = _hours(found["head"]), _hours(found["supervisor"])
        if supervisor is not None and (head is None or supervisor < head):
            raise ImproperlyConfigured(f"ESCALATION_HOURS: {word!r} tells the supervisor before the head.")
        rules[found["kind"]] = (head, supervisor)
    return rules


def _hours(written: str) -> Decimal | None:
    return None if written == "-" else Decimal(written)


ESCALATION_HOURS: dict[str, tuple[Decimal | None, Decimal | None]] = read(_DEFAULT) | read(text("ESCALATION_HOURS"))
