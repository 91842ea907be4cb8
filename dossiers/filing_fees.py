"""What a filing costs, as far as the catalogue knows; taking the money comes with the payments app."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from dossiers.statuses import Channel

if TYPE_CHECKING:
    from procedures.models import Case, Fee


@dataclass(frozen=True)
class Owed:
    """Fees and charges of an online filing. `total_dong` leaves out those whose amount only a text sets."""

    fees: list[Fee]
    total_dong: int

    @property
    def is_free(self) -> bool:
        """Whether nothing at all is owed."""
        return self.total_dong == 0 and all(fee.amount_dong == 0 for fee in self.fees)


def owed_for(case: Case, answers: dict[str, Any], channel: str = Channel.ONLINE) -> Owed:
    """What is owed when a case is filed by `channel` with these answers (copies asked for count)."""
    fees = [fee for fee, _count in case.fees_owed(channel, answers)]
    return Owed(fees, case.owed_dong(channel, answers))
