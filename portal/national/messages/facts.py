"""What the messages say of a dossier, in our words: plain values without a database, so that the mapping is pure."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, field


@dataclass(frozen=True)
class PartyFacts:
    """The owner (chủ hồ sơ). `kind` is a `PartyKind`; `tech_id` what the national portal calls their account."""

    full_name: str
    kind: str = "citizen"
    id_number: str = ""
    email: str = ""
    phone: str = ""
    tech_id: str = ""


@dataclass(frozen=True)
class PaperFacts:
    """One component as handed in; `source` is a `PaperSource`, `file_id` and `file_name` are "" without a file.

    `store_code`: of the result that was fetched from the national store in its place; "" for every other file.
    """

    component: str
    name: str
    source: str
    file_id: str = ""
    file_name: str = ""
    store_code: str = ""


@dataclass(frozen=True)
class FeeFacts:
    """One due in whole đồng; `kind` is a `LineKind`. `is_paid_online`: what came for its order came past the tills."""

    code: str
    name: str
    kind: str
    amount_dong: int
    is_paid_online: bool = False


@dataclass(frozen=True)
class SupplementFacts:
    """One request for a supplement and its answer, if there is one."""

    id: str
    asked_by: str
    reason: str
    asked_at: dt.datetime
    papers: tuple[str, ...]
    answered_at: dt.datetime | None = None
    answered_by: str = ""
    answer: str = ""
    due_before: dt.datetime | None = None
    due_after: dt.datetime | None = None


@dataclass(frozen=True)
class ResultFacts:
    """The result that was issued; `address` is its public page of verification.

    `code`: of the result as the procedure names it; "" for a refusal, which is none of its results.
    """

    title: str
    document_id: str
    address: str
    code: str = ""


@dataclass(frozen=True)
class DossierFacts:
    """A dossier as it stands now. `channel`, `result_delivery` and `status` are the words of `dossiers.statuses`.

    `code` is the one under which the national portal knows it, `code_here` our own.
    """

    code: str
    procedure_code: str
    procedure_name: str
    field_code: str
    field_name: str
    channel: str
    owner: PartyFacts
    title: str
    status: int
    submitted_at: dt.datetime
    result_delivery: str
    unit_name: str
    due_at: dt.datetime | None = None
    received_at: dt.datetime | None = None
    finished_at: dt.datetime | None = None
    returned_at: dt.datetime | None = None
    returned_to: str = ""
    refused_at: dt.datetime | None = None
    receipt_number: str = ""
    is_filed_nationally: bool = False
    code_here: str = ""
    is_identified: bool = False
    is_paid_online: bool = False
    papers: tuple[PaperFacts, ...] = field(default=())
    fees: tuple[FeeFacts, ...] = field(default=())
    supplements: tuple[SupplementFacts, ...] = field(default=())
    result: ResultFacts | None = None


@dataclass(frozen=True)
class StepFacts:
    """One act on a dossier: who, where, when, what, the status after it, and its working time if there was a step."""

    code: str
    actor: str
    role: str
    unit_name: str
    at: dt.datetime
    content: str
    status: int
    began_at: dt.datetime | None = None
    due_at: dt.datetime | None = None
