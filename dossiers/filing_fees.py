"""What a filing costs under the rules on fees of its day: the fee lines of a dossier, each with its reason.

`fees_of` is what the payments app asks; taking the money is its matter. A group of people that somebody only claims to
belong to (`fee_claims`) lowers nothing before it is confirmed; pages show beside it what would be owed then.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Any

from django.utils import timezone

from dossiers.fee_pins import unpin
from dossiers.statuses import Channel, ClaimState, FinanceState
from portal.accounts.models import User
from procedures import fee_rule_book
from procedures.fee_rules import Line, Rule, total_dong

if TYPE_CHECKING:
    from dossiers.actors import ApiClient
    from dossiers.models import Dossier, Draft, FeeClaim
    from procedures.models import Case, ProcedureVersion


@dataclass(frozen=True)
class Owed:
    """Fees and charges of a filing, each with its reason. `total_dong` leaves out those that only a text sets."""

    lines: list[Line]
    total_dong: int

    @property
    def is_free(self) -> bool:
        """Whether nothing at all is owed."""
        return self.total_dong == 0 and all(line.owed_dong == 0 for line in self.lines)

    @property
    def is_known(self) -> bool:
        """Whether every amount is known; what only a text sets is told by a person."""
        return all(line.owed_dong is not None for line in self.lines)

    @property
    def has_reasons(self) -> bool:
        """Whether a rule lowers something, or would for people of a group."""
        return any(line.rule or line.on_proof for line in self.lines)

    @property
    def finance_state(self) -> FinanceState:
        """The money axis of a dossier that owes this and has paid nothing yet."""
        return FinanceState.DUE if self.total_dong else FinanceState.NONE

    def offers(self, channel: str) -> dict[str, list[Rule]]:
        """Groups of people for whom it would be less, each with its rules, the best for the citizen first.

        Without those that the channel proves by itself: online, one's own sign-in tells the level of the identity.
        """
        proved = fee_rule_book.PROVED_BY_SIGN_IN if channel == Channel.ONLINE else frozenset()
        found: dict[str, list[Rule]] = {}
        for offer in (offer for line in self.lines for offer in line.on_proof if offer.rule.group not in proved):
            rules = found.setdefault(offer.rule.group, [])
            if offer.rule not in rules:
                rules.append(offer.rule)
        return found


@dataclass(frozen=True)
class Fees:
    """What a dossier owes by what is proved so far, what it would owe if every open claim were confirmed, and why."""

    owed: Owed
    if_confirmed: Owed
    claims: Sequence[FeeClaim]

    @property
    def is_open(self) -> bool:
        """Whether a claim still waits for its decision."""
        return any(claim.state == ClaimState.CLAIMED for claim in self.claims)


def owed_for(
    version: ProcedureVersion,
    case: Case,
    answers: dict[str, Any],
    channel: str = Channel.ONLINE,
    *,
    groups: Iterable[str] = (),
    day: date | None = None,
    pinned: Iterable[Rule] = (),
) -> Owed:
    """What is owed when a case is filed by `channel` with these answers (copies asked for count)."""
    lines = fee_rule_book.lines_for(
        case, channel, procedure=version.procedure.code, answers=answers, groups=groups, day=day, pinned=pinned
    )
    return Owed(lines, total_dong(lines))


def owed_for_draft(draft: Draft, claimed: Iterable[str] = ()) -> Owed:
    """What the person would owe who sends this draft today, if the groups `claimed` were confirmed too."""
    groups = fee_rule_book.groups_of(draft.user) | frozenset(claimed)
    return owed_for(draft.procedure_version, draft.case, draft.data.get("form", {}), groups=groups)


def fees_of(dossier: Dossier) -> Fees:
    """The fees of a dossier by the rules of the day on which it was filed, with its claims."""
    claims = list(dossier.fee_claims.select_related("rule"))
    owed = _reckoned(dossier, claims, ClaimState.CONFIRMED)
    if all(claim.state != ClaimState.CLAIMED for claim in claims):
        return Fees(owed, owed, claims)
    return Fees(owed, _reckoned(dossier, claims, ClaimState.CONFIRMED, ClaimState.CLAIMED), claims)


def owed_for_dossier(dossier: Dossier) -> Owed:
    """What is owed for a dossier by what is proved so far; claims that nobody confirmed lower nothing."""
    return fees_of(dossier).owed


def _reckoned(dossier: Dossier, claims: Iterable[FeeClaim], *states: str) -> Owed:
    counted = [claim for claim in claims if claim.state in states]
    return owed_for(
        dossier.procedure_version,
        dossier.case,
        dossier.form,
        dossier.channel,
        groups=groups_proved(dossier.submitted_by, dossier.channel) | {claim.group for claim in counted},
        day=timezone.localdate(dossier.submitted_at),
        pinned=[unpin(told) for claim in counted for told in claim.pinned],
    )


def groups_proved(by: User | ApiClient | None, channel: str) -> frozenset[str]:
    """The groups that the filing itself proves: one's own sign-in online; at a counter the clerk's proves nothing."""
    if channel != Channel.ONLINE or not isinstance(by, User):
        return frozenset()
    return fee_rule_book.groups_of(by)
