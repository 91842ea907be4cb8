"""Pages of asking other units for their opinion, and of no longer asking."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext_lazy as _

from dossiers import asking, consulting, unit_names
from dossiers.forms.asking import AskForm, CancelForm, PartsForm
from dossiers.models import AskedFor
from dossiers.statuses import Action
from dossiers.views.staff.side_acts.side_act import SideAct

if TYPE_CHECKING:
    from django.http import QueryDict

    from dossiers.models import Dossier
    from portal.accounts.models import User


def _form_of(
    kind: type[AskForm],
) -> Callable[[Dossier, User, QueryDict | None], AskForm]:
    def make(dossier: Dossier, _user: User, data: QueryDict | None) -> AskForm:
        papers = list(dossier.papers.filter(replaced_by=None).select_related("component"))
        return kind(data, papers=papers, names=unit_names.offered(dossier.handling_unit))

    return make


def _ask_for(asked_for: AskedFor) -> Callable[[Dossier, User, dict[str, Any]], object]:
    def ask(dossier: Dossier, user: User, typed: dict[str, Any]) -> object:
        given = {"question": typed["question"], "asked": typed["asked"], "papers": typed["papers"]}
        return asking.ask(dossier, user, **given, asked_for=asked_for)

    return ask


def _cancel_form(dossier: Dossier, _user: User, data: QueryDict | None) -> CancelForm:
    return CancelForm(data, asked=list(dossier.consultations.open().select_related("unit")))


def _cancel(dossier: Dossier, user: User, typed: dict[str, Any]) -> None:
    consulting.cancel(dossier.consultations.get(pk=typed["consultation"]), user, reason=typed["reason"])


ACTS: dict[Action, SideAct] = {
    Action.ASK_OPINIONS: SideAct(
        label=_("Lấy ý kiến đơn vị khác"),
        form=_form_of(AskForm),
        act=_ask_for(AskedFor.OPINION),
        done=_("Đã gửi câu hỏi về hồ sơ %(code)s. Thời hạn giải quyết vẫn tính."),
        template="dossiers/staff/ask_opinions.html",
    ),
    Action.ASK_PARTS: SideAct(
        label=_("Giao phần việc cho cơ quan phối hợp"),
        form=_form_of(PartsForm),
        act=_ask_for(AskedFor.PART),
        done=_("Đã giao phần việc của hồ sơ %(code)s. Chỉ trình ký được khi các cơ quan đã làm xong."),
        template="dossiers/staff/ask_opinions.html",
    ),
    Action.CANCEL_OPINION: SideAct(
        label=_("Thôi hỏi ý kiến"),
        form=_cancel_form,
        act=_cancel,
        done=_("Đã thôi hỏi ý kiến về hồ sơ %(code)s."),
    ),
}
