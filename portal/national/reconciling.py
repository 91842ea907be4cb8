"""Comparing our dossiers with those of the national portal, and telling again what is missing there.

A dossier of which something still waits to be told is not compared: it differs rightly. What was found differing before
is looked at again in every round, and closed when it agrees.
"""

from __future__ import annotations

import random
from collections.abc import Iterable, Mapping
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import structlog
from django.db import transaction
from django.db.models import Exists, Max, Min, OuterRef, Q, QuerySet
from django.utils import timezone

from dossiers.models import Dossier
from dossiers.models.dossier import TAKEN_OVER
from portal.national import reading
from portal.national.channel import CHANNEL
from portal.national.comparing import Found, differences, since_taken_over, steps_of
from portal.national.connection import is_connected
from portal.national.drivers import registry
from portal.national.drivers.base import NationalFailure, There
from portal.national.models import Difference, Standing, SyncCheck
from portal.national.models.checks import MENDABLE
from portal.national.reading import Logged
from portal.national.telling import tell_event
from portal.outbox.models import OutboxMessage, State

log = structlog.get_logger(__name__)

SAMPLE = 1_000
#: A night's sample is taken in stretches from places by chance: any dossier may come, and no index is read through.
STRETCH = 50
#: So many are read and kept together, and so many asked for at once: the answers take longer than all the rest.
PART, LANES = 200, 8
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
    check, waiting = SyncCheck.objects.create(), list(dict.fromkeys(ids))
    try:
        for place in range(0, len(waiting), PART):
            _compare(check, waiting[place : place + PART])
    except NationalFailure as failure:
        # Nobody answers: the next round begins anew; what was found so far stands.
        check.problem = str(failure)
    check.finished_at = timezone.now()
    check.save()
    log.info("national_check", looked=check.looked, differing=check.differing, ended_early=bool(check.problem))
    return check


def _compare(check: SyncCheck, ids: list[int]) -> None:
    """Compare some dossiers and keep what differs; a failure of the other side is raised when that is done."""
    wanted = comparable(Dossier.objects.filter(pk__in=ids)).values_list("pk", flat=True)
    logged = reading.logged(wanted)
    there, failure = _looked_up([logged[pk] for pk in ids if pk in logged])
    found = {
        pk: differences(logged[pk].dossier.status, steps_of(logged[pk]), since_taken_over(logged[pk], answer))
        for pk, answer in there.items()
    }
    kept = _keep(logged, found)
    check.looked += len(kept)
    check.differing += sum(bool(found[pk]) for pk in kept)
    check.save(update_fields=["looked", "differing"])
    if failure is not None:
        raise failure


def _looked_up(part: list[Logged]) -> tuple[dict[int, There | None], NationalFailure | None]:
    """What was answered of these dossiers, and what it failed in: after one failure nobody is asked any more."""
    driver, there, failures = registry.current(), dict[int, There | None](), list[NationalFailure]()

    def ask(one: Logged) -> None:
        try:
            if not failures:
                there[one.dossier.pk] = driver.look_up(one.code_there)
        except NationalFailure as failure:
            failures.append(failure)

    with ThreadPoolExecutor(LANES) as lanes:
        # In threads only what needs no database; and a list, so that any other error comes to light here.
        list(lanes.map(ask, part))
    return there, failures[0] if failures else None


def _keep(logged: Mapping[int, Logged], found: Mapping[int, list[Found]]) -> list[int]:
    """Keep what differs of those dossiers that did not move while the answers were on their way; which these are.

    Else the two sides were not of one moment.
    """
    with transaction.atomic():
        stands = dict(comparable(Dossier.objects.filter(pk__in=found)).values_list("pk", "last_sequence"))
        still = [pk for pk in found if stands.get(pk) == logged[pk].dossier.last_sequence]
        before = Difference.objects.filter(dossier__in=still, mended_at=None).values_list("dossier_id", flat=True)
        differed = set(before)
        for pk in still:
            if found[pk] or pk in differed:
                _keep_one(logged[pk].dossier, found[pk])
    return still


def _keep_one(dossier: Dossier, found: list[Found]) -> None:
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
