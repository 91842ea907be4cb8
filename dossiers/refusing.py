"""Refusing on the merits: an officer proposes it in writing, the leader signs, and the paper is the result.

It is told within the processing time and entered as result (NĐ 61/2018 Đ19(8)). What is refused at the counter was
never received (`processing.refuse`); what ends without a result is stopped (`stopping`).
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.utils import timezone
from django.utils.translation import gettext as _

from dossiers import consulting, handing_on, lifecycle, permissions, processing, result_content
from dossiers.models import Result
from dossiers.problems import Incomplete
from dossiers.statuses import Action
from portal.vietnamese import normalise
from procedures.choices import StepOutcome

if TYPE_CHECKING:
    from dossiers.models import Dossier
    from portal.accounts.models import User


def propose(dossier: Dossier, user: User, *, reason: str, legal_ground: str) -> Dossier:
    """The officer's draft of a refusal goes to the leader, in place of any draft before.

    Raises Incomplete without reason or ground, NotAllowedNow or NotYours as `permissions.require` does.
    """
    reason, legal_ground = normalise(reason), normalise(legal_ground)
    if not reason:
        raise Incomplete(_("Hãy ghi lý do từ chối giải quyết."), "reason")
    if not legal_ground:
        raise Incomplete(_("Hãy ghi căn cứ pháp lý của việc từ chối."), "legal_ground")
    with lifecycle.locked(dossier) as current:
        permissions.require(current, Action.PROPOSE_REFUSAL, user)
        consulting.require_parts_settled(current)
        Result.objects.update_or_create(
            dossier=current,
            defaults={
                "title": result_content.REFUSAL_TITLE,
                "template": result_content.GENERIC_TEMPLATE,
                "is_refusal": True,
                "content": {"reason": reason, "legal_ground": legal_ground},
                "officer_opinion": "",
                "drafted_by": user,
                "drafted_at": timezone.now(),
            },
        )
        actor = processing.acting(current, user)
        handing_on.go_on(current, actor, Action.PROPOSE_REFUSAL, StepOutcome.SUBMIT_FOR_SIGNATURE, note=reason)
    return current
