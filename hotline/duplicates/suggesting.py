"""Tickets that probably tell of the same matter: the same dossier, the same reporter, or like words at the same unit.

Each way in is an index and a bounded number of the newest rows, so that the cost does not grow with the archive; of
those, PostgreSQL compares the beginnings by their trigrams, without accents.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.contrib.postgres.search import TrigramSimilarity
from django.db.models import Case, Exists, F, Func, OuterRef, Q, QuerySet, TextField, Value, When
from django.db.models.functions import Left, Lower

from hotline.duplicates import linking
from hotline.kinds import Action, State
from hotline.log import is_possible
from hotline.models import Duplicate, Ticket
from hotline.timeline import shown_state
from portal.vietnamese import without_accents

if TYPE_CHECKING:
    from portal.accounts.models import User
    from portal.ui.parts import State as Shown

NEAR = dt.timedelta(days=30)
"""Before and after; a dossier is one matter however long it takes."""
MOST_COMPARED = 300
MOST_SHOWN = 5
LIKE = 0.3
"""Shared trigrams of all trigrams (0 to 1) from which words are alike: PostgreSQL's own measure for a match."""
_COMPARED_LETTERS = 400


class _WithoutAccents(Func):
    function = "unaccent"
    output_field = TextField()


@dataclass(frozen=True)
class Suggestion:
    """One probable duplicate and why it is one."""

    ticket: Ticket
    state: Shown
    has_same_dossier: bool
    has_same_reporter: bool
    likeness: int
    """Of the words, in hundredths; 0 for what is not alike."""


def for_ticket(ticket: Ticket, user: User) -> list[Suggestion]:
    """The most probable first, in the person's reach. One query; none for a ticket that can't be linked now."""
    if not is_possible(ticket, Action.MERGE) or not linking.may_see(user, ticket):
        return []
    found = _compared(ticket, Ticket.objects.visible_to(user).filter(pk__in=_near(ticket)))
    return [_suggestion(one) for one in found.select_related("handling_unit")[:MOST_SHOWN]]


def _near(ticket: Ticket) -> QuerySet[Any]:
    """The keys of what is worth comparing: a union, since one condition with OR would read the whole table."""
    around = Q(received_at__gte=ticket.received_at - NEAR, received_at__lte=ticket.received_at + NEAR)
    ways = [Q(handling_unit=ticket.handling_unit_id, kind=ticket.kind) & around]
    if ticket.about_unit_id:
        ways.append(Q(about_unit=ticket.about_unit_id, kind=ticket.kind) & around)
    if ticket.dossier_code:
        ways.append(Q(dossier_code=ticket.dossier_code))
    if ticket.phone_index:
        ways.append(Q(phone_index=ticket.phone_index) & around)
    if ticket.user_id:
        ways.append(Q(user=ticket.user_id) & around)
    keys = [Ticket.objects.filter(way).order_by("-received_at").values("pk")[:MOST_COMPARED] for way in ways]
    return keys[0].union(*keys[1:]) if len(keys) > 1 else keys[0]


def _compared(ticket: Ticket, found: QuerySet[Ticket]) -> QuerySet[Ticket]:
    beginning = _WithoutAccents(Left(Lower("content"), _COMPARED_LETTERS))
    same_dossier = Q(dossier_code=ticket.dossier_code) if ticket.dossier_code else Q(pk=None)
    found = found.exclude(pk=ticket.pk).exclude(state=State.SET_ASIDE).filter(_with_its_secret(ticket))
    rows = found.filter(~Exists(Duplicate.objects.filter(ticket=OuterRef("pk"), split_at=None))).annotate(
        likeness=TrigramSimilarity(beginning, without_accents(ticket.content[:_COMPARED_LETTERS])),
        has_same_dossier=Case(When(same_dossier, then=Value(1)), default=Value(0)),
        has_same_reporter=Case(When(_same_reporter(ticket), then=Value(1)), default=Value(0)),
    )
    is_probable = Q(has_same_dossier=1) | Q(has_same_reporter=1) | Q(likeness__gte=LIKE)
    return rows.filter(is_probable).order_by(
        F("has_same_dossier").desc(), F("has_same_reporter").desc(), F("likeness").desc(), "pk"
    )


def _with_its_secret(ticket: Ticket) -> Q:
    """As `linking.keeps_secrets`: confidential ones beside those of the same reporter only, others beside others."""
    if ticket.is_confidential:
        return Q(is_confidential=True) & _same_reporter(ticket)
    return Q(is_confidential=False)


def _same_reporter(ticket: Ticket) -> Q:
    same = Q(pk=None)
    if ticket.phone_index:
        same |= Q(phone_index=ticket.phone_index)
    return same | Q(user=ticket.user_id) if ticket.user_id else same


def _suggestion(ticket: Any) -> Suggestion:
    alike = round(ticket.likeness * 100) if ticket.likeness >= LIKE else 0
    return Suggestion(ticket, shown_state(ticket), bool(ticket.has_same_dossier), bool(ticket.has_same_reporter), alike)
