"""Internal processes as plain values for tests: the usual one, and one that asks three units at once."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal
from typing import Any

from procedures.process_plan import END, Plan, PlannedStep


def step(key: str, role: str, hours: str = "1", **ways: str) -> PlannedStep:
    """A step by its key, with where each outcome leads."""
    return PlannedStep(key, f"Bước {key}", role, hours=Decimal(hours), ways=tuple(ways.items()))


def usual() -> Plan:
    """Receive, examine, sign, return: eight hours."""
    return (
        step("receive", "clerk", "1", receive="process", request_supplement="receive", refuse=END),
        step("process", "officer", "4", submit_for_signature="sign", request_supplement="process"),
        step("sign", "leader", "2", sign="return", send_back="process"),
        step("return", "clerk", "1", return_result=END),
    )


def asking() -> Plan:
    """The same, but three units are asked at once before the officer concludes."""
    receive, process, sign, return_ = usual()
    return (
        receive,
        replace(process, ways=(("forward", "ask"),)),
        replace(
            step("ask", "officer", "8", opinions_in="conclude"),
            consulted=("so-tu-phap", "so-xay-dung", "kinh-te"),
        ),
        step("conclude", "officer", "2", submit_for_signature="sign"),
        replace(sign, ways=(("sign", "return"), ("send_back", "conclude"))),
        return_,
    )


def changed(plan: Plan, key: str, **columns: Any) -> Plan:
    """The plan with one step changed."""
    return tuple(replace(one, **columns) if one.key == key else one for one in plan)


def without(plan: Plan, key: str) -> Plan:
    """The plan without one step."""
    return tuple(one for one in plan if one.key != key)
