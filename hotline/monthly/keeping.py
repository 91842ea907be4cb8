"""Making the report of a month and keeping it: on the first working day, and again when something was corrected."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING, Any

from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from hotline.inbox import inbox_unit
from hotline.models import MonthlyReport
from hotline.monthly import counting
from hotline.problems import Incomplete, NotAllowedNow
from portal.vietnamese import normalise
from units import calendars
from units.lookup import UnknownUnit

if TYPE_CHECKING:
    from portal.accounts.models import User

_DAY = dt.timedelta(days=1)


def newest(year: int, month: int) -> MonthlyReport | None:
    """The report of a month that counts. One query."""
    return MonthlyReport.objects.filter(year=year, month=month).order_by("-number").first()


def make_due(today: dt.date | None = None) -> MonthlyReport | None:
    """On the first working day of a month, or as soon after it as a worker runs: keep last month's, once."""
    day = today or timezone.localdate()
    last = day.replace(day=1) - _DAY
    if newest(last.year, last.month) is not None:
        return None
    try:
        calendar = calendars.calendar_of(inbox_unit())
    except UnknownUnit:
        return None
    begun = (day.replace(day=1) + number * _DAY for number in range(day.day))
    if not any(calendar.is_working_day(one) for one in begun):
        return None
    return _keep(last.year, last.month, counting.of_month(last.year, last.month))


def make_again(year: int, month: int, user: User, reason: str) -> MonthlyReport:
    """Count a kept month again, for a reason; the report of before stays under its number.

    Incomplete without a reason; NotAllowedNow for a month that has no report, and where every number is the same.
    """
    reason = normalise(reason)
    if not reason:
        raise Incomplete(_("Hãy ghi vì sao lập lại báo cáo."), "reason")
    before = newest(year, month)
    if before is None:
        raise NotAllowedNow(_("Tháng này chưa có báo cáo."))
    counts = counting.of_month(year, month)
    if counts == before.counts:
        raise NotAllowedNow(_("Lập lại cho đúng các số cũ: không có gì thay đổi, báo cáo giữ nguyên."))
    made = _keep(year, month, counts, number=before.number + 1, made_by=user, reason=reason[:300])
    if made is None:
        raise NotAllowedNow(_("Người khác vừa lập lại báo cáo này."))
    return made


def _keep(year: int, month: int, counts: dict[str, list[list[Any]]], **more: Any) -> MonthlyReport | None:
    row = {"number": 1, "counts": counts, "made_at": timezone.now()} | more
    try:
        with transaction.atomic():
            return MonthlyReport.objects.create(year=year, month=month, **row)
    except IntegrityError:  # somebody else keeps the same at this moment
        return None
