"""Carrying out a reorganisation on its day: named steps, each in a transaction of its own, again and again until done.

A worker killed in the middle leaves whole steps and whole batches behind; the next round goes on from there and does
nothing twice. Units begin and end with the effective date, whenever the worker comes to it.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta

import structlog
from django.db import transaction
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from units import fields, hooks, page_store
from units.models import Reorganisation, today_in_vietnam
from units.reorganising import takings
from units.reorganising.checking import conflicts_of
from units.reorganising.making_units import change_units
from units.reorganising.moving_counters import move_counters
from units.reorganising.moving_staff import move_roles

log = structlog.get_logger(__name__)

BATCH = 100
#: A filing that had begun before the units changed may still arrive at the old one.
STRAGGLERS_FOR = timedelta(days=1)


class Conflicts(Exception):
    """The plan can't be carried out any more; the message lists why."""


@dataclass(frozen=True)
class Step:
    """One step: `do` gives whether it is finished; one that is not is asked again for its next batch."""

    label: str | Promise
    do: Callable[[Reorganisation], bool]


def carry_out_due(now: datetime | None = None) -> int:
    """Carry out what is due, oldest first, and bring after what arrived late; how many were finished."""
    moment = now or timezone.now()
    finished = 0
    due = Reorganisation.objects.filter(state=Reorganisation.State.SCHEDULED, effective_on__lte=today_in_vietnam())
    for pk in due.order_by("effective_on", "pk").values_list("pk", flat=True):
        finished += _attempt(pk)
    _bring_stragglers(moment)
    return finished


def _attempt(pk: int) -> bool:
    """Whether one reorganisation was finished; what went wrong is written on it, where its authors see it."""
    try:
        while step(pk):
            pass
    except Exception as error:
        problem = str(error) if isinstance(error, Conflicts) else f"{type(error).__name__}: {error}"
        Reorganisation.objects.filter(pk=pk).update(problem=problem[:2000])
        log.exception("reorganisation_failed", reorganisation=pk)
        return False
    return Reorganisation.objects.filter(pk=pk, state=Reorganisation.State.APPLIED).exists()


@transaction.atomic
def step(pk: int) -> bool:
    """Do the next step or batch; False when there is nothing to do, now or at all. Raises Conflicts."""
    row = Reorganisation.objects.select_for_update().get(pk=pk)
    if row.state != Reorganisation.State.SCHEDULED or row.effective_on > today_in_vietnam():
        return False
    if row.started_at is None and (found := conflicts_of(row)):
        raise Conflicts("\n".join(found))
    row.started_at = row.started_at or timezone.now()
    moved_before = row.moved
    finished = STEPS[row.steps_done].do(row)
    row.steps_done += finished
    row.problem = ""
    if row.steps_done == len(STEPS):
        row.state, row.applied_at = Reorganisation.State.APPLIED, timezone.now()
        fields.forget_communes()
    row.save()
    page_store.changed()
    return finished or row.moved > moved_before


def _follow(row: Reorganisation) -> bool:
    """One batch of what other apps keep at the units that ended; True when nothing of it is left."""
    change = takings.on_its_day(row)
    carried = [follower.carry(change, BATCH) for follower in hooks.followers()]
    left = sum(each.left for each in carried)
    row.moved += sum(each.moved for each in carried)
    row.to_move = row.moved + left
    return left == 0


def _carry_belongings(row: Reorganisation) -> bool:
    """Counters with their fields, and what other apps keep of the units themselves; always done in one go."""
    move_counters(row)
    change = takings.on_its_day(row)
    for keeper in hooks.keepers():
        keeper.carry(change)
    return True


def _bring_stragglers(moment: datetime) -> None:
    """Move what was filed at an old unit while it ended."""
    fresh = Reorganisation.objects.filter(applied_at__gt=moment - STRAGGLERS_FOR, applied_at__lte=moment)
    for pk in fresh.order_by("pk").values_list("pk", flat=True):
        try:
            _bring_after(pk)
        except Exception:
            # Those of other reorganisations come all the same; this one is asked again in the next round.
            log.exception("stragglers_failed", reorganisation=pk)


@transaction.atomic
def _bring_after(pk: int) -> None:
    row = Reorganisation.objects.select_for_update().get(pk=pk)
    _follow(row)
    row.save(update_fields=["moved", "to_move"])


STEPS = (
    Step(_("Lập đơn vị mới, kết thúc đơn vị cũ"), change_units),
    Step(_("Chuyển vai trò của cán bộ"), move_roles),
    Step(_("Chuyển quầy, lĩnh vực tiếp nhận, ủy quyền, cách phân công, tài khoản thu"), _carry_belongings),
    Step(_("Chuyển hồ sơ, phản ánh đang giải quyết, khoản thu đang chờ nộp"), _follow),
)
"""The steps in their order; a reorganisation remembers how many are done."""
