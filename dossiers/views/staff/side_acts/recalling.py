"""The page on which a leader takes back a result that was issued."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext_lazy as _

from dossiers import recalling
from dossiers.forms.ending import RecallForm
from dossiers.statuses import Action
from dossiers.views.staff.side_acts.side_act import SideAct

if TYPE_CHECKING:
    from dossiers.models import Dossier
    from portal.accounts.models import User


def _recall(dossier: Dossier, user: User, typed: dict[str, Any]) -> None:
    recalling.recall(dossier, user, reason=typed["reason"], legal_ground=typed["legal_ground"])


ACTS: dict[Action, SideAct] = {
    Action.RECALL: SideAct(
        label=_("Thu hồi kết quả"),
        form=lambda _dossier, _user, data: RecallForm(data),
        act=_recall,
        done=_("Đã thu hồi kết quả hồ sơ %(code)s. Chủ hồ sơ được báo lý do."),
        warning=_("Kết quả mất giá trị ngay, ai kiểm tra mã xác minh cũng thấy. Việc này không hoàn lại được."),
    ),
}
