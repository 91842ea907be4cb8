"""Asking the store what was asked for, by the worker: a look is claimed, the store is asked, the answer is kept.

The store is asked outside of any transaction, so a person who takes their consent back meanwhile never waits; what
comes back for a consent that was taken back is thrown away unread.
"""

from __future__ import annotations

from collections import Counter
from datetime import timedelta

import structlog
from django.db import transaction
from django.utils import timezone

from dossiers.statuses import Channel
from portal.national.messages import codes
from portal.national.models import LookState, StoreFind, StoreLook
from portal.national.results_store.drivers import registry
from portal.national.results_store.drivers.base import Asked, Found, NationalFailure, Rejected
from portal.outbox.attempts import pause_before

log = structlog.get_logger(__name__)
#: Whoever waits at a page has gone on by then; they may ask again.
MOST_ATTEMPTS = 6
LONGEST_PAUSE = timedelta(seconds=30)
#: A worker that was killed while it asked leaves the look to others after this long.
LEASE = timedelta(minutes=2)


def answer_due(limit: int = 20) -> Counter[str]:
    """Ask for up to `limit` looks that are due; how many came to which state."""
    outcomes: Counter[str] = Counter()
    for _turn in range(limit):
        look = _claimed()
        if look is None:
            break
        outcomes[_answer(look)] += 1
    return outcomes


def _claimed() -> StoreLook | None:
    with transaction.atomic():
        due = StoreLook.objects.filter(state=LookState.WAITING, next_attempt_at__lte=timezone.now())
        look = due.select_for_update(skip_locked=True).order_by("next_attempt_at", "id").first()
        if look is not None:
            look.attempts, look.next_attempt_at = look.attempts + 1, timezone.now() + LEASE
            look.save(update_fields=["attempts", "next_attempt_at"])
        return look


def _answer(look: StoreLook) -> str:
    if look.draft_id is None and look.dossier_id is None:  # consent was given for that filing alone
        return _keep(look, state=LookState.FAILED, problem="Hồ sơ này đã bỏ, không tìm nữa.")
    try:
        found = registry.current().look_up(_question(look))
    except LookupError:
        return _keep(look, state=LookState.FAILED, problem="Chưa kết nối với kho kết quả quốc gia.")
    except NationalFailure as failure:
        log.warning("results_store_not_asked", look=look.pk, attempt=look.attempts, error=type(failure).__name__)
        is_over = isinstance(failure, Rejected) or look.attempts >= MOST_ATTEMPTS
        state = LookState.FAILED if is_over else LookState.WAITING
        return _keep(look, state=state, problem=str(failure))
    return _keep(look, state=LookState.FOUND if found else LookState.NOTHING, found=found)


def _question(look: StoreLook) -> Asked:
    asked = look.asked
    return Asked(
        procedure=look.procedure_code,
        owner_number=asked["owner_number"],
        result_codes=tuple(look.result_codes),
        number=asked["number"],
        asker_name=asked["asker_name"],
        asker_number=asked["asker_number"],
        channel=codes.CHANNELS[look.dossier.channel if look.dossier else Channel.ONLINE],
    )


@transaction.atomic
def _keep(look: StoreLook, *, state: LookState, found: list[Found] | None = None, problem: str = "") -> str:
    current = StoreLook.objects.select_for_update().get(pk=look.pk)
    if current.state != LookState.WAITING:
        return str(current.state)
    now = timezone.now()
    current.state, current.problem = state, problem[:500]
    current.answered_at = None if state == LookState.WAITING else now
    current.next_attempt_at = now + pause_before(current.attempts, LONGEST_PAUSE)
    current.save(update_fields=["state", "problem", "answered_at", "next_attempt_at"])
    rows = [_row(current, position, one) for position, one in enumerate(found or [], start=1)]
    StoreFind.objects.bulk_create(rows)
    return str(state)


def _row(look: StoreLook, position: int, found: Found) -> StoreFind:
    return StoreFind(
        look=look,
        position=position,
        result_code=found.result_code,
        title=found.title or found.result_code,
        number=found.number,
        agency=found.agency,
        file_name=found.file_name,
        path=found.path,
    )
