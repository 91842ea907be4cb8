"""The one door to a dossier's state.

`TRANSITIONS` is the whole table of what may follow what. `move` writes the change and its event in one
transaction; nothing else in the project assigns `Dossier.status`, and a trigger in PostgreSQL refuses a
status that is not the one of the newest event.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from dossiers import chain, consequences, due_changes
from dossiers.hooks import Moved
from dossiers.models import Dossier, Event
from dossiers.problems import NotAllowedNow
from dossiers.statuses import OPEN, WITH_RESULT, Action, Status
from portal.ui import speaking

if TYPE_CHECKING:
    from django.db.models import QuerySet

    from dossiers.actors import Actor


@dataclass(frozen=True)
class Transition:
    """From which statuses an action is possible, and the status after it (None: it stays)."""

    sources: tuple[Status, ...]
    target: Status | None


_WITH_OPINIONS = (Status.PROCESSING, Status.SUPPLEMENT, Status.PAYING)
_ANY_BEFORE_RESULT = (Status.SUBMITTED, Status.RECEIVED, Status.PROCESSING, Status.SUPPLEMENT, Status.PAYING)
_AT_A_STEP = (Status.SUBMITTED, Status.RECEIVED, Status.PROCESSING, Status.FINISHED)
_AFTER_HAND_OVER = tuple(status for status in Status if status > Status.NOT_RECEIVED)
"""Papers arrive when they arrive, also after the dossier has ended."""

_CLOCK_OF_AGENCY = (Status.RECEIVED, Status.PROCESSING)
"""Statuses in which the clock of the competent agency runs."""

TRANSITIONS: dict[Action, Transition] = {
    Action.RECEIVE: Transition((Status.SUBMITTED,), Status.RECEIVED),
    Action.REFUSE: Transition((Status.SUBMITTED,), Status.NOT_RECEIVED),
    Action.REQUEST_SUPPLEMENT: Transition((Status.SUBMITTED, Status.PROCESSING), Status.SUPPLEMENT),
    Action.HAND_OVER: Transition((Status.RECEIVED,), Status.PROCESSING),
    Action.FORWARD: Transition((Status.PROCESSING,), None),
    Action.OPINIONS_IN: Transition((Status.PROCESSING,), None),
    Action.ASK_OPINIONS: Transition((Status.PROCESSING,), None),
    Action.ASK_PARTS: Transition((Status.PROCESSING,), None),
    Action.GIVE_OPINION: Transition(_WITH_OPINIONS, None),
    Action.CANCEL_OPINION: Transition(_WITH_OPINIONS, None),
    Action.PASS_OPINION_ON: Transition(_WITH_OPINIONS, None),
    Action.OPINION_OVERDUE: Transition(_WITH_OPINIONS, None),
    Action.SUBMIT_FOR_SIGNATURE: Transition((Status.PROCESSING,), None),
    Action.PROPOSE_REFUSAL: Transition((Status.PROCESSING,), None),
    Action.SEND_BACK: Transition((Status.PROCESSING,), None),
    Action.APPROVE: Transition((Status.PROCESSING,), None),
    Action.ISSUE: Transition((Status.PROCESSING,), Status.FINISHED),
    Action.RETURN_RESULT: Transition((Status.FINISHED,), Status.RETURNED),
    Action.WITHDRAW: Transition(_ANY_BEFORE_RESULT, Status.WITHDRAWN),
    Action.REROUTE: Transition((Status.SUBMITTED, Status.RECEIVED, Status.PROCESSING), None),
    Action.STOP: Transition((Status.RECEIVED, Status.PROCESSING, Status.SUPPLEMENT, Status.PAYING), Status.STOPPED),
    Action.RECOUNT: Transition(OPEN, None),
    Action.RECOUNT_STEPS: Transition((*OPEN, Status.FINISHED), None),
    Action.DRAFT_APOLOGY: Transition(_CLOCK_OF_AGENCY, None),
    Action.RETURN_APOLOGY: Transition(_CLOCK_OF_AGENCY, None),
    Action.APOLOGISE: Transition(_CLOCK_OF_AGENCY, None),
    Action.ALLOW_SUPPLEMENT: Transition((Status.SUBMITTED, Status.PROCESSING), None),
    Action.RATE: Transition(WITH_RESULT, None),
    Action.CLAIM: Transition(_AT_A_STEP, None),
    Action.ASSIGN: Transition(_AT_A_STEP, None),
    Action.RELEASE: Transition(_AT_A_STEP, None),
    Action.UNDO: Transition((*_AT_A_STEP, Status.RETURNED), None),
    Action.RECALL: Transition(WITH_RESULT, None),
    Action.DRAFT_CORRECTION: Transition(WITH_RESULT, None),
    Action.RETURN_CORRECTION: Transition(WITH_RESULT, None),
    Action.CORRECT: Transition(WITH_RESULT, None),
    Action.REPLACE_RESULT: Transition(WITH_RESULT, None),
    Action.MOVE_UNIT: Transition((*OPEN, Status.FINISHED), None),
    Action.CONFIRM_PAPERS: Transition(_AFTER_HAND_OVER, None),
    Action.REPORT_MISSING: Transition(_AFTER_HAND_OVER, None),
    Action.TAKE_PAPER: Transition((Status.SUBMITTED, Status.RECEIVED, Status.PROCESSING), None),
    Action.ASK_PAYMENT: Transition((Status.SUBMITTED, Status.RECEIVED, Status.PROCESSING), Status.PAYING),
    Action.ASK_AT_RETURN: Transition((Status.FINISHED,), None),
    Action.CALL_OFF_PAYMENT: Transition((Status.PAYING,), None),
    Action.PAID: Transition((*OPEN, Status.FINISHED), None),
    Action.REFUNDED: Transition(tuple(Status), None),
    Action.REFUND_FAILED: Transition(tuple(Status), None),
    Action.HAND_TO_POST: Transition(WITH_RESULT, None),
    Action.POST_FAILED: Transition(WITH_RESULT, None),
    Action.POST_AGAIN: Transition(WITH_RESULT, None),
    Action.KEEP_AT_COUNTER: Transition(WITH_RESULT, None),
    Action.DELIVER_REPLACEMENT: Transition((Status.RETURNED,), None),
}
"""Every action but SUBMIT and TAKE_OVER (which create) and ANSWER_SUPPLEMENT (back to the stage that asked)."""

ANSWER_TARGETS = (Status.SUBMITTED, Status.PROCESSING)
PAYMENT_TARGETS = TRANSITIONS[Action.ASK_PAYMENT].sources
"""Where a dossier goes on after status 6: to the stage that asked."""

_END_OF_PAYING = (Action.PAID, Action.CALL_OFF_PAYMENT)


@contextmanager
def locked(dossier: Dossier) -> Iterator[Dossier]:
    """A transaction in which the dossier's row is locked and fresh: the only lock that acts on dossiers take."""
    with transaction.atomic():
        yield Dossier.objects.select_for_update(of=("self",)).get(pk=dossier.pk)


