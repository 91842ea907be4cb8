"""Form 05: what the notice of a stop says."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from portal.documents.forms import Letterhead, Person


@dataclass(frozen=True)
class StopNotice:
    """Form 05, thông báo dừng giải quyết hồ sơ: a decision with reason and ground (TT 03/2025/TT-VPCP, Annex I).

    `fees_paid` tells that money was taken, so that the notice says where it is settled; `papers_at` names where
    originals are given back, `apply_again_at` the address of the procedure for whoever files anew.
    """

    head: Letterhead
    owner: Person
    subject: str
    received_at: datetime
    stopped_at: datetime
    reason: str
    legal_basis: str
    papers_at: str
    apply_again_at: str
    lookup_url: str
    signer_name: str
    signer_title: str = "Thủ trưởng cơ quan"
    fees_paid: bool = False
    phone: str = ""
