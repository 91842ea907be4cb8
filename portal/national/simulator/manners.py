"""How the simulated national portal behaves: well, or badly in one of the ways that were seen of real ones."""

from __future__ import annotations

import random
from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum


class Fault(StrEnum):
    """One way of behaving badly at a call."""

    DOWN = "down"
    BROKEN = "broken"
    FORGETS_SESSION = "forgets_session"
    LOSES_ANSWER = "loses_answer"
    BUSY = "busy"
    OTHER_SHAPE = "changes_shape"


#: What the page calls them.
WORDS = {
    Fault.DOWN: "Không trả lời",
    Fault.BROKEN: "Lỗi máy chủ (HTTP 500)",
    Fault.FORGETS_SESSION: "Quên phiên đăng nhập",
    Fault.LOSES_ANSWER: "Ghi xong nhưng mất câu trả lời",
    Fault.BUSY: "Báo gửi quá nhiều",
    Fault.OTHER_SHAPE: "Đổi cấu trúc câu trả lời",
}


class HandingFault(StrEnum):
    """One way of behaving badly when it hands in what people filed there."""

    TWICE = "twice"
    REORDERED = "reordered"
    LOSES_OUR_ANSWER = "loses_our_answer"
    OTHER_SHAPE = "other_shape"


HANDING_WORDS = {
    HandingFault.TWICE: "Gửi sang hai lần, cả dưới một mã bản tin khác",
    HandingFault.REORDERED: "Giữ bản tin lại, gửi sau bản tin kế tiếp",
    HandingFault.LOSES_OUR_ANSWER: "Mất câu trả lời của tỉnh rồi gửi lại",
    HandingFault.OTHER_SHAPE: "Đổi cấu trúc bản tin",
}


@dataclass
class Manners:
    """May be changed at any time. `always`: at each call; `rates`: by chance, a share of 1 for each fault.

    `handing`: at each message that is handed in.
    """

    always: frozenset[Fault] = frozenset()
    handing: frozenset[HandingFault] = frozenset()
    latency_seconds: float = 0.0
    rates: Mapping[Fault, float] = field(default_factory=dict)
    chance: random.Random = field(default_factory=random.Random)

    def at_this_call(self) -> frozenset[Fault]:
        """The faults of one call."""
        by_chance = {fault for fault, rate in self.rates.items() if self.chance.random() < rate}
        return self.always | by_chance
