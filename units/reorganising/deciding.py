"""The one door to a reorganisation before its day: written, scheduled by a second person, cancelled until it begins."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.db import IntegrityError, connection, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from portal.vietnamese import normalise
from units.models import Reorganisation, ReorganisedUnit, UnitPassing, today_in_vietnam
from units.reorganising.checking import conflicts_of
from units.reorganising.rights import why_not_schedule

if TYPE_CHECKING:
    from portal.accounts.models import User

State = Reorganisation.State
_LOCK = 0x73617078  # "sapx": one schedule at a time, so that two plans never both take a unit or a code


class PlanRefused(Exception):
    """The act is not possible; the message says why in words for the person."""

    def __init__(self, message: str) -> None:
        super().__init__(message)
        self.message = message


def create(user: User, content: dict[str, Any]) -> Reorganisation:
    """A new draft; ``content`` is that of `forms.DecisionForm`."""
    return Reorganisation.objects.create(written_by=user, **content)


@transaction.atomic
def write(plan: Reorganisation, user: User, content: dict[str, Any]) -> Reorganisation:
    """Change the decision's data in a draft. Who writes last counts as its author."""
    locked = _draft(plan)
    for name, value in content.items():
        setattr(locked, name, value)
    locked.written_by = user
    locked.save()
    return locked


def add_successor(plan: Reorganisation, user: User, content: dict[str, Any]) -> ReorganisedUnit:
    """A unit that goes on. PlanRefused when it stands in the plan already."""
    try:
        with transaction.atomic():
            return ReorganisedUnit.objects.create(reorganisation=written(plan, user), **content)
    except IntegrityError as error:
        raise PlanRefused(_("Đơn vị này đã có trong phương án.")) from error


def add_passing(plan: Reorganisation, user: User, content: dict[str, Any]) -> UnitPassing:
    """A unit that ends and who takes over. PlanRefused when the pair stands in the plan already."""
    try:
        with transaction.atomic():
            return UnitPassing.objects.create(reorganisation=written(plan, user), **content)
    except IntegrityError as error:
        raise PlanRefused(_("Cặp đơn vị này đã có trong phương án.")) from error


@transaction.atomic
def remove_row(plan: Reorganisation, user: User, row: ReorganisedUnit | UnitPassing) -> None:
    """Take a row out of a draft; with a successor go the passings to it."""
    written(plan, user)
    row.delete()


@transaction.atomic
def schedule(plan: Reorganisation, user: User) -> Reorganisation:
    """Fix the plan for its day. PlanRefused while anything stands against it, or for whoever wrote it."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s)", [_LOCK])
    locked = _draft(plan)
    if refusal := why_not_schedule(locked, user):
        raise PlanRefused(refusal)
    if locked.effective_on <= today_in_vietnam():
        raise PlanRefused(_("Ngày có hiệu lực phải từ ngày mai trở đi."))
    if conflicts := conflicts_of(locked):
        raise PlanRefused(" ".join(conflicts))
    locked.state, locked.scheduled_by, locked.scheduled_at = State.SCHEDULED, user, timezone.now()
    locked.save()
    return locked


@transaction.atomic
def cancel(plan: Reorganisation, user: User, reason: str) -> Reorganisation:
    """Give the plan up; nothing has changed yet, so nothing is to be restored. PlanRefused once it has begun."""
    locked = _locked(plan)
    if locked.state not in (State.DRAFT, State.SCHEDULED) or locked.started_at is not None:
        raise PlanRefused(_("Chỉ hủy được trước khi bắt đầu thực hiện."))
    if not normalise(reason):
        raise PlanRefused(_("Hãy ghi lý do hủy."))
    locked.state, locked.cancelled_by, locked.cancelled_at = State.CANCELLED, user, timezone.now()
    locked.cancel_reason = normalise(reason)
    locked.save()
    return locked


def written(plan: Reorganisation, user: User) -> Reorganisation:
    """The draft, locked in the caller's transaction, with the person as its author. PlanRefused when it is none."""
    locked = _draft(plan)
    if locked.written_by_id != user.pk:
        locked.written_by = user
        locked.save(update_fields=["written_by"])
    return locked


def _draft(plan: Reorganisation) -> Reorganisation:
    locked = _locked(plan)
    if not locked.is_open:
        raise PlanRefused(_("Phương án đã lên lịch hoặc đã kết thúc, không sửa được nữa."))
    return locked


def _locked(plan: Reorganisation) -> Reorganisation:
    return Reorganisation.objects.select_for_update(of=("self",)).get(pk=plan.pk)
