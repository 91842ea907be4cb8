"""What clerks, officers and leaders do with a dossier, from the counter to the signature.

Each function locks the dossier, asks `permissions`, writes what belongs to the act, and goes through
`lifecycle.move`. All raise NotAllowedNow, NotYours or Incomplete with a sentence for the person.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Any

from django.utils import timezone
from django.utils.translation import gettext as _

from dossiers import (
    asking_payment,
    consulting,
    deadlines,
    fee_claims,
    handing_on,
    lateness,
    lifecycle,
    paper_transfers,
    permissions,
    result_content,
    steps,
)
from dossiers.actors import Actor
from dossiers.models import Dossier, Refusal, Result
from dossiers.problems import Incomplete
from dossiers.statuses import Action, Channel, PaperCheck
from portal.vietnamese import normalise
from procedures.choices import StepOutcome

if TYPE_CHECKING:
    from portal.accounts.models import User


@dataclass(frozen=True)
class Look:
    """What the clerk found on one paper: accepted or not, and what is wrong with it."""

    accepted: bool
    remark: str = ""


def acting(dossier: Dossier, user: User) -> Actor:
    """The person as author of an event, for the unit at which the dossier stands."""
    task = steps.open_task(dossier)
    return Actor.person(user, task.unit, task.role) if task else Actor.person(user)


def save_looks(
    dossier: Dossier, user: User, looks: dict[int, Look], findings: dict[int, fee_claims.Finding] | None = None
) -> None:
    """Keeps what the clerk found on papers and claims (by their ids), also before anything is decided."""
    with lifecycle.locked(dossier) as current:
        permissions.require(current, Action.RECEIVE, user)
        _store_looks(current, looks)
        fee_claims.note(current, findings or {})


def _store_looks(dossier: Dossier, looks: dict[int, Look]) -> None:
    papers = [paper for paper in dossier.papers.filter(replaced_by=None) if paper.pk in looks]
    for paper in papers:
        look = looks[paper.pk]
        paper.check_state = PaperCheck.ACCEPTED if look.accepted else PaperCheck.REJECTED
        paper.check_remark = normalise(look.remark)
    dossier.papers.bulk_update(papers, ["check_state", "check_remark"])


def receive(
    dossier: Dossier,
    user: User,
    looks: dict[int, Look] | None = None,
    findings: dict[int, fee_claims.Finding] | None = None,
) -> Dossier:
    """Receives the dossier: every paper accepted, every claim decided; the clock starts (NĐ 61/2018 Đ17(1)).

    From here the clerk has until the end of the day to hand it over, after 15:00 the first session of the next
    working day (NĐ 309/2026 Đ18(2)).
    """
    with lifecycle.locked(dossier) as current:
        permissions.require(current, Action.RECEIVE, user)
        _store_looks(current, looks or {})
        open_papers = current.papers.filter(replaced_by=None).exclude(check_state=PaperCheck.ACCEPTED)
        if open_papers.exists():
            message = _("Còn giấy tờ chưa được đánh dấu «Đạt». Hãy kiểm tra từng giấy tờ trước khi tiếp nhận.")
            raise Incomplete(message, "papers")
        fee_claims.note(current, findings or {})
        now, actor = timezone.now(), acting(current, user)
        data, money = fee_claims.decide(current, user, now)
        due = deadlines.hand_over_due(current.receiving_unit, now)
        steps.due_by(current, due)
        changes = {"received_at": now, "hand_over_due_at": due, **_clock(current, now), **money}
        changes |= lateness.at_reception(current, now)
        lifecycle.move(current, Action.RECEIVE, actor, data=data, changes=changes)
        asking_payment.at_reception(current)
    return current


def refuse(dossier: Dossier, user: User, *, reason: str, legal_ground: str) -> Dossier:
    """Refuses to receive, in writing with reason and legal ground (NĐ 61/2018 Đ17(1))."""
    reason, legal_ground = normalise(reason), normalise(legal_ground)
    if not reason:
        raise Incomplete(_("Hãy ghi lý do từ chối."), "reason")
    if not legal_ground:
        raise Incomplete(_("Hãy ghi căn cứ pháp lý của việc từ chối."), "legal_ground")
    with lifecycle.locked(dossier) as current:
        permissions.require(current, Action.REFUSE, user)
        actor, now = acting(current, user), timezone.now()
        Refusal.objects.create(
            dossier=current, reason=reason, legal_ground=legal_ground, refused_by=user, refused_at=now
        )
        steps.finish(current, actor, Action.REFUSE, now)
        lifecycle.move(current, Action.REFUSE, actor, note=reason, data={"legal_ground": legal_ground})
    return current


def hand_over(dossier: Dossier, user: User) -> Dossier:
    """Hands the dossier to the competent agency. Where that is another agency the clock starts at its receipt.

    An electronic dossier arrives at once, so both moments are the same (NĐ 309/2026 Đ17(3), Đ18(2)); what is on
    paper follows, and its arrival is confirmed (`paper_transfers`).
    """
    with lifecycle.locked(dossier) as current:
        permissions.require(current, Action.HAND_OVER, user)
        actor, now = acting(current, user), timezone.now()
        changes: dict[str, Any] = {"handed_over_at": now, "competent_received_at": now}
        changes |= lateness.at_hand_over(current, now)
        is_elsewhere = current.receiving_unit.agency.pk != current.competent_unit.agency.pk
        if is_elsewhere and current.due_sum["unit"] != deadlines.PROMISED_THERE:
            changes |= _clock(current, now)
        handing_on.go_on(current, actor, Action.HAND_OVER, StepOutcome.RECEIVE, changes=changes)
        paper_transfers.send(current, user, now)
    return current


def submit_for_signature(dossier: Dossier, user: User, *, content: dict[str, Any], opinion: str) -> Dossier:
    """The officer's draft of the result goes to the leader; an earlier draft is replaced."""
    with lifecycle.locked(dossier) as current:
        permissions.require(current, Action.SUBMIT_FOR_SIGNATURE, user)
        consulting.require_parts_settled(current)
        asking_payment.require_asked_before_signature(current)
        actor, now = acting(current, user), timezone.now()
        Result.objects.update_or_create(
            dossier=current,
            defaults={
                "title": result_title(current),
                "template": result_template(current),
                "is_refusal": False,
                "content": content,
                "officer_opinion": normalise(opinion),
                "drafted_by": user,
                "drafted_at": now,
            },
        )
        handing_on.go_on(current, actor, Action.SUBMIT_FOR_SIGNATURE, StepOutcome.SUBMIT_FOR_SIGNATURE)
    return current


