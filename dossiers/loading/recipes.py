"""What invented dossiers look like: of which procedures, in which communes, how old, and where they stand.

Busy wards have twenty times the work of quiet communes, people file in the daytime of working days, most of what is
open is in time, and nearly all of what is old was returned.
"""

from __future__ import annotations

import random
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import lru_cache
from itertools import accumulate
from typing import Any

from django.utils import timezone

from dossiers.statuses import Channel, Status
from procedures.choices import VersionState
from procedures.models import Case, InternalProcess, ProcedureVersion, Step
from units import calendars, working_time
from units.models import Unit, UnitKind
from units.working_time import VIETNAM, Calendar

ARCHIVE_DAYS = 700
OPEN_STATUSES = {Status.SUBMITTED: 15, Status.RECEIVED: 8, Status.PROCESSING: 65, Status.SUPPLEMENT: 12}
CLOSED_STATUSES = {Status.RETURNED: 92, Status.NOT_RECEIVED: 5, Status.WITHDRAWN: 3}
CHANNELS = {Channel.ONLINE: 62, Channel.DIRECT: 35, Channel.POSTAL: 3}
WORKING_DAYS = (1, 2, 3, 5, 7, 10, 15, 20)
OVERDUE_SHARE = 0.04


@dataclass(frozen=True)
class Matter:
    """A procedure as it is filed: its usual case, its process with steps, its first paper."""

    version: ProcedureVersion
    case: Case
    process: InternalProcess
    steps: dict[str, Step]
    component_id: int | None


@dataclass(frozen=True)
class Place:
    """A commune: who receives, who is competent, who handles."""

    receiving: Unit
    competent: Unit
    handling: Unit


@dataclass(frozen=True)
class Plan:
    """One dossier before it is written."""

    matter: Matter
    place: Place
    channel: str
    status: Status
    submitted_at: datetime
    due_at: datetime
    due_sum: dict[str, Any]


class Recipes:
    """Draws plans; the same seed draws the same."""

    def __init__(self, seed: int) -> None:
        self._random = random.Random(seed)
        self._matters = _matters()
        self._places = _places()
        if not self._matters or not self._places:
            raise LookupError("no published procedure with a process, or no commune: load units and catalogue first")
        self._busy = list(accumulate(1 / (rank + 8) for rank in range(len(self._places))))
        self._calendar = calendars.calendar_of(self._places[0].competent)
        self._now = timezone.now()

    def plans(self, count: int, open_count: int) -> Iterator[Plan]:
        """That many plans, the closed ones from old to new, then the open ones."""
        for number in range(count - open_count):
            back = ARCHIVE_DAYS * (1 - number / max(count - open_count, 1)) + 25
            yield self._plan(self._one_of(CLOSED_STATUSES), back)
        for _number in range(open_count):
            yield self._open()

    def _open(self) -> Plan:
        plan = self._plan(self._one_of(OPEN_STATUSES), self._random.uniform(0, 6))
        is_late = self._random.random() < OVERDUE_SHARE
        ahead = -self._random.uniform(0.1, 20) if is_late else self._random.uniform(0.1, 20)
        due = self._now + timedelta(days=ahead)
        submitted = min(plan.submitted_at, due - timedelta(days=1))
        return Plan(plan.matter, plan.place, plan.channel, plan.status, submitted, due, plan.due_sum)

    def _plan(self, status: Status, days_back: float) -> Plan:
        submitted = (self._now - timedelta(days=days_back)).astimezone(VIETNAM)
        hour, minute = self._random.randint(7, 16), self._random.randint(0, 59)
        submitted = min(submitted.replace(hour=hour, minute=minute, second=0, microsecond=0), self._now)
        due, told = _due(self._calendar_key(), submitted.toordinal(), self._random.choice(WORKING_DAYS))
        place = self._random.choices(self._places, cum_weights=self._busy)[0]
        matter = self._random.choice(self._matters)
        return Plan(matter, place, self._one_of(CHANNELS), status, submitted, due, told)

    def _one_of(self, shares: dict[Any, int]) -> Any:
        return self._random.choices(list(shares), weights=list(shares.values()))[0]

    def _calendar_key(self) -> _ByIdentity:
        return _ByIdentity(self._calendar)


class _ByIdentity:
    """A calendar as a key of a cache: calendars are equal only when they are the same."""

    def __init__(self, calendar: Calendar) -> None:
        self.calendar = calendar

    def __eq__(self, other: object) -> bool:
        return isinstance(other, _ByIdentity) and other.calendar is self.calendar

    def __hash__(self) -> int:
        return id(self.calendar)


@lru_cache(maxsize=10_000)
def _due(key: _ByIdentity, ordinal: int, days: int) -> tuple[datetime, dict[str, Any]]:
    """The due time of a term of working days, and its sum: the date of filing alone decides."""
    start = datetime.fromordinal(ordinal).replace(hour=9, tzinfo=VIETNAM)
    due = working_time.add(key.calendar, start, days, "working_day")  # type: ignore[arg-type]
    told = {
        "amount": str(days),
        "unit": "working_day",
        "counted": [day.isoformat() for day in due.counted],
        "skipped": [[day.isoformat(), reason] for day, reason in due.skipped],
    }
    return due.at, told


def _matters() -> list[Matter]:
    published = ProcedureVersion.objects.filter(state=VersionState.PUBLISHED, valid_to=None).order_by("pk")
    found = published.prefetch_related("cases__components", "processes__steps")
    return [matter for version in found if (matter := _matter(version))]


def _matter(version: ProcedureVersion) -> Matter | None:
    case = next(iter(version.cases.all()), None)
    process = next((one for one in version.processes.all() if one.case_id in (None, case and case.pk)), None)
    if case is None or process is None:
        return None
    steps = {step.role: step for step in reversed(process.steps.all())}
    if not {"clerk", "officer", "leader"} <= steps.keys():
        return None
    papers = case.papers()
    return Matter(version, case, process, steps, papers[0].pk if papers else None)


def _places() -> list[Place]:
    units = Unit.objects.current().filter(level="commune").select_related("calendar", "parent").order_by("code")
    parts: dict[int, list[Unit]] = {}
    for unit in units:
        parts.setdefault(unit.parent_id or 0, []).append(unit)
    places = []
    for committee in (unit for unit in units if unit.kind == UnitKind.COMMUNE_COMMITTEE):
        own = {unit.kind: unit for unit in parts.get(committee.pk, [])}
        if UnitKind.COMMUNE_CENTRE in own:
            handling = own.get(UnitKind.COMMUNE_DIVISION, committee)
            places.append(Place(own[UnitKind.COMMUNE_CENTRE], committee, handling))
    return places
