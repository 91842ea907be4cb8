"""A leader lets the owner be asked once more, or late, and answers for it with a legal ground.

The law asks for guidance once and complete; sector law (land, construction) differs, so that the limit is no hard one:
whoever lets it be passed is named (domain: HN keeps stage, legal basis and approver).
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.utils import timezone
from django.utils.translation import gettext as _

from dossiers import lifecycle, permissions, supplement_rules
from dossiers.actors import Actor
from dossiers.models import Dossier, SupplementOverride
from dossiers.problems import Incomplete
from dossiers.statuses import Action
from portal.vietnamese import normalise
from units.roles import Role

if TYPE_CHECKING:
    from portal.accounts.models import User


def allow(dossier: Dossier, user: User, *, reason: str, legal_ground: str) -> SupplementOverride:
    """Lets one more request be sent. The owner hears of it with the request, not before.

    Raises Incomplete without a reason or a ground, NotAllowedNow or NotYours as `permissions.require` does: also
    where no leader is needed, or one allowed it already.
    """
    reason, legal_ground = normalise(reason), normalise(legal_ground)
    if not reason:
        raise Incomplete(_("Hãy ghi lý do phải yêu cầu bổ sung thêm."), "reason")
    if not legal_ground:
        raise Incomplete(_("Hãy ghi căn cứ pháp lý cho phép yêu cầu bổ sung thêm."), "legal_ground")
    with lifecycle.locked(dossier) as current:
        permissions.require(current, Action.ALLOW_SUPPLEMENT, user)
        made = SupplementOverride.objects.create(
            dossier=current, reason=reason, legal_ground=legal_ground, allowed_by=user, allowed_at=timezone.now()
        )
        actor = Actor.person(user, supplement_rules.unit_that_answers(current), Role.LEADER)
        lifecycle.move(current, Action.ALLOW_SUPPLEMENT, actor, note=reason, data={"legal_ground": legal_ground})
    return made
