"""Reading the log of what was announced (models/change.py): the base of feeds, `changes/` and mirrors."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, time

from django.db.models import Max, QuerySet
from django.utils import timezone

from procedures import page_cache
from procedures.models import CatalogueChange, CatalogueState, Delegation

#: When nothing was ever announced.
NEVER = datetime(2000, 1, 1, tzinfo=timezone.get_fixed_timezone(0))


@dataclass(frozen=True)
class State:
    """How far the log is: the last number and the moment it was given."""

    number: int
    changed_at: datetime


def entries() -> QuerySet[CatalogueChange]:
    """The log as readers may see it, with what a line of it names. One query."""
    numbered = CatalogueChange.objects.filter(number__isnull=False)
    return numbered.select_related("procedure", "version__field", "before", "replaced_by")


def state() -> State:
    """How far the log is; from the database. Read it before what it is told with, never after."""
    row = CatalogueState.objects.first()
    return State(row.number, row.changed_at) if row else State(0, NEVER)


def as_of() -> datetime:
    """The moment up to which a reader is told everything when it asks next; what comes later is felt later.

    Kept until the catalogue changes; read it before what is told.
    """
    today = timezone.localdate()
    key = f"as-of:{page_cache.edition()}:{today}"
    midnight = timezone.make_aware(datetime.combine(today, time.min))
    found: datetime = page_cache.kept(key, lambda: max(state().changed_at, midnight))
    return found


def modified_at() -> datetime:
    """When the catalogue in force last became what it is today; kept until it changes, or the day does.

    Delegations are part of it: by whom a procedure is settled.
    """
    today = timezone.localdate()
    key = f"modified:{page_cache.edition()}:{today}"
    found: datetime = page_cache.kept(key, lambda: _last_felt(today))
    return found


def _last_felt(today: date) -> datetime:
    felt: datetime | None = entries().filter(effective_on__lte=today).aggregate(last=Max("felt_at"))["last"]
    judged = Delegation.objects.aggregate(judged=Max("judged_at"), ended=Max("ended_at"))
    moments: list[datetime | None] = [felt, *judged.values(), NEVER]
    return max(moment for moment in moments if moment)