def lock_code(code: str) -> Dossier | None:
    """Within the caller's transaction: the dossier of a code, locked and fresh; None for what is no dossier's code."""
    return Dossier.objects.select_for_update(of=("self",)).filter(code=code).first() if code else None


def lock_free_ones(found: QuerySet[Dossier]) -> list[Dossier]:
    """Within the caller's transaction: those of the dossiers that nobody acts on now, locked and fresh.

    For rounds of the worker over many dossiers; those left out are met again in its next round.
    """
    return list(found.select_for_update(of=("self",), skip_locked=True).order_by("pk"))


def is_possible(dossier: Dossier, action: Action) -> bool:
    """Whether the state of the dossier lets the action happen (roles are asked in `permissions`)."""
    if action == Action.ANSWER_SUPPLEMENT:
        return dossier.status == Status.SUPPLEMENT
    transition = TRANSITIONS.get(action)
    return transition is not None and dossier.status in transition.sources


def require_possible(dossier: Dossier, action: Action) -> None:
    """Raises NotAllowedNow, naming who acted last, when the state does not allow the action."""
    if not is_possible(dossier, action):
        raise NotAllowedNow(_explain(dossier, action))


def require_unchanged(dossier: Dossier, seen: str) -> None:
    """Raises NotAllowedNow, naming who acted meanwhile, when the dossier moved on after event `seen` ("": not told).

    What somebody decides, they decide about the dossier as they read it.
    """
    if seen and seen != str(dossier.last_sequence):
        raise NotAllowedNow(acted_meanwhile(dossier))


def begin(dossier: Dossier, actor: Actor, *, at: datetime) -> Event:
    """Writes the first event of a dossier that was just inserted with status 1 and `last_sequence` 1."""
    return _write(dossier, Action.SUBMIT, actor, None, at, "", due_changes.first(dossier))


