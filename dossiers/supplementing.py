"""Asking the owner for what is missing, once and completely, and taking in the answer.

NĐ 61/2018 Đ17(1), (2) at intake; Đ19(4) after appraisal: the time limit starts again from zero.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.utils import timezone
from django.utils.translation import gettext as _

from dossiers import deadlines, lateness, lifecycle, permissions, processing, steps, supplement_rules
from dossiers.actors import Actor, ApiClient
from dossiers.models import Dossier, SupplementItem, SupplementOverride, SupplementRequest
from dossiers.paper_checks import CheckedPaper, check_given, claim_uploads, component_key
from dossiers.paper_replacing import replace_paper
from dossiers.problems import Incomplete, IntakeRefused, NotAllowedNow
from dossiers.statuses import Action, Stage, Status
from dossiers.submission import PaperData
from portal.vietnamese import normalise
from procedures.choices import SupplementClock

if TYPE_CHECKING:
    from datetime import datetime

    from portal.accounts.models import User
    from procedures.models import Component

ANSWER_WORKING_DAYS = 10
"""How long the owner is given to answer; sector law may say otherwise, which comes with the clock policies."""


def request(
    dossier: Dossier, user: User, *, reason: str, remarks: dict[int, str], legal_basis: str = "", exception: str = ""
) -> SupplementRequest:
    """Asks for the papers in `remarks` (component id → what is wrong). The clock stands still meanwhile.

    Raises Incomplete without a reason, without a paper named (a vague request helps nobody), or without the exception
    that lets a paper of a database be asked for; NotAllowedNow where only a leader may let it be asked once more.
    """
    reason = normalise(reason)
    if not reason:
        raise Incomplete(_("Hãy ghi lý do yêu cầu bổ sung."), "reason")
    with lifecycle.locked(dossier) as current:
        permissions.require(current, Action.REQUEST_SUPPLEMENT, user)
        components = _named(current, remarks)
        override, asked_before = _override(current)
        exception = supplement_rules.require_exception(current, components, exception)
        made = SupplementRequest.objects.create(
            dossier=current,
            number=asked_before + 1,
            stage=supplement_rules.stage_of(current),
            reason=reason,
            legal_basis=normalise(legal_basis),
            is_regular=override is None,
            database_exception=exception,
            **_asked_now(current, user),
        )
        _use(override, made)
        SupplementItem.objects.bulk_create(
            SupplementItem(request=made, component=c, remark=normalise(remarks[c.pk])[:500]) for c in components
        )
        data = {"number": made.number, "stage": made.stage, "papers": [component_key(c) for c in components]}
        actor = processing.acting(current, user)
        steps.finish(current, actor, Action.REQUEST_SUPPLEMENT, made.requested_at)
        lifecycle.move(current, Action.REQUEST_SUPPLEMENT, actor, note=reason, data=data)
    return made


def _named(dossier: Dossier, remarks: dict[int, str]) -> list[Component]:
    """The papers of the case that are asked for; Incomplete where none is."""
    components = [component for component in dossier.case.components.all() if component.pk in remarks]
    if not components:
        raise Incomplete(_("Hãy chọn ít nhất một giấy tờ cần bổ sung."), "papers")
    return components


def _override(dossier: Dossier) -> tuple[SupplementOverride | None, int]:
    """The leader's override that the request needs and uses, and how many requests there were; NotAllowedNow."""
    asked_before = list(dossier.supplement_requests.all())
    obstacle = supplement_rules.obstacle(dossier, asked_before)
    override = supplement_rules.unused_override(dossier) if obstacle else None
    if obstacle and override is None:
        raise NotAllowedNow(obstacle)
    return override, len(asked_before)


def _asked_now(dossier: Dossier, user: User) -> dict[str, Any]:
    now = timezone.now()
    due = deadlines.answer_due(dossier.competent_unit, now, ANSWER_WORKING_DAYS)
    return {"requested_by": user, "requested_at": now, "answer_due_at": due}


def _use(override: SupplementOverride | None, made: SupplementRequest) -> None:
    if override is not None:
        override.used_by = made
        override.save(update_fields=["used_by"])


def answer(dossier: Dossier, by: User | ApiClient, *, papers: list[PaperData], note: str = "") -> Dossier:
    """Takes in the owner's answer: every paper asked for is given. The dossier returns to the stage that asked.

    After appraisal the clock starts again from zero (NĐ 61/2018 Đ19(4)) or goes on, as the version says. An answer
    that comes late is taken all the same while nobody has closed the request. Raises IntakeRefused with
    every fault of the papers.
    """
    with lifecycle.locked(dossier) as current:
        permissions.require(current, Action.ANSWER_SUPPLEMENT, by)
        open_request = current.supplement_requests.get(answered_at=None)
        _replace_papers(current, _checked(open_request, papers, by), by)
        now = timezone.now()
        open_request.answered_at, open_request.answer_note = now, normalise(note)
        open_request.save(update_fields=["answered_at", "answer_note"])
        target = Status.SUBMITTED if open_request.stage == Stage.INTAKE else Status.PROCESSING
        actor, policy = Actor.of(by), clock_policy(open_request)
        changes = _clock_after(open_request, policy, current, now).as_changes()
        if target == Status.SUBMITTED:
            changes["reception_due_at"] = lateness.reception_due(current.channel, current.receiving_unit, now)
        steps.resume(current, now)
        data = {"number": open_request.number, "clock": str(policy)}
        lifecycle.move(current, Action.ANSWER_SUPPLEMENT, actor, data=data, changes=changes, target=target)
    return current


def paper_asked_for(dossier: Dossier, component: int, by: User) -> Component:
    """The paper with this primary key, which the person may hand in now because the open request names it.

    Raises NotAllowedNow or NotYours.
    """
    permissions.require(dossier, Action.ANSWER_SUPPLEMENT, by)
    items = SupplementItem.objects.filter(request__dossier=dossier, request__answered_at=None, component=component)
    item = items.select_related("component").first()
    if item is None:
        raise NotAllowedNow(_("Yêu cầu bổ sung không hỏi giấy tờ này."))
    return item.component


def clock_policy(asked: SupplementRequest) -> SupplementClock:
    """What the answer does to the due time: only after appraisal there is a running term that could go on."""
    if asked.stage == Stage.INTAKE:
        return SupplementClock.RESTART
    return SupplementClock(asked.dossier.procedure_version.clock_on_supplement)


def _clock_after(asked: SupplementRequest, policy: SupplementClock, dossier: Dossier, now: datetime) -> deadlines.Clock:
    """NĐ 61/2018 Đ19(4): from zero; where the law of the sector says so, with what was left."""
    if policy == SupplementClock.RESUME:
        return deadlines.resumed(dossier, asked.requested_at, now)
    return deadlines.clock(dossier.case, dossier.process, dossier.channel, dossier.competent_unit, now)


def _checked(asked: SupplementRequest, papers: list[PaperData], by: User | ApiClient) -> list[CheckedPaper]:
    """The papers of the answer: all that were asked for and no others."""
    components = [item.component for item in asked.items.select_related("component").order_by("component__position")]
    wanted = {component_key(component): component for component in components}
    checked, problems = check_given(wanted, set(wanted), papers, by)
    if problems:
        raise IntakeRefused(problems)
    return checked


def _replace_papers(dossier: Dossier, papers: list[CheckedPaper], by: User | ApiClient) -> None:
    for paper in papers:
        replace_paper(dossier, paper)
    claim_uploads([paper.upload.public_id for paper in papers if paper.upload is not None], by)
