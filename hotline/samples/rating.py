"""Rating a drawn answer: five marks and words, by a supervisor who had no part in it; a poor one may be asked again."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

from django.db.models import Avg, Count, F, FloatField, Q, QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _

from hotline import following, log, rights
from hotline.actors import Actor
from hotline.inbox import inbox_unit
from hotline.kinds import Action
from hotline.models import Sample, Ticket
from hotline.problems import Incomplete, NotAllowedNow, NotYours
from portal.vietnamese import normalise
from units.access import holds_any, own_agency_units
from units.roles import Role

if TYPE_CHECKING:
    from portal.accounts.models import User

POOR_BELOW = 3.0
"""A mean mark below this one is poor: the answer may be asked for again."""
_EXPLAINED_UP_TO = 2
MEAN = (F("checked") + F("found") + F("promise") + F("legal_basis") + F("tone")) / 5.0


def waiting_for(user: User) -> QuerySet[Sample]:
    """Samples that the person may rate, what is due first on top; none for who supervises nothing."""
    if not holds_any(user, Role.SUPERVISOR):
        return Sample.objects.none()
    there = _seen_by(user).filter(rated_at=None).exclude(unit__in=own_agency_units(user, *Role.values))
    mine = Q(answer__written_by=user) | Q(answer__read_by=user) | Q(answer__approved_by=user)
    return there.exclude(mine)


def rated_for(user: User) -> QuerySet[Sample]:
    """Rated samples of tickets that the person works with: the unit that answered reads what was said of it."""
    return _seen_by(user).filter(rated_at__isnull=False)


def may_rate(user: User, sample: Sample) -> bool:
    """A supervisor in whose reach it lies, neither of the agency that answered nor with a part in the answer."""
    answer = sample.answer
    took_part = user.pk in (answer.written_by_id, answer.read_by_id, answer.approved_by_id)
    is_own = sample.unit_id in own_agency_units(user, *Role.values)
    return rights.may(user, Action.REVIEW, answer.ticket) and not took_part and not is_own


def rate(sample: Sample, user: User, marks: Mapping[str, int], words: str, again: str = "") -> Sample:
    """Rate it once; with `again` the ticket is opened for a better answer, and its reporter reads why.

    NotYours; Incomplete (`words`, `again`); NotAllowedNow for one that was rated, or whose ticket is open already.
    """
    if not may_rate(user, sample):
        raise NotYours(_("Người chấm là người giám sát không thuộc đơn vị, không có phần trong câu trả lời này."))
    given, words, again = {name: int(marks[name]) for name in Sample.MARKS}, normalise(words), normalise(again)
    _require_words(given, words, again)
    with log.locked(sample.answer.ticket) as ticket:
        fresh = Sample.objects.select_for_update(of=("self",)).select_related("answer").get(pk=sample.pk)
        if fresh.rated_at is not None:
            raise NotAllowedNow(_("Câu trả lời này vừa được chấm."))
        actor = Actor.staff(user, inbox_unit())
        data = {"number": fresh.answer.number, "marks": given}
        log.move(ticket, Action.REVIEW, actor, note=words, data=data)
        if again:
            _ask_again(ticket, fresh, actor, again)
        for name, mark in given.items():
            setattr(fresh, name, mark)
        fresh.words, fresh.asked_again, fresh.rated_by, fresh.rated_at = words, bool(again), user, timezone.now()
        fresh.save()
        return fresh


def _require_words(given: Mapping[str, int], words: str, again: str) -> None:
    if min(given.values()) <= _EXPLAINED_UP_TO and not words:
        raise Incomplete(_("Có điểm 1 hoặc 2: hãy ghi câu trả lời thiếu gì."), "words")
    if again and sum(given.values()) / len(given) >= POOR_BELOW:
        raise Incomplete(_("Chỉ yêu cầu trả lời lại khi điểm trung bình dưới 3."), "again")


def _ask_again(ticket: Ticket, sample: Sample, actor: Actor, reason: str) -> None:
    if ticket.answers.filter(number__gt=sample.answer.number).exists():
        raise NotAllowedNow(_("Đã có câu trả lời mới hơn: chỉ chấm, không yêu cầu trả lời lại."))
    following.ask_better(ticket, actor, reason)


def counts() -> dict[str, Avg | Count]:
    """What figures count of samples: how many were rated, their mean, how many wait, and wait too long."""
    is_waiting = Q(rated_at=None)
    return {
        "samples_rated": Count("pk", filter=~is_waiting),
        "sample_mean": Avg(MEAN, filter=~is_waiting, output_field=FloatField()),
        "samples_waiting": Count("pk", filter=is_waiting),
        "samples_late": Count("pk", filter=is_waiting & Q(due_at__lt=timezone.now())),
    }


def _seen_by(user: User) -> QuerySet[Sample]:
    seen = Ticket.objects.visible_to(user)
    return Sample.objects.filter(answer__ticket__in=seen).select_related("answer__ticket", "unit", "rated_by")
