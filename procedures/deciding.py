"""The one door to a decision's state. Each act locks the decision, judges state, role and four eyes, and logs one row.

What the worker does when the day comes is in `decision_publishing`, which comes through here too. Locks are taken in
this order: the decision, then procedures by id (in `decision_changes` and `publishing`).
"""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Any
from uuid import UUID

from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from portal.outbox.waking import wake_on_commit
from procedures import decided, decision_check_runs, decision_checks, signed_copies
from procedures.decision_rights import MOVES, drafting_units, has_written, may
from procedures.models import Decision, DecisionAct, DecisionEvent, DecisionState
from procedures.quality import Finding
from units import lookup

if TYPE_CHECKING:
    from portal.accounts.models import User
    from portal.files.models import Upload
    from units.models import Unit

PUBLISH_TASK = "procedures.publish_due"


class DecisionRefused(Exception):
    """The act is not possible; the message says why in words for the person."""

    def __init__(self, message: str) -> None:
        super().__init__(message)
        self.message = message


@transaction.atomic
def create(person: User, unit: Unit, title: str, *, key: UUID, effective_on: date | None = None) -> Decision:
    """Begin a draft for a department; sent twice with the same key it begins once."""
    if unit.pk not in {own.pk for own in drafting_units(person)}:
        raise DecisionRefused(_("Bạn không soạn quyết định cho cơ quan này."))
    decision, is_new = Decision.objects.get_or_create(
        key=key,
        defaults={
            "title": title,
            "unit": unit,
            "issuing_agency": lookup.provincial_committee().name,
            "drafted_by": person,
            "effective_on": effective_on,
        },
    )
    if is_new:
        log(decision, DecisionAct.CREATE, person)
    return decision


@transaction.atomic
def describe(decision: Decision, person: User, *, title: str, effective_on: date | None) -> Decision:
    """Change the title and the planned first day."""
    locked = opened(decision, person, DecisionAct.DESCRIBE)
    locked.title, locked.effective_on = title, effective_on
    locked.save(update_fields=["title", "effective_on"])
    log(locked, DecisionAct.DESCRIBE, person)
    return locked


@transaction.atomic
def submit(decision: Decision, person: User) -> Decision:
    """Hand the draft to the Office; refused while a fault stands that the law does not let pass."""
    locked = opened(decision, person, DecisionAct.SUBMIT)
    blocking = _blocking(locked)
    if blocking:
        message = _("Còn %(count)s lỗi phải sửa trước khi trình. Xem trang kiểm tra.")
        raise DecisionRefused(message % {"count": len(blocking)})
    locked.submitted_at, locked.checked_by, locked.checked_at, locked.remarks = timezone.now(), None, None, ""
    return _move(locked, DecisionAct.SUBMIT, person, saved=["submitted_at", "checked_by", "checked_at", "remarks"])


@transaction.atomic
def pass_check(decision: Decision, person: User, *, remarks: str = "") -> Decision:
    """The Office finds the quality good; refused while a fault stands, also one that came since the submission."""
    locked = opened(decision, person, DecisionAct.PASS)
    if _blocking(locked):
        raise DecisionRefused(_("Còn lỗi phải sửa. Hãy trả lại dự thảo kèm lý do."))
    locked.checked_by, locked.checked_at, locked.remarks = person, timezone.now(), remarks
    return _move(locked, DecisionAct.PASS, person, remarks, saved=["checked_by", "checked_at", "remarks"])


@transaction.atomic
def send_back(decision: Decision, person: User, *, reason: str) -> Decision:
    """Give the draft back to who wrote it, with what to mend."""
    locked = opened(decision, person, DecisionAct.SEND_BACK)
    locked.remarks = reason
    return _move(locked, DecisionAct.SEND_BACK, person, reason, saved=["remarks"])


