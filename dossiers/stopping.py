"""Stopping a dossier by decision: the competent agency's leader ends it before a result, with reason and legal ground.

A stop is a decision with an author, on the owner's request or on a legal ground, and never a silent time-out
(TT 03/2025/TT-VPCP, form 05).
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.utils import timezone
from django.utils.translation import gettext as _

from dossiers import lifecycle, permissions, steps
from dossiers.actors import Actor
from dossiers.models import Dossier
from dossiers.problems import Incomplete
from dossiers.statuses import Action
from portal.vietnamese import normalise
from units.roles import Role

if TYPE_CHECKING:
    from portal.accounts.models import User


def stop(dossier: Dossier, user: User, *, reason: str, legal_ground: str) -> Dossier:
    """Ends the dossier with status 8; what was asked of the owner is closed with it, and the owner is told why.

    Raises Incomplete without a reason or a legal ground, NotAllowedNow or NotYours as `permissions.require` does.
    """
    reason, legal_ground = normalise(reason), normalise(legal_ground)
    if not reason:
        raise Incomplete(_("Hãy ghi lý do dừng giải quyết."), "reason")
    if not legal_ground:
        raise Incomplete(_("Hãy ghi căn cứ pháp lý của việc dừng giải quyết."), "legal_ground")
    with lifecycle.locked(dossier) as current:
        permissions.require(current, Action.STOP, user)
        actor, now = Actor.person(user, current.competent_unit, Role.LEADER), timezone.now()
        steps.finish(current, actor, Action.STOP, now)
        current.supplement_requests.filter(answered_at=None).update(answered_at=now)
        lifecycle.move(current, Action.STOP, actor, note=reason, data={"legal_ground": legal_ground})
    return current
