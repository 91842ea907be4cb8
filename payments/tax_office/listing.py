"""The list of summaries for those who keep the accounts: which days were told, what waits and why."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.db import models
from django.db.models import Q, QuerySet
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from payments.accountants import units_kept_by
from payments.list_filters import day_in
from payments.models import TaxSummary
from payments.models.tax_summaries import Obstacle
from portal.outbox import models as outbox
from portal.ui.list_address import ByKey, choice, part, words
from portal.ui.paging import Page, page_by_key
from portal.ui.parts import State, Tone

if TYPE_CHECKING:
    from portal.accounts.models import User


class Progress(models.TextChoices):
    """How far a summary is."""

    WAITING = "dang-cho", gettext_lazy("Đang chờ gửi")
    SENT = "da-gui", gettext_lazy("Đã gửi")
    FAILED = "khong-gui-duoc", gettext_lazy("Không gửi được")


_WHERE = {
    Progress.WAITING: Q(obstacle="", sent_at=None) & (Q(message=None) | Q(message__state=outbox.State.WAITING)),
    Progress.SENT: Q(sent_at__isnull=False),
    Progress.FAILED: ~Q(obstacle="") | Q(sent_at=None, message__state=outbox.State.DEAD),
}


@dataclass(frozen=True)
class Question(ByKey):
    """What the address asks for; days are those of the receipts."""

    unit: str = words("don-vi", 40)
    since: dt.date | None = part("tu", day_in, None)
    until: dt.date | None = part("den", day_in, None)
    progress: str = choice("tinh-trang", Progress.values)


@dataclass(frozen=True)
class Standing:
    """A summary's state, the cause in words, and whether pressing a button helps."""

    state: State
    cause: str = ""
    can_retry: bool = False


def summaries_of(user: User) -> QuerySet[TaxSummary]:
    """The summaries of the units whose accounts the person keeps; what was sent is left where it is."""
    kept = TaxSummary.objects.filter(unit__in=units_kept_by(user))
    return kept.select_related("unit", "message").defer("message__payload")


def page_of(user: User, question: Question) -> Page[TaxSummary]:
    """One page, the newest first."""
    found = summaries_of(user)
    if question.unit:
        found = found.filter(unit__code=question.unit)
    if question.since:
        found = found.filter(day__gte=question.since)
    if question.until:
        found = found.filter(day__lte=question.until)
    if question.progress:
        found = found.filter(_WHERE[Progress(question.progress)])
    return page_by_key(found, question)


def standing_of(summary: TaxSummary, *, is_connected: bool) -> Standing:
    """What the row of a summary says."""
    if summary.obstacle:
        failed = State(Tone.OVERDUE, Progress.FAILED.label)
        return Standing(failed, str(Obstacle(summary.obstacle).label), can_retry=True)
    if summary.sent_at is not None:
        return Standing(State(Tone.DONE, Progress.SENT.label), summary.answer)
    if summary.message is None:
        by_hand = "" if is_connected else _("Cổng chưa nối với cơ quan thuế: hãy tải tệp XML và nộp.")
        return Standing(State(Tone.DUE_SOON, Progress.WAITING.label), by_hand)
    if summary.message.state == outbox.State.DEAD:
        return Standing(State(Tone.OVERDUE, Progress.FAILED.label), _cause(summary.message), can_retry=True)
    has_failed = bool(summary.message.last_error)
    return Standing(State(Tone.DUE_SOON, Progress.WAITING.label), _cause(summary.message), can_retry=has_failed)


def _cause(message: outbox.OutboxMessage) -> str:
    """The last failure in words; what the office said stands behind the kind of failure."""
    kind, _colon, said = message.last_error.partition(": ")
    words = {
        "": "",
        "Unreachable": _("Chưa liên lạc được với cơ quan thuế (%(said)s). Hệ thống tự thử lại."),
        "Refused": _("Cơ quan thuế không nhận tệp này: %(said)s"),
        "NotTaken": _("Hệ thống của cơ quan thuế gặp lỗi khi nhận tệp: %(said)s"),
    }
    return words.get(kind, _("Chưa gửi được do lỗi kỹ thuật: %(said)s")) % {"said": said}
