"""Sudden rises: far more in one hour than in the same hour of the same weekday of the weeks before.

A Monday morning is always busy, so it is measured by Monday mornings. What comes in is counted as rare events are
(Poisson): three standard deviations above the mean, and at least `FEWEST`, so that two instead of none alarm nobody.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from math import sqrt
from typing import TYPE_CHECKING
from urllib.parse import urljoin

from django.conf import settings
from django.db import transaction
from django.db.models import Count, Q
from django.db.models.functions import TruncHour
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.translation import gettext as _

from dossiers.addressees import Addressees
from hotline.inbox import inbox_unit
from hotline.kinds import Kind
from hotline.models import Rise, Ticket
from portal.notices.telling import Addressee, Notice, tell
from portal.ui import speaking
from units.lookup import UnknownUnit
from units.roles import Role

if TYPE_CHECKING:
    from portal.accounts.models import User

WEEKS_BACK = 8
FEWEST = 6
DEVIATIONS = 3.0
HOUR, WEEK = dt.timedelta(hours=1), dt.timedelta(days=7)


def expected(history: Sequence[int]) -> float:
    """How many usually come: the mean of the hours before; 0 without any."""
    return sum(history) / len(history) if history else 0.0


def is_rise(count: int, history: Sequence[int]) -> bool:
    """Whether so many are far more than usual."""
    usual = expected(history)
    return count >= FEWEST and count > usual + DEVIATIONS * sqrt(max(usual, 1.0))


def look(now: dt.datetime | None = None) -> int:
    """Look at the last whole hour; how many rises began. Looking again tells nothing twice."""
    ends = (now or timezone.now()).replace(minute=0, second=0, microsecond=0)
    began = ends - HOUR
    counts = counts_of(began)
    told = 0
    for kind in ("", *Kind.values):
        history = [counts.get((kind, began - week * WEEK), 0) for week in range(1, WEEKS_BACK + 1)]
        count = counts.get((kind, began), 0)
        if is_rise(count, history):
            told += _note(kind, began, count, expected(history))
    return told


def counts_of(began: dt.datetime) -> Mapping[tuple[str, dt.datetime], int]:
    """What came in during an hour and the same hour of each week before, by kind and ("") together. One query."""
    hours = [began - week * WEEK for week in range(WEEKS_BACK + 1)]
    there = Q()
    for hour in hours:
        there |= Q(received_at__gte=hour, received_at__lt=hour + HOUR)
    rows = Ticket.objects.filter(there).order_by().annotate(hour=TruncHour("received_at", tzinfo=dt.UTC))
    found: dict[tuple[str, dt.datetime], int] = {}
    for kind, hour, count in rows.values_list("kind", "hour").annotate(Count("pk")):
        for key in ((kind, hour), ("", hour)):
            found[key] = found.get(key, 0) + count
    return found


@transaction.atomic
def _note(kind: str, began: dt.datetime, count: int, usual: float) -> int:
    """One row a rise: an hour that follows it makes it longer, and is told nobody."""
    going_on = Rise.objects.select_for_update().filter(kind=kind, until__gte=began).order_by("-until").first()
    if going_on is not None:
        if going_on.until < began + HOUR:
            going_on.until, going_on.count = began + HOUR, going_on.count + count
            going_on.save(update_fields=["until", "count"])
        return 0
    rise = Rise(kind=kind, began_at=began, until=began + HOUR, count=count, expected=usual)
    made = Rise.objects.bulk_create([rise], ignore_conflicts=True)
    for person in _told():
        _write(person, made[0])
    return 1


def _told() -> list[User]:
    """Supervisors of the whole hotline."""
    try:
        inbox = inbox_unit()
    except UnknownUnit:
        return []
    return Addressees.today().of(Role.SUPERVISOR, inbox.pk)


def _write(person: User, rise: Rise) -> None:
    with translation.override(person.language or settings.LANGUAGE_CODE):
        kind = str(Kind(rise.kind).label) if rise.kind else _("Mọi loại")
        link = urljoin(settings.PORTAL_URL, reverse("hotline:heat"))
        context = {
            "kind": kind,
            "count": rise.count,
            "expected": round(rise.expected),
            "since": speaking.moment(rise.began_at),
            "until": speaking.moment(rise.until),
            "link": link,
        }
        subject = _("Phản ánh tăng đột biến: %(kind)s") % {"kind": kind}
        text = render_to_string("hotline/messages/rise.txt", context).strip() + "\n"
    once = f"rise/{rise.kind}/{rise.began_at:%Y%m%d%H}/{person.pk}"
    # The hotline is there day and night, and a rise at night is a flood or a fire.
    notice = Notice(
        f"rises-{person.pk}",
        once,
        person.language,
        subject,
        text,
        link,
        link,
        is_urgent=True,
        good_until=rise.until + 3 * HOUR,
    )
    tell(notice, [Addressee.holding(person)])
