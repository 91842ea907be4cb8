"""Drawing the samples of a week: a share of the answers of each unit, at least one, and provably not hand-picked.

The seed is the hash of everything that was answered in the week (the hashes of those events in the tickets' chains):
nobody knows it before the week is over, and nobody can choose it. The answers with the smallest hashes of seed and
answer are drawn; whoever has seed and answers finds the same ones again.
"""

from __future__ import annotations

import datetime as dt
import hashlib
from collections import defaultdict
from collections.abc import Iterable, Mapping
from decimal import Decimal
from typing import TYPE_CHECKING

from django.db import transaction
from django.utils import timezone

from hotline.inbox import inbox_unit
from hotline.kinds import Action
from hotline.models import Answer, Sample, SampleDraw, SampleShare, TicketEvent
from units import calendars, working_time
from units.lookup import UnknownUnit
from units.working_time import VIETNAM

if TYPE_CHECKING:
    from django.db.models import QuerySet

USUAL_PERCENT = 5
RATE_WITHIN = Decimal(10)
"""Working days."""
WEEKS_BACK = 4
"""A worker that was away so long makes up for it; older weeks are past rating."""
WEEK = dt.timedelta(days=7)


def share_on(day: dt.date) -> int:
    """How many of a hundred answers are drawn of a week that begins on the day. One query."""
    found = SampleShare.objects.filter(starts_on__lte=day).order_by("-starts_on", "-pk").first()
    return found.percent if found else USUAL_PERCENT


def size_of(count: int, percent: int) -> int:
    """How many of so many are drawn: the share, rounded up, so at least one of any."""
    return -(-count * percent // 100)


def choose(by_unit: Mapping[int, Iterable[str]], percent: int, seed: str) -> set[str]:
    """The drawn ones of each unit. Pure: the same for the same seed, in whatever order they come."""
    drawn: set[str] = set()
    for keys in by_unit.values():
        ranked = sorted(set(keys), key=lambda key: (hashlib.sha256(f"{seed}:{key}".encode()).hexdigest(), key))
        drawn.update(ranked[: size_of(len(ranked), percent)])
    return drawn


def draw_due(today: dt.date | None = None) -> int:
    """Draw the weeks that are over and were not drawn; how many samples there are more."""
    day = today or timezone.localdate()
    monday = day - dt.timedelta(days=day.weekday())
    return sum(_draw(monday - weeks * WEEK) for weeks in range(WEEKS_BACK, 0, -1))


def is_proven(draw: SampleDraw) -> bool:
    """Whether drawing again from the log finds the same seed and the same answers. Three queries."""
    answers, seed = _of_week(draw.starts_on)
    kept = {_key(sample.answer) for sample in draw.samples.select_related("answer__ticket")}
    return draw.seed == seed and kept == choose(_by_unit(answers), draw.percent, seed)


def _draw(monday: dt.date) -> int:
    if SampleDraw.objects.filter(starts_on=monday).exists():
        return 0
    answers, seed = _of_week(monday)
    if not answers:
        return 0
    try:
        calendar = calendars.calendar_of(inbox_unit())
    except UnknownUnit:
        return 0
    now, percent = timezone.now(), share_on(monday)
    due_at = working_time.add(calendar, now, RATE_WITHIN, "working_day").at
    drawn = choose(_by_unit(answers), percent, seed)
    with transaction.atomic():
        row = {"percent": percent, "seed": seed, "population": len(answers), "drawn_at": now}
        draw, is_new = SampleDraw.objects.get_or_create(starts_on=monday, defaults=row)
        if not is_new:
            return 0
        samples = [
            Sample(draw=draw, answer=answer, unit_id=answer.unit_id, due_at=due_at)
            for answer in answers
            if _key(answer) in drawn
        ]
        return len(Sample.objects.bulk_create(samples))


def _of_week(monday: dt.date) -> tuple[list[Answer], str]:
    """What was answered in the week, and the seed of it."""
    begins = dt.datetime.combine(monday, dt.time.min, VIETNAM)
    ends = begins + WEEK
    answers: QuerySet[Answer] = Answer.objects.filter(sent_at__gte=begins, sent_at__lt=ends).select_related("ticket")
    events = TicketEvent.objects.filter(action=Action.ANSWER, at__gte=begins, at__lt=ends)
    hashes = "".join(sorted(events.values_list("hash", flat=True)))
    return list(answers.order_by("pk")), hashlib.sha256(f"{monday.isoformat()}:{hashes}".encode()).hexdigest()


def _by_unit(answers: Iterable[Answer]) -> dict[int, list[str]]:
    found: dict[int, list[str]] = defaultdict(list)
    for answer in answers:
        found[answer.unit_id].append(_key(answer))
    return found


def _key(answer: Answer) -> str:
    return f"{answer.ticket.code}/{answer.number}"


def next_monday() -> dt.date:
    """When the next week begins: what is set now holds from then on, and changes no week that has begun."""
    today = timezone.localdate()
    return today - dt.timedelta(days=today.weekday()) + WEEK
