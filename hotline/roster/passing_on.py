"""Unanswered in N minutes → next: a call that rings on, or an urgent ticket that nobody takes, goes down the list.

The worker's round. A ringing call is on every console already; each `call_minutes` (`urgent_minutes` for tickets) after
it came, the next number of the team's list is named, and its owner and the team's lead are told. Each step
is there once, in the journal and in the ticket's own log; running again tells nothing twice.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import TYPE_CHECKING
from urllib.parse import urljoin

from django.conf import settings
from django.db import transaction
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.translation import gettext as _

from hotline import log
from hotline.actors import Actor
from hotline.inbox import inbox_unit
from hotline.kinds import Action, Severity, State
from hotline.models import Call, CallState, Offer, RosterAction, Team, Ticket
from hotline.roster import journal
from portal.accounts.models import User
from portal.notices.telling import Addressee, Notice, tell
from portal.ui.fields import show_phone
from units.lookup import UnknownUnit

if TYPE_CHECKING:
    from units.models import Unit

MOST_A_ROUND = 200
NEWS_FOR = dt.timedelta(hours=1)
"""Later somebody else was told, and a text message would only alarm."""
_WAITS = (State.RECEIVED, State.ROUTED)


@dataclass(frozen=True)
class Reach:
    """Somebody to be rung; `phone` is E.164, a short number, or "" for the lead without one."""

    name: str
    phone: str


def pass_on(now: dt.datetime | None = None) -> int:
    """Name the next one wherever it is time; how many steps were taken."""
    moment = now or timezone.now()
    earliest = moment - dt.timedelta(minutes=1)
    ringing = Call.objects.filter(state=CallState.RINGING, began_at__lte=earliest)
    urgent = Ticket.objects.filter(severity=Severity.URGENT, state__in=_WAITS, owner=None, received_at__lte=earliest)
    steps = 0
    for pk in ringing.order_by("began_at").values_list("pk", flat=True)[:MOST_A_ROUND]:
        steps += _pass_call(pk, moment)
    for pk in urgent.order_by("received_at").values_list("pk", flat=True)[:MOST_A_ROUND]:
        steps += _pass_ticket(pk, moment)
    return steps


def team_for(unit: Unit | None = None) -> Team | None:
    """The team that answers for a unit: its own, else the one of the province's hotline; None where there is none."""
    teams = Team.objects.filter(ended_at=None).select_related("lead", "unit").order_by("pk")
    own = teams.filter(unit=unit).first() if unit else None
    if own is not None:
        return own
    try:
        return teams.filter(unit=inbox_unit()).first()
    except UnknownUnit:
        return None


def team_of_call(call: Call) -> Team | None:
    """The team whose number was dialled, else the one of the province's hotline; None where there is none."""
    teams = Team.objects.filter(ended_at=None).select_related("lead", "unit").order_by("pk")
    own = teams.filter(numbers__contains=[call.dialled]).first() if call.dialled else None
    return own or team_for()


def reaches_of(team: Team) -> list[Reach]:
    """Who is rung, in order; the lead where the team has no list."""
    tree = [Reach(step.name, step.phone) for step in team.phone_steps.all()]
    return tree or [Reach(team.lead.full_name, team.lead.phone or "")]


def steps_due(since: dt.datetime, now: dt.datetime, minutes: int) -> int:
    """How many steps are due so long after a matter came, one each `minutes`; the list ends sooner."""
    return max(int((now - since) / dt.timedelta(minutes=minutes)), 0)


@transaction.atomic
def _pass_call(pk: int, now: dt.datetime) -> int:
    call = Call.objects.select_for_update(skip_locked=True).filter(pk=pk, state=CallState.RINGING).first()
    team = team_of_call(call) if call else None
    if call is None or team is None:
        return 0
    fresh = _fresh(team, Offer.objects.filter(call=call).count(), steps_due(call.began_at, now, team.call_minutes))
    for step, reach in fresh:
        Offer.objects.create(team=team, call=call, step=step, name=reach.name, phone=reach.phone, offered_at=now)
        with translation.override("vi"):
            journal.note(team, RosterAction.PASS_ON, None, _("Cuộc gọi: %(name)s") % {"name": reach.name})
        _tell(team, reach, reverse("hotline:calls"), f"call-{call.pk}-{step}", is_call=True)
    return len(fresh)


@transaction.atomic
def _pass_ticket(pk: int, now: dt.datetime) -> int:
    rows = Ticket.objects.select_for_update(skip_locked=True, of=("self",)).select_related("handling_unit")
    ticket = rows.filter(pk=pk, owner=None, state__in=_WAITS).first()
    team = team_for(ticket.handling_unit) if ticket else None
    if ticket is None or team is None:
        return 0
    due = steps_due(ticket.received_at, now, team.urgent_minutes)
    fresh = _fresh(team, Offer.objects.filter(ticket=ticket).count(), due)
    for step, reach in fresh:
        Offer.objects.create(team=team, ticket=ticket, step=step, name=reach.name, phone=reach.phone, offered_at=now)
        log.move(ticket, Action.PASS_ON, Actor.system(), note=reach.name, data={"step": step, "team": team.name})
        journal.note(team, RosterAction.PASS_ON, None, f"{ticket.code}: {reach.name}")
        _tell(team, reach, reverse("hotline:desk-ticket", args=[ticket.code]), f"{ticket.code}-{step}", is_call=False)
    return len(fresh)


def _fresh(team: Team, taken: int, due: int) -> list[tuple[int, Reach]]:
    """The steps that are due and were not taken."""
    reaches = reaches_of(team)
    return [(step, reaches[step - 1]) for step in range(taken + 1, min(due, len(reaches)) + 1)]


def _tell(team: Team, reach: Reach, path: str, key: str, *, is_call: bool) -> None:
    """Tell the lead and whoever has the number, at once and at night, too.

    Without a word of who called or what was told. A number that is no account's is texted for itself: it was put into
    the list so that it is reached.
    """
    holders = list(User.objects.filter(phone=reach.phone, is_active=True)) if reach.phone else []
    on_call = {one.pk for one in holders}
    for person in {one.pk: one for one in [team.lead, *holders]}.values():
        notice = _notice(team, reach, path, f"{key}/{person.pk}", person.language, is_call=is_call)
        tell(notice, [Addressee.holding(person, is_on_call=person.pk in on_call)])
    if not holders:
        notice = _notice(team, reach, path, f"{key}/number", settings.LANGUAGE_CODE, is_call=is_call)
        tell(notice, [Addressee(phone=reach.phone)])


def _notice(team: Team, reach: Reach, path: str, key: str, language: str, *, is_call: bool) -> Notice:
    """Each has an order of its own: what waits for the morning holds back nothing that is urgent."""
    link = urljoin(settings.PORTAL_URL, path)
    with translation.override(language):
        subject = _("Cuộc gọi chưa ai nghe") if is_call else _("Phản ánh khẩn cấp chưa ai nhận")
        context = {
            "team": team,
            "subject": subject,
            "next": reach.name,
            "phone": show_phone(reach.phone) if reach.phone else "",
            "link": link,
        }
        text = render_to_string("hotline/messages/passed_on.txt", context).strip() + "\n"
    return Notice(
        f"pass-on/{key}",
        f"pass-on/{key}",
        language,
        subject,
        text,
        link,
        link,
        is_urgent=True,
        good_until=timezone.now() + NEWS_FOR,
    )
