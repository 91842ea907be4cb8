"""A default internal process for records that bring none: receive, examine, sign, return."""

from __future__ import annotations

from decimal import ROUND_FLOOR, Decimal

from procedures.choices import StepRole, StepUnit
from procedures.drafting import ProcessContent
from procedures.models import InternalProcess, Step, TimeLimit
from procedures.process_rules import hours_allowed

UNKNOWN_LIMIT_HOURS = Decimal(40)
QUARTER = Decimal("0.25")
# Shares of the legal limit; examining gets what is left. The counter never needs more than half a day.
RECEIVING, SIGNING, RETURNING = Decimal("0.1"), Decimal("0.2"), Decimal("0.1")
COUNTER_MOST, SIGNING_MOST = Decimal(4), Decimal(8)


def default_process(limits: list[TimeLimit]) -> ProcessContent:
    """Four steps whose hours fit the shortest limit of the record (TT 01/2018 Đ8: steps fit the limit)."""
    whole = min((hours_allowed(limit.amount, limit.unit) for limit in limits), default=UNKNOWN_LIMIT_HOURS)
    receiving = _hours(min(whole * RECEIVING, COUNTER_MOST))
    signing = _hours(min(whole * SIGNING, SIGNING_MOST))
    returning = _hours(min(whole * RETURNING, COUNTER_MOST))
    examining = _hours(whole - receiving - signing - returning)
    clerk, officer, leader = StepRole.CLERK, StepRole.OFFICER, StepRole.LEADER
    rows = [
        ("receive", "Tiếp nhận hồ sơ", clerk, receiving, ["receive", "request_supplement", "refuse"]),
        ("process", "Thẩm tra hồ sơ", officer, examining, ["submit_for_signature", "request_supplement"]),
        ("sign", "Ký duyệt kết quả", leader, signing, ["sign", "send_back"]),
        ("return", "Trả kết quả", clerk, returning, ["return_result"]),
    ]
    return ProcessContent(process=InternalProcess(), steps=[_step(*row) for row in rows])


def _step(key: str, name: str, role: StepRole, hours: Decimal, outcomes: list[str]) -> Step:
    where = StepUnit.RECEIVING if role == StepRole.CLERK else StepUnit.COMPETENT
    return Step(key=key, name=name, role=role, unit_rule=where, working_hours=hours, outcomes=outcomes)


def _hours(value: Decimal) -> Decimal:
    """Down to quarters of an hour, so that the sum never passes the limit."""
    return (value / QUARTER).to_integral_value(ROUND_FLOOR) * QUARTER
