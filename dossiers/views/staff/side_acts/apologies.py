"""Pages of the apology: the officer's draft, and the leader's answer to it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext_lazy as _

from dossiers import apologising
from dossiers.forms.apologising import ApologyForm, ApproveApologyForm, ReturnApologyForm
from dossiers.statuses import Action
from dossiers.views.staff.side_acts.side_act import SideAct

if TYPE_CHECKING:
    from dossiers.models import Dossier
    from portal.accounts.models import User


def _draft(dossier: Dossier, user: User, typed: dict[str, Any]) -> None:
    apologising.draft(dossier, user, reason=typed["reason"], day=typed["day"])


def _approve(dossier: Dossier, user: User, _typed: dict[str, Any]) -> None:
    apologising.approve(dossier, user)


def _send_back(dossier: Dossier, user: User, typed: dict[str, Any]) -> None:
    apologising.send_back(dossier, user, reason=typed["reason"])


ACTS: dict[Action, SideAct] = {
    Action.DRAFT_APOLOGY: SideAct(
        label=_("Trình văn bản xin lỗi và hẹn lại"),
        form=lambda dossier, _user, data: ApologyForm(data, dossier=dossier),
        act=_draft,
        done=_("Đã trình lãnh đạo văn bản xin lỗi của hồ sơ %(code)s."),
        template="dossiers/staff/apology.html",
    ),
    Action.APOLOGISE: SideAct(
        label=_("Duyệt văn bản xin lỗi và hẹn lại"),
        form=lambda dossier, _user, data: ApproveApologyForm(data, dossier=dossier),
        act=_approve,
        done=_("Đã xin lỗi và hẹn lại ngày trả kết quả hồ sơ %(code)s. Chủ hồ sơ được báo lý do."),
        warning=_("Mỗi hồ sơ chỉ được hẹn lại một lần. Chủ hồ sơ nhận được văn bản ngay sau khi bạn duyệt."),
        template="dossiers/staff/apology.html",
    ),
    Action.RETURN_APOLOGY: SideAct(
        label=_("Trả lại văn bản xin lỗi"),
        form=lambda dossier, _user, data: ReturnApologyForm(data, dossier=dossier),
        act=_send_back,
        done=_("Đã trả lại văn bản xin lỗi của hồ sơ %(code)s cho người soạn."),
        template="dossiers/staff/apology.html",
    ),
}
