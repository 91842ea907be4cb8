"""The rows of the process editor as tests send them, and what is stored of them."""

from __future__ import annotations

from typing import Any

from procedures.models import DecisionChange, Step
from tests.procedures.publisher_desk import stored

ENDS = "_end"


def rows_of(change: DecisionChange) -> list[dict[str, Any]]:
    """The steps as the editor begins with them."""
    return stored(change, "process")


def steps_of(change: DecisionChange) -> dict[str, Step]:
    """The stored steps of the process of all cases by their key."""
    return {step.key: step for step in Step.objects.filter(process__version=change.version, process__case=None)}


def a_step(key: str, name: str, **more: Any) -> dict[str, Any]:
    """A new row for an officer."""
    return {
        "key": key, "case": "", "name": name, "role": "officer", "unit_rule": "competent", "working_hours": "1", **more
    }  # fmt: skip


def asking(rows: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """The usual steps with a consultation between the officer's work and the signature."""
    receive, process, sign, return_ = rows
    ask = a_step(
        "ask", "Lấy ý kiến", consulted="Sở Tư pháp\n\nphòng kinh tế", outcome_1="opinions_in", next_1="conclude"
    )
    conclude = a_step("conclude", "Tổng hợp", outcome_1="submit_for_signature", next_1="sign")
    shorter = process | {"outcome_1": "forward", "next_1": "ask", "working_hours": "1"}
    return [receive, shorter, ask, conclude, sign, return_]
