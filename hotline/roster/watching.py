"""The worker looks a week ahead for hours that nobody has, and writes to the team's lead; each hour is told once.

A round writes the rows and the letter in one transaction, so that a worker killed inside has told nothing.
"""

from __future__ import annotations

from typing import TYPE_CHECKING
from urllib.parse import urljoin

from django.conf import settings
from django.db import transaction
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.translation import gettext as _

from hotline.models import Hole, RosterAction, Team
from hotline.roster import journal, week
from hotline.roster.coverage import Span
from hotline.roster.pattern import monday_of
from portal.notices.telling import Addressee, Notice, tell
from portal.ui import speaking

if TYPE_CHECKING:
    from collections.abc import Collection

DAYS_AHEAD = 8
"""Today and the seven days after it (issue 6, build 5: a week ahead)."""
NAMED = 20


def watch() -> int:
    """Look through every team; how many holes were told."""
    teams = Team.objects.filter(ended_at=None).order_by("pk").values_list("pk", flat=True)
    return sum(_watch_one(pk) for pk in teams)


@transaction.atomic
def _watch_one(pk: int) -> int:
    teams = Team.objects.select_for_update(of=("self",), skip_locked=True).select_related("unit__calendar", "lead")
    team = teams.filter(pk=pk).first()
    if team is None:  # somebody is changing the roster now: the next round looks again
        return 0
    holes = week.holes_of(team, timezone.localdate(), DAYS_AHEAD)
    _close(team, holes)
    known = {Span(hole.starts_at, hole.ends_at) for hole in Hole.objects.filter(team=team, closed_at=None)}
    fresh = [hole for hole in holes if hole not in known]
    for hole in fresh:
        _open(team, hole)
    if fresh:
        _tell(team, fresh)
    return len(fresh)


def open_of(team: Team) -> list[Hole]:
    """The holes that were told and are still there, the next first."""
    return list(Hole.objects.filter(team=team, closed_at=None, ends_at__gt=timezone.now()))


def _close(team: Team, holes: Collection[Span]) -> None:
    told = Hole.objects.filter(team=team, closed_at=None)
    gone = [hole.pk for hole in told if Span(hole.starts_at, hole.ends_at) not in holes]
    Hole.objects.filter(pk__in=gone).update(closed_at=timezone.now())


def _open(team: Team, hole: Span) -> None:
    """A hole that was closed and is there again is told again."""
    Hole.objects.update_or_create(
        team=team,
        starts_at=hole.starts_at,
        ends_at=hole.ends_at,
        defaults={"found_at": timezone.now(), "closed_at": None},
    )


def _tell(team: Team, holes: list[Span]) -> None:
    spans = [journal.span_words(hole.starts_at, hole.ends_at) for hole in holes]
    event = journal.note(team, RosterAction.TELL_HOLE, None, "; ".join(spans))
    lead = team.lead
    with translation.override(lead.language or settings.LANGUAGE_CODE):
        path = reverse("hotline:roster-week", args=[team.pk])
        monday = monday_of(timezone.localdate(holes[0].starts_at))
        link = urljoin(settings.PORTAL_URL, f"{path}?tuan={monday:%Y-%m-%d}")
        context = {
            "team": team,
            "holes": [(speaking.moment(hole.starts_at), speaking.moment(hole.ends_at)) for hole in holes[:NAMED]],
            "more": max(len(holes) - NAMED, 0),
            "link": link,
        }
        subject = _("Lịch trực của %(team)s còn giờ chưa có người") % {"team": team.name}
        text = render_to_string("hotline/messages/holes.txt", context).strip() + "\n"
    notice = Notice(f"roster-{team.pk}", f"roster-hole/{event.pk}", lead.language, subject, text, link, link)
    tell(notice, [Addressee.holding(lead)])
