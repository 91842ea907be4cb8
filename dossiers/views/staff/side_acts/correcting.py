"""Pages of the correction of a result: the draft, and the leader's answer to it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from dossiers import correcting
from dossiers.forms.correcting import AboutCorrection, CorrectionForm, ReturnCorrectionForm
from dossiers.statuses import Action
from dossiers.views.staff.side_acts.side_act import SideAct

if TYPE_CHECKING:
    from dossiers.models import Dossier
    from portal.accounts.models import User


def _draft(dossier: Dossier, user: User, typed: dict[str, Any]) -> None:
    correcting.draft(dossier, user, **typed)


def _approve(dossier: Dossier, user: User, _typed: dict[str, Any]) -> None:
    correcting.approve(dossier, user)


def _send_back(dossier: Dossier, user: User, typed: dict[str, Any]) -> None:
    correcting.send_back(dossier, user, reason=typed["reason"])


ACTS: dict[Action, SideAct] = {
    Action.DRAFT_CORRECTION: SideAct(
        label=_("Trình bản đính chính kết quả"),
        form=lambda dossier, _user, data: CorrectionForm(data, dossier=dossier, language=get_language() or "vi"),
        act=_draft,
        done=_("Đã trình lãnh đạo bản đính chính kết quả hồ sơ %(code)s."),
        template="dossiers/staff/correction_draft.html",
    ),
    Action.CORRECT: SideAct(
        label=_("Duyệt bản đính chính kết quả"),
        form=lambda dossier, _user, data: AboutCorrection(data, dossier=dossier),
        act=_approve,
        done=_("Đã duyệt bản đính chính kết quả hồ sơ %(code)s. Kết quả thay thế đang được lập."),
        warning=_("Kết quả mới thay kết quả đã ban hành; giấy cũ mất giá trị ngay khi giấy mới được ký."),
        template="dossiers/staff/correction.html",
    ),
    Action.RETURN_CORRECTION: SideAct(
        label=_("Trả lại bản đính chính"),
        form=lambda dossier, _user, data: ReturnCorrectionForm(data, dossier=dossier),
        act=_send_back,
        done=_("Đã trả lại bản đính chính của hồ sơ %(code)s cho người soạn."),
        template="dossiers/staff/correction.html",
    ),
}
