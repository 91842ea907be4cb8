"""Writing down who is away and who stands in: by the person, or by a leader or administrator of the agency.

A stand-in gets the reach of one role for those days and nothing for good: no role is given, none is ended.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.db.models import Q
from django.utils.translation import gettext as _

from portal.accounts.models import User

from .access import has_role, own_agency_units, stands_in_for, units_of_agency
from .models import Absence, StaffRole, StandIn, today_in_vietnam
from .models.absences import AbsenceQuerySet
from .roles import Role

MAY_WRITE = (Role.LEADER, Role.UNIT_ADMIN)
"""Who writes down the absences of others in their agency."""

LONGEST_DAYS = 366


@dataclass(frozen=True)
class Period:
    """First and last day away, and why."""

    first: dt.date
    last: dt.date
    reason: str


def colleagues_of(user: User) -> list[User]:
    """Whose absences the person may write besides their own."""
    units = own_agency_units(user, *MAY_WRITE)
    held = StaffRole.objects.current().filter(unit__in=units, user__is_active=True).exclude(user=user)
    return list(User.objects.filter(pk__in=held.values("user")).order_by("full_name", "pk"))


def may_write(user: User, who: User) -> bool:
    """Whether the person may write absences of `who`."""
    return who.pk == user.pk or any(colleague.pk == who.pk for colleague in colleagues_of(user))


def seen_by(user: User) -> AbsenceQuerySet:
    """The absences of today and later that the person may see: their own, and those of the agencies they run."""
    units = own_agency_units(user, *MAY_WRITE)
    theirs = StaffRole.objects.current().filter(unit__in=units).values("user")
    found = Absence.objects.not_over().filter(Q(user=user) | Q(user__in=theirs))
    return found.select_related("user").prefetch_related("stand_ins__held__unit", "stand_ins__person")


def roles_to_cover(who: User, by: User) -> list[StaffRole]:
    """The roles somebody may do in their place; running the system is not one of them.

    Whoever writes for another person covers what that person does in the agencies they run, and nothing elsewhere.
    """
    held = StaffRole.objects.current().filter(user=who).exclude(role=Role.SYSTEM_ADMIN)
    if by.pk != who.pk:
        held = held.filter(unit__in=own_agency_units(by, *MAY_WRITE))
    return list(held.select_related("unit__parent__parent").order_by("unit__code", "role"))


def candidates(held: StaffRole) -> list[User]:
    """Who may stand in: staff of the same agency."""
    there = StaffRole.objects.current().filter(unit__in=units_of_agency(held.unit)).exclude(user=held.user_id)
    return list(User.objects.filter(pk__in=there.values("user"), is_active=True).order_by("full_name", "pk"))


def write(absence: Absence, by: User, period: Period, stand_ins: dict[int, User | None]) -> Absence:
    """Writes an absence, new or changed, with its stand-ins (by id of the role, None for nobody).

    Raises ValidationError beside `last` or `stand_in_<id>`.
    """
    if period.last < period.first:
        raise ValidationError({"last": _("Ngày cuối không được trước ngày đầu.")})
    if (period.last - period.first).days >= LONGEST_DAYS:
        raise ValidationError({"last": _("Mỗi lần ghi không quá một năm.")})
    covered = {held.pk: held for held in roles_to_cover(absence.user, by)}
    named = [(covered[pk], person) for pk, person in stand_ins.items() if pk in covered and person is not None]
    for held, person in named:
        _check(held, person, by, period)
    absence.valid_from, absence.valid_to = period.first, period.last + dt.timedelta(days=1)
    absence.reason, absence.written_by = period.reason, by
    try:
        with transaction.atomic():
            absence.save()
            absence.stand_ins.filter(held__in=covered).delete()
            StandIn.objects.bulk_create(StandIn(absence=absence, held=held, person=person) for held, person in named)
    except IntegrityError as error:
        raise ValidationError({"first": _("Người này đã có một lần vắng mặt trùng những ngày đó.")}) from error
    return absence


def _check(held: StaffRole, person: User, by: User, period: Period) -> None:
    field = f"stand_in_{held.pk}"
    if person.pk == held.user_id or person.pk not in {one.pk for one in candidates(held)}:
        raise ValidationError({field: _("Người thay phải là người khác trong cùng cơ quan.")})
    # Who only stands in for the leader would lengthen their own power.
    leads = has_role(by, Role.LEADER, held.unit) and stands_in_for(by, Role.LEADER, held.unit) is None
    if person.pk == by.pk and not leads:
        raise ValidationError({field: _("Không ai tự cử mình thay: hãy nhờ lãnh đạo ghi.")})
    away = Absence.objects.filter(user=person, valid_from__lte=period.last, valid_to__gt=period.first).first()
    if away is not None and away.valid_from < away.valid_to:
        raise ValidationError({field: _("%(name)s cũng vắng trong những ngày đó.") % {"name": person.full_name}})


def end(absence: Absence, by: User) -> None:
    """The person is back from today on; an absence that had not begun is called off."""
    absence.valid_to = max(absence.valid_from, min(absence.valid_to, today_in_vietnam()))
    absence.written_by = by
    absence.save(update_fields=["valid_to", "written_by", "written_at"])


def gaps_in(absences: list[Absence]) -> list[tuple[Absence, StaffRole]]:
    """Roles of leaders that nobody does on some day of an absence: no stand-in, and no other leader of the very unit.

    Another leader who is away on those days, with nobody in their place either, is none.
    """
    covered = {(one.absence_id, one.held_id) for absence in absences for one in absence.stand_ins.all()}
    leading = StaffRole.objects.current().filter(role=Role.LEADER, user__is_active=True).select_related("unit")
    held = list(leading.filter(unit__in=leading.filter(user__in=[one.user_id for one in absences]).values("unit")))
    away = _not_covered(held)
    return [
        (absence, role)
        for absence in absences
        for role in held
        if role.user_id == absence.user_id
        and (absence.pk, role.pk) not in covered
        and not _is_done_by_another(role, absence, held, away)
    ]


def _not_covered(held: list[StaffRole]) -> dict[int, list[Absence]]:
    """For each of the roles (by id) the absences to come in which nobody stands in for it."""
    found = Absence.objects.not_over().filter(user__in=[role.user_id for role in held]).prefetch_related("stand_ins")
    rows = list(found)
    return {
        role.pk: [
            one
            for one in rows
            if one.user_id == role.user_id and role.pk not in {s.held_id for s in one.stand_ins.all()}
        ]
        for role in held
    }


def _is_done_by_another(
    role: StaffRole, absence: Absence, held: list[StaffRole], away: dict[int, list[Absence]]
) -> bool:
    """Whether on each day of the absence some other leader of the unit is there."""
    others = [one for one in held if one.unit_id == role.unit_id and one.user_id != role.user_id]
    first = max(absence.valid_from, today_in_vietnam())
    days = [first + dt.timedelta(days=n) for n in range((absence.valid_to - first).days)]
    return all(any(not any(gone.is_on(day) for gone in away[one.pk]) for one in others) for day in days)
