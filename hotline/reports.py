"""What somebody tells the hotline, as every way in hands it over: values, checked before anything is stored."""

from __future__ import annotations

import hashlib
import json
from dataclasses import asdict, dataclass, field
from typing import TYPE_CHECKING, Any

from hotline.kinds import NAMELESS, Channel, Severity
from hotline.urgent_words import is_urgent
from portal.accounts.identity import blind_index
from portal.vietnamese import without_accents

if TYPE_CHECKING:
    from portal.accounts.models import User

LONGEST_CONTENT = 5000
"""Characters: two pages. What is longer belongs into a letter or an attached file."""


@dataclass(frozen=True)
class Reporter:
    """Who tells it; empty where they keep their name to themselves. `phone` is E.164."""

    full_name: str = ""
    phone: str = ""
    email: str = ""
    address: str = ""

    def columns(self) -> dict[str, Any]:
        """The columns of a ticket: encrypted, with indexes by which phone and name are found again."""
        return {
            "reporter_name": self.full_name,
            "reporter_phone": self.phone,
            "reporter_email": self.email,
            "reporter_address": self.address,
            "phone_index": index_of_phone(self.phone) if self.phone else "",
            "name_index": index_of_name(self.full_name),
        }


@dataclass(frozen=True)
class Report:
    """One report on its way in."""

    kind: str
    content: str
    channel: str = Channel.WEB
    reporter: Reporter = field(default_factory=Reporter)
    is_confidential: bool = False
    is_about_head: bool = False
    place: str = ""
    unit: str = ""
    procedure: str = ""
    dossier: str = ""
    language: str = "vi"
    client_id: str = ""
    client_reference: str = ""

    @property
    def severity(self) -> Severity:
        """Urgent when it speaks of danger to somebody."""
        return Severity.URGENT if is_urgent(f"{self.content}\n{self.place}") else Severity.NORMAL

    @property
    def lacks_name(self) -> bool:
        """Whether the law asks for a name and there is none (NĐ 20/2008 Đ7); danger goes before forms."""
        is_asked = self.kind not in NAMELESS and self.severity == Severity.NORMAL
        return is_asked and not self.reporter.full_name

    def sent_under(self, key: str, user: User | None) -> str:
        """The key under which the same sending counts once; another text under the same key is another sending."""
        whole = json.dumps([key, user.pk if user else None, asdict(self)], sort_keys=True)
        return blind_index(hashlib.sha256(whole.encode()).hexdigest())


def index_of_phone(phone: str) -> str:
    """Under what a phone number (E.164) is found."""
    return blind_index(f"hotline phone {phone}")


def index_of_name(full_name: str) -> list[str]:
    """Under what a name is found: each of its words, without accents."""
    words = sorted(set(without_accents(full_name).split()))
    return [blind_index(f"hotline name {word}")[:24] for word in words]
