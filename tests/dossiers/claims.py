"""Claims on fees in tests: a rule for poor households, and filings that claim it."""

from __future__ import annotations

from datetime import date
from typing import Any

from dossiers.models import Dossier, FeeClaim
from dossiers.statuses import PaperSource
from dossiers.submission import FeeClaimData
from procedures.choices import FeeEffect
from procedures.models import FeeRule
from tests.dossiers import filings
from tests.dossiers.copies import copied
from tests.dossiers.world import World

POOR = "ho-ngheo"
POOR_NAME = "Người thuộc hộ nghèo"
COPIES = {**filings.BIRTH_FORM, "extract_copies": 2}
"""Two copies of the extract: 16,000 đồng as announced."""


@copied
def rule(**changes: Any) -> FeeRule:
    """Poor households pay nothing for extracts; in force since the beginning of the year."""
    said = {
        "key": "ho-ngheo-trich-luc",
        "text": "Người thuộc hộ nghèo không phải nộp phí.",
        "legal_basis": "Thông tư 85/2019/TT-BTC, Điều 4",
        "effect": FeeEffect.EXEMPT,
        "fee_codes": ["PHI-TL"],
        "valid_from": date(2026, 1, 1),
        "group": POOR,
        "group_name": POOR_NAME,
        "proof": "Giấy chứng nhận hộ nghèo.",
    }
    return FeeRule.objects.create(**{**said, **changes})


@copied
def claimed(world: World, source: str = PaperSource.BROUGHT, **changes: Any) -> Dossier:
    """A dossier of 16,000 đồng that claims the rule for poor households."""
    upload = filings.upload_for(world.mother, "ho-ngheo.png") if source == PaperSource.UPLOADED else None
    claim = FeeClaimData("ho-ngheo-trich-luc", source, upload)
    return filings.submitted(world, form=COPIES, fee_claims=[claim], **changes)


def claim_of(dossier: Dossier) -> FeeClaim:
    """Its only claim, as the database has it now."""
    return dossier.fee_claims.get()
