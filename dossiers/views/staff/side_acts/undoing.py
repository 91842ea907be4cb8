"""The page on which somebody takes back what they just did."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext_lazy as _

from dossiers import undoing
from dossiers.forms.ending import UndoForm
from dossiers.statuses import Action
from dossiers.views.staff.side_acts.side_act import SideAct

if TYPE_CHECKING:
    from dossiers.models import Dossier
    from portal.accounts.models import User


def _undo(dossier: Dossier, user: User, _typed: dict[str, Any]) -> None:
    undoing.undo(dossier, user)


ACTS: dict[Action, SideAct] = {
    Action.UNDO: SideAct(
        label=_("Rút lại việc vừa làm"),
        form=lambda _dossier, _user, data: UndoForm(data),
        act=_undo,
        done=_("Đã rút lại. Hồ sơ %(code)s trở về bước trước."),
        template="dossiers/staff/undo.html",
    ),
}
