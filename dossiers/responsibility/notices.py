"""The messages about late lists that wait for a person in the portal, in words, until the person has read them."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _

from dossiers.models import LateNotice, Occasion
from dossiers.responsibility import late_entries
from portal.ui import speaking

if TYPE_CHECKING:
    from django.contrib.auth.models import AnonymousUser

    from portal.accounts.models import User

MOST = 20
"""Messages shown at once; who reads them sees the next."""


@dataclass(frozen=True)
class Told:
    """One message with its words."""

    notice: LateNotice
    text: str


def unread(user: User | AnonymousUser) -> QuerySet[LateNotice]:
    """The person's messages not read yet, newest first."""
    return LateNotice.objects.filter(person=user.pk, read_at=None)


def waiting_rows(user: User | AnonymousUser) -> QuerySet[Any, Any]:
    """What the menu counts: late entries that wait for the person, and messages not read yet."""
    entries = late_entries.waiting_for(user).order_by().values("pk")
    return entries.union(unread(user).order_by().values("pk"), all=True)


def shown(user: User) -> list[Told]:
    """The messages for the page, in one query."""
    rows = unread(user).select_related("late_list", "explanation__entry__dossier")[:MOST]
    return [Told(row, sentence(row)) for row in rows]


def read(user: User, pk: int) -> bool:
    """Marks one as read; False when there is none such of the person's."""
    return bool(unread(user).filter(pk=pk).update(read_at=timezone.now()))


def sentence(notice: LateNotice) -> str:
    """What the person is told, in the language of the moment."""
    return _SAID[Occasion(notice.occasion)](notice)


def _made(notice: LateNotice) -> str:
    until = speaking.moment(notice.until) if notice.until else ""
    told = {"month": _month(notice), "own": notice.own, "headed": notice.headed, "until": until}
    if not notice.headed:
        words = _("Danh sách chậm hạn tháng %(month)s đã lập: bạn có %(own)s hồ sơ, giải trình được đến %(until)s.")
    elif not notice.own:
        words = _(
            "Danh sách chậm hạn tháng %(month)s đã lập: đơn vị bạn đứng đầu có %(headed)s hồ sơ, duyệt giải trình "
            "đến %(until)s."
        )
    else:
        words = _(
            "Danh sách chậm hạn tháng %(month)s đã lập: bạn có %(own)s hồ sơ, giải trình được đến %(until)s; "
            "đơn vị bạn đứng đầu có %(headed)s hồ sơ."
        )
    return words % told


def _published(notice: LateNotice) -> str:
    words = _(
        "Danh sách chậm hạn tháng %(month)s đã công khai. Không có lý do được chấp nhận: của bạn %(own)s hồ sơ, "
        "của đơn vị bạn đứng đầu %(headed)s hồ sơ."
    )
    return words % {"month": _month(notice), "own": notice.own, "headed": notice.headed}


def _judged(notice: LateNotice) -> str:
    found = notice.explanation
    if found is None:
        raise ValueError("a notice of a judgement names its explanation")
    if found.is_accepted:
        return _("Giải trình về hồ sơ %(code)s được chấp nhận.") % {"code": found.entry.dossier.code}
    words = _("Giải trình về hồ sơ %(code)s bị trả lại: %(answer)s")
    return words % {"code": found.entry.dossier.code, "answer": found.answer}


def _month(notice: LateNotice) -> str:
    return f"{notice.late_list.month:%m/%Y}"


_SAID: dict[Occasion, Callable[[LateNotice], str]] = {
    Occasion.MADE: _made,
    Occasion.JUDGED: _judged,
    Occasion.PUBLISHED: _published,
}
