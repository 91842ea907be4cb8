"""A corrected result that goes by post after the one before was handed out: the same post, an order of its own.

The dossier stays returned, as it was settled; only the axis of delivery moves again. The agency mends its mistake at
its own cost (NĐ 61/2018 Đ21), postage included.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db.models import Q
from django.utils.translation import gettext as _

from dossiers import lifecycle
from dossiers.actors import Actor
from dossiers.models import Result
from dossiers.problems import NotYours
from dossiers.statuses import Action, DeliveryState
from units.access import has_role
from units.roles import Role

if TYPE_CHECKING:
    from datetime import datetime

    from dossiers.models import Dossier
    from portal.accounts.models import User


def round_of(dossier: Dossier) -> int:
    """Which round of the result counts now: 1 for the first, one more for each correction. Asked afresh."""
    return Result.objects.values_list("round", flat=True).get(dossier=dossier)


def require_counter(dossier: Dossier, user: User) -> Actor:
    """Whoever hands out at the counter decides about a corrected result, too, when no step is open. Raises NotYours."""
    if not has_role(user, Role.CLERK, dossier.receiving_unit):
        raise NotYours(_("Việc gửi kết quả của hồ sơ này không thuộc phần việc của bạn."))
    return Actor.person(user, dossier.receiving_unit, Role.CLERK)


def delivered(dossier: Dossier, carrier: str, *, recipient: str, at: datetime, since: datetime) -> None:
    """The post gave the corrected result to `recipient`, on a locked dossier that was returned before.

    Handed out `since` the parcel was ordered it is no change.
    """
    before = Q(handed_out_at=None) | Q(handed_out_at__lt=since)
    given = Result.objects.filter(before, dossier=dossier).update(handed_out_at=at, handed_out_to=recipient)
    if not given:
        return
    data, changes = {"recipient": recipient}, {"delivery_state": DeliveryState.HANDED_OUT}
    lifecycle.move(dossier, Action.DELIVER_REPLACEMENT, Actor(None, carrier), data=data, changes=changes)