@transaction.atomic
def approve(
    decision: Decision, person: User, *, number: str, signed_on: date, effective_on: date, signed_copy: Upload
) -> Decision:
    """Record the Chair's decision with its signed copy; the worker puts it in force on its day.

    Refused when the copy was changed after it was signed; what its signatures say is kept with it.
    """
    locked = opened(decision, person, DecisionAct.APPROVE)
    judged = signed_copies.judge(signed_copy)
    if judged.is_changed:
        raise DecisionRefused(_("Tệp đính kèm đã bị sửa sau khi ký số nên không ghi nhận được."))
    locked.signature, locked.signatures = judged.outcome, judged.as_stored()
    locked.number, locked.signed_on, locked.effective_on = number, signed_on, effective_on
    locked.signed_copy, locked.approved_by, locked.approved_at = signed_copy, person, timezone.now()
    saved = ["number", "signed_on", "effective_on", "signed_copy", "approved_by", "approved_at"]
    saved += ["signature", "signatures"]
    try:
        with transaction.atomic():
            moved = _move(locked, DecisionAct.APPROVE, person, number, saved=saved)
    except IntegrityError as error:
        if "decision_number_once" not in str(error):
            raise
        raise DecisionRefused(_("Đã có quyết định khác cùng số và cùng ngày ký.")) from error
    wake_on_commit(PUBLISH_TASK)
    decided.tell_readers(moved)
    return moved


@transaction.atomic
def retry(decision: Decision, person: User) -> Decision:
    """Let the worker try again what it could not put in force."""
    locked = opened(decision, person, DecisionAct.RETRY)
    locked.problem = ""
    moved = _move(locked, DecisionAct.RETRY, person, saved=["problem"])
    wake_on_commit(PUBLISH_TASK)
    return moved


@transaction.atomic
def cancel(decision: Decision, person: User, *, reason: str) -> Decision:
    """Give a draft up, or take a decision back before its day; its drafts stay readable, its procedures are free."""
    locked = opened(decision, person, DecisionAct.CANCEL)
    locked.changes.update(is_open=False)
    decided.tell_readers(locked)
    return _move(locked, DecisionAct.CANCEL, person, reason)


def opened(decision: Decision, person: User, act: str) -> Decision:
    """The decision, locked for this act of this person. Raises DecisionRefused."""
    locked = Decision.objects.select_for_update().get(pk=decision.pk)
    refuse_unless_open(locked, person, act)
    return locked


def refuse_unless_open(decision: Decision, person: User, act: str) -> None:
    """Say no before anything is taken in; the act itself judges again, under its lock. Raises DecisionRefused."""
    if not may(person, decision, act):
        raise DecisionRefused(_why_not(decision, person, act))


def log(decision: Decision, act: str, person: User | None, text: str = "", **facts: Any) -> DecisionEvent:
    """One row of the decision's log."""
    return DecisionEvent.objects.create(decision=decision, act=act, person=person, text=text, facts=facts)


def _blocking(decision: Decision) -> list[Finding]:
    changes = decision_check_runs.checked_changes(decision)
    if changes is None:
        raise DecisionRefused(_("Quyết định có nhiều thủ tục: hãy chạy kiểm tra tự động cho nội dung hiện nay trước."))
    return decision_checks.blocking(decision, changes)


def _why_not(decision: Decision, person: User, act: str) -> str:
    states, _target = MOVES[act]
    if decision.state not in states:
        told = {"state": decision.get_state_display()}
        return _("Quyết định đang ở trạng thái “%(state)s” nên không làm việc này được.") % told
    if act in (DecisionAct.PASS, DecisionAct.APPROVE) and has_written(person, decision):
        return _("Bạn đã soạn dự thảo này nên người khác phải kiểm tra và phê duyệt.")
    return _("Bạn không có quyền làm việc này với quyết định.")


def _move(decision: Decision, act: str, person: User, text: str = "", *, saved: list[str] | None = None) -> Decision:
    """Write the new state with its log row."""
    _states, target = MOVES[act]
    if target is not None:
        decision.state = DecisionState(target)
    decision.save(update_fields=[*(saved or []), "state"])
    log(decision, act, person, text)
    return decision
