"""A calendar of its own for an agency, upon the one it shared: so that a flood in one ward is no day off for all."""

from __future__ import annotations

from django.db import transaction

from units import page_store
from units.models import Unit, WorkingCalendar, WorkingPeriod


@transaction.atomic
def give_own_calendar(unit: Unit) -> WorkingCalendar:
    """The agency's own calendar: special days of the shared one count on, hours are copied, no due time moves.

    The units beneath that shared the same calendar come along. Asking twice gives the one made first.
    """
    shared = unit.calendar
    slug = f"unit-{unit.code.lower().replace('.', '-')}"
    if shared.slug == slug:
        return shared
    own, made = WorkingCalendar.objects.get_or_create(slug=slug, defaults={"name": unit.name[:120], "base": shared})
    if made:
        WorkingPeriod.objects.bulk_create(
            WorkingPeriod(
                calendar=own,
                purpose=period.purpose,
                weekday=period.weekday,
                opens=period.opens,
                closes=period.closes,
            )
            for period in shared.periods.all()
        )
    Unit.objects.filter(pk__in=[unit.pk, *_beneath(unit)], calendar=shared).update(calendar=own)
    page_store.changed()
    own.refresh_from_db()
    return own


def is_shared(unit: Unit) -> bool:
    """Whether units in force beside this one and those beneath it live by its calendar, or a calendar stands on it."""
    others = Unit.objects.current().filter(calendar=unit.calendar_id).exclude(pk__in=[unit.pk, *_beneath(unit)])
    return others.exists() or WorkingCalendar.objects.filter(base=unit.calendar_id).exists()


def sharing_beneath(unit: Unit) -> list[Unit]:
    """The units in force beneath this one that live by its calendar."""
    beneath = Unit.objects.current().filter(pk__in=_beneath(unit), calendar=unit.calendar_id)
    return list(beneath.select_related("calendar").order_by("code"))


def _beneath(unit: Unit) -> list[int]:
    found, level = [], [unit.pk]
    while level:
        level = list(Unit.objects.filter(parent__in=level).values_list("pk", flat=True))
        found += level
    return found
