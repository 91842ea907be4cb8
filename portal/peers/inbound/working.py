"""Doing what came in, a notice at a time in one transaction: what can't be done leaves nothing but its cause.

Notices need no order among themselves: what they tell carries its own moment (`postal.notices`).
"""

from __future__ import annotations

import json
from collections import Counter
from datetime import timedelta

import structlog
from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import override

from dossiers.problems import DossierError
from portal.outbox.attempts import pause_before
from portal.outbox.storable import storable_json
from portal.outbox.waking import wake
from portal.peers.drivers.base import Done, Rejected
from portal.peers.drivers.registry import DRIVERS
from portal.peers.inbound.receiving import TAKE_IN
from portal.peers.models import PeerNotice
from portal.peers.models.notices import NoticeState

log = structlog.get_logger(__name__)
#: With pauses up to ten minutes: more than a day, in which somebody mended what was wrong here.
MOST_ATTEMPTS = 160
LONGEST_PAUSE = timedelta(minutes=10)
_LONGEST_ERROR = 2000


def take_due(limit: int = 50) -> Counter[str]:
    """Do up to `limit` notices that are due; how many were done, wait on, or died."""
    outcomes: Counter[str] = Counter()
    for _ in range(limit):
        state = _take_one()
        if state is None:
            break
        outcomes[state] += 1
    return outcomes


def retry(notices: QuerySet[PeerNotice]) -> int:
    """Let what could not be done try again from scratch; how many."""
    fresh = {"attempts": 0, "next_attempt_at": timezone.now(), "finished_at": None}
    number = notices.filter(state=NoticeState.DEAD).update(state=NoticeState.WAITING, **fresh)
    if number:
        wake(TAKE_IN)
    return number


def _take_one() -> str | None:
    due = PeerNotice.objects.filter(state=NoticeState.WAITING, next_attempt_at__lte=timezone.now())
    with transaction.atomic():
        locked = due.select_for_update(skip_locked=True, of=("self",)).select_related("connection")
        notice = locked.order_by("next_attempt_at", "id").first()
        if notice is None:
            return None
        notice.attempts += 1
        # What it makes is told and kept in Vietnamese, whatever language the process speaks.
        with override("vi"):
            _try(notice)
        notice.save()
    return notice.state


def _try(notice: PeerNotice) -> None:
    """Do one notice and write on it what came of it."""
    try:
        with transaction.atomic():
            done = _act(notice)
    except (Rejected, DossierError) as error:
        _end(notice, NoticeState.DEAD, str(error))
    except Exception as error:  # noqa: BLE001 - our own mistake is written on the notice, where staff see it
        _wait(notice, error)
    else:
        notice.outcome, notice.dossier = done.outcome[:200], done.dossier
        _end(notice, NoticeState.DONE, "")


def _act(notice: PeerNotice) -> Done:
    kinds = DRIVERS[notice.connection.driver].notices
    if notice.type not in kinds:
        raise Rejected("Kết nối này không nhận loại bản tin đó nữa.")
    return kinds[notice.type].take(notice.connection, storable_json(json.loads(notice.received["body"])["data"]))


def _wait(notice: PeerNotice, error: Exception) -> None:
    words = f"Lỗi của hệ thống ({type(error).__name__})."
    log.error("peer_notice_failed", notice=notice.pk, type=notice.type, exc_info=error)
    if notice.attempts >= MOST_ATTEMPTS:
        _end(notice, NoticeState.DEAD, words)
        return
    notice.last_error = words
    notice.next_attempt_at = timezone.now() + pause_before(notice.attempts, LONGEST_PAUSE)


def _end(notice: PeerNotice, state: NoticeState, words: str) -> None:
    notice.state, notice.finished_at, notice.last_error = state, timezone.now(), words[:_LONGEST_ERROR]
    log.info("peer_notice", notice=notice.pk, type=notice.type, state=state)