def record_taken_over(rows: list[tuple[Dossier, Actor, dict[str, Any]]], now: datetime) -> None:
    """Writes both events of dossiers that were just inserted with `last_sequence` 2: filed there, taken over.

    No consequences follow: whatever had to happen happened in the other system. Two statements for all of them.
    """
    filed = [
        _event(dossier, 1, Action.SUBMIT, actor, None, dossier.submitted_at, "", {}, Status.SUBMITTED)
        for dossier, actor, _told in rows
    ]
    taken = [
        _event(dossier, 2, Action.TAKE_OVER, actor, Status.SUBMITTED, now, "", told, Status(dossier.status), first.hash)
        for (dossier, actor, told), first in zip(rows, filed, strict=True)
    ]
    Event.objects.bulk_create([*filed, *taken])


def move(
    dossier: Dossier,
    action: Action,
    actor: Actor,
    *,
    note: str = "",
    data: dict[str, Any] | None = None,
    changes: dict[str, Any] | None = None,
    target: Status | None = None,
) -> Event:
    """Carries out one action on a locked dossier: fields in `changes`, the status, the event, the consequences.

    A due time among the changes is written into the event, so that each has an author, a moment and its sum.
    `target` is given only where the table leaves a choice (an answered supplement, an undo, the end of status 6).
    Raises NotAllowedNow, naming who acted last, when the state does not allow the action; nothing is changed then.
    """
    require_possible(dossier, action)
    before = Status(dossier.status)
    told = (data or {}) | due_changes.told(dossier, changes or {})
    dossier.status = _target(action, before, target)
    for name, value in (changes or {}).items():
        setattr(dossier, name, value)
    dossier.last_sequence += 1
    event = _write(dossier, action, actor, before, timezone.now(), note, told)
    dossier.save(update_fields=["status", "last_sequence", *(changes or {})])
    consequences.follow(Moved(dossier, event))
    return event


def _target(action: Action, before: Status, chosen: Status | None) -> Status:
    if action == Action.UNDO and chosen in TRANSITIONS[Action.UNDO].sources:
        return chosen
    if action in _END_OF_PAYING and before == Status.PAYING:
        if chosen not in PAYMENT_TARGETS:
            raise ValueError("a dossier that waited for money goes back to the stage that asked")
        return chosen
    if action != Action.ANSWER_SUPPLEMENT:
        return TRANSITIONS[action].target or before
    if chosen not in ANSWER_TARGETS:
        raise ValueError("an answered supplement goes back to intake or to processing")
    return chosen


def _write(
    dossier: Dossier,
    action: Action,
    actor: Actor,
    before: Status | None,
    at: datetime,
    note: str,
    data: dict[str, Any],
) -> Event:
    previous = dossier.events.order_by("-sequence").values_list("hash", flat=True).first() if before else ""
    status = Status(dossier.status)
    event = _event(dossier, dossier.last_sequence, action, actor, before, at, note, data, status, previous or "")
    event.save(force_insert=True)
    return event


def _event(
    dossier: Dossier,
    sequence: int,
    action: Action,
    actor: Actor,
    before: Status | None,
    at: datetime,
    note: str,
    data: dict[str, Any],
    after: Status,
    previous: str = "",
) -> Event:
    event = Event(
        dossier=dossier,
        sequence=sequence,
        action=action,
        status_from=before,
        status_to=after,
        actor=actor.user,
        actor_name=actor.name,
        unit=actor.unit,
        at=at,
        note=note,
        data=data,
        previous_hash=previous,
    )
    event.hash = chain.hash_of(event, dossier.code)
    return event


def acted_meanwhile(dossier: Dossier) -> str:
    """Who did what last, for a person whose page is older than that."""
    words = _("%(name)s đã thực hiện «%(done)s» lúc %(moment)s sau khi bạn mở trang. Hãy xem lại rồi quyết định.")
    last = dossier.events.order_by("-sequence").first()
    return words % _done_by(last) if last else ""


def _done_by(event: Event) -> dict[str, str]:
    return {
        "name": event.actor_name,
        "done": str(Action(event.action).label),
        "moment": speaking.moment(event.at),
    }


def _explain(dossier: Dossier, action: Action) -> str:
    last = dossier.events.order_by("-sequence").first()
    if last is None:
        return _("Hồ sơ chưa được nộp.")
    words = _("Không thể thực hiện «%(wanted)s»: %(name)s đã thực hiện «%(done)s» lúc %(moment)s.")
    return words % {"wanted": action.label, **_done_by(last)}
