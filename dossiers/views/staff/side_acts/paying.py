"""Pages of asking for fees and of taking that back."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext_lazy as _

from dossiers import asking_payment, calling_off_payment
from dossiers.forms.paying import AskPaymentForm, CallOffForm
from dossiers.statuses import Action
from dossiers.views.staff.side_acts.side_act import SideAct

if TYPE_CHECKING:
    from dossiers.models import Dossier
    from portal.accounts.models import User


def _ask(dossier: Dossier, user: User, typed: dict[str, Any]) -> None:
    amounts = {int(name.rpartition("-")[2]): amount for name, amount in typed.items()}
    asking_payment.ask(dossier, user, amounts)


def _call_off(dossier: Dossier, user: User, typed: dict[str, Any]) -> None:
    calling_off_payment.call_off(dossier, user, reason=typed["reason"])


ACTS: dict[Action, SideAct] = {
    Action.ASK_PAYMENT: SideAct(
        label=_("Yêu cầu nộp phí, lệ phí"),
        form=lambda dossier, _user, data: AskPaymentForm(data, dossier=dossier),
        act=_ask,
        done=_("Đã yêu cầu nộp phí, lệ phí của hồ sơ %(code)s. Nộp đủ thì hồ sơ tự được giải quyết tiếp."),
        template="dossiers/staff/ask_payment.html",
    ),
    Action.CALL_OFF_PAYMENT: SideAct(
        label=_("Thôi yêu cầu nộp phí, lệ phí"),
        form=lambda _dossier, _user, data: CallOffForm(data),
        act=_call_off,
        done=_("Đã thôi yêu cầu nộp tiền của hồ sơ %(code)s. Người nộp được báo lý do."),
        warning=_("Khoản thu đang chờ sẽ bị hủy; mã QR đã gửi cho người nộp không còn dùng được."),
    ),
}
