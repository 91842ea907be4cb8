"""Taking back a result that was issued with a mistake: its paper counts no more, and whoever verifies it reads so.

The dossier keeps its status: what was decided, handed out and when stays true; only the paper lost its force.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.utils.translation import gettext as _

from dossiers import lifecycle, permissions
from dossiers.actors import Actor
from dossiers.models import Dossier, Result
from dossiers.problems import Incomplete, NotAllowedNow
from dossiers.statuses import Action
from portal.documents import issuing
from portal.vietnamese import normalise
from units.roles import Role

if TYPE_CHECKING:
    from portal.accounts.models import User


def recall(dossier: Dossier, user: User, *, reason: str, legal_ground: str) -> Dossier:
    """Recalls the issued result; the owner is told why and by which rule.

    Raises Incomplete without a reason or a legal ground, NotAllowedNow or NotYours as `permissions.require` does.
    """
    reason, legal_ground = normalise(reason), normalise(legal_ground)
    if not reason:
        raise Incomplete(_("Hãy ghi lý do thu hồi."), "reason")
    if not legal_ground:
        raise Incomplete(_("Hãy ghi căn cứ pháp lý của việc thu hồi."), "legal_ground")
    with lifecycle.locked(dossier) as current:
        permissions.require(current, Action.RECALL, user)
        result = Result.objects.select_related("document").get(dossier=current)
        if result.document is None:
            raise NotAllowedNow(_("Hồ sơ chưa có kết quả để thu hồi."))
        issuing.recall(result.document, f"{reason} ({legal_ground})")
        actor = Actor.person(user, current.competent_unit, Role.LEADER)
        data = {"number": result.number, "legal_ground": legal_ground}
        lifecycle.move(current, Action.RECALL, actor, note=reason, data=data)
    return current
