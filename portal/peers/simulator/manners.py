"""How the simulated post office behaves: well, or badly in one of the ways that were seen of real ones."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class Fault(StrEnum):
    """One way of behaving badly."""

    DOWN = "down"
    BROKEN = "broken"
    LOSES_ANSWER = "loses_answer"
    REFUSES = "refuses"
    TWICE = "twice"
    DISORDER = "disorder"


#: What the page calls them.
WORDS = {
    Fault.DOWN: "Không trả lời",
    Fault.BROKEN: "Lỗi máy chủ (HTTP 500)",
    Fault.LOSES_ANSWER: "Ghi xong nhưng mất câu trả lời",
    Fault.REFUSES: "Từ chối mọi đơn (ngoài vùng phục vụ)",
    Fault.TWICE: "Báo mỗi chặng hai lần, cả dưới một mã bản tin khác",
    Fault.DISORDER: "Giữ thông báo lại, gửi sau thông báo kế tiếp",
}


@dataclass(frozen=True)
class Manners:
    """May be changed at any time."""

    faults: frozenset[Fault] = frozenset()
    latency_seconds: float = 0.0
