"""The ladder officer → head → supervisor: who is told next about what stays late, after delays in working time.

`settings.ESCALATION_HOURS` says after how many working hours of the answering unit each rung is told. Each rung is
told once; running again, also after a worker was killed inside, tells what is missing and nothing twice.
"""

from __future__ import annotations

from datetime import datetime
from decimal import Decimal
from typing import Any

from django.conf import settings
from django.db import connection
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import override

from dossiers.alert_kinds import AlertKind, Rung
from dossiers.watched import CLIMB, WATCHED, Watched
from dossiers.working_hours_ago import hours_ago
from units import calendars
from units.models import Unit
from units.roles import Role

_NEXT_ROLE = {Rung.OFFICER: Role.LEADER, Rung.HEAD: Role.SUPERVISOR}

Lines = tuple[list[int], list[datetime]]


def climb(now: datetime | None = None) -> int:
    """Tells heads and supervisors what has stayed late long enough; how many were told."""
    moment = now or timezone.now()
    places = _one_unit_a_calendar()
    return sum(_climb(watched, rung, moment, places) for watched in WATCHED for rung in _NEXT_ROLE)


def _climb(watched: Watched, rung: Rung, now: datetime, places: dict[int, Unit]) -> int:
    hours = settings.ESCALATION_HOURS[watched.kind][rung]
    if hours is None or not places:
        return 0
    calendar_ids, latest = _lines(places, now, hours)
    values: dict[str, Any] = {
        "now": now,
        "kind": watched.kind.value,
        "rung": int(rung),
        "role": _NEXT_ROLE[rung].value,
        **_reasons(watched.kind, rung),
        "calendars": calendar_ids,
        "latest": latest,
        "newest": max(latest),
    }
    with connection.cursor() as cursor:
        cursor.execute(CLIMB.format(place=watched.place), values)
        row = cursor.fetchone()
    return int(row[0]) if row else 0


def _lines(places: dict[int, Unit], now: datetime, hours: Decimal) -> Lines:
    """For each calendar, the latest moment since which the working hours have passed by now."""
    ids = list(places)
    return ids, [hours_ago(calendars.calendar_of(places[pk]), now, hours) for pk in ids]


def _one_unit_a_calendar() -> dict[int, Unit]:
    units = Unit.objects.order_by("calendar_id", "pk").distinct("calendar_id").select_related("calendar")
    return {unit.calendar_id: unit for unit in units}


def _reasons(kind: AlertKind, rung: Rung) -> dict[str, str]:
    """What is told beside the kind: who answers for it (NĐ 61/2018 Đ19(9): an apology comes before the due time)."""
    if kind != AlertKind.OVERDUE:
        return {"reason": "", "reason_apologised": ""}
    with override("vi"):
        if rung == Rung.HEAD:
            told = _("Người đứng đầu đã được báo mà hồ sơ vẫn quá hạn.")
            return {"reason": told, "reason_apologised": told}
        return {
            "reason": _("Đã quá hạn mà chưa xin lỗi, hẹn lại: người đứng đầu bộ phận xử lý chịu trách nhiệm."),
            "reason_apologised": _("Đã xin lỗi và hẹn lại một lần mà vẫn quá hạn: không được hẹn lại nữa."),
        }
