"""Claims to belong to a group that a rule on fees favours: kept at filing, noted and decided at intake.

The decisions are data of RECEIVE and no act of their own: a proof is looked at in the same check as the papers, is open
to a second thought until that check ends, and the owner gets one letter of it with one sum
(docs/decisions/0011-fee-claims-decided-at-intake.md).
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext as _

from dossiers.claim_checks import CheckedClaim
from dossiers.fee_pins import pin
from dossiers.filing_fees import owed_for_dossier
from dossiers.models import Dossier, FeeClaim
from dossiers.problems import Incomplete
from dossiers.statuses import ClaimState
from portal.vietnamese import normalise
from procedures.models import FeeRule

if TYPE_CHECKING:
    from portal.accounts.models import User


@dataclass(frozen=True)
class Finding:
    """What the clerk found on one claim; a rejection says why."""

    is_confirmed: bool
    reason: str = ""


def store(dossier: Dossier, claims: Iterable[CheckedClaim]) -> None:
    """Keeps the claims of a filing that was just written."""
    named = {claim.rule.key: claim for claim in claims}
    if not named:
        return
    ids = dict(FeeRule.objects.filter(key__in=named).values_list("key", "pk"))
    FeeClaim.objects.bulk_create(
        FeeClaim(
            dossier=dossier,
            rule_id=ids[key],
            pinned=[pin(rule) for rule in claim.pinned],
            group=claim.rule.group,
            group_name=claim.rule.group_name,
            source=claim.source,
            upload=claim.upload,
        )
        for key, claim in named.items()
    )


def note(dossier: Dossier, findings: Mapping[int, Finding]) -> None:
    """Keeps what the clerk found so far, by id of the claim; nothing is decided by it."""
    if not findings:
        return
    claims = [claim for claim in dossier.fee_claims.all() if claim.pk in findings]
    for claim in claims:
        found = findings[claim.pk]
        claim.finding = ClaimState.CONFIRMED if found.is_confirmed else ClaimState.REJECTED
        claim.reason = normalise(found.reason)
    FeeClaim.objects.bulk_update(claims, ["finding", "reason"])


def decide(dossier: Dossier, user: User, at: datetime) -> tuple[dict[str, Any], dict[str, Any]]:
    """Makes the findings the decisions; data for the event and changes of the dossier, both empty without claims.

    The event names rules, never people's groups: what is said of somebody's health or need stays with the claim.
    Raises Incomplete when a claim has no finding, or a rejection no reason.
    """
    claims = list(dossier.fee_claims.select_related("rule"))
    if not claims:
        return {}, {}
    _require_findings(claims)
    for claim in claims:
        claim.state, claim.decided_by, claim.decided_at = claim.finding, user, at
    FeeClaim.objects.bulk_update(claims, ["state", "decided_by", "decided_at"])
    owed = owed_for_dossier(dossier)
    told = [{"rule": claim.rule.key, "state": claim.state} for claim in claims]
    return {"fee_claims": told, "owed_dong": owed.total_dong}, {"finance_state": owed.finance_state}


def _require_findings(claims: Iterable[FeeClaim]) -> None:
    for claim in claims:
        if not claim.finding:
            message = _("Hãy xác nhận hoặc không chấp nhận nhóm «%(group)s» trước khi tiếp nhận.")
            raise Incomplete(message % {"group": claim.group_name}, "fee_claims")
        if claim.finding == ClaimState.REJECTED and not claim.reason:
            message = _("Hãy ghi vì sao không chấp nhận nhóm «%(group)s».")
            raise Incomplete(message % {"group": claim.group_name}, "fee_claims")
