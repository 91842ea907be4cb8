"""The life of a dossier as its owner reads it: what is past, where it is now, and what is to come.

What goes on between officer and leader stays inside (TT 01/2018 Đ16); the owner sees the same moves that they
are told of by e-mail.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from django.utils.translation import gettext as _

from dossiers.messages import is_told
from dossiers.models import Dossier, Event
from dossiers.statuses import CLOSED, Action, Status
from portal.ui.parts import TimelineItem

_PROBLEMS = (Action.REFUSE, Action.REQUEST_SUPPLEMENT, Action.STOP, Action.RECALL)
_SAYS_WHY = (
    *_PROBLEMS,
    Action.WITHDRAW,
    Action.ISSUE,
    Action.APOLOGISE,
    Action.RECOUNT,
    Action.REPLACE_RESULT,
    Action.MOVE_UNIT,
    Action.CALL_OFF_PAYMENT,
    Action.REFUNDED,
    Action.HAND_TO_POST,
    Action.POST_FAILED,
)

_TO_COME = (Action.RECEIVE, Action.HAND_OVER, Action.ISSUE, Action.RETURN_RESULT)
"""Milestones of a dossier that goes its way, in order."""


def timeline_of(
    dossier: Dossier, events: Sequence[Event], now_words: str, *, is_filer: bool = True
) -> list[TimelineItem]:
    """Past events, the sentence of now, and the milestones ahead. `events` come with their units, oldest first.

    To an owner for whom somebody else filed (not `is_filer`) what that person did is not told as their own.
    """
    told = [event for event in events if is_told(event)]
    words = _done() if is_filer else _done() | _done_by_another()
    past = [_past(event, _title(event, words)) for event in told]
    if dossier.status in CLOSED and dossier.status != Status.FINISHED:
        return past
    return [*past, TimelineItem(now_words, phase="now"), *_ahead(dossier, _happened(told))]


def _happened(told: Sequence[Event]) -> set[str]:
    """What was done and not taken back."""
    done: set[str] = set()
    for event in told:
        if event.action == Action.UNDO:
            done.discard(event.data["undone"])
        else:
            done.add(event.action)
    return done


def _title(event: Event, words: Mapping[Action, str]) -> str:
    """What happened; a result that refuses is not announced as one that grants."""
    if event.action == Action.ISSUE and event.data.get("legal_ground"):
        return _("Cơ quan từ chối giải quyết hồ sơ")
    return words[Action(event.action)]


def _past(event: Event, title: str) -> TimelineItem:
    is_problem = event.action in _PROBLEMS
    return TimelineItem(
        title=title,
        phase="problem" if is_problem else "past",
        moment=event.at,
        text=_told(event),
        who=event.unit.name if event.unit else "",
    )


def _told(event: Event) -> str:
    """What the owner reads about a move: why, or where to."""
    if event.action == Action.REROUTE:
        return _("Từ nay %(unit)s giải quyết. Ngày hẹn trả không đổi.") % {"unit": event.data.get("to_name", "")}
    return event.note if event.action in _SAYS_WHY else ""


def _ahead(dossier: Dossier, happened: set[str]) -> list[TimelineItem]:
    """What has not happened yet. A milestone behind one that happened is not announced again."""
    last = max((place for place, action in enumerate(_TO_COME) if action in happened), default=-1)
    words = {
        Action.RECEIVE: _("%(unit)s tiếp nhận hồ sơ") % {"unit": dossier.receiving_unit.name},
        Action.HAND_OVER: _("%(unit)s giải quyết") % {"unit": dossier.competent_unit.name},
        Action.ISSUE: _("Có kết quả"),
        Action.RETURN_RESULT: _("Trả kết quả"),
    }
    due = {Action.ISSUE: dossier.due_at} if dossier.status not in (Status.SUPPLEMENT, Status.PAYING) else {}
    return [TimelineItem(words[action], phase="ahead", moment=due.get(action)) for action in _TO_COME[last + 1 :]]


def _done() -> dict[Action, str]:
    return {
        Action.SUBMIT: _("Bạn đã nộp hồ sơ"),
        Action.RECEIVE: _("Hồ sơ được tiếp nhận"),
        Action.REQUEST_SUPPLEMENT: _("Hồ sơ cần bổ sung giấy tờ"),
        Action.ANSWER_SUPPLEMENT: _("Bạn đã nộp bổ sung"),
        Action.REFUSE: _("Hồ sơ không được tiếp nhận"),
        Action.HAND_OVER: _("Hồ sơ được chuyển đi giải quyết"),
        Action.REROUTE: _("Hồ sơ được chuyển đến đúng cơ quan giải quyết"),
        Action.ISSUE: _("Kết quả được ban hành"),
        Action.RETURN_RESULT: _("Đã trả kết quả"),
        Action.WITHDRAW: _("Bạn đã rút hồ sơ"),
        Action.RECOUNT: _("Ngày hẹn trả kết quả được tính lại theo lịch làm việc mới"),
        Action.APOLOGISE: _("Cơ quan giải quyết xin lỗi và hẹn lại ngày trả kết quả"),
        Action.STOP: _("Hồ sơ bị dừng giải quyết"),
        Action.UNDO: _("Cơ quan rút lại việc vừa làm"),
        Action.RECALL: _("Kết quả bị thu hồi"),
        Action.REPLACE_RESULT: _("Kết quả được đính chính, giấy mới thay giấy cũ"),
        Action.MOVE_UNIT: _("Hồ sơ được chuyển đến đơn vị mới"),
        Action.ASK_PAYMENT: _("Hồ sơ chờ nộp phí, lệ phí"),
        Action.ASK_AT_RETURN: _("Kết quả chờ nộp phí, lệ phí"),
        Action.CALL_OFF_PAYMENT: _("Không phải nộp khoản tiền đã báo"),
        Action.PAID: _("Đã nhận đủ phí, lệ phí"),
        Action.REFUNDED: _("Đã hoàn trả tiền"),
        Action.HAND_TO_POST: _("Kết quả được giao cho bưu chính"),
        Action.POST_FAILED: _("Bưu chính chưa phát được kết quả"),
        Action.DELIVER_REPLACEMENT: _("Kết quả đã đính chính được trao cho bạn"),
        Action.KEEP_AT_COUNTER: _("Kết quả chờ bạn đến nhận tại quầy"),
        Action.REFUND_FAILED: _("Tiền hoàn trả chưa đến được bạn, cơ quan sẽ chuyển lại"),
    }


def _done_by_another() -> dict[Action, str]:
    return {
        Action.SUBMIT: _("Người nộp hồ sơ đã nộp"),
        Action.ANSWER_SUPPLEMENT: _("Người nộp hồ sơ đã nộp bổ sung"),
        Action.WITHDRAW: _("Người nộp hồ sơ đã rút hồ sơ"),
    }
