"""Doing what came in, a message at a time in one transaction: what can't be done leaves nothing but its cause.

A filing waits for nobody. What follows it waits for what came before it under the same code; what came before its
dossier is tried again, and at once when the dossier is there.
"""

from __future__ import annotations

import json
from collections import Counter
from datetime import timedelta
from typing import TYPE_CHECKING, Any, Protocol

import structlog
from django.db import DatabaseError, transaction
from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils import timezone
from django.utils.translation import override

from dossiers.problems import DossierError, IntakeRefused
from hotline.problems import Incomplete
from portal.national.inbound import feedback, files, filing, following, shapes
from portal.national.inbound.done import Done
from portal.national.inbound.problems import Impossible, NotYet
from portal.national.models import InboundMessage
from portal.national.models.inbox import InboxState, Service
from portal.outbox.attempts import pause_before
from portal.outbox.storable import storable_json
from portal.outbox.waking import wake

if TYPE_CHECKING:
    from portal.files.models import Upload

log = structlog.get_logger(__name__)
#: With pauses up to ten minutes: more than a day, in which what was overtaken on its way has come.
MOST_ATTEMPTS = 160
LONGEST_PAUSE = timedelta(minutes=10)
_LONGEST_ERROR = 2000
TAKE_IN = "national.take_in"


class Act(Protocol):
    """What is done about one service."""

    def __call__(self, message: InboundMessage, data: dict[str, Any], uploads: dict[str, Upload], /) -> Done:
        """Do it, within the caller's transaction; raises NotYet, Impossible, DossierError or hotline's Incomplete."""


ACTS: dict[str, Act] = {
    Service.FILE: filing.file,
    Service.SUPPLEMENT: following.supplement,
    Service.WITHDRAW: following.withdraw,
    Service.PAYMENT: following.pay,
    Service.FEEDBACK: feedback.report,
    Service.RATE: following.rate,
}


def take_due(limit: int = 50) -> Counter[str]:
    """Do up to `limit` messages that are due; how many were done, wait on, or died."""
    outcomes: Counter[str] = Counter()
    for _ in range(limit):
        state = _take_one()
        if state is None:
            break
        outcomes[state] += 1
    return outcomes


def due() -> QuerySet[InboundMessage]:
    """The messages whose turn it is, the oldest first."""
    earlier = InboundMessage.objects.filter(key=OuterRef("key"), id__lt=OuterRef("id"), state=InboxState.WAITING)
    its_turn = Q(key="") | Q(service=Service.FILE) | ~Exists(earlier)
    waiting = InboundMessage.objects.filter(state=InboxState.WAITING, next_attempt_at__lte=timezone.now())
    return waiting.filter(its_turn).order_by("next_attempt_at", "id")


def retry(messages: QuerySet[InboundMessage]) -> int:
    """Let what could not be done try again from scratch; how many."""
    fresh = {"attempts": 0, "next_attempt_at": timezone.now(), "finished_at": None}
    number = messages.filter(state=InboxState.DEAD).update(state=InboxState.WAITING, **fresh)
    if number:
        wake(TAKE_IN)
    return number


def _take_one() -> str | None:
    message = None
    try:
        with transaction.atomic():
            message = due().select_for_update(skip_locked=True, of=("self",)).first()
            if message is None:
                return None
            message.attempts += 1
            # What it makes is told and kept in Vietnamese, whatever language the process speaks.
            with override("vi"):
                _try(message)
            message.save()
    except DatabaseError as error:
        if message is None:
            raise
        return _count_try(message.pk, error)
    return message.state


@transaction.atomic
def _count_try(pk: int, error: DatabaseError) -> str:
    """Count a try of which the database took everything back: it would come first for ever, and nothing after it."""
    message = InboundMessage.objects.select_for_update().get(pk=pk)
    if message.state == InboxState.WAITING:
        message.attempts += 1
        _wait(message, error)
        message.save()
    return message.state


def _try(message: InboundMessage) -> None:
    """Do one message and write on it what came of it."""
    uploads: dict[str, Upload] = {}
    try:
        data = data_of(message)
        uploads = files.fetched(data.get("TaiLieuNop", []))
        with transaction.atomic():
            done = ACTS[message.service](message, data, uploads)
    except (Impossible, DossierError, Incomplete) as error:
        files.drop(uploads.values())
        _end(message, InboxState.DEAD, _words(error))
    except Exception as error:  # noqa: BLE001 - our own mistake is written on the message, where staff see it
        files.drop(uploads.values())
        _wait(message, error)
    else:
        _finish(message, done, uploads)


def data_of(message: InboundMessage) -> dict[str, Any]:
    """What the message says, without what no database keeps. Raises Impossible for what no act can read.

    The door refuses such a message at once; one that we fetched had nobody to be refused to.
    """
    told = json.loads(message.received["body"])
    if message.received.get("is_fetched") and (faults := shapes.faults_of(told)):
        raise Impossible("\n".join(f"{fault.pointer}: {fault.detail}" for fault in faults))
    data: dict[str, Any] = storable_json(told["data"])
    return data


def _finish(message: InboundMessage, done: Done, uploads: dict[str, Upload]) -> None:
    message.outcome, message.dossier = done.outcome, done.dossier
    _end(message, InboxState.DONE, "")
    # What it brought and nothing used, such as files of a message that was done before.
    files.drop_unclaimed(uploads.values())
    if message.service == Service.FILE:
        _hurry_on(message.key)


def _hurry_on(key: str) -> None:
    """Let what waited for this filing try now; never wait for a worker that has it in hand: it may wait for us."""
    waiting = InboundMessage.objects.filter(key=key, state=InboxState.WAITING).exclude(service=Service.FILE)
    free = list(waiting.select_for_update(skip_locked=True).values_list("pk", flat=True))
    InboundMessage.objects.filter(pk__in=free).update(next_attempt_at=timezone.now())


def _wait(message: InboundMessage, error: Exception) -> None:
    words = str(error) if isinstance(error, NotYet) else f"Lỗi của hệ thống ({type(error).__name__})."
    if not isinstance(error, NotYet):
        log.error("inbound_message_failed", message=message.pk, service=message.service, exc_info=error)
    if message.attempts >= MOST_ATTEMPTS:
        _end(message, InboxState.DEAD, words)
        return
    message.last_error = words[:_LONGEST_ERROR]
    message.next_attempt_at = timezone.now() + pause_before(message.attempts, LONGEST_PAUSE)


def _end(message: InboundMessage, state: InboxState, words: str) -> None:
    message.state, message.finished_at, message.last_error = state, timezone.now(), words[:_LONGEST_ERROR]
    log.info("inbound_message", message=message.pk, service=message.service, state=state)


def _words(error: Exception) -> str:
    """Why it can't be done; every fault of a filing with its place."""
    if isinstance(error, IntakeRefused):
        return "\n".join(f"{problem.pointer}: {problem.message}" for problem in error.problems)
    return str(error)
