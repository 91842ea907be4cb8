"""Which fields a centre receives at which counters, from which day: what is written, and what is shown.

Nothing is overwritten: what changes ends on its day and goes on in a row of its own.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.db import transaction
from django.db.models import Q, QuerySet
from django.utils.translation import gettext as _
from django.utils.translation import override

from units import desk_log, page_store
from units.models import CentreService, Counter, Unit, today_in_vietnam

if TYPE_CHECKING:
    from portal.accounts.models import User


@dataclass(frozen=True)
class Received:
    """A field that is received, with the numbers of its counters (none: any), its first day, and the first without."""

    code: str
    name: str
    counters: tuple[int, ...]
    since: dt.date
    until: dt.date | None


def received_at(unit: Unit, on: dt.date | None = None) -> list[Received]:
    """The fields that a unit receives on a day, each once, by name. One query."""
    return grouped(shown_rows(unit.services.current(on)))


def received_from(unit: Unit, day: dt.date) -> list[Received]:
    """The fields that a unit receives on a day or later, as its administrator sees them: once for each span of days."""
    return grouped(shown_rows(unit.services.exclude(valid_to__lte=day)), by_span=True)


def shown_rows(rows: QuerySet[CentreService]) -> QuerySet[CentreService]:
    """Rows in the order in which `grouped` wants them."""
    return rows.select_related("counter").order_by("field_name", "field_code", "valid_from", "counter__number")


def grouped(rows: Iterable[CentreService], *, by_span: bool = False) -> list[Received]:
    """One for each field (and span of days), from rows in that order."""
    found: dict[tuple[str, object], list[CentreService]] = {}
    for row in rows:
        span = (row.valid_from, row.valid_to) if by_span else None
        found.setdefault((row.field_code, span), []).append(row)
    return [_received(group) for group in found.values()]


def _received(group: list[CentreService]) -> Received:
    numbers = sorted(row.counter.number for row in group if row.counter)
    is_anywhere = len(numbers) < len(group)
    ends = [row.valid_to for row in group if row.valid_to]
    return Received(
        code=group[0].field_code,
        name=group[0].field_name,
        counters=() if is_anywhere else tuple(numbers),
        since=min(row.valid_from for row in group),
        until=max(ends) if len(ends) == len(group) else None,
    )


@transaction.atomic
def receive(
    by: User, unit: Unit, field: tuple[str, str], counters: Collection[Counter | None], day: dt.date | None = None
) -> None:
    """From a day on (today by default) a unit receives a field at exactly these counters; at none, no more.

    ``None`` among the counters stands for any counter. A row that had not begun by then is taken back.
    """
    start, (code, name) = day or today_in_vietnam(), field
    Unit.objects.select_for_update().get(pk=unit.pk)
    standing = unit.services.filter(field_code=code).exclude(valid_to__lte=start)
    before = _in_words(standing)
    standing.filter(valid_from__gte=start).delete()
    wanted = {counter.pk if counter else None for counter in counters}
    kept = {row.counter_id: row for row in standing.filter(_is_at(wanted))}
    standing.filter(pk__in=[row.pk for row in kept.values()]).update(valid_to=None)
    standing.exclude(pk__in=[row.pk for row in kept.values()]).update(valid_to=start)
    CentreService.objects.bulk_create(
        CentreService(unit=unit, field_code=code, field_name=name, counter=counter, valid_from=start)
        for counter in counters
        if (counter.pk if counter else None) not in kept
    )
    after = _in_words(unit.services.filter(field_code=code).exclude(valid_to__lte=start))
    desk_log.note(by, unit, desk_log.What.SERVICE, before, after or (_over(name, start) if before else ""))
    page_store.changed()


def counter_closes(counter: Counter, end: dt.date) -> None:
    """A counter whose last day is the one before receives nothing then; a field of no other one goes on at any."""
    for row in counter.services.exclude(valid_to__lte=end):
        others = row.unit.services.filter(field_code=row.field_code).exclude(pk=row.pk)
        if not others.exclude(valid_to__lte=end).exists():
            _go_on_anywhere(row, max(row.valid_from, end))
    counter.services.filter(valid_from__gte=end).delete()
    counter.services.exclude(valid_to__lte=end).update(valid_to=end)


def _go_on_anywhere(row: CentreService, start: dt.date) -> None:
    CentreService.objects.create(
        unit=row.unit, field_code=row.field_code, field_name=row.field_name, valid_from=start, valid_to=row.valid_to
    )


def _is_at(counters: set[int | None]) -> Q:
    named = Q(counter__in=[pk for pk in counters if pk is not None])
    return named | Q(counter=None) if None in counters else named


def _in_words(rows: QuerySet[CentreService]) -> str:
    with override("vi"):
        return "; ".join(_say(each) for each in grouped(shown_rows(rows), by_span=True))


def _say(each: Received) -> str:
    numbers = ", ".join(map(str, each.counters))
    at = _("quầy %(numbers)s") % {"numbers": numbers} if numbers else _("mọi quầy")
    since = _("từ ngày %(day)s") % {"day": f"{each.since:%d/%m/%Y}"}
    return f"{each.name}: {at}, {since}"


def _over(name: str, day: dt.date) -> str:
    with override("vi"):
        return _("%(field)s: thôi tiếp nhận từ ngày %(day)s") % {"field": name, "day": f"{day:%d/%m/%Y}"}
