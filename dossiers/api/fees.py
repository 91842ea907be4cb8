"""What the API says of a dossier's fees: each line with its reason, the claims, and both sums."""

from __future__ import annotations

from typing import Any

from dossiers.filing_fees import Fees, fees_of
from dossiers.models import Dossier, FeeClaim
from procedures.fee_rules import Line


def fees_as_json(dossier: Dossier) -> dict[str, Any]:
    """Amounts in whole đồng, None where only a text sets them; `total_if_confirmed_dong` counts open claims as true."""
    fees: Fees = fees_of(dossier)
    return {
        "lines": [_line(line) for line in fees.owed.lines],
        "total_dong": fees.owed.total_dong,
        "total_if_confirmed_dong": fees.if_confirmed.total_dong,
        "claims": [_claim(claim) for claim in fees.claims],
    }


def _line(line: Line) -> dict[str, Any]:
    return {
        "code": line.due.code,
        "name": line.due.name,
        "kind": line.due.kind,
        "quantity": line.quantity,
        "full_dong": line.full_dong,
        "owed_dong": line.owed_dong,
        "rule": line.rule.key if line.rule else "",
        "reason": line.rule.text if line.rule else "",
        "legal_basis": line.rule.legal_basis if line.rule else line.due.legal_basis,
    }


def _claim(claim: FeeClaim) -> dict[str, Any]:
    """A claim with its decision; the clerk's notes before that stay inside."""
    is_decided = claim.decided_at is not None
    return {
        "rule": claim.rule.key,
        "group": claim.group,
        "group_name": claim.group_name,
        "source": claim.source,
        "state": claim.state,
        "reason": claim.reason if is_decided else "",
        "decided_at": claim.decided_at,
    }
