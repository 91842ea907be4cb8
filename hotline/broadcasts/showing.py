"""Which broadcasts are in force, kept so that a warm page asks the database nothing; and where each is shown.

Kept in the shared cache until something changes, and for less than a second in the process: an incident stands on
every page within a second, wherever it was announced.
"""

from __future__ import annotations

import hashlib
import time
from dataclasses import dataclass
from datetime import datetime

from django.core.cache import cache
from django.db import transaction
from django.db.models import Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import get_language

from hotline.models import Broadcast, BroadcastKind
from portal.ui.banners import Banner, Place

KEPT_SECONDS = 300
HELD_SECONDS = 0.9
KEY = "hotline:broadcasts"


@dataclass(frozen=True)
class InForce:
    """What pages need of a broadcast that did not end; times are aware."""

    pk: int
    title: str
    title_en: str
    is_incident: bool
    begins_at: datetime
    ends_at: datetime | None
    units: frozenset[str]
    procedures: frozenset[str]

    def is_shown(self, now: datetime) -> bool:
        """Planned downtime from its announcement on, to surprise nobody; an incident until it is said to end."""
        return self.is_incident or self.ends_at is None or now < self.ends_at

    def concerns(self, place: Place) -> bool:
        """Whether a page speaks of the same: what the page names must fit, and it must name something of it."""
        if place.is_whole or not (self.units or self.procedures):
            return True
        by_procedure = place.procedure in self.procedures
        by_unit = any(_is_within(unit, self.units) for unit in place.units)
        if self.procedures and self.units:
            return (by_procedure or not place.procedure) and (by_unit or not place.units) and (by_procedure or by_unit)
        return by_procedure or by_unit

    def banner(self) -> Banner:
        """The notice in the reader's language."""
        title = self.title_en if get_language() == "en" else self.title
        address = reverse("hotline:broadcast", args=[self.pk])
        return Banner(title, address, self.begins_at, self.ends_at, self.is_incident)


class Broadcasts:
    """The source of banners (`portal.ui.banners.Source`)."""

    def __init__(self) -> None:
        self._held: list[InForce] = []
        self._until = 0.0

    def mark(self) -> str:
        """What is shown now, as one short text; "" for nothing."""
        shown = [f"{one.pk}:{one.ends_at}" for one in self._shown()]
        return hashlib.sha256(" ".join(shown).encode()).hexdigest()[:16] if shown else ""

    def at(self, place: Place) -> list[Banner]:
        """The banners of a place, incidents first, then by their beginning."""
        found = [one for one in self._shown() if one.concerns(place)]
        return [one.banner() for one in sorted(found, key=lambda one: (not one.is_incident, one.begins_at, one.pk))]

    def forget(self) -> None:
        """Ask the shared cache next time."""
        self._until = 0.0

    def _shown(self) -> list[InForce]:
        now = timezone.now()
        return [one for one in self._all() if one.is_shown(now)]

    def _all(self) -> list[InForce]:
        if time.monotonic() >= self._until:
            found: list[InForce] | None = cache.get(KEY)
            if found is None:
                found = _read()
                cache.set(KEY, found, KEPT_SECONDS)
            self._held, self._until = found, time.monotonic() + HELD_SECONDS
        return self._held


source = Broadcasts()


def changed() -> None:
    """To be called in the transaction that writes a broadcast: pages tell it at once, here and elsewhere."""
    _forget()
    transaction.on_commit(_forget)


def _forget() -> None:
    cache.delete(KEY)
    source.forget()


def _read() -> list[InForce]:
    """One query while nothing is in force, three otherwise."""
    open_ones = Broadcast.objects.filter(Q(ended_at=None))
    lasting = open_ones.filter(Q(kind=BroadcastKind.INCIDENT) | Q(ends_at__gt=timezone.now()))
    return [_in_force(one) for one in lasting.prefetch_related("units", "procedures").order_by("pk")]


def _in_force(one: Broadcast) -> InForce:
    return InForce(
        pk=one.pk,
        title=one.title,
        title_en=one.title_en,
        is_incident=one.kind == BroadcastKind.INCIDENT,
        begins_at=one.begins_at,
        ends_at=one.ends_at,
        units=frozenset(unit.code for unit in one.units.all()),
        procedures=frozenset(procedure.code for procedure in one.procedures.all()),
    )


def _is_within(code: str, above: frozenset[str]) -> bool:
    """Codes of units open with those of the units above them: H29.101.9 lies beneath H29.101."""
    return any(code == one or code.startswith(f"{one}.") for one in above)
