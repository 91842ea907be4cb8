"""Correcting a result that was issued with a mistake: the agency puts it right at its own cost (NĐ 61/2018 Đ21).

An officer or leader lays the corrected result before a leader with reason and legal ground; the worker issues it in
place of the one before (`replacing`). Status and clock of the dossier stay: what was settled, and when, stays true.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.utils import timezone
from django.utils.translation import gettext as _

from dossiers import alerts, corrected_answers, lifecycle, permissions
from dossiers.actors import Actor
from dossiers.models import Correction, Dossier
from dossiers.problems import Incomplete, NotAllowedNow
from dossiers.side_rules.rule import holds
from dossiers.statuses import Action
from portal.documents.models import DocumentState
from portal.vietnamese import normalise
from units.roles import Role

if TYPE_CHECKING:
    from portal.accounts.models import User
    from portal.documents.models import IssuedDocument


def draft(dossier: Dossier, user: User, *, reason: str, legal_ground: str, typed: dict[str, Any]) -> Correction:
    """Lays the corrected result before a leader; an earlier draft of the same round is replaced.

    `typed` are the answers of `corrected_answers.schema_of`. Raises Incomplete without a reason or ground, or where the
    result would say nothing else than one that counts; NotAllowedNow or NotYours as `permissions.require` does.
    """
    reason, legal_ground = normalise(reason), normalise(legal_ground)
    if not reason:
        raise Incomplete(_("Hãy ghi kết quả sai ở đâu."), "reason")
    if not legal_ground:
        raise Incomplete(_("Hãy ghi căn cứ pháp lý của việc đính chính."), "legal_ground")
    with lifecycle.locked(dossier) as current:
        permissions.require(current, Action.DRAFT_CORRECTION, user)
        content, answers = corrected_answers.changed(current, typed)
        replaced = _to_replace(current, content, answers)
        now = timezone.now()
        made, _is_new = Correction.objects.update_or_create(
            dossier=current,
            document=None,
            defaults={
                "number": current.result.round + 1,
                "reason": reason,
                "legal_ground": legal_ground,
                "content": content,
                "answers": answers,
                "drafted_by": user,
                "drafted_at": now,
                "returned_reason": "",
                "returned_at": None,
                "replaces": replaced,
            },
        )
        lifecycle.move(current, Action.DRAFT_CORRECTION, _author(current, user), note=reason, data=_told(made))
        alerts.raise_correction(current, Role.LEADER, current.competent_unit, now, reason)
    return made


def send_back(dossier: Dossier, user: User, *, reason: str) -> Correction:
    """The leader sends the draft back to whoever made it, with a reason."""
    reason = normalise(reason)
    if not reason:
        raise Incomplete(_("Hãy ghi lý do trả lại để người soạn biết cần sửa gì."), "reason")
    with lifecycle.locked(dossier) as current:
        permissions.require(current, Action.RETURN_CORRECTION, user)
        made, now = current.corrections.get(document=None), timezone.now()
        made.returned_reason, made.returned_at = reason, now
        made.save(update_fields=["returned_reason", "returned_at"])
        lifecycle.move(current, Action.RETURN_CORRECTION, _leader(current, user), note=reason)
        alerts.raise_correction(current, Role.OFFICER, current.handling_unit, now, reason)
    return made


def approve(dossier: Dossier, user: User) -> Correction:
    """The leader approves: the worker then numbers, signs and issues the result that replaces the one before."""
    with lifecycle.locked(dossier) as current:
        permissions.require(current, Action.CORRECT, user)
        made = current.corrections.get(document=None)
        made.approved_by, made.approved_at = user, timezone.now()
        made.save(update_fields=["approved_by", "approved_at"])
        data = _told(made) | {"number": made.number}
        lifecycle.move(current, Action.CORRECT, _leader(current, user), note=made.reason, data=data)
    return made


def _to_replace(dossier: Dossier, content: dict[str, Any], answers: dict[str, Any]) -> IssuedDocument:
    """The paper that counts, where the correction says something else; a recalled one may be issued as it was."""
    result = dossier.result
    if result.document is None:
        raise NotAllowedNow(_("Hồ sơ chưa có kết quả để đính chính."))
    counts = result.document.state == DocumentState.ACTIVE
    if counts and not corrected_answers.differs(dossier, result, content, answers):
        raise Incomplete(_("Bản đính chính chưa sửa chỗ nào so với kết quả đã ban hành."), "reason")
    return result.document


def _told(made: Correction) -> dict[str, Any]:
    return {"replaces": made.replaces.number, "legal_ground": made.legal_ground}


def _author(dossier: Dossier, user: User) -> Actor:
    if holds(user, Role.OFFICER, dossier.handling_unit):
        return Actor.person(user, dossier.handling_unit, Role.OFFICER)
    return _leader(dossier, user)


def _leader(dossier: Dossier, user: User) -> Actor:
    return Actor.person(user, dossier.competent_unit, Role.LEADER)
