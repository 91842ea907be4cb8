"""Changing a day in tests: the administrator of the system, what they send, and the worker's round."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.test import Client
from django.urls import reverse

from portal.accounts.models import User
from tests.dossiers.world import World, make_staff
from units import changing_calendars
from units.models import CalendarChange, WorkingCalendar
from units.roles import Role

FLOOD = "Nghỉ do ngập lụt"


def administrator(world: World) -> User:
    """Whoever keeps every calendar."""
    email = "he-thong@example.vn"
    known = User.objects.filter(email=email).first()
    return known or make_staff(email, "Võ Quản Trị", Role.SYSTEM_ADMIN, world.ward.committee)


def typed(day: date, kind: str = "off", reason: str = FLOOD, **more: str) -> dict[str, str]:
    """The form of a day as a browser sends it."""
    parts = {f"date_{part}": str(getattr(day, part)) for part in ("day", "month", "year")}
    return {**parts, "kind": kind, "reason": reason, **more}


def ask_for(client: Client, world: World, day: date, kind: str = "off", slug: str = "office", **more: str) -> Any:
    """The answer to a day that the administrator sends in."""
    client.force_login(administrator(world))
    return client.post(reverse("calendar-desk:days", args=[slug]), typed(day, kind, **more))


def begin(client: Client, change: CalendarChange) -> Any:
    """The answer to the pressed button, with the pages that follow."""
    return client.post(reverse("calendar-desk:decide", args=[change.pk]), follow=True)


def changed(world: World, day: date, kind: str = "off", calendar: WorkingCalendar | None = None) -> CalendarChange:
    """A day changed and carried to its end."""
    hours = [["07:30", "11:30"], ["13:00", "17:00"]] if kind == "worked" else []
    change = CalendarChange.objects.create(
        calendar=calendar or WorkingCalendar.objects.get(slug="office"),
        date=day,
        kind=kind,
        hours=hours,
        reason=FLOOD,
        made_by=administrator(world),
    )
    changing_calendars.begin(change)
    changing_calendars.apply_waiting()
    change.refresh_from_db()
    return change
