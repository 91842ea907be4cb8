"""Announcing, prolonging and ending a broadcast; each act is a line of its history.

An incident is announced at once, planned downtime at least 7 working days ahead (NĐ 224/2026/NĐ-CP, Điều 13).
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from hotline.broadcasts import showing
from hotline.inbox import inbox_unit
from hotline.models import Broadcast, BroadcastAction, BroadcastEvent, BroadcastKind
from hotline.problems import Incomplete, NotAllowedNow, NotYours
from hotline.visibility import TRUSTED_ROLES, hears_everything
from portal.accounts.models import User
from portal.outbox.waking import wake_on_commit
from portal.ui import speaking
from portal.vietnamese import normalise
from units import calendars, working_time
from units.access import holds_any, units_of
from units.roles import Role

if TYPE_CHECKING:
    from procedures.models import Procedure
    from units.models import Unit

NOTICE_DAYS = Decimal(7)
ANNOUNCING_ROLES = (*TRUSTED_ROLES, Role.SYSTEM_ADMIN)


@dataclass(frozen=True)
class Notice:
    """What is to be announced; without units and procedures it concerns the whole site."""

    kind: str
    title: str
    title_en: str
    text: str
    text_en: str
    begins_at: datetime
    ends_at: datetime | None = None
    units: Sequence[Unit] = ()
    procedures: Sequence[Procedure] = ()
    tells_owners: bool = False


def earliest_planned(now: datetime) -> datetime:
    """The first moment at which downtime announced now may begin: the 7th working day ahead is over."""
    return working_time.add(calendars.calendar_of(inbox_unit()), now, NOTICE_DAYS, "working_day").at


def may_announce(user: User, units: Sequence[Unit]) -> bool:
    """Whoever hears or keeps the whole site says anything; others speak of the units in their reach."""
    if hears_everything(user) or holds_any(user, Role.SYSTEM_ADMIN):
        return True
    reach = units_of(user, *TRUSTED_ROLES)
    return bool(units) and all(unit.pk in reach for unit in units)


def announce(user: User, notice: Notice) -> Broadcast:
    """Show it to everybody from now on; the same once more is the one of before.

    NotYours; Incomplete with the field, for planned downtime its lawful moment.
    """
    if not may_announce(user, notice.units):
        raise NotYours(_("Bạn chỉ thông báo được cho đơn vị trong phạm vi của mình. Hãy ghi các đơn vị đó."))
    now = timezone.now()
    _check_times(notice, now)
    row = {name: normalise(getattr(notice, name)) for name in ("title", "title_en", "text", "text_en")}
    row |= {name: getattr(notice, name) for name in ("kind", "begins_at", "ends_at", "tells_owners")}
    with transaction.atomic():
        if same := _told_already(user, row, notice):
            return same
        broadcast = Broadcast.objects.create(announced_at=now, announced_by=user, **row)
        broadcast.units.set(notice.units)
        broadcast.procedures.set(notice.procedures)
        _write(broadcast, BroadcastAction.ANNOUNCE, user, now)
        if notice.tells_owners:
            wake_on_commit("hotline.tell_of_broadcasts")
    return broadcast


def extend(broadcast: Broadcast, user: User, ends_at: datetime, note: str, note_en: str = "") -> BroadcastEvent:
    """Let it last longer and say why. NotYours, NotAllowedNow, Incomplete."""
    with _acting_on(broadcast, user) as fresh:
        now = timezone.now()
        if ends_at <= now or (fresh.ends_at is not None and ends_at <= fresh.ends_at):
            raise Incomplete(_("Hãy ghi một lúc muộn hơn bây giờ và muộn hơn lúc đã báo."), "ends_at")
        fresh.ends_at = ends_at
        fresh.save(update_fields=["ends_at"])
        return _write(fresh, BroadcastAction.EXTEND, user, now, note, note_en)


def end(broadcast: Broadcast, user: User, note: str, note_en: str = "") -> BroadcastEvent:
    """Take it off the pages and say what was done; its history stays public. NotYours, NotAllowedNow, Incomplete."""
    with _acting_on(broadcast, user) as fresh:
        if not normalise(note):
            raise Incomplete(_("Hãy ghi sự cố đã được khắc phục thế nào."), "note")
        fresh.ended_at = timezone.now()
        fresh.save(update_fields=["ended_at"])
        return _write(fresh, BroadcastAction.END, user, fresh.ended_at, note, note_en)


@contextmanager
def _acting_on(broadcast: Broadcast, user: User) -> Iterator[Broadcast]:
    """A transaction with the fresh row locked, if the person may act on it and it is in force."""
    if not may_announce(user, list(broadcast.units.all())):
        raise NotYours(_("Vai trò của bạn không làm được việc này với thông báo này."))
    with transaction.atomic():
        fresh = Broadcast.objects.select_for_update().get(pk=broadcast.pk)
        if fresh.ended_at is not None:
            raise NotAllowedNow(_("Thông báo này đã kết thúc."))
        yield fresh


def _told_already(user: User, row: dict[str, Any], notice: Notice) -> Broadcast | None:
    """What the person told of the same in the same words, if it has not ended: a form sent twice tells nobody twice."""
    User.objects.select_for_update(no_key=True).get(pk=user.pk)  # of two that come at once, one waits
    for one in Broadcast.objects.filter(announced_by=user, ended_at=None, **row):
        if set(one.units.all()) == set(notice.units) and set(one.procedures.all()) == set(notice.procedures):
            return one
    return None


def _check_times(notice: Notice, now: datetime) -> None:
    if notice.ends_at is not None and notice.ends_at <= max(notice.begins_at, now):
        raise Incomplete(_("Lúc kết thúc phải muộn hơn lúc bắt đầu và muộn hơn bây giờ."), "ends_at")
    if notice.kind == BroadcastKind.INCIDENT:
        if notice.begins_at > now:
            raise Incomplete(_("Sự cố đang xảy ra. Việc sắp tới thì chọn «Tạm ngừng để bảo trì»."), "begins_at")
        return
    if notice.ends_at is None:
        raise Incomplete(_("Hãy ghi lúc kết thúc bảo trì."), "ends_at")
    earliest = earliest_planned(now)
    if notice.begins_at < earliest:
        told = _("Bảo trì phải được báo trước ít nhất 7 ngày làm việc (Nghị định 224/2026/NĐ-CP, Điều 13).")
        sooner = _("Sớm nhất là %(moment)s.") % {"moment": speaking.moment(earliest)}
        raise Incomplete(f"{told} {sooner}", "begins_at")


def _write(
    broadcast: Broadcast, action: BroadcastAction, user: User, at: datetime, note: str = "", note_en: str = ""
) -> BroadcastEvent:
    words = {"note": normalise(note), "note_en": normalise(note_en)}
    event = BroadcastEvent.objects.create(
        broadcast=broadcast, action=action, actor=user, at=at, ends_at=broadcast.ends_at, **words
    )
    showing.changed()
    return event
