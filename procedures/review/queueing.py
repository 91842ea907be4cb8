"""Putting what was read into the queue: a draft and a waiting item for each, in a fixed number of queries."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass, field
from typing import Any

from django.db import connection, transaction
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

    At most one proposal a code. What another import queued a moment ago, alike, is left as it stands.
    """
    _wait_for_other_imports()
    by_code = {proposal.content.code: proposal for proposal in proposals}
    # In order, so that who accepts many and who imports never wait for each other.
    asked = ReviewItem.objects.waiting().filter(code__in=by_code).only("code", "fingerprint", "version")
    before = asked.select_for_update(of=("self",)).order_by("pk")
    alike = {item.code for item in before if item.fingerprint == by_code[item.code].content.version.content_hash}
    wanted = [proposal for code, proposal in by_code.items() if code not in alike]
    _supersede([item for item in before if item.code not in alike])
    store_drafts([proposal.content for proposal in wanted])
    return ReviewItem.objects.bulk_create([_item(run, proposal) for proposal in wanted], batch_size=250)


def _wait_for_other_imports() -> None:
    """One import at a time writes into the queue, until it commits: both would put an item for the same code."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(hashtext('procedures.review.enqueue'))")


def _supersede(items: list[ReviewItem]) -> None:
    drafts = [item.version_id for item in items if item.version_id]
    superseded = ReviewItem.objects.filter(pk__in=[item.pk for item in items])
    superseded.update(state=ReviewState.SUPERSEDED, decided_at=timezone.now(), version=None)
    ProcedureVersion.objects.filter(pk__in=drafts, state=VersionState.DRAFT).delete()


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
