"""Putting what was read into the queue: a draft and a waiting item for each, in a fixed number of queries."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass, field
from typing import Any

from django.db import transaction
from django.utils import timezone

from procedures.choices import Source, VersionState
from procedures.drafting import VersionContent, store_drafts
from procedures.models import ImportRun, ProcedureVersion, ReviewItem, ReviewState
from procedures.review.mending import flags_of


@dataclass(frozen=True)
class Proposal:
    """A new or changed record with the content proposed for it."""

    record: Any
    content: VersionContent
    context: dict[str, Any] = field(default_factory=dict)
    mends: list[dict[str, Any]] = field(default_factory=list)
    cleared: list[dict[str, Any]] = field(default_factory=list)


@transaction.atomic
def enqueue(run: ImportRun, proposals: list[Proposal]) -> list[ReviewItem]:
    """Store each proposal as a draft and a waiting item; what waited for the same code is superseded.

    At most one proposal a code.
    """
    codes = [proposal.content.code for proposal in proposals]
    before = ReviewItem.objects.filter(code__in=codes).waiting()
    drafts = list(before.filter(version__state=VersionState.DRAFT).values_list("version", flat=True))
    before.update(state=ReviewState.SUPERSEDED, decided_at=timezone.now(), version=None)
    ProcedureVersion.objects.filter(pk__in=drafts).delete()
    store_drafts([proposal.content for proposal in proposals])
    return ReviewItem.objects.bulk_create([_item(run, proposal) for proposal in proposals], batch_size=250)


def known_fingerprints() -> dict[str, set[str]]:
    """What needs no second look, by code: what is drafted or in force, and what the newest item already showed."""
    known: dict[str, set[str]] = {}
    versions = ProcedureVersion.objects.exclude(state=VersionState.RETIRED).filter(source=Source.NATIONAL)
    items = ReviewItem.objects.order_by("code", "-pk").distinct("code")
    for code, fingerprint in [
        *versions.values_list("procedure__code", "content_hash"),
        *items.values_list("code", "fingerprint"),
    ]:
        known.setdefault(code, set()).add(fingerprint)
    return known


def newest_fingerprints() -> dict[str, str]:
    """The fingerprint of the newest item of each code: what was asked last needs no second asking."""
    return dict(ReviewItem.objects.order_by("code", "-pk").distinct("code").values_list("code", "fingerprint"))


def remembered(codes: Collection[str]) -> dict[str, ReviewItem]:
    """The newest accepted item of each code that a publisher mended, for the same record coming again changed."""
    accepted = ReviewItem.objects.filter(code__in=codes, state=ReviewState.ACCEPTED)
    newest = accepted.order_by("code", "-pk").distinct("code").only("code", "mends", "cleared")
    return {item.code: item for item in newest if item.mends or item.cleared}


def _item(run: ImportRun, proposal: Proposal) -> ReviewItem:
    content = proposal.content
    doubts = content.version.doubts
    return ReviewItem(
        run=run,
        code=content.code,
        name=content.version.name,
        field_name=content.field_name[:300],
        levels=content.version.levels,
        record=proposal.record,
        context=proposal.context,
        fingerprint=content.version.content_hash,
        version=content.version,
        doubts=doubts,
        flags=flags_of(doubts),
        mends=proposal.mends,
        cleared=proposal.cleared,
    )