def send_back(dossier: Dossier, user: User, *, reason: str) -> Dossier:
    """The leader sends the draft back to its officer, with a reason."""
    reason = normalise(reason)
    if not reason:
        raise Incomplete(_("Hãy ghi lý do trả lại để người xử lý biết cần sửa gì."), "reason")
    with lifecycle.locked(dossier) as current:
        permissions.require(current, Action.SEND_BACK, user)
        handing_on.go_on(current, acting(current, user), Action.SEND_BACK, StepOutcome.SEND_BACK, note=reason)
    return current


def approve(dossier: Dossier, user: User) -> Dossier:
    """The leader approves; the worker then numbers, renders and signs (approving and signing are two acts)."""
    with lifecycle.locked(dossier) as current:
        permissions.require(current, Action.APPROVE, user)
        Result.objects.filter(dossier=current).update(approved_by=user, approved_at=timezone.now())
        lifecycle.move(current, Action.APPROVE, acting(current, user))
    return current


def result_title(dossier: Dossier) -> str:
    """What the result is called: the first result that the procedure names."""
    results = dossier.procedure_version.results
    return str(results[0]["name"]) if results else "Kết quả giải quyết thủ tục hành chính"


def result_template(dossier: Dossier) -> str:
    """The result's template: the one that the e-form names (`x-result`), else the generic one."""
    return str(result_content.told_by_eform(dossier).get("template", result_content.GENERIC_TEMPLATE))


def _clock(dossier: Dossier, start: datetime) -> dict[str, Any]:
    clock = deadlines.clock(dossier.case, dossier.process, Channel(dossier.channel), dossier.competent_unit, start)
    return clock.as_changes()
