"""What a unit lacks so that people find it and its work goes on: one list for whoever administers it."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass

from django.db import models
from django.db.models import Count, Exists, OuterRef, Q
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from units import duty_hooks
from units.models import (
    CENTRE_KINDS,
    Absence,
    CentreService,
    StaffRole,
    StandIn,
    Unit,
    UnitKind,
    ValidityQuerySet,
    WorkingPeriod,
    today_in_vietnam,
)
from units.roles import Role


@dataclass(frozen=True)
class Lack:
    """One thing that a unit lacks, and the page of the desk where it is mended."""

    unit: Unit
    words: str | Promise
    page: str
    address: str = ""

    @property
    def url(self) -> str:
        """The address of that page."""
        if self.address:
            return self.address
        return (
            reverse(self.page) if self.page == _ABSENCES else reverse(f"unit-desk:{self.page}", args=[self.unit.code])
        )


class Missing(models.TextChoices):
    """What the directory of hotlines needs of a centre; the list at the desk is narrowed by it."""

    HOTLINE = "duong-day-nong", _("Thiếu đường dây nóng")
    ADDRESS = "dia-chi", _("Thiếu địa chỉ")
    HOURS = "gio-mo-cua", _("Thiếu giờ mở cửa")
    ROSTER = "lich-truc", _("Thiếu lịch trực")


def lacking(units: ValidityQuerySet[Unit], missing: str) -> ValidityQuerySet[Unit]:
    """Those of the units that lack one thing; all for what is none. One query more for rosters."""
    centres = units.filter(kind__in=CENTRE_KINDS)
    if missing == Missing.HOTLINE:
        return centres.filter(hotline="")
    if missing == Missing.ADDRESS:
        return centres.filter(address="")
    if missing == Missing.HOURS:
        return centres.exclude(Exists(WorkingPeriod.objects.filter(calendar=OuterRef("calendar"))))
    if missing == Missing.ROSTER:
        return centres.filter(pk__in=duty_hooks.without_roster(list(centres.values_list("pk", flat=True))))
    return units


#: Who has to be there, by kind of unit; two of them, so that one stands in for the other.
_NEEDED = {
    UnitKind.PROVINCIAL_CENTRE: Role.CLERK,
    UnitKind.BRANCH: Role.CLERK,
    UnitKind.COMMUNE_CENTRE: Role.CLERK,
    UnitKind.COMMUNE_DIVISION: Role.OFFICER,
    UnitKind.COMMUNE_COMMITTEE: Role.LEADER,
}
_STAND_IN = 2
_ABSENCES = "absences:list"


def lacks_of(units: ValidityQuerySet[Unit], day: dt.date | None = None) -> list[Lack]:
    """Everything that units lack today, in their order. Four queries at most, however many units."""
    written = WorkingPeriod.objects.filter(calendar=OuterRef("calendar"))
    received = CentreService.objects.current(day).filter(unit=OuterRef("pk"))
    told = units.annotate(
        open_counters=Count("counters", filter=_in_force("counters", day)),
        has_hours=Exists(written),
        has_services=Exists(received),
    )
    rows = list(told.order_by("code"))
    held = StaffRole.objects.current(day).filter(unit__in=[unit.pk for unit in rows], user__is_active=True)
    there = Count("user_id", filter=~_away(day))
    counted = held.order_by().values("unit", "role").annotate(count=Count("user_id"), there=there)
    people = {(row["unit"], row["role"]): (row["count"], row["there"]) for row in counted}
    idle = duty_hooks.without_roster([unit.pk for unit in rows if unit.kind in CENTRE_KINDS])
    return [lack for unit in rows for lack in (*_lacks(unit, people), *_of_a_roster(unit, idle))]


def _away(day: dt.date | None) -> Exists:
    """Whether whoever holds a role is away that day and nobody stands in for it."""
    covered = StandIn.objects.filter(absence=OuterRef("pk"), held=OuterRef(OuterRef("pk")), person__is_active=True)
    return Exists(Absence.objects.on(day).filter(~Exists(covered), user=OuterRef("user")))


def _in_force(relation: str, day: dt.date | None) -> Q:
    on = day or today_in_vietnam()
    ended = Q(**{f"{relation}__valid_to__isnull": False, f"{relation}__valid_to__lte": on})
    return Q(**{f"{relation}__valid_from__lte": on}) & ~ended


def _lacks(unit: Unit, people: dict[tuple[int, str], tuple[int, int]]) -> Iterable[Lack]:
    if unit.kind in CENTRE_KINDS:
        yield from _of_a_centre(unit)
    role = _NEEDED.get(UnitKind(unit.kind))
    if role is None:
        return
    count, there = people.get((unit.pk, role), (0, 0))
    if count == 0:
        yield Lack(unit, _WITHOUT[role], "role")
    elif there == 0:
        yield Lack(unit, _ALL_AWAY[role], _ABSENCES)
    elif count < _STAND_IN:
        yield Lack(unit, _ALONE[role], "role")


def _of_a_centre(unit: Unit) -> Iterable[Lack]:
    """What people need to find the place and come in. A branch differs from the others by what it receives."""
    if not unit.address:
        yield Lack(unit, _("Chưa có địa chỉ."), "contact")
    if not unit.hotline:
        yield Lack(unit, _("Chưa có đường dây nóng riêng."), "contact")
    if not getattr(unit, "open_counters", 0):
        yield Lack(unit, _("Chưa có quầy nào đang mở."), "counter")
    if not getattr(unit, "has_hours", True):
        yield Lack(unit, _("Chưa có giờ mở cửa."), "hours")
    if unit.kind == UnitKind.BRANCH and not getattr(unit, "has_services", True):
        yield Lack(unit, _("Chưa ghi chi nhánh tiếp nhận lĩnh vực nào."), "services")


def _of_a_roster(unit: Unit, idle: Mapping[int, Callable[[str], str]]) -> Iterable[Lack]:
    """Nobody answers the hotline of a centre or its agency in shifts."""
    if unit.pk in idle:
        yield Lack(unit, _("Chưa có lịch trực đường dây nóng."), "", idle[unit.pk](unit.code))


_WITHOUT = {
    Role.CLERK: _("Chưa có công chức tiếp nhận."),
    Role.OFFICER: _("Chưa có công chức thụ lý."),
    Role.LEADER: _("Chưa có lãnh đạo ký duyệt."),
}
_ALONE = {
    Role.CLERK: _("Chỉ có một công chức tiếp nhận, không ai thay khi vắng."),
    Role.OFFICER: _("Chỉ có một công chức thụ lý, không ai thay khi vắng."),
    Role.LEADER: _("Chỉ có một lãnh đạo ký duyệt, không ai thay khi vắng."),
}
_ALL_AWAY = {
    Role.CLERK: _("Hôm nay mọi công chức tiếp nhận đều vắng, chưa cử ai thay."),
    Role.OFFICER: _("Hôm nay mọi công chức thụ lý đều vắng, chưa cử ai thay."),
    Role.LEADER: _("Hôm nay mọi lãnh đạo ký duyệt đều vắng, chưa cử ai ký thay."),
}
