"""The page of refusing on the merits."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext_lazy as _

from dossiers import refusing
from dossiers.forms.ending import RefusalForm
from dossiers.statuses import Action
from dossiers.views.staff.side_acts.side_act import SideAct

if TYPE_CHECKING:
    from dossiers.models import Dossier
    from portal.accounts.models import User


def _propose(dossier: Dossier, user: User, typed: dict[str, Any]) -> None:
    refusing.propose(dossier, user, reason=typed["reason"], legal_ground=typed["legal_ground"])


ACTS: dict[Action, SideAct] = {
    Action.PROPOSE_REFUSAL: SideAct(
        label=_("Trình văn bản từ chối giải quyết"),
        form=lambda _dossier, _user, data: RefusalForm(data),
        act=_propose,
        done=_("Đã trình văn bản từ chối giải quyết hồ sơ %(code)s."),
        warning=_("Lãnh đạo ký thì hồ sơ kết thúc với văn bản từ chối là kết quả."),
    ),
}
