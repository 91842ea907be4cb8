"""How a dossier stands, in the words and tones of pages: its state, its due time, and where it is now."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING

from django.utils import timezone
from django.utils.translation import gettext as _

from dossiers.models import Dossier, Task
from dossiers.statuses import CLOSED, PAUSED, WITH_RESULT, DeliveryState, ResultDelivery, Status
from dossiers.tracking import completion_of
from portal.ui.parts import Due, State, Tone
from units import calendars
from units.roles import Role

if TYPE_CHECKING:
    from units.working_time import Calendar


def state_of(dossier: Dossier) -> State:
    """The state in the same words as public tracking shows it."""
    return State(tone_of(dossier), completion_of(dossier.status).label)


def tone_of(dossier: Dossier, now: dt.datetime | None = None) -> Tone:
    """In time, due soon or overdue while the clock runs; paused, done or stopped otherwise."""
    moment = now or timezone.now()
    if dossier.status in WITH_RESULT:
        return Tone.DONE
    if dossier.status in PAUSED and dossier.status != Status.STOPPED:
        return Tone.PAUSED
    if dossier.status in CLOSED:
        return Tone.STOPPED
    if moment > dossier.due_at:
        return Tone.OVERDUE
    return Tone.DUE_SOON if moment >= dossier.due_soon_from else Tone.IN_TIME


def due_of(dossier: Dossier) -> Due | None:
    """The due time with the working days left; None when nothing is due from the agency any more."""
    if dossier.status in CLOSED:
        return None
    calendar = calendars.calendar_of(dossier.competent_unit)
    return Due(dossier.due_at, tone_of(dossier), working_days_left(calendar, timezone.now(), dossier.due_at))


def working_days_left(calendar: Calendar, now: dt.datetime, due_at: dt.datetime) -> int:
    """Working days from the day after `now` up to the due day; negative when that day is past."""
    today, due_day = timezone.localdate(now), timezone.localdate(due_at)
    first, last = sorted((today, due_day))
    days = (first + dt.timedelta(days=step) for step in range(1, (last - first).days + 1))
    count = sum(calendar.is_working_day(day) for day in days)
    return count if due_day >= today else -count


def whereabouts(dossier: Dossier, task: Task | None) -> str:
    """Where the dossier is now, in one sentence with the name of the unit; `task` is its open step, if any."""
    place = {"receiving": dossier.receiving_unit.name, "competent": dossier.competent_unit.name}
    if dossier.status == Status.PROCESSING:
        return _processing(dossier, task)
    if dossier.status == Status.FINISHED:
        return _waiting_result(dossier)
    return _sentences()[Status(dossier.status)] % place


def _processing(dossier: Dossier, task: Task | None) -> str:
    unit = task.unit.name if task else dossier.handling_unit.name
    if task and task.role == Role.LEADER:
        return _("Hồ sơ đang chờ lãnh đạo %(unit)s ký duyệt kết quả.") % {"unit": unit}
    return _("Hồ sơ đang được %(unit)s giải quyết.") % {"unit": unit}


def _waiting_result(dossier: Dossier) -> str:
    if dossier.delivery_state == DeliveryState.POSTED:
        return _("Đã có kết quả; bưu chính đang chuyển đến bạn.")
    if dossier.delivery_state == DeliveryState.POST_FAILED:
        words = _("Đã có kết quả, nhưng bưu chính chưa phát được; %(unit)s sẽ gửi lại hoặc mời bạn đến nhận.")
        return words % {"unit": dossier.receiving_unit.name}
    if dossier.result_delivery == ResultDelivery.POST:
        return _("Đã có kết quả; %(unit)s đang gửi đến bạn qua bưu chính.") % {"unit": dossier.receiving_unit.name}
    return _("Đã có kết quả; mời bạn đến %(unit)s để nhận.") % {"unit": dossier.receiving_unit.name}


def _sentences() -> dict[Status, str]:
    return {
        Status.SUBMITTED: _("Hồ sơ đang chờ %(receiving)s kiểm tra và tiếp nhận."),
        Status.RECEIVED: _("%(receiving)s đã tiếp nhận hồ sơ và đang chuyển đến %(competent)s để giải quyết."),
        Status.NOT_RECEIVED: _("%(receiving)s không tiếp nhận hồ sơ này."),
        Status.SUPPLEMENT: _("Hồ sơ đang chờ bạn bổ sung giấy tờ; thời hạn giải quyết tạm dừng."),
        Status.PAYING: _("Hồ sơ đang chờ bạn thực hiện nghĩa vụ tài chính; thời hạn giải quyết tạm dừng."),
        Status.WITHDRAWN: _("Hồ sơ đã được rút theo yêu cầu của bạn."),
        Status.STOPPED: _("%(competent)s đã dừng giải quyết hồ sơ này."),
        Status.RETURNED: _("Đã trả kết quả cho bạn."),
    }
