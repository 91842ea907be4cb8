"""Asking the owner for what is missing, once and completely, and taking in the answer.

NĐ 61/2018 Đ17(1), (2) at intake; Đ19(4) after appraisal: the time limit starts again from zero.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.utils import timezone
from django.utils.translation import gettext as _

from dossiers import deadlines, lateness, lifecycle, permissions, processing, steps
from dossiers.actors import Actor, ApiClient
from dossiers.models import Dossier, Paper, SupplementItem, SupplementRequest
from dossiers.paper_checks import CheckedPaper, check_given, claim_uploads, component_key
from dossiers.problems import Incomplete, IntakeRefused
from dossiers.statuses import Action, PaperCheck, Stage, Status
from dossiers.submission import PaperData
from portal.vietnamese import normalise

if TYPE_CHECKING:
    from portal.accounts.models import User

ANSWER_WORKING_DAYS = 10
"""How long the owner is given to answer; sector law may say otherwise, which comes with the clock policies."""


def request(
    dossier: Dossier, user: User, *, reason: str, remarks: dict[int, str], legal_basis: str = ""
) -> SupplementRequest:
    """Asks for the papers in `remarks` (component id → what is wrong). The clock stands still meanwhile.

    Raises Incomplete without a reason or without a paper named, since a vague request helps nobody.
    """
    reason = normalise(reason)
    if not reason:
        raise Incomplete(_("Hãy ghi lý do yêu cầu bổ sung."), "reason")
    with lifecycle.locked(dossier) as current:
        permissions.require(current, Action.REQUEST_SUPPLEMENT, user)
        components = [c for c in current.case.components.all() if c.pk in remarks]
        if not components:
            raise Incomplete(_("Hãy chọn ít nhất một giấy tờ cần bổ sung."), "papers")
        made = _store_request(current, user, reason, normalise(legal_basis))
        SupplementItem.objects.bulk_create(
            SupplementItem(request=made, component=c, remark=normalise(remarks[c.pk])[:500]) for c in components
        )
        data = {"number": made.number, "stage": made.stage, "papers": [component_key(c) for c in components]}
        actor = processing.acting(current, user)
        steps.finish(current, actor, Action.REQUEST_SUPPLEMENT, made.requested_at)
        lifecycle.move(current, Action.REQUEST_SUPPLEMENT, actor, note=reason, data=data)
    return made


def _store_request(dossier: Dossier, user: User, reason: str, legal_basis: str) -> SupplementRequest:
    now = timezone.now()
    return SupplementRequest.objects.create(
        dossier=dossier,
        number=dossier.supplement_requests.count() + 1,
        stage=Stage.INTAKE if dossier.status == Status.SUBMITTED else Stage.APPRAISAL,
        reason=reason,
        legal_basis=legal_basis,
        requested_by=user,
        requested_at=now,
        answer_due_at=deadlines.answer_due(dossier.competent_unit, now, ANSWER_WORKING_DAYS),
    )


def answer(dossier: Dossier, by: User | ApiClient, *, papers: list[PaperData], note: str = "") -> Dossier:
    """Takes in the owner's answer: every paper asked for is given. The dossier returns to the stage that asked.

    After appraisal the clock starts again from zero (NĐ 61/2018 Đ19(4)). An answer that comes late is taken all the
    same while nobody has closed the request. Raises IntakeRefused with every fault of the papers.
    """
    with lifecycle.locked(dossier) as current:
        permissions.require(current, Action.ANSWER_SUPPLEMENT, by)
        open_request = current.supplement_requests.get(answered_at=None)
        _replace_papers(current, _checked(open_request, papers, by), by)
        now = timezone.now()
        open_request.answered_at, open_request.answer_note = now, normalise(note)
        open_request.save(update_fields=["answered_at", "answer_note"])
        target = Status.SUBMITTED if open_request.stage == Stage.INTAKE else Status.PROCESSING
        clock = deadlines.clock(current.case, current.process, current.channel, current.competent_unit, now)
        changes: dict[str, Any] = clock.as_changes()
        if target == Status.SUBMITTED:
            changes["reception_due_at"] = lateness.reception_due(current.channel, current.receiving_unit, now)
        actor = Actor.of(by)
        steps.resume(current, now)
        data = {"number": open_request.number}
        lifecycle.move(current, Action.ANSWER_SUPPLEMENT, actor, data=data, changes=changes, target=target)
    return current


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
        _replace_paper(dossier, paper)
    claim_uploads([paper.upload.public_id for paper in papers if paper.upload is not None], by)


def _replace_paper(dossier: Dossier, paper: CheckedPaper) -> None:
    old = dossier.papers.filter(component=paper.component, replaced_by=None).first()
    new = Paper(
        dossier=dossier,
        component=paper.component,
        position=old.position if old else paper.component.position,
        source=paper.source,
        upload=paper.upload,
        check_state=PaperCheck.UNCHECKED,
    )
    if old is not None:
        # The old row steps aside first: one current row a component is a rule of the database.
        old.replaced_by = old
        old.save(update_fields=["replaced_by"])
    new.save()
    if old is not None:
        old.replaced_by = new
        old.save(update_fields=["replaced_by"])
