"""What the owner is told at each move, in their own language; by which ways is `portal.notices`' matter."""

from __future__ import annotations

from typing import TYPE_CHECKING
from urllib.parse import urljoin

from django.conf import settings
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from dossiers.statuses import Action, ClaimState
from portal.documents.signing import registry
from portal.notices.telling import Addressee, Notice, tell
from portal.ui import speaking

if TYPE_CHECKING:
    from dossiers.hooks import Moved
    from dossiers.models import Dossier, Event, FeeClaim

SUBJECTS = {
    Action.SUBMIT: gettext_noop("Đã nhận được hồ sơ %(code)s"),
    Action.RECEIVE: gettext_noop("Hồ sơ %(code)s đã được tiếp nhận"),
    Action.REQUEST_SUPPLEMENT: gettext_noop("Hồ sơ %(code)s cần bổ sung giấy tờ"),
    Action.ANSWER_SUPPLEMENT: gettext_noop("Đã nhận giấy tờ bổ sung của hồ sơ %(code)s"),
    Action.REFUSE: gettext_noop("Hồ sơ %(code)s không được tiếp nhận"),
    Action.HAND_OVER: gettext_noop("Hồ sơ %(code)s đang được xử lý"),
    Action.REROUTE: gettext_noop("Hồ sơ %(code)s được chuyển đến đúng cơ quan giải quyết"),
    Action.ISSUE: gettext_noop("Hồ sơ %(code)s đã có kết quả"),
    Action.RETURN_RESULT: gettext_noop("Đã trả kết quả hồ sơ %(code)s"),
    Action.WITHDRAW: gettext_noop("Hồ sơ %(code)s đã được rút"),
    Action.RECOUNT: gettext_noop("Ngày hẹn trả kết quả hồ sơ %(code)s được tính lại"),
    Action.APOLOGISE: gettext_noop("Xin lỗi và hẹn lại ngày trả kết quả hồ sơ %(code)s"),
    Action.STOP: gettext_noop("Đã dừng giải quyết hồ sơ %(code)s"),
    Action.UNDO: gettext_noop("Cơ quan đã rút lại một việc với hồ sơ %(code)s"),
    Action.RECALL: gettext_noop("Kết quả hồ sơ %(code)s đã bị thu hồi"),
    Action.REPLACE_RESULT: gettext_noop("Kết quả hồ sơ %(code)s đã được đính chính"),
    Action.ASK_PAYMENT: gettext_noop("Mời nộp phí, lệ phí của hồ sơ %(code)s"),
    Action.ASK_AT_RETURN: gettext_noop("Mời nộp phí, lệ phí để nhận kết quả hồ sơ %(code)s"),
    Action.CALL_OFF_PAYMENT: gettext_noop("Hồ sơ %(code)s không phải nộp khoản tiền đã báo"),
    Action.PAID: gettext_noop("Đã nhận đủ phí, lệ phí của hồ sơ %(code)s"),
    Action.REFUNDED: gettext_noop("Đã hoàn trả tiền của hồ sơ %(code)s"),
    Action.REFUND_FAILED: gettext_noop("Tiền hoàn trả của hồ sơ %(code)s chưa đến được bạn"),
    Action.HAND_TO_POST: gettext_noop("Kết quả hồ sơ %(code)s đã được gửi qua bưu chính"),
    Action.POST_FAILED: gettext_noop("Bưu chính chưa phát được kết quả hồ sơ %(code)s"),
    Action.DELIVER_REPLACEMENT: gettext_noop("Đã trao kết quả đính chính của hồ sơ %(code)s"),
    Action.KEEP_AT_COUNTER: gettext_noop("Mời nhận kết quả hồ sơ %(code)s tại quầy"),
    Action.MOVE_UNIT: gettext_noop("Hồ sơ %(code)s được chuyển đến đơn vị mới"),
}
TOLD = tuple(SUBJECTS)
"""Moves that the owner hears of; what goes on between officer and leader stays inside (TT 01/2018 Đ16)."""


def is_told(event: Event) -> bool:
    """Whether the owner hears of the event: of an undo only where they had heard of what it takes back."""
    return event.action in TOLD and (event.action != Action.UNDO or event.data.get("undone") in TOLD)


def tell_owner(moved: Moved) -> None:
    """Tells the submitter and the owner, by each way of theirs."""
    if not is_told(moved.event):
        return
    dossier = moved.dossier
    language = language_of(dossier)
    with translation.override(language):
        notice = Notice(
            key=dossier.code,
            once=f"{dossier.code}/{moved.event.sequence}",
            language=language,
            subject=_subject(dossier, Action(moved.event.action)),
            text=_text(moved),
            link=urljoin(settings.PORTAL_URL, reverse("dossiers:detail", args=[dossier.code])),
            lookup=urljoin(settings.PORTAL_URL, reverse("dossiers:track")),
        )
    tell(notice, addressees(dossier))


def addressees(dossier: Dossier) -> list[Addressee]:
    """Owner and submitter as their papers name them; the account is that of whoever filed."""
    account, filer = dossier.submitted_by, dossier.submitter
    return [
        Addressee(party.email, party.phone or account.phone or "", account)
        if account is not None and party == filer
        else Addressee(party.email, party.phone)
        for party in dossier.people
    ]


def language_of(dossier: Dossier) -> str:
    """The language of whoever filed, else the site's."""
    return dossier.submitted_by.language if dossier.submitted_by else settings.LANGUAGE_CODE


def _subject(dossier: Dossier, action: Action) -> str:
    return _(SUBJECTS[action]) % {"code": dossier.code}


def _text(moved: Moved) -> str:
    dossier = moved.dossier
    context = {
        "dossier": dossier,
        "due_at": speaking.moment(dossier.due_at),
        "action": str(moved.event.action),
        "note": moved.event.note,
        "data": moved.event.data,
        "rejected": _rejected_claims(moved),
        "signs": registry.is_signing(),
        "pay": _pay_link(moved),
        "link": urljoin(settings.PORTAL_URL, reverse("dossiers:detail", args=[dossier.code])),
        "track": urljoin(settings.PORTAL_URL, reverse("dossiers:track")),
    }
    return render_to_string("dossiers/messages/moved.txt", context).strip() + "\n"


def _pay_link(moved: Moved) -> str:
    """Where the order of this move is paid; whoever gets the letter may pay without signing in."""
    code = moved.event.data.get("order", "")
    return urljoin(settings.PORTAL_URL, reverse("payments:order", args=[code])) if code else ""


def _rejected_claims(moved: Moved) -> list[FeeClaim]:
    """The claims on fees that this move rejected, for a letter that says why and what is due then."""
    told = moved.event.data.get("fee_claims", ())
    if all(claim["state"] != ClaimState.REJECTED for claim in told):
        return []
    return list(moved.dossier.fee_claims.filter(state=ClaimState.REJECTED))
