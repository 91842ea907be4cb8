"""Making a team and what it is: its name, numbers, lead, hours, the list of numbers to ring; and its pattern."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import override

from hotline.models import Duty, PatternLine, PhoneStep, RosterAction, Team
from hotline.problems import Incomplete, NotAllowedNow, NotYours
from hotline.roster import journal, leading

if TYPE_CHECKING:
    from hotline.roster.pattern import Line
    from portal.accounts.models import User
    from units.models import Unit


@dataclass(frozen=True)
class Setting:
    """What a team is; `tree` are names with numbers (E.164 or short) in the order in which they are rung."""

    name: str
    lead: User
    numbers: Sequence[str]
    coverage: str
    call_minutes: int
    urgent_minutes: int
    tree: Sequence[tuple[str, str]] = ()

    def fields(self) -> dict[str, object]:
        """The columns of the team."""
        told = ("name", "lead", "coverage", "call_minutes", "urgent_minutes")
        return {name: getattr(self, name) for name in told} | {"numbers": list(self.numbers)}


def set_up(unit: Unit, by: User, setting: Setting) -> Team:
    """A new team of a unit. NotYours, Incomplete."""
    if unit.pk not in leading.units_for(by):
        raise NotYours(_("Bạn không lập được tổ trực ở đơn vị này."))
    return _write(Team(unit=unit), by, setting)


def change(team: Team, by: User, setting: Setting) -> Team:
    """Another name, lead, hours, numbers. NotYours, Incomplete."""
    leading.require(by, team)
    return _write(team, by, setting)


def end(team: Team, by: User) -> None:
    """The team answers no more. NotYours, NotAllowedNow while somebody is still on its shifts."""
    leading.require(by, team)
    with transaction.atomic():
        Team.objects.select_for_update().get(pk=team.pk)
        if Duty.objects.filter(shift__team=team, is_active=True, ends_at__gt=timezone.now()).exists():
            raise NotAllowedNow(_("Tổ còn người được phân công trực. Hãy bỏ các ca trực sắp tới trước."))
        Team.objects.filter(pk=team.pk, ended_at=None).update(ended_at=timezone.now())
        with override("vi"):
            journal.note(team, RosterAction.SET_UP, by, _("Giải thể tổ trực"))


def add_line(team: Team, by: User, line: Line, people: Sequence[User]) -> PatternLine:
    """One more shift of every week. NotYours, Incomplete for somebody of another agency."""
    leading.require(by, team)
    there = {one.pk for one in leading.candidates(team.unit)}
    if any(person.pk not in there for person in people):
        raise Incomplete(_("Hãy chọn người trong cơ quan của tổ trực."), "people")
    with transaction.atomic():
        times = {"weekday": line.weekday, "starts": line.starts, "ends": line.ends, "days": line.days}
        row = PatternLine.objects.create(team=team, **times)
        row.people.set(people)
        journal.note(team, RosterAction.SET_PATTERN, by, f"+ {_clock(row.starts)}–{_clock(row.ends)}")
        return row


def remove_line(line: PatternLine, by: User) -> None:
    """One shift of every week less; weeks that were made stay. NotYours."""
    leading.require(by, line.team)
    with transaction.atomic():
        journal.note(line.team, RosterAction.SET_PATTERN, by, f"− {_clock(line.starts)}–{_clock(line.ends)}")
        line.delete()


def _write(team: Team, by: User, setting: Setting) -> Team:
    if all(one.pk != setting.lead.pk for one in leading.candidates(team.unit)):
        raise Incomplete(_("Người phụ trách phải làm việc ở cơ quan của tổ trực."), "lead")
    for name, value in setting.fields().items():
        setattr(team, name, value)
    try:
        with transaction.atomic():
            team.save()
            team.phone_steps.all().delete()
            PhoneStep.objects.bulk_create(
                PhoneStep(team=team, position=place, name=name, phone=phone)
                for place, (name, phone) in enumerate(setting.tree, start=1)
            )
            journal.note(team, RosterAction.SET_UP, by, setting.name)
    except IntegrityError as error:
        raise Incomplete(_("Đơn vị đã có tổ trực mang tên này."), "name") from error
    return team


def _clock(time: dt.time) -> str:
    return f"{time:%H:%M}"
