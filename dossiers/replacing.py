"""Issuing a corrected result in place of the one before, by the worker; the first result is `returning.issue`'s."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.utils import timezone

from dossiers import lifecycle, returning
from dossiers.actors import Actor
from dossiers.models import Result
from dossiers.statuses import Action, DeliveryState, Status
from portal.documents import issuing
from portal.documents.models import DocumentState

if TYPE_CHECKING:
    from dossiers.models import Correction, Dossier, Paperwork
    from portal.documents.models import IssuedDocument


def issue(dossier: Dossier, row: Paperwork, document: IssuedDocument) -> Dossier:
    """Issues the result that a row of paperwork stands for, on a locked dossier: the first, or a corrected one."""
    correction = dossier.corrections.filter(number=row.number).select_related("replaces").first()
    if correction is None:
        return returning.issue(dossier, document)
    _end(correction, document)
    correction.document = document
    correction.save(update_fields=["document"])
    _renew(dossier.result, correction, document)
    data = {
        "replaces": correction.replaces.number,
        "number": document.number,
        "verification_code": document.verification_code,
        "legal_ground": correction.legal_ground,
    }
    # Wherever the one before is: the one that counts waits to be handed out. What was returned stays so.
    changes = {"delivery_state": DeliveryState.READY} if dossier.status == Status.FINISHED else {}
    actor = _approver(dossier)
    lifecycle.move(dossier, Action.REPLACE_RESULT, actor, note=correction.reason, data=data, changes=changes)
    return dossier


def _approver(dossier: Dossier) -> Actor:
    """Whoever approved, under the name of that act: a stand-in signs in somebody's place."""
    approval = dossier.events.filter(action=Action.CORRECT).select_related("actor").latest("sequence")
    return Actor(approval.actor, approval.actor_name, dossier.competent_unit)


def _end(correction: Correction, document: IssuedDocument) -> None:
    """What was recalled meanwhile stays recalled: a document's state moves once."""
    if correction.replaces.state == DocumentState.ACTIVE:
        issuing.replace(correction.replaces, document, f"{correction.reason} ({correction.legal_ground})")


def _renew(result: Result, correction: Correction, document: IssuedDocument) -> None:
    """The result that counts from now on; when the first was signed and handed out stands in the events."""
    Result.objects.filter(pk=result.pk).update(
        round=correction.number,
        content=correction.content,
        drafted_by=correction.drafted_by_id,
        drafted_at=correction.drafted_at,
        approved_by=correction.approved_by_id,
        approved_at=correction.approved_at,
        document=document,
        number=document.number,
        signed_at=document.signed_at or timezone.now(),
    )
