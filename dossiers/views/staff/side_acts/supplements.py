"""The page on which a leader lets the owner be asked once more."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext_lazy as _

from dossiers import allowing_supplements
from dossiers.forms.allowing import AllowSupplementForm
from dossiers.statuses import Action
from dossiers.views.staff.side_acts.side_act import SideAct

if TYPE_CHECKING:
    from dossiers.models import Dossier
    from portal.accounts.models import User


def _allow(dossier: Dossier, user: User, typed: dict[str, Any]) -> None:
    allowing_supplements.allow(dossier, user, reason=typed["reason"], legal_ground=typed["legal_ground"])


ACTS: dict[Action, SideAct] = {
    Action.ALLOW_SUPPLEMENT: SideAct(
        label=_("Cho phép yêu cầu bổ sung thêm"),
        form=lambda _dossier, _user, data: AllowSupplementForm(data),
        act=_allow,
        done=_("Đã cho phép yêu cầu bổ sung thêm hồ sơ %(code)s. Người xử lý gửi được một yêu cầu nữa."),
    ),
}
