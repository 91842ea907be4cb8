"""Handing a shift over: what the leaving one writes, and the arriving one confirms having read.

Reading is asked for on every page of the telephone and the roster, and before one's own hand-over; it never stands
between an operator and a ringing call.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.db import transaction
from django.db.models import Q, QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _

from hotline import calls
from hotline.kinds import OPEN
from hotline.models import Call, Duty, HandOver, HandOverNote, HandOverReading, RosterAction, Ticket
from hotline.problems import Incomplete, NotAllowedNow
from hotline.roster import journal
from portal.vietnamese import normalise

if TYPE_CHECKING:
    from hotline.models import Team
    from portal.accounts.models import User

BEFORE = dt.timedelta(minutes=30)
"""Whoever comes reads already half an hour before their shift."""
AFTER = dt.timedelta(hours=2)
"""Whoever goes may still write so long after it."""
LOOKS_BACK = dt.timedelta(hours=24)
MOST_MATTERS = 30


@dataclass(frozen=True)
class Note:
    """Words about one open ticket or call."""

    matter: Ticket | Call
    text: str


def matters_of(user: User) -> list[Ticket | Call]:
    """What the person leaves: calls not ended or to be returned, and open tickets that they hold. Three queries."""
    owed = calls.to_call_back().filter(Q(operator=user) | Q(operator=None))
    held = Ticket.objects.visible_to(user).filter(owner=user, state__in=OPEN).order_by("due_at")
    found: list[Ticket | Call] = [*calls.unfinished(user), *owed[:MOST_MATTERS], *held[:MOST_MATTERS]]
    return found[:MOST_MATTERS]


def write(team: Team, by: User, text: str, notes: Sequence[Note] = ()) -> HandOver:
    """Hand over, at the end of one's shift in the team. Incomplete without a word, NotAllowedNow."""
    said = [Note(note.matter, normalise(note.text)) for note in notes]
    said, text = [note for note in said if note.text], normalise(text)
    if not text and not said:
        raise Incomplete(_("Hãy ghi điều ca sau cần biết. Không có gì đặc biệt thì ghi như vậy."), "text")
    now = timezone.now()
    mine = Duty.objects.filter(user=by, shift__team=team, is_active=True)
    if not mine.filter(starts_at__lte=now, ends_at__gt=now - AFTER).exists():
        raise NotAllowedNow(_("Chỉ người đang trực hoặc vừa hết ca của tổ này bàn giao được."))
    if unread(by).filter(team=team).exists():
        raise NotAllowedNow(_("Hãy đọc và xác nhận bàn giao của ca trước đã."))
    with transaction.atomic():
        row = HandOver.objects.create(team=team, written_by=by, written_at=now, text=text)
        HandOverNote.objects.bulk_create(
            HandOverNote(hand_over=row, text=note.text, **{_column(note.matter): note.matter}) for note in said
        )
        journal.note(team, RosterAction.HAND_OVER, by)
    return row


def unread(user: User) -> QuerySet[HandOver]:
    """What others handed over in the teams where the person sits now or soon, and they have not confirmed."""
    now = timezone.now()
    sits = Duty.objects.filter(user=user, is_active=True, starts_at__lte=now + BEFORE, ends_at__gt=now)
    read = HandOverReading.objects.filter(user=user).values("hand_over")
    found = HandOver.objects.filter(team__in=sits.values("shift__team"), written_at__gt=now - LOOKS_BACK)
    return dressed(found.exclude(written_by=user).exclude(pk__in=read))


def confirm(hand_over: HandOver, by: User) -> None:
    """The person has read it; again changes nothing."""
    with transaction.atomic():
        now = timezone.now()
        _row, made = HandOverReading.objects.get_or_create(hand_over=hand_over, user=by, defaults={"read_at": now})
        if made:
            journal.note(hand_over.team, RosterAction.READ_HAND_OVER, by)


def dressed(found: QuerySet[HandOver]) -> QuerySet[HandOver]:
    """With everything that a page shows, in three queries, the newest first."""
    rows = found.select_related("team", "written_by").order_by("-pk")
    return rows.prefetch_related("notes__ticket", "notes__call", "readings__user")


def _column(matter: Ticket | Call) -> str:
    return "ticket" if isinstance(matter, Ticket) else "call"
