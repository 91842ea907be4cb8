"""Asking the national platform for attempts that never called back: money it knows of is ours within five minutes.

Every attempt is noted in the order's history when it begins. It is asked for every minute at first and then every
second one, half of the old attempts in each: a round that is lost costs two minutes more. While its order awaits money,
and after that until the platform's money for it is here: who paid for an order that was cancelled or paid elsewhere
meanwhile has paid. What is not paid yet leaves no trace, or histories would fill with "still waiting".
"""

from __future__ import annotations

import datetime as dt
import logging
from dataclasses import dataclass

from django.db.models import Exists, OuterRef, Q
from django.db.models.functions import Mod

from payments import receiving
from payments.models import Order, OrderEvent, Payment
from payments.national_platform import State
from payments.providers import national_platform
from payments.providers.national_platform import PlatformRefused, PlatformUnreachable
from payments.vocabulary import AWAITING, EventKind, Provider

log = logging.getLogger(__name__)

#: Before that the platform tells by itself.
PATIENCE = dt.timedelta(minutes=1)
_OFTEN, _SELDOM_MINUTES = dt.timedelta(minutes=30), 2
#: The platform ends an attempt that nobody pays long before.
_GIVEN_UP = dt.timedelta(days=2)
_MOST_A_ROUND = 500
#: So many times in a row without an answer, the platform is down: the next round tries again.
_DOWN = 3


@dataclass
class Round:
    """What one round did."""

    asked: int = 0
    received: int = 0
    unanswered: int = 0


def note_attempt(order: Order, reference: str) -> None:
    """Note that an attempt to pay an order on the platform begins; before the platform hears of it."""
    OrderEvent.objects.create(order=order, kind=EventKind.STARTED, note=reference)


def ask_for_silent(now: dt.datetime) -> Round:
    """Ask for the attempts that are due in the minute of ``now`` and take in what was paid."""
    done, in_a_row = Round(), 0
    for reference in _due(now):
        done.asked += 1
        try:
            told = national_platform.ask(reference)
        except PlatformRefused:
            # It answers, and knows of no such attempt: one that never reached it hides no others.
            done.unanswered, in_a_row = done.unanswered + 1, 0
            continue
        except PlatformUnreachable:
            done.unanswered, in_a_row = done.unanswered + 1, in_a_row + 1
            if in_a_row >= _DOWN:
                log.warning("the national payment platform does not answer")
                break
            continue
        in_a_row = 0
        if told.state == State.PAID:
            receiving.receive(national_platform.reported(told))
            done.received += 1
    return done


def _due(now: dt.datetime) -> list[str]:
    """References to ask for in this minute, the newest attempts first."""
    told = Payment.objects.filter(order=OuterRef("order"), provider=Provider.NATIONAL_PLATFORM)
    young = Q(at__gte=now - _OFTEN)
    attempts = (
        OrderEvent.objects.filter(kind=EventKind.STARTED, at__gte=now - _GIVEN_UP, at__lte=now - PATIENCE)
        .alias(turn=Mod("pk", _SELDOM_MINUTES))
        .filter(young | Q(turn=now.minute % _SELDOM_MINUTES))
        .filter(Q(order__state__in=AWAITING) | ~Exists(told))
    )
    return list(attempts.order_by("-at", "-pk").values_list("note", flat=True)[:_MOST_A_ROUND])
