"""The lead's work: shifts of a week by hand, by the pattern or as the week before; people put on and taken off.

Everything is asked of `leading.require` first; what the table refuses is said in words.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

from django.db import IntegrityError, transaction
from django.db.models import Q, QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import override

from hotline.models import Duty, RosterAction, Shift, Swap, SwapState, Team
from hotline.problems import Incomplete, NotAllowedNow
from hotline.roster import journal, leading, pattern
from hotline.roster.pattern import Line, Planned
from portal.accounts.models import User
from units import calendars

if TYPE_CHECKING:
    from datetime import date, time

WEEK = dt.timedelta(days=7)


def add_shift(team: Team, by: User, day: date, starts: time, ends: time, people: Iterable[User] = ()) -> Shift:
    """One shift that begins on a day, across midnight unless it ends later. NotYours, Incomplete, NotAllowedNow."""
    leading.require(by, team)
    times = pattern.hours(day, starts, ends)
    if times[1] <= timezone.now():
        raise Incomplete(_("Ca này đã qua. Hãy chọn ngày khác."), "day")
    with transaction.atomic():
        if Shift.objects.filter(team=team, is_active=True, starts_at=times[0], ends_at=times[1]).exists():
            raise Incomplete(_("Tổ đã có ca trực này."), "starts")
        shift = Shift.objects.create(team=team, starts_at=times[0], ends_at=times[1])
        journal.note(team, RosterAction.ADD_SHIFT, by, journal.span_words(*times))
        for person in people:
            put_on(shift, by, person)
        return shift


def remove_shift(shift: Shift, by: User) -> None:
    """Nobody has to be there after all: its people are free. One that has begun stays. NotYours, NotAllowedNow."""
    leading.require(by, shift.team)
    with _locked(shift):
        if shift.starts_at <= timezone.now():
            raise NotAllowedNow(_("Ca trực đã bắt đầu, không bỏ được nữa."))
        _free(shift.duties.filter(is_active=True))
        Shift.objects.filter(pk=shift.pk).update(is_active=False)
        words = journal.span_words(shift.starts_at, shift.ends_at)
        journal.note(shift.team, RosterAction.REMOVE_SHIFT, by, words)


def put_on(shift: Shift, by: User, person: User) -> Duty:
    """Put somebody of the agency on a shift. NotYours, Incomplete, NotAllowedNow for whoever is on another then."""
    leading.require(by, shift.team)
    with _locked(shift):
        duty = _sit(shift, person)
        journal.note(shift.team, RosterAction.PUT_ON, by, _who_when(person, shift))
        return duty


def take_off(duty: Duty, by: User) -> None:
    """The person is not on the shift after all. NotYours, NotAllowedNow once it is over."""
    leading.require(by, duty.shift.team)
    with _locked(duty.shift):
        _require_ahead(duty)
        _free(Duty.objects.filter(pk=duty.pk))
        journal.note(duty.shift.team, RosterAction.TAKE_OFF, by, _who_when(duty.user, duty.shift))


def stand_in(duty: Duty, by: User, person: User, reason: str) -> Duty:
    """Somebody else does the duty instead; both see whose it was. NotYours, Incomplete, NotAllowedNow."""
    leading.require(by, duty.shift.team)
    with _locked(duty.shift):
        _require_ahead(duty)
        if person.pk == duty.user_id:
            raise Incomplete(_("Người trực thay phải là người khác."), "person")
        _free(Duty.objects.filter(pk=duty.pk))
        new = _sit(duty.shift, person, stands_in_for=duty.stands_in_for or duty.user)
        with override("vi"):
            words = _("%(who)s thay %(whom)s. Lý do: %(why)s")
        told = {"who": _who_when(person, duty.shift), "whom": duty.user.full_name, "why": reason}
        journal.note(duty.shift.team, RosterAction.STAND_IN, by, words % told)
        return new


def make_week(team: Team, by: User, monday: date) -> list[Shift]:
    """The shifts of the pattern in one week; those that are there, or past, stay as they are. NotYours, Incomplete.

    Days off are those of the unit's calendar: with the holidays and swapped days of the year.
    """
    leading.require(by, team)
    rows = team.pattern.prefetch_related("people")
    lines = [Line(row.weekday, row.starts, row.ends, row.days, tuple(u.pk for u in row.people.all())) for row in rows]
    if not lines:
        raise Incomplete(_("Tổ chưa có lịch mẫu. Hãy ghi lịch mẫu trước."))
    return _make(team, by, pattern.week(lines, calendars.calendar_of(team.unit), monday))


def copy_week(team: Team, by: User, monday: date) -> list[Shift]:
    """The shifts and people of the week before, in the week of `monday`. NotYours, Incomplete where it was empty."""
    leading.require(by, team)
    before = pattern.at(monday, dt.time.min) - WEEK
    rows = Shift.objects.filter(team=team, is_active=True, starts_at__gte=before, starts_at__lt=before + WEEK)
    planned = [
        Planned(shift.starts_at + WEEK, shift.ends_at + WEEK, _people_of(shift))
        for shift in rows.prefetch_related("duties").order_by("starts_at")
    ]
    if not planned:
        raise Incomplete(_("Tuần trước không có ca trực nào để chép."))
    return _make(team, by, planned)


def _people_of(shift: Shift) -> tuple[int, ...]:
    """Whose shift it is: a stand-in was one for once."""
    return tuple(duty.stands_in_for_id or duty.user_id for duty in shift.duties.all() if duty.is_active)


@transaction.atomic
def _make(team: Team, by: User, planned: list[Planned]) -> list[Shift]:
    """Shifts that are missing, with everybody who is free then and still works there."""
    Team.objects.select_for_update().get(pk=team.pk)
    fresh = [one for one in planned if one.ends_at > timezone.now()]
    shifts = [Shift(team=team, starts_at=one.starts_at, ends_at=one.ends_at) for one in fresh]
    had = {(row.starts_at, row.ends_at) for row in Shift.objects.filter(team=team, is_active=True)}
    missing = [shift for shift in shifts if (shift.starts_at, shift.ends_at) not in had]
    Shift.objects.bulk_create(missing)
    people = {(one.starts_at, one.ends_at): one.people for one in fresh}
    there = {person.pk for person in leading.candidates(team.unit)}
    Duty.objects.bulk_create(
        (
            Duty(shift=shift, user_id=person, starts_at=shift.starts_at, ends_at=shift.ends_at)
            for shift in missing
            for person in people[shift.starts_at, shift.ends_at]
            if person in there
        ),
        ignore_conflicts=True,  # whoever is on another shift then is left out: the page marks the hole
    )
    with override("vi"):
        words = _("%(count)d ca trực mới") % {"count": len(missing)}
    journal.note(team, RosterAction.MAKE_WEEK, by, words)
    return missing


def _sit(shift: Shift, person: User, stands_in_for: User | None = None) -> Duty:
    if shift.ends_at <= timezone.now():
        raise NotAllowedNow(_("Ca trực này đã qua."))
    if all(one.pk != person.pk for one in leading.candidates(shift.team.unit)):
        raise Incomplete(_("%(name)s không làm việc ở cơ quan của tổ trực.") % {"name": person.full_name}, "person")
    whose = stands_in_for if stands_in_for and stands_in_for.pk != person.pk else None
    row = Duty(shift=shift, user=person, starts_at=shift.starts_at, ends_at=shift.ends_at, stands_in_for=whose)
    try:
        with transaction.atomic():
            row.save(force_insert=True)
    except IntegrityError as error:
        told = _("%(name)s đã có ca trực khác vào giờ này.") % {"name": person.full_name}
        raise Incomplete(told, "person") from error
    return row


def _free(duties: QuerySet[Duty]) -> None:
    """Take people off; what was asked about their duties has no answer any more."""
    freed = list(duties.values_list("pk", flat=True))
    Duty.objects.filter(pk__in=freed).update(is_active=False)
    asked = Swap.objects.filter(Q(duty__in=freed) | Q(in_return__in=freed), state=SwapState.ASKED)
    asked.update(state=SwapState.WITHDRAWN, answered_at=timezone.now())


def _require_ahead(duty: Duty) -> None:
    if not Duty.objects.filter(pk=duty.pk, is_active=True, ends_at__gt=timezone.now()).exists():
        raise NotAllowedNow(_("Lượt trực này đã qua hoặc đã đổi người."))


def _who_when(person: User, shift: Shift) -> str:
    return f"{person.full_name}, {journal.span_words(shift.starts_at, shift.ends_at)}"


@contextmanager
def _locked(shift: Shift) -> Iterator[None]:
    """The team is the only lock of its roster: two leads change it one after the other."""
    with transaction.atomic():
        Team.objects.select_for_update().get(pk=shift.team_id)
        shift.refresh_from_db(fields=["is_active"])
        if not shift.is_active:
            raise NotAllowedNow(_("Ca trực này đã bị bỏ."))
        yield
