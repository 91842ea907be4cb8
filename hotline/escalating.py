"""The ladder: what stays unanswered climbs to the head, the supervisor, the Chair's office. The worker's round.

Each ticket in a transaction of its own, those in use left for the next round; running again moves nothing twice.
"""

from __future__ import annotations

from datetime import datetime

from django.db import transaction
from django.utils import timezone

from hotline import due_times, log
from hotline.actors import Actor
from hotline.kinds import OPEN, Action, Level
from hotline.models import Ticket

MOST_A_ROUND = 200


def climb(now: datetime | None = None) -> int:
    """Let tickets climb whose time has come; how many did."""
    moment = now or timezone.now()
    return next(count for count in range(MOST_A_ROUND + 1) if count == MOST_A_ROUND or not _climb_one(moment))


def _climb_one(now: datetime) -> bool:
    with transaction.atomic():
        due = Ticket.objects.filter(state__in=OPEN, climbs_at__lte=now).order_by("climbs_at")
        ticket = due.select_for_update(skip_locked=True, of=("self",)).select_related("handling_unit__calendar").first()
        if ticket is None:
            return False
        climbs = due_times.at_climbing(ticket, now)
        level = min(ticket.level + 1, Level.CHAIR)
        changes = {"level": level, "level_since": now, **climbs}
        log.move(ticket, Action.ESCALATE, Actor.system(), data={"level": int(level)}, changes=changes)
        return True
