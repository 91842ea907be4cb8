"""Pages on which a task is taken, given or put back."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext_lazy as _

from dossiers import assigning, steps
from dossiers.forms.assigning import AssignForm, ClaimForm, ReleaseForm
from dossiers.statuses import Action
from dossiers.views.staff.side_acts.side_act import SideAct

if TYPE_CHECKING:
    from dossiers.models import Dossier
    from portal.accounts.models import User


def _claim(dossier: Dossier, user: User, typed: dict[str, Any]) -> None:
    assigning.claim(dossier, user, note=typed.get("note", ""))


def _assign(dossier: Dossier, user: User, typed: dict[str, Any]) -> None:
    assigning.assign(dossier, user, to=typed["to"], note=typed["note"])


def _release(dossier: Dossier, user: User, typed: dict[str, Any]) -> None:
    assigning.release(dossier, user, note=typed["note"])


ACTS: dict[Action, SideAct] = {
    Action.CLAIM: SideAct(
        label=_("Nhận việc về mình"),
        form=lambda dossier, _user, data: ClaimForm(data, task=steps.open_task(dossier)),
        act=_claim,
        done=_("Bạn đã nhận hồ sơ %(code)s."),
    ),
    Action.ASSIGN: SideAct(
        label=_("Giao việc cho người khác"),
        form=lambda dossier, _user, data: AssignForm(data, task=steps.open_task(dossier)),
        act=_assign,
        done=_("Đã giao hồ sơ %(code)s."),
    ),
    Action.RELEASE: SideAct(
        label=_("Trả việc về đơn vị"),
        form=lambda _dossier, _user, data: ReleaseForm(data),
        act=_release,
        done=_("Đã trả hồ sơ %(code)s về đơn vị; ai có vai trò đó đều nhận được."),
    ),
}
