"""The groups of people that a filing still being written claims to belong to, for what they would save.

The draft keeps them by group, {"source", "upload"} as for papers; a group that no rule favours any more says nothing.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any
from uuid import UUID

from dossiers.draft_papers import NOTHING, usable_uploads
from dossiers.filing_fees import owed_for_draft
from dossiers.models import Draft
from dossiers.statuses import Channel, PaperSource
from dossiers.submission import FeeClaimData
from portal.files.models import Upload

if TYPE_CHECKING:
    from portal.accounts.models import User
    from procedures.fee_rules import Rule

SECTION = "fee_claims"
"""Where the draft keeps them."""


@dataclass(frozen=True)
class DraftClaim:
    """A group that would pay less; `source` is empty while the person has not said anything."""

    rule: Rule
    source: str = ""
    upload: Upload | None = None


def offered(draft: Draft) -> list[Rule]:
    """For each group that would pay less and proves it by a paper: the best of its rules."""
    return [rules[0] for rules in owed_for_draft(draft).offers(Channel.ONLINE).values()]


def claims_of(draft: Draft, user: User) -> list[DraftClaim]:
    """Every group on offer with what was said of it, with the person's own uploads; one query for files."""
    given: dict[str, Any] = draft.data.get(SECTION, {})
    files = usable_uploads(user, (said.get("upload") for said in given.values() if said))
    return [_claim(rule, given.get(rule.group) or {}, files) for rule in offered(draft)]


def claimed(draft: Draft) -> list[FeeClaimData]:
    """The claims that will be part of the dossier, in the order of the offers."""
    given: dict[str, dict[str, str]] = draft.data.get(SECTION, {})
    if not any(_is_claim(said) for said in given.values()):
        return []
    rules = [rule for rule in offered(draft) if _is_claim(given.get(rule.group) or {})]
    return [_data(rule.key, given[rule.group]) for rule in rules]


def claimed_groups(draft: Draft) -> set[str]:
    """The groups claimed, whether or not a rule still favours them."""
    given: dict[str, dict[str, str]] = draft.data.get(SECTION, {})
    return {group for group, said in given.items() if _is_claim(said)}


def _is_claim(said: dict[str, str]) -> bool:
    return said.get("source", NOTHING) != NOTHING


def _claim(rule: Rule, said: dict[str, str], files: dict[str, Upload]) -> DraftClaim:
    return DraftClaim(rule, said.get("source", ""), files.get(said.get("upload") or ""))


def _data(key: str, said: dict[str, str]) -> FeeClaimData:
    upload = said.get("upload") if said["source"] == PaperSource.UPLOADED else None
    return FeeClaimData(key, said["source"], UUID(upload) if upload else None)
