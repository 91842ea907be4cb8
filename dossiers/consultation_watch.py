"""The worker's round over questions to other units: late ones are told to the heads, those to units that ended go on.

Each row is a transaction of its own under the dossier's lock, so that a killed round loses nothing and a second one
does nothing twice.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import override

from dossiers import asking, consulting, lifecycle, opinion_letters, steps
from dossiers.actors import Actor
from dossiers.models import Consultation, Dossier
from dossiers.statuses import Action
from units.models import today_in_vietnam
from units.succession import heirs_of

AT_ONCE = 200
"""The most rows of one round; the next one is a minute later."""


@dataclass(frozen=True)
class Watched:
    """What one round did."""

    overdue: int
    passed_on: int


def watch(now: datetime | None = None) -> Watched:
    """Tells of what is late by `now` and passes on what was asked of units that have ended."""
    moment = now or timezone.now()
    late = Consultation.objects.open().filter(overdue_at=None, due_at__lt=moment)
    ended = Consultation.objects.open().filter(unit__valid_to__lte=today_in_vietnam())
    passed_on = _each(ended, _pass_on)
    return Watched(_each(late, lambda dossier, row: _tell(dossier, row, moment)), passed_on)


def _each(found: QuerySet[Consultation], act: Callable[[Dossier, Consultation], None]) -> int:
    """Acts on each row that is still among those found once its dossier is locked; how many there were."""
    done = 0
    for row in found.select_related("dossier").order_by("due_at", "pk")[:AT_ONCE]:
        with lifecycle.locked(row.dossier) as current:
            fresh = found.select_related("unit__parent", "asking_unit", "asked_by").filter(pk=row.pk).first()
            if fresh is not None:
                fresh.dossier = current
                act(current, fresh)
                done += 1
    return done


def _tell(dossier: Dossier, row: Consultation, moment: datetime) -> None:
    row.overdue_at = moment
    row.save(update_fields=["overdue_at"])
    data = {"consultation": str(row.public_id), "unit": row.unit.code, "due_at": row.due_at.isoformat()}
    lifecycle.move(dossier, Action.OPINION_OVERDUE, Actor.system(), note=row.unit.name, data=data)
    opinion_letters.tell_overdue(row)


def _pass_on(dossier: Dossier, row: Consultation) -> None:
    """The main heir is asked instead, with the same due time; where there is none that may be asked, nobody."""
    heirs = heirs_of(row.unit)
    data = {"consultation": str(row.public_id), "unit": row.unit.code}
    if heirs and heirs[0].unit.pk not in asking.not_to_ask(dossier, steps.open_task(dossier)):
        old, row.unit = row.unit, heirs[0].unit
        row.save(update_fields=["unit"])
        note, data["to"] = f"{old.name} → {row.unit.name}", row.unit.code
    else:
        with override("vi"):  # others read it in a language of their own
            note = _("%(unit)s không còn hoạt động.") % {"unit": row.unit.name}
        consulting.drop([row], None, note)
    lifecycle.move(dossier, Action.PASS_OPINION_ON, Actor.system(), note=note, data=data)
