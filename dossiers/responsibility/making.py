"""Makes the list of a month that is over: one entry for each missed due time, with who held the dossier then.

Making it again adds what is missing and changes nothing that stands there. A list that is published stays as it is.
"""

from __future__ import annotations

from datetime import date, datetime, timedelta
from decimal import Decimal

from django.conf import settings
from django.db import transaction
from django.utils import timezone

from dossiers import deadline_watch
from dossiers.models import LateEntry, LateList
from dossiers.responsibility import telling
from dossiers.responsibility.missed import Missed, missed_in
from dossiers.responsibility.months import stretch_of
from dossiers.responsibility.words import Standing
from portal.accounts.models import User
from units import calendars, working_time
from units.models import Unit

Terms = tuple[datetime, datetime]
"""Until when an entry is explained, and judged."""


class NotOver(ValueError):
    """The month goes on, so its list can't be made yet."""


@transaction.atomic
def make(month: date, now: datetime | None = None) -> LateList:
    """The list of the month that begins on `month`; NotOver while that month goes on."""
    moment, stretch = now or timezone.now(), stretch_of(month)
    if moment < stretch.end:
        raise NotOver(f"{month:%Y-%m} is not over")
    first = {"made_at": moment, "publish_on": timezone.localdate(moment)}
    LateList.objects.get_or_create(month=month, defaults=first)
    made = LateList.objects.select_for_update().get(month=month)
    if made.published_at is None:
        deadline_watch.mark(moment)
        _write(made, missed_in(stretch), moment)
        telling.tell_made(made, moment)
    return made


def _write(made: LateList, missed: list[Missed], now: datetime) -> None:
    units = Unit.objects.select_related("calendar").in_bulk({row.unit for row in missed})
    names = dict(User.objects.filter(pk__in={row.person for row in missed}).values_list("pk", "full_name"))
    terms = _terms(units, now)
    entries = [_entry(made, row, names, terms[units[row.unit].calendar_id]) for row in missed]
    LateEntry.objects.bulk_create(entries, ignore_conflicts=True, batch_size=1000)
    last = max((timezone.localdate(entry.decide_until) for entry in entries), default=None)
    if last is not None and last >= made.publish_on:
        made.publish_on = last + timedelta(days=1)
        made.save(update_fields=["publish_on"])


def _entry(made: LateList, row: Missed, names: dict[int, str], terms: Terms) -> LateEntry:
    return LateEntry(
        late_list=made,
        dossier_id=row.dossier,
        kind=row.kind,
        due_at=row.due_at,
        done_at=row.done_at,
        unit_id=row.unit,
        role=row.role,
        person_id=row.person,
        person_name=names.get(row.person, "") if row.person else "",
        step_name=row.step_name,
        standing=Standing.APOLOGISED if row.reason else Standing.OPEN,
        reason=row.reason,
        explain_until=terms[0],
        decide_until=terms[1],
    )


def _terms(units: dict[int, Unit], now: datetime) -> dict[int, Terms]:
    """The two terms by calendar: many units share one."""
    by_calendar = {unit.calendar_id: calendars.calendar_of(unit) for unit in units.values()}
    explain = settings.LATE_LIST_EXPLAIN_DAYS
    judge = explain + settings.LATE_LIST_JUDGE_DAYS
    return {pk: (_after(own, now, explain), _after(own, now, judge)) for pk, own in by_calendar.items()}


def _after(calendar: working_time.Calendar, now: datetime, days: int) -> datetime:
    return working_time.add(calendar, now, Decimal(days), "working_day").at
