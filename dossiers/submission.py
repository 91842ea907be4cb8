"""What a filing says, whichever door it came through: browser, API or counter."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from typing import Any
from uuid import UUID

from dossiers.statuses import PaperSource, PartyKind


@dataclass(frozen=True)
class PartyData:
    """A person or organisation as they wrote themselves; `phone` in E.164, `commune` an official code."""

    full_name: str
    id_number: str
    phone: str = ""
    email: str = ""
    commune: str = ""
    street: str = ""
    kind: str = PartyKind.CITIZEN
    date_of_birth: date | None = None


@dataclass(frozen=True)
class PaperData:
    """One component as handed in; `upload` is the public id of a checked upload when it was uploaded."""

    component: str
    source: str = PaperSource.UPLOADED
    upload: UUID | None = None


@dataclass(frozen=True)
class FeeClaimData:
    """One rule on fees whose group the filer claims to belong to, and the proof, handed in as a paper is."""

    rule: str
    source: str = PaperSource.UPLOADED
    upload: UUID | None = None


@dataclass(frozen=True)
class Submission:
    """A whole filing. `receiving_unit` is a unit code, or empty for the competent agency's own centre."""

    procedure: str
    case: str
    channel: str
    applicant: PartyData
    form: dict[str, Any]
    result_delivery: str
    owner: PartyData | None = None
    receiving_unit: str = ""
    papers: list[PaperData] = field(default_factory=list)
    fee_claims: list[FeeClaimData] = field(default_factory=list)

    @property
    def owner_data(self) -> PartyData:
        """Whose matter it is: the owner where named, else the applicant."""
        return self.owner or self.applicant
