"""Putting decisions in force when their day has come: the worker's part, all or nothing for each decision.

One transaction a decision, so a worker that dies half-way leaves nothing behind and the next round begins anew; a
decision in force is never touched again. How far it is stands in the cache, where the page and the terminal read it.
What the catalogue refuses is written on the decision in words and waits for a person; what only the machine refuses
(no database) is tried again by the next round.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from django.core.cache import cache
from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import override

from procedures import decision_checks
from procedures.deciding import log
from procedures.models import ChangeKind, Decision, DecisionAct, DecisionChange, DecisionState, ProcedureVersion
from procedures.publishing import NotDraft, change_catalogue, turn_the_day

PROGRESS_SECONDS = 3600
CHECK, LOCK, FORCE, SEARCH, DONE = "check", "lock", "force", "search", "done"
#: How many of the words of a problem are kept: enough to see which procedures, not all of a thousand.
MOST_TOLD = 20


@dataclass(frozen=True)
class Progress:
    """How far a publication is: its stage, and of how many procedures how many are through that stage."""

    stage: str
    done: int
    total: int


Tell = Callable[[Decision, Progress], None]


class Unpublishable(Exception):
    """The catalogue as it stands does not take the decision; the message says which procedures and why."""


def progress_of(decision: Decision) -> Progress | None:
    """What the worker last told of this decision; None when it has not begun, or long ago."""
    told: Progress | None = cache.get(_key(decision.pk))
    return told


def publish_due(tell: Tell = lambda decision, progress: None) -> list[Decision]:
    """Put every decision whose day has come in force, the oldest first; those that are now."""
    turn_the_day()
    due = Decision.objects.filter(state=DecisionState.APPROVED, problem="", effective_on__lte=timezone.localdate())
    published = [publish_decision(pk, tell) for pk in due.order_by("effective_on", "pk").values_list("pk", flat=True)]
    return [decision for decision in published if decision is not None]


def publish_decision(decision_id: int, tell: Tell = lambda decision, progress: None) -> Decision | None:
    """Put one decision in force; None when it is not its time, another worker has it, or it could not be."""
    try:
        with transaction.atomic(), override("vi"):
            decision = _claim(decision_id)
            if decision is not None:
                _put_in_force(decision, tell)
    except (Unpublishable, NotDraft, IntegrityError) as error:
        _fail(decision_id, error)
        return None
    return decision


def _claim(decision_id: int) -> Decision | None:
    waiting = Decision.objects.select_for_update(skip_locked=True).filter(
        pk=decision_id, state=DecisionState.APPROVED, problem="", effective_on__lte=timezone.localdate()
    )
    return waiting.first()


def _put_in_force(decision: Decision, tell: Tell) -> None:
    changes = list(decision_checks.changes_of(decision))
    total = len(changes)

    def note(stage: str, done: int = 0) -> None:
        progress = Progress(stage, done, total)
        cache.set(_key(decision.pk), progress, PROGRESS_SECONDS)
        tell(decision, progress)

    _refuse_faults(decision, changes, note)
    versions = _signed_versions(decision)
    change_catalogue(versions, _ended(changes), decision.effective_on, note, decision.number)
    decision.state, decision.published_at = DecisionState.PUBLISHED, timezone.now()
    decision.save(update_fields=["state", "published_at"])
    decision.changes.update(is_open=False)
    log(decision, DecisionAct.PUBLISH, None, count=total)
    transaction.on_commit(lambda: note(DONE, total))


def _refuse_faults(decision: Decision, changes: list[DecisionChange], note: Callable[[str, int], None]) -> None:
    """Look once more, since months may lie between the check and the day."""
    told: list[str] = []
    for start in range(0, len(changes), decision_checks.BATCH):
        note(CHECK, start)
        batch = changes[start : start + decision_checks.BATCH]
        standing = decision_checks.standing_faults(batch)
        told += [f"{c.procedure.code}: {fault.text}" for c in batch for fault in standing[c.pk] if fault.is_blocking]
    told += _clashes(decision)
    if told:
        raise Unpublishable("\n".join(told[:MOST_TOLD]))


def _clashes(decision: Decision) -> list[str]:
    """Versions announced for a later day than this decision's: two could not be in force at once."""
    later = ProcedureVersion.objects.visible_to(None).filter(
        procedure__changes__decision=decision, valid_from__gt=decision.effective_on
    )
    text = _("%(code)s: đã có phiên bản có hiệu lực từ ngày %(day)s.")
    rows = later.exclude(valid_to=decision.effective_on).values_list("procedure__code", "valid_from").order_by("pk")
    return [text % {"code": code, "day": f"{day:%d/%m/%Y}"} for code, day in rows if day]


def _signed_versions(decision: Decision) -> list[ProcedureVersion]:
    """The drafts with the decision's number on them, which is part of what is published."""
    drafts = ProcedureVersion.objects.filter(change__decision=decision)
    drafts.update(
        decision_number=decision.number,
        decision_agency=decision.issuing_agency,
        decision_date=decision.signed_on,
    )
    return list(drafts)


def _ended(changes: list[DecisionChange]) -> dict[int, int | None]:
    """Procedures that end, each with the one that takes its place."""
    ended: dict[int, int | None] = {c.procedure_id: None for c in changes if c.kind == ChangeKind.ABOLISH}
    return ended | {c.replaced_id: c.procedure_id for c in changes if c.replaced_id is not None}


@transaction.atomic
def _fail(decision_id: int, error: Exception) -> None:
    decision = Decision.objects.select_for_update().get(pk=decision_id)
    if decision.state != DecisionState.APPROVED:
        return
    with override("vi"):
        decision.problem = _in_words(error)
    decision.save(update_fields=["problem"])
    log(decision, DecisionAct.FAIL, None, decision.problem)
    cache.delete(_key(decision_id))


def _in_words(error: Exception) -> str:
    if isinstance(error, Unpublishable):
        return str(error)
    if isinstance(error, NotDraft):
        return _("Có bản thảo đã được công khai từ trước.")
    return _("Danh mục không nhận quyết định này vì hai phiên bản của một thủ tục trùng thời gian hiệu lực.")


def _key(decision_id: int) -> str:
    return f"procedures:publishing:{decision_id}"
