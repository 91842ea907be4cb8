"""Bringing the two sides of a month together: every night for the month that runs, and when somebody asks for it."""

from __future__ import annotations

import datetime as dt

import structlog
from django.conf import settings
from django.db import IntegrityError, transaction
from django.db.models import QuerySet
from django.utils import timezone

from portal.national.drivers.base import NationalFailure
from portal.national.figures import asking, definitions
from portal.national.figures.counting import COUNTERS
from portal.national.figures.months import Month
from portal.national.models import ComparedFigure, FigureRound, MetricDefinition
from portal.national.models.figures import month_of
from portal.outbox.waking import wake_on_commit

log = structlog.get_logger(__name__)
TASK = "national.bring_figures_together"
#: So long the month before goes on changing there.
SETTLES_DAYS = 10


@transaction.atomic
def ask_for(month: dt.date) -> None:
    """Have a month's figures brought together by the worker; once, however often it is asked for."""
    try:
        with transaction.atomic():
            FigureRound.objects.create(month=month_of(month))
    except IntegrityError:
        pass  # It is asked for already: the open round does it.
    wake_on_commit(TASK)


def ask_for_tonight() -> None:
    """The month that runs, and the one before while it settles."""
    today = timezone.localdate()
    ask_for(today)
    if today.day <= SETTLES_DAYS:
        ask_for(month_of(today) - dt.timedelta(days=1))


def bring_together() -> int:
    """Do every open round; how many. Each is its own transaction, and one that a worker has is left to it."""
    done = 0
    while _one():
        done += 1
    return done


def definitions_of(month: dt.date) -> QuerySet[MetricDefinition]:
    """The definitions that hold in a month: the newest of each code that began by its first day. One query."""
    began = MetricDefinition.objects.filter(valid_from__lte=month)
    newest = began.order_by("code", "-valid_from").distinct("code").values("pk")
    return began.filter(pk__in=newest).order_by("position", "pk")


@transaction.atomic
def _one() -> bool:
    current = FigureRound.objects.filter(finished_at=None).select_for_update(skip_locked=True).order_by("pk").first()
    if current is None:
        return False
    month = Month(current.month)
    definitions.keep()
    wanted = list(definitions_of(current.month))
    _count(month, wanted)
    try:
        _fetch(month, wanted)
    except NationalFailure as failure:
        # Ours stand; what they said before stays as it was, with its moment.
        current.problem = str(failure)
    current.finished_at = timezone.now()
    current.save()
    log.info("national_figures", month=f"{current.month:%Y-%m}", problem=bool(current.problem))
    return True


def _count(month: Month, wanted: list[MetricDefinition]) -> None:
    now = timezone.now()
    for definition in wanted:
        count = COUNTERS[definition.counter](month) if definition.counter in COUNTERS else None
        told = {"our_numerator": count.numerator, "our_denominator": count.denominator} if count else {}
        ComparedFigure.objects.update_or_create(
            definition=definition, month=month.first, defaults={**told, "counted_at": now if count else None}
        )


def _fetch(month: Month, wanted: list[MetricDefinition]) -> None:
    if not settings.NATIONAL_FIGURES_URL:
        return
    now = timezone.now()
    for service in dict.fromkeys(definition.service for definition in wanted):
        data = asking.answers(service, month)
        for definition in (one for one in wanted if one.service == service):
            theirs = asking.figure_of(definition, data)
            ComparedFigure.objects.filter(definition=definition, month=month.first).update(
                their_numerator=theirs.numerator if theirs else None,
                their_denominator=theirs.denominator if theirs else None,
                their_score=theirs.score if theirs else None,
                their_most=theirs.most if theirs else None,
                fetched_at=now,
            )
