"""Pages on which a clerk says that papers arrived, or what of them did not."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext_lazy as _

from dossiers import paper_transfers
from dossiers.forms.transfers import ArrivedForm, MissingForm
from dossiers.statuses import Action
from dossiers.views.staff.side_acts.side_act import SideAct

if TYPE_CHECKING:
    from django.http import QueryDict

    from dossiers.models import Dossier
    from portal.accounts.models import User


def _missing_form(dossier: Dossier, _user: User, data: QueryDict | None) -> MissingForm:
    return MissingForm(data, papers=list(dossier.papers.filter(replaced_by=None).select_related("component")))


def _confirm(dossier: Dossier, user: User, _typed: dict[str, Any]) -> None:
    paper_transfers.confirm(dossier, user)


def _report(dossier: Dossier, user: User, typed: dict[str, Any]) -> None:
    paper_transfers.report_missing(dossier, user, missing=typed["missing"])


ACTS: dict[Action, SideAct] = {
    Action.CONFIRM_PAPERS: SideAct(
        label=_("Xác nhận đã nhận đủ giấy tờ"),
        form=lambda _dossier, _user, data: ArrivedForm(data),
        act=_confirm,
        done=_("Đã xác nhận giấy tờ của hồ sơ %(code)s đến đủ."),
    ),
    Action.REPORT_MISSING: SideAct(
        label=_("Báo giấy tờ còn thiếu"),
        form=_missing_form,
        act=_report,
        done=_("Đã báo nơi gửi giấy tờ còn thiếu của hồ sơ %(code)s. Thời hạn giải quyết vẫn tính."),
    ),
}
