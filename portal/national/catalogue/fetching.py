"""Fetching the national catalogue, a few procedures at a time: a round that stops goes on where it stood.

Every answer is kept before the next is asked for, so nothing is asked twice; the import then queues what is new or
changed and nothing else (`procedures.national.importing`). Publishers decide.
"""

from __future__ import annotations

import json
from datetime import timedelta
from pathlib import Path
from tempfile import TemporaryDirectory

import structlog
from django.db import IntegrityError, transaction
from django.db.models import Q
from django.utils import timezone

from portal.national.catalogue import lists
from portal.national.catalogue.records import record_of
from portal.national.connection import is_connected
from portal.national.drivers import registry
from portal.national.drivers.base import NationalDriver, NationalFailure
from portal.national.models import CatalogueEntry, CatalogueRound
from portal.outbox.waking import wake, wake_on_commit
from procedures.models import RunKind
from procedures.national.importing import Outcome, import_file
from procedures.review.running import FileRun

log = structlog.get_logger(__name__)
TASK = "national.go_on_fetching"
#: As many in one go of the worker: it has other things to do, too.
AT_ONCE = 60
#: How long a worker has the round to itself: longer than `AT_ONCE` calls may take at their slowest.
CLAIM = timedelta(minutes=12)


@transaction.atomic
def begin() -> CatalogueRound | None:
    """Begin a round that the worker takes up after the commit, or give the open one; None while none is connected."""
    if not is_connected():
        return None
    wake_on_commit(TASK)
    try:
        with transaction.atomic():
            return CatalogueRound.objects.create()
    except IntegrityError:
        return CatalogueRound.objects.filter(finished_at=None).first()


def go_on() -> CatalogueRound | None:
    """Fetch a few more of the open round, and import it when all is there; None when there is nothing to do.

    A national portal that fails leaves the round as it is, with the reason: the next go tries again.
    """
    current = _claim() if is_connected() else None
    if current is None:
        return None
    try:
        is_whole = _fetch(current, registry.current())
        current.problem = ""
        if is_whole:
            _import(current)
    except NationalFailure as failure:
        current.problem = str(failure)
    current.claimed_until = None
    current.save()
    log.info("national_catalogue", fetched=current.fetched, total=current.total, problem=bool(current.problem))
    if not (current.finished_at or current.problem):
        wake(TASK)
    return current


def _claim() -> CatalogueRound | None:
    now = timezone.now()
    is_free = Q(claimed_until=None) | Q(claimed_until__lt=now)
    with transaction.atomic():
        free = CatalogueRound.objects.filter(is_free, finished_at=None).select_for_update(skip_locked=True)
        current = free.first()
        if current is not None:
            current.claimed_until = now + CLAIM
            current.save(update_fields=["claimed_until"])
    return current


def _fetch(current: CatalogueRound, driver: NationalDriver) -> bool:
    """Fetch up to `AT_ONCE` more; whether all are there. The list itself is the first thing asked for."""
    if not current.codes:
        codes = _codes(driver)
        lists.compare(driver)
        # Only now: a round that has its codes does not compare the lists again.
        current.codes = codes
        current.save(update_fields=["codes"])
    known = set(current.entries.values_list("code", flat=True))
    left = [code for code in current.codes if code not in known]
    for code in left[:AT_ONCE]:
        told = driver.procedure(code)
        CatalogueEntry.objects.create(round=current, code=code, told=told or {})
        current.fetched += 1
    current.fetched = len(known) + len(left[:AT_ONCE])
    return len(left) <= AT_ONCE


def _codes(driver: NationalDriver) -> list[str]:
    told = (str(row.get("MATTHC") or "") for row in driver.procedures())
    return list(dict.fromkeys(code for code in told if 0 < len(code) <= 60))


def _import(current: CatalogueRound) -> None:
    """Queue what is new or changed; a publisher's runs show it where there was any."""
    outcome = Outcome()
    run = FileRun(RunKind.NATIONAL, f"LayThuTuc {timezone.localtime(current.started_at):%d/%m/%Y %H:%M}")
    with TemporaryDirectory() as folder:
        path = Path(folder) / "catalogue.json"
        entries = current.entries.exclude(told={}).order_by("code").values_list("told", flat=True)
        path.write_text(json.dumps([record_of(told) for told in entries], ensure_ascii=False), encoding="utf-8")
        try:
            import_file(path, run.begin, outcome=outcome)
        finally:
            run.end(outcome)
    current.queued, current.unchanged, current.refused = outcome.queued, outcome.unchanged, outcome.refused
    current.finished_at = timezone.now()
    current.entries.all().delete()
