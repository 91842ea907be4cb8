"""One figure of a benchmark, as a line of what `bin/bench` prints."""

from __future__ import annotations

import dataclasses
import json
from dataclasses import dataclass


@dataclass(frozen=True)
class Measurement:
    """One figure: what was measured, and how it compares with its reference of the same run."""

    name: str
    value: float
    unit: str
    #: value ÷ the reference's value, and what the reference is; None where there is none to have.
    ratio: float | None = None
    reference: str = ""

    def as_line(self) -> str:
        """Return the measurement as one line of JSON."""
        return json.dumps(dataclasses.asdict(self), ensure_ascii=False)
