"""Comparing our dossiers with those of the national portal, and telling again what is missing there.

A dossier of which something still waits to be told is not compared: it differs rightly. What was found differing before
is looked at again in every round, and closed when it agrees.
"""

from __future__ import annotations

import random
from collections.abc import Iterable
from datetime import timedelta

import structlog
from django.db import transaction
from django.db.models import Exists, Max, Min, OuterRef, Q, QuerySet
from django.utils import timezone

from dossiers.models import Dossier
from dossiers.models.dossier import TAKEN_OVER
from portal.national.channel import CHANNEL
from portal.national.comparing import Found, differences, since_taken_over, steps_of
from portal.national.connection import is_connected
from portal.national.drivers import registry
from portal.national.drivers.base import NationalFailure
from portal.national.models import Difference, Standing, SyncCheck
from portal.national.models.checks import MENDABLE
from portal.national.reading import code_there
from portal.national.telling import tell_event
from portal.outbox.models import OutboxMessage, State

log = structlog.get_logger(__name__)

SAMPLE = 1_000
#: A night's sample is taken in stretches from places by chance: any dossier may come, and no index is read through.
STRETCH = 50
#: What was filed just now may still be on its way.
SETTLED = timedelta(minutes=15)


def check_sample(size: int = SAMPLE) -> SyncCheck | None:
    """Compare what differed before, what was never told, and a sample of the rest; None without a national portal."""
    return _check([*_differing(), *_never_told(size), *_by_chance(size)]) if is_connected() else None


def check_all() -> SyncCheck | None:
    """Compare every dossier of which anything was told, and those of which nothing was."""
    everything = Standing.objects.order_by("pk").values_list("pk", flat=True).iterator()
    return _check([*_never_told(None), *everything]) if is_connected() else None


def comparable(dossiers: QuerySet[Dossier]) -> QuerySet[Dossier]:
    """Those of which nothing waits to be told."""
    waiting = OutboxMessage.objects.filter(channel=CHANNEL, key=OuterRef("code")).exclude(state=State.SENT)
    return dossiers.filter(~Exists(waiting))


def _check(ids: Iterable[int]) -> SyncCheck:
    check = SyncCheck.objects.create()
    try:
        for dossier_id in dict.fromkeys(ids):
            found = _compare(dossier_id)
            if found is not None:
                check.looked += 1
                check.differing += bool(found)
    except NationalFailure as failure:
        # Nobody answers: the next round begins anew; what was found so far stands.
        check.problem = str(failure)
    check.finished_at = timezone.now()
    check.save()
    log.info("national_check", looked=check.looked, differing=check.differing, ended_early=bool(check.problem))
    return check


def _compare(dossier_id: int) -> list[Found] | None:
    """Compare one dossier and keep what differs; None where it cannot be compared now."""
    dossier = comparable(Dossier.objects.filter(pk=dossier_id)).first()
    if dossier is None:
        return None
    there = registry.current().look_up(code_there(dossier))
    found = differences(dossier.status, steps_of(dossier), since_taken_over(dossier, there))
    with transaction.atomic():
        # It may have moved while the answer was on its way: then the two were not of one moment.
        if not comparable(Dossier.objects.filter(pk=dossier_id, last_sequence=dossier.last_sequence)).exists():
            return None
        _keep(dossier, found)
    return found


def _keep(dossier: Dossier, found: list[Found]) -> None:
    now = timezone.now()
    still_open = Difference.objects.filter(dossier=dossier, mended_at=None)
    still_open.exclude(kind__in=[one.kind for one in found]).update(mended_at=now)
    again = f"{now:%Y%m%d%H%M%S}"
    for one in found:
        Difference.objects.update_or_create(
            dossier=dossier,
            kind=one.kind,
            mended_at=None,
            defaults={"here": one.here, "there": one.there, "seen_at": now},
        )
    for sequence in sorted({event for one in found if one.kind in MENDABLE for event in one.events}):
        tell_event(dossier.pk, dossier.code, sequence, again)


def _differing() -> list[int]:
    return list(Difference.objects.filter(mended_at=None).order_by("pk").values_list("dossier_id", flat=True))


def _never_told(size: int | None) -> list[int]:
    """Dossiers filed since the first was told, of which nothing was: what fell through without a trace.

    What came over from an older system was told by that one, until somebody acts on it here.
    """
    since = Standing.objects.aggregate(first=Min("first_told_at"))["first"]
    if since is None:
        return []
    filed = Q(submitted_at__gte=since, submitted_at__lt=timezone.now() - SETTLED)
    untold = Dossier.objects.filter(filed, national_standing=None).exclude(client_id__startswith=TAKEN_OVER)
    untold = untold.order_by("pk")
    return list(untold.values_list("pk", flat=True)[:size])


def _by_chance(size: int) -> list[int]:
    ends = Standing.objects.aggregate(first=Min("pk"), last=Max("pk"))
    if ends["first"] is None:
        return []
    ids: list[int] = []
    for _stretch in range(-(-size // STRETCH)):
        start = random.randint(ends["first"], ends["last"])
        ids += Standing.objects.filter(pk__gte=start).order_by("pk").values_list("pk", flat=True)[:STRETCH]
    return list(dict.fromkeys(ids))[:size]
