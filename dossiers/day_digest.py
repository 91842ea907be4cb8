"""The signed digest of a day: one seal over the last event hash of every dossier that moved.

Whoever rewrites history must also forge this signature; with it the log proves itself without one chain
that would queue every writer.
"""

from __future__ import annotations

import hashlib
from datetime import date, datetime, time, timedelta

from django.core import signing
from django.db.models import QuerySet
from django.utils import timezone

from dossiers.models import DayDigest, Event

_SALT = "dossiers.day_digest"


def digest_of(day: date) -> tuple[str, int, int]:
    """SHA-256 (hex) over dossier codes and last hashes of `day` (Asia/Ho_Chi_Minh), dossier count, event count."""
    events = _events_of(day)
    last = events.order_by("dossier__code", "-sequence").distinct("dossier__code").values_list("dossier__code", "hash")
    sums = hashlib.sha256()
    count = 0
    for code, event_hash in last.iterator():
        sums.update(f"{code}:{event_hash}\n".encode())
        count += 1
    return sums.hexdigest(), count, events.count()


def _events_of(day: date) -> QuerySet[Event]:
    start = timezone.make_aware(datetime.combine(day, time.min))
    end = timezone.make_aware(datetime.combine(day + timedelta(days=1), time.min))
    return Event.objects.filter(at__gte=start, at__lt=end)


def seal(day: date) -> DayDigest:
    """Stores the signed digest of a day that is over; a day sealed before keeps its seal."""
    digest, dossiers, events = digest_of(day)
    signature = signing.Signer(salt=_SALT).signature(f"{day}:{digest}:{dossiers}:{events}")
    sealed, _created = DayDigest.objects.get_or_create(
        day=day,
        defaults={"dossier_count": dossiers, "event_count": events, "digest": digest, "signature": signature},
    )
    return sealed


def seal_yesterday() -> DayDigest:
    """Seals the day before today in Viet Nam."""
    return seal(timezone.localdate() - timedelta(days=1))


def is_whole(sealed: DayDigest) -> bool:
    """Whether the signature is ours, and the day's events and the seal's own figures are still those of the sealing."""
    digest, dossiers, events = found = digest_of(sealed.day)
    expected = signing.Signer(salt=_SALT).signature(f"{sealed.day}:{digest}:{dossiers}:{events}")
    return found == (sealed.digest, sealed.dossier_count, sealed.event_count) and expected == sealed.signature
