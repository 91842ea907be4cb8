"""Rules proved: the ladder's hours are read from one variable, and what can't be meant is refused in words."""

from __future__ import annotations

from decimal import Decimal

import pytest
from django.core.exceptions import ImproperlyConfigured

from dossiers.alert_kinds import AlertKind
from portal.settings import escalation


def test_hours_by_kind_with_never() -> None:
    rules = escalation.read("overdue:0:16 late_reception:2.5:- due_soon:-:-")

    assert rules == {
        "overdue": (Decimal(0), Decimal(16)),
        "late_reception": (Decimal("2.5"), None),
        "due_soon": (None, None),
    }


def test_every_kind_has_hours_by_default() -> None:
    """Circling, a correction that waits and missing papers are told at once to whom they concern: no ladder."""
    told_at_once = {AlertKind.CIRCLING, AlertKind.CORRECTION, AlertKind.MISSING_PAPERS}
    assert set(escalation.ESCALATION_HOURS) == set(AlertKind.values) - told_at_once


@pytest.mark.parametrize(
    ("given", "told"),
    [
        ("overdue", "must be kind:hours:hours"),
        ("late:1:2", "must be kind:hours:hours"),
        ("overdue:-1:2", "must be kind:hours:hours"),
        ("overdue:1:99999", "must be kind:hours:hours"),
        ("overdue:8:4", "before the head"),
        ("overdue:-:4", "before the head"),
    ],
)
def test_what_cannot_be_meant_is_refused(given: str, told: str) -> None:
    with pytest.raises(ImproperlyConfigured, match=told):
        escalation.read(given)
