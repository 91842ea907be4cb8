"""Form 04: what the apology says."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from portal.documents.forms import Letterhead, Person


@dataclass(frozen=True)
class Apology:
    """Form 04, văn bản xin lỗi và đề nghị gia hạn: why it is late, and the new promise (NĐ 61/2018 Đ19(9))."""

    head: Letterhead
    owner: Person
    subject: str
    received_at: datetime
    due_before: datetime
    reason: str
    new_due_at: datetime
    lookup_url: str
    signer_name: str
    signer_title: str = "Thủ trưởng cơ quan"
    due_sum: str = ""
    phone: str = ""
