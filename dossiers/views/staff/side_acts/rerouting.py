"""The page that sends a dossier to the right agency."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext_lazy as _

from dossiers import rerouting
from dossiers.forms.rerouting import RerouteForm
from dossiers.statuses import Action
from dossiers.views.staff.side_acts.side_act import SideAct

if TYPE_CHECKING:
    from dossiers.models import Dossier
    from portal.accounts.models import User


def _reroute(dossier: Dossier, user: User, typed: dict[str, Any]) -> None:
    why = rerouting.Why(typed["reason"], typed["ground"], bool(typed.get("confirmed")))
    rerouting.reroute(dossier, user, rerouting.agency_of_code(typed["agency"]), why)


ACTS: dict[Action, SideAct] = {
    Action.REROUTE: SideAct(
        label=_("Chuyển lại đúng cơ quan"),
        form=lambda dossier, _user, data: RerouteForm(dossier, data),
        act=_reroute,
        done=_("Đã chuyển hồ sơ %(code)s đến cơ quan đúng. Thời hạn giải quyết tính tiếp, không tính lại."),
        template="dossiers/staff/reroute.html",
    ),
}
