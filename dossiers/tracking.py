"""Public tracking by code: how far a dossier is, in a few fixed words, and nothing about anybody."""

from __future__ import annotations

from django.core.cache import cache
from django.db import models
from django.utils.translation import gettext_lazy as _

from dossiers import aliases
from dossiers.models import Dossier
from dossiers.statuses import Status
from payments.models import Order
from portal.ui.parts import TimelineItem

LOOKS_A_MINUTE = 30
"""How often one address may ask: enough for a service desk, too few for trying out codes."""


class Completion(models.TextChoices):
    """The levels that anybody may see (NĐ 61/2018: the code alone shows progress, never content)."""

    SUBMITTED = "submitted", _("Đã nộp, chờ tiếp nhận")
    RECEIVED = "received", _("Đã tiếp nhận")
    PROCESSING = "processing", _("Đang giải quyết")
    WAITING = "waiting", _("Đang chờ người nộp bổ sung")
    PAYING = "paying", _("Đang chờ nộp phí, lệ phí")
    FINISHED = "finished", _("Đã có kết quả")
    RETURNED = "returned", _("Đã trả kết quả")
    CLOSED = "closed", _("Đã kết thúc, không có kết quả")


_LEVELS = {
    Status.SUBMITTED: Completion.SUBMITTED,
    Status.RECEIVED: Completion.RECEIVED,
    Status.NOT_RECEIVED: Completion.CLOSED,
    Status.PROCESSING: Completion.PROCESSING,
    Status.SUPPLEMENT: Completion.WAITING,
    Status.PAYING: Completion.PAYING,
    Status.WITHDRAWN: Completion.CLOSED,
    Status.STOPPED: Completion.CLOSED,
    Status.FINISHED: Completion.FINISHED,
    Status.RETURNED: Completion.RETURNED,
}


WITH_RESULT = (Completion.FINISHED, Completion.RETURNED)
"""Levels at which a result may be on its way by post."""


class UnknownCode(LookupError):
    """No dossier has this code."""


def completion_of(status: int) -> Completion:
    """The level that a status is shown as."""
    return _LEVELS[Status(status)]


def track(code: str) -> tuple[str, Completion]:
    """The own code of the dossier that a code means, and how far it is. Raises UnknownCode. One query for own codes."""
    dossier = aliases.find(code, Dossier.objects.only("code", "status"))
    if dossier is None:
        raise UnknownCode(aliases.tidy(code))
    return dossier.code, completion_of(dossier.status)


def order_to_pay(code: str, completion: Completion) -> str:
    """The code of the order that a dossier waits for: whoever tracks it may pay it, not read it; "" where none does."""
    if completion != Completion.PAYING:
        return ""
    waiting = Order.objects.awaiting().filter(subject_ref=code).order_by("-pk")
    return waiting.values_list("code", flat=True).first() or ""


def may_look(address: str) -> bool:
    """Counts a look from an address; False once it asked too often within a minute."""
    key = f"track:{address}"
    cache.add(key, 0, timeout=60)
    try:
        return cache.incr(key) <= LOOKS_A_MINUTE
    except ValueError:
        # The minute ended between the two calls.
        return True


def steps_to(completion: Completion) -> list[TimelineItem]:
    """The way of a dossier with the level marked, in the owner's words; a closed one has no way left."""
    way = [Completion.SUBMITTED, Completion.RECEIVED, Completion.PROCESSING, Completion.FINISHED, Completion.RETURNED]
    if completion in (Completion.WAITING, Completion.PAYING):
        way.insert(1, completion)
    if completion not in way:
        return [TimelineItem(completion.label, phase="problem")]
    here = way.index(completion)
    phases = ["past"] * here + ["now"] + ["ahead"] * (len(way) - here - 1)
    return [TimelineItem(level.label, phase=phase) for level, phase in zip(way, phases, strict=True)]
