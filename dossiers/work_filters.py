"""What narrows the work list: each filter of a question as a condition."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils import timezone

from dossiers import aliases
from dossiers.models import Dossier, DossierAlias, Party
from dossiers.statuses import RUNNING
from dossiers.work_question import NOBODY, DueIn, Question

_FEWEST_DIGITS = 3
_WEEK = timedelta(days=7)


def narrowed(found: QuerySet[Dossier], question: Question) -> QuerySet[Dossier]:
    """The dossiers (with their open task) that fit every filter."""
    plain = {
        "procedure_version__procedure__code": question.procedure,
        "status": question.state,
        "channel": question.channel,
        "open_task__step__key": question.step,
    }
    found = found.filter(**{name: value for name, value in plain.items() if value})
    if question.unit:
        # A unit with its parts: their official codes begin with its own.
        found = found.filter(
            Q(open_task__unit__code=question.unit) | Q(open_task__unit__code__startswith=f"{question.unit}.")
        )
    if question.due:
        found = found.filter(due_in(question.due, timezone.now()))
    if question.person:
        found = found.filter(_held_by(question.person))
    return found.filter(_says(question.text)) if question.text else found


def due_in(due: str, now: datetime) -> Q:
    """Running dossiers whose due time lies in a window; the windows share no moment and leave none out."""
    start, end = window(due, now)
    since = Q(due_at__gte=start) if start else Q()
    return Q(status__in=RUNNING) & since & (Q(due_at__lt=end) if end else Q())


def window(due: str, now: datetime) -> tuple[datetime | None, datetime | None]:
    """From when up to, not including, when; None where it has no end."""
    midnight = midnight_after(now)
    windows: dict[str, tuple[datetime | None, datetime | None]] = {
        DueIn.OVERDUE: (None, now),
        DueIn.TODAY: (now, midnight),
        DueIn.WEEK: (midnight, midnight + _WEEK),
        DueIn.LATER: (midnight + _WEEK, None),
    }
    return windows[due]


def midnight_after(now: datetime) -> datetime:
    """When the day of Vietnam ends."""
    return timezone.localtime(now).replace(hour=0, minute=0, second=0, microsecond=0) + timedelta(days=1)


def _held_by(person: str) -> Q:
    if person == NOBODY:
        return Q(open_task__isnull=False, open_task__assignee=None)
    return Q(open_task__assignee__public_id=person)


def _says(text: str) -> Q:
    """Any system's code, matter, the name of anybody in the dossier without accents, or a phone in any writing."""
    who = Q(full_name__unaccent__icontains=text)
    # Numbers are stored as +84…; people write 0…
    digits = "".join(sign for sign in text if sign.isdigit()).removeprefix("84").lstrip("0")
    if len(digits) >= _FEWEST_DIGITS and not any(sign.isalpha() for sign in text):
        who |= Q(phone__contains=digits)
    named = Party.objects.filter(who, dossier=OuterRef("pk"))
    elsewhere = DossierAlias.objects.filter(code=aliases.tidy(text)).values("dossier")
    return Q(code__icontains=text) | Q(title__unaccent__icontains=text) | Q(Exists(named)) | Q(pk__in=elsewhere)
