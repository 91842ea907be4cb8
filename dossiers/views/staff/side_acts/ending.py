"""Pages of acts that end a dossier outside the way of its process."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext_lazy as _

from dossiers import stopping
from dossiers.forms.ending import StopForm
from dossiers.statuses import Action
from dossiers.views.staff.side_acts.side_act import SideAct

if TYPE_CHECKING:
    from dossiers.models import Dossier
    from portal.accounts.models import User


def _stop(dossier: Dossier, user: User, typed: dict[str, Any]) -> None:
    stopping.stop(dossier, user, reason=typed["reason"], legal_ground=typed["legal_ground"])


ACTS: dict[Action, SideAct] = {
    Action.STOP: SideAct(
        label=_("Dừng giải quyết hồ sơ"),
        form=lambda _dossier, _user, data: StopForm(data),
        act=_stop,
        done=_("Đã dừng giải quyết hồ sơ %(code)s. Chủ hồ sơ được báo lý do."),
        warning=_("Hồ sơ sẽ kết thúc mà không có kết quả. Việc này không hoàn lại được."),
    ),
}
