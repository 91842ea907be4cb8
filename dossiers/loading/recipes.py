"""What invented dossiers look like: of which procedures, in which communes, how old, and where they stand.

Busy wards have twenty times the work of quiet communes, people come to a counter on working days by day, most of
what is open is in time, and nearly all of what is old was returned. Each chunk is drawn by itself: the same one again
after a stop, and by whichever process.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from functools import lru_cache
from random import Random
from typing import NamedTuple

from django.utils import timezone

from dossiers.loading.chances import Chances
from dossiers.loading.matters import Matter, every_matter
from dossiers.loading.people import PEOPLE
from dossiers.loading.places import Place, every_place
from dossiers.loading.terms import Terms
from dossiers.statuses import Channel, Status
from units import calendars
from units.working_time import VIETNAM

ARCHIVE_DAYS = 700
OPEN_STATUSES = Chances({Status.SUBMITTED: 15, Status.RECEIVED: 8, Status.PROCESSING: 65, Status.SUPPLEMENT: 12})
CLOSED_STATUSES = Chances({Status.RETURNED: 92, Status.NOT_RECEIVED: 5, Status.WITHDRAWN: 3})
CHANNELS = Chances({Channel.ONLINE: 62, Channel.DIRECT: 35, Channel.POSTAL: 3})
WORKING_DAYS = (1, 2, 3, 5, 7, 10, 15, 20)
OVERDUE_SHARE = 0.04
FRIDAY = 4


class Order(NamedTuple):
    """What was asked for: how many, how many of them open, and the seed of the draw."""

    dossiers: int
    open_count: int
    seed: int


class Plan(NamedTuple):
    """One dossier before it is written; `day` is the one of its code, in Vietnam."""

    matter: Matter
    place: Place
    owner: int
    channel: Channel
    status: Status
    day: date
    submitted_at: datetime
    due_at: datetime
    due_sum: str


class Recipes:
    """Draws plans; the same seed draws the same. LookupError where there is nothing to draw from."""

    def __init__(self, order: Order) -> None:
        self.order = order
        self._matters, places = every_matter(), every_place()
        if not self._matters or not places:
            raise LookupError("no published procedure with a process, or no commune: load units and catalogue first")
        self._places = Chances({place: 1 / (rank + 8) for rank, place in enumerate(places)})
        self._terms = Terms(calendars.calendar_of(places[0].competent))
        self.now = timezone.now()
        self._here = self.now.astimezone(VIETNAM)

    def plans(self, numbers: range) -> Iterator[Plan]:
        """The plans of these numbers: first the closed ones from old to new, then the open ones."""
        luck = Random(f"{self.order.seed}/{numbers.start}")
        archived = self.order.dossiers - self.order.open_count
        for number in numbers:
            if number < archived:
                yield self._plan(luck, CLOSED_STATUSES.draw(luck), ARCHIVE_DAYS * (1 - number / archived) + 25)
            else:
                yield self._open(luck)

    def _open(self, luck: Random) -> Plan:
        ahead = luck.uniform(0.1, 20) * (-1 if luck.random() < OVERDUE_SHARE else 1)
        plan = self._plan(luck, OPEN_STATUSES.draw(luck), luck.uniform(0, 6))
        due = self._terms.closing(self.now + timedelta(days=ahead), is_past=ahead < 0)
        submitted = min(plan.submitted_at, due - timedelta(days=1))
        return plan._replace(day=submitted.astimezone(VIETNAM).date(), submitted_at=submitted, due_at=due)

    def _plan(self, luck: Random, status: Status, days_back: float) -> Plan:
        channel = CHANNELS.draw(luck)
        day = _day(channel, (self._here - timedelta(days=days_back)).date())
        minutes = 60 * 7 + int(luck.random() * 60 * 10)
        submitted = min(_midnight(day) + timedelta(minutes=minutes), self.now)
        term = self._terms.term(day.toordinal(), WORKING_DAYS[int(luck.random() * len(WORKING_DAYS))])
        place = self._places.draw(luck)
        matter = self._matters[int(luck.random() * len(self._matters))]
        owner = int(luck.random() * luck.random() * PEOPLE)
        return Plan(matter, place, owner, channel, status, day, submitted, term.due_at, term.told)


def _day(channel: Channel, day: date) -> date:
    """The day itself, or the Friday before for whoever finds the doors shut."""
    late = day.weekday() - FRIDAY
    return day - timedelta(days=late) if late > 0 and channel != Channel.ONLINE else day


@lru_cache(maxsize=2_000)
def _midnight(day: date) -> datetime:
    return datetime(day.year, day.month, day.day, tzinfo=VIETNAM).astimezone(UTC)
