"""Swapping duties: one asks, the other agrees, both see it, and the lead notes having seen it.

Nobody swaps for somebody else, and nothing changes on the roster before the other one agreed.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import IntegrityError, transaction
from django.db.models import Q, QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _

from hotline.models import Duty, RosterAction, Swap, SwapState, Team
from hotline.problems import Incomplete, NotAllowedNow, NotYours
from hotline.roster import journal, leading

if TYPE_CHECKING:
    from portal.accounts.models import User


def ask(duty: Duty, by: User, other: User, in_return: Duty | None = None) -> Swap:
    """Ask somebody of the agency to take one's duty, for one of theirs or for nothing.

    NotYours for another's duty, Incomplete, NotAllowedNow once it has begun or is asked about already.
    """
    if duty.user_id != by.pk:
        raise NotYours(_("Đây không phải lượt trực của bạn."))
    if other.pk == by.pk or all(one.pk != other.pk for one in leading.candidates(duty.shift.team.unit)):
        raise Incomplete(_("Hãy chọn một đồng nghiệp trong cơ quan."), "other")
    if in_return and (in_return.user_id != other.pk or in_return.shift.team_id != duty.shift.team_id):
        raise Incomplete(_("Lượt trực đổi lại phải là của người bạn chọn."), "in_return")
    with transaction.atomic():
        _lock(duty)
        _require_ahead(duty, *([in_return] if in_return else []))
        if Swap.objects.filter(duty=duty, state=SwapState.ASKED).exists():
            raise NotAllowedNow(_("Bạn đã xin đổi lượt trực này và đang chờ trả lời."))
        now = timezone.now()
        swap = Swap.objects.create(duty=duty, asked_by=by, other=other, in_return=in_return, asked_at=now)
        _note(swap, RosterAction.ASK_SWAP, by)
        return swap


def agree(swap: Swap, by: User) -> None:
    """The other one takes the duty; the roster says so from now on. NotYours, NotAllowedNow."""
    with transaction.atomic():
        fresh = _open(swap, by, swap.other_id)
        given = [fresh.duty, fresh.in_return] if fresh.in_return else [fresh.duty]
        _require_ahead(*given)
        Duty.objects.filter(pk__in=[one.pk for one in given]).update(is_active=False)
        try:
            with transaction.atomic():
                _hand(fresh.duty, fresh.other_id)
                if fresh.in_return:
                    _hand(fresh.in_return, fresh.asked_by_id)
        except IntegrityError as error:
            raise NotAllowedNow(_("Một trong hai người đã có ca trực khác vào giờ này.")) from error
        _answer(fresh, SwapState.AGREED)
        others = Q(duty__in=given) | Q(in_return__in=given)
        Swap.objects.filter(others, state=SwapState.ASKED).update(state=SwapState.WITHDRAWN, answered_at=timezone.now())
        _note(fresh, RosterAction.AGREE_SWAP, by)


def decline(swap: Swap, by: User) -> None:
    """The other one does not; the roster stays. NotYours, NotAllowedNow."""
    with transaction.atomic():
        fresh = _open(swap, by, swap.other_id)
        _answer(fresh, SwapState.DECLINED)
        _note(fresh, RosterAction.DECLINE_SWAP, by)


def withdraw(swap: Swap, by: User) -> None:
    """Whoever asked does not need it any more. NotYours, NotAllowedNow."""
    with transaction.atomic():
        fresh = _open(swap, by, swap.asked_by_id)
        _answer(fresh, SwapState.WITHDRAWN)
        _note(fresh, RosterAction.WITHDRAW_SWAP, by)


def see(swap: Swap, by: User) -> None:
    """The lead notes having seen what was agreed; again changes nothing. NotYours."""
    team = swap.duty.shift.team
    leading.require(by, team)
    with transaction.atomic():
        fresh = Swap.objects.filter(pk=swap.pk, state=SwapState.AGREED, seen_at=None)
        if fresh.update(seen_at=timezone.now(), seen_by=by):
            _note(swap, RosterAction.SEE_SWAP, by)


def of(user: User) -> QuerySet[Swap]:
    """Swaps that concern the person and are not over: asked, or about a duty to come."""
    mine = Q(asked_by=user) | Q(other=user)
    return _dressed(Swap.objects.filter(mine, duty__ends_at__gt=timezone.now()))


def unseen(team: Team) -> QuerySet[Swap]:
    """What was agreed and the lead has not noted yet."""
    return _dressed(Swap.objects.filter(duty__shift__team=team, state=SwapState.AGREED, seen_at=None))


def _dressed(found: QuerySet[Swap]) -> QuerySet[Swap]:
    told = ("asked_by", "other", "duty__shift__team", "in_return")
    return found.select_related(*told).order_by("duty__starts_at", "pk")


def _hand(duty: Duty, user: int) -> None:
    """A new row in the place of the old one, which stays as it was: what somebody was asked about does not change."""
    Duty.objects.create(shift_id=duty.shift_id, user_id=user, starts_at=duty.starts_at, ends_at=duty.ends_at)


def _open(swap: Swap, by: User, whose: int) -> Swap:
    _lock(swap.duty)
    fresh = _dressed(Swap.objects.filter(pk=swap.pk)).get()
    if by.pk != whose:
        raise NotYours(_("Việc đổi ca này không hỏi bạn."))
    if fresh.state != SwapState.ASKED:
        raise NotAllowedNow(_("Việc đổi ca này đã xong: %(state)s.") % {"state": fresh.get_state_display()})
    return fresh


def _lock(duty: Duty) -> None:
    Team.objects.select_for_update().get(pk=duty.shift.team_id)


def _answer(swap: Swap, state: SwapState) -> None:
    swap.state, swap.answered_at = state, timezone.now()
    swap.save(update_fields=["state", "answered_at"])


def _require_ahead(*duties: Duty) -> None:
    ahead = Duty.objects.filter(pk__in=[one.pk for one in duties], is_active=True, starts_at__gt=timezone.now())
    if ahead.count() != len(duties):
        raise NotAllowedNow(_("Lượt trực đã bắt đầu hoặc đã đổi người, không đổi được nữa."))


def _note(swap: Swap, action: RosterAction, by: User) -> None:
    shift = swap.duty.shift
    told = f"{swap.asked_by.full_name} → {swap.other.full_name}, "
    journal.note(shift.team, action, by, told + journal.span_words(shift.starts_at, shift.ends_at))
