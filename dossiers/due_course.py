"""The due time of a dossier for people to check: the rule, the days one by one, what changed it, and its pause."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext as _

from dossiers import deadlines, due_changes
from dossiers.due_changes import DueChange
from dossiers.pausing import Pause, pause_of
from dossiers.payment_pause import PAID_WORD
from procedures.choices import TimeUnit
from units.day_off_words import say_reason

if TYPE_CHECKING:
    from dossiers.models import Dossier, Event


@dataclass(frozen=True)
class SumDay:
    """One date of the sum: which one it is among those counted, or None with the reason why it doesn't count."""

    day: date
    number: int | None
    reason: str = ""


@dataclass(frozen=True)
class DueCourse:
    """All that a page shows of a due time."""

    started_at: datetime
    due_at: datetime
    rule: str
    days: list[SumDay]
    changes: list[DueChange]
    pause: Pause | None

    @property
    def counted(self) -> int:
        """How many dates count."""
        return sum(day.number is not None for day in self.days)

    @property
    def skipped(self) -> int:
        """How many dates between do not."""
        return len(self.days) - self.counted


def due_course(dossier: Dossier, events: Sequence[Event]) -> DueCourse:
    """The course of the due time; `events` come with their units, oldest first. No query but the calendar's."""
    return DueCourse(
        started_at=dossier.clock_started_at,
        due_at=dossier.due_at,
        rule=rule_in_words(dossier.due_sum),
        days=days_of(dossier.due_sum),
        changes=due_changes.history(events),
        pause=pause_of(dossier, events),
    )


def days_of(due_sum: dict[str, Any]) -> list[SumDay]:
    """The dates of a sum in order, the counted ones numbered from 1."""
    counted = sorted(date.fromisoformat(day) for day in due_sum.get("counted", []))
    days = [SumDay(day, number) for number, day in enumerate(counted, start=1)]
    skipped = [SumDay(date.fromisoformat(day), None, say_reason(why)) for day, why in due_sum.get("skipped", [])]
    return sorted([*days, *skipped], key=lambda row: row.day)


def rule_in_words(due_sum: dict[str, Any]) -> str:
    """How the sum counts, so that anybody can do it again with a calendar on the wall."""
    measure, amount = due_sum.get("unit", ""), {"amount": str(due_sum.get("amount", "")).replace(".", ",")}
    if due_sum.get("resumed", {}).get("why") == PAID_WORD:
        return _("Còn %(amount)s giờ làm việc khi tạm dừng, tính tiếp từ lúc hết chờ nộp tiền.") % amount
    if "resumed" in due_sum:
        return _("Còn %(amount)s giờ làm việc khi tạm dừng, tính tiếp từ lúc đã bổ sung đủ.") % amount
    if "promised" in due_sum:
        return _("Cơ quan giải quyết xin lỗi và hẹn lại: thêm %(amount)s ngày làm việc kể từ ngày hẹn cũ.") % amount
    return _rules().get(measure, "") % amount


def _rules() -> dict[str, str]:
    """Civil Code 2015 Đ147–148: the first day isn't counted; a term that would end on a day off ends the next day."""
    return {
        "same_day": _("Trả kết quả trong ngày; hồ sơ nhận sau 15:00 thì trả trong ngày làm việc tiếp theo."),
        TimeUnit.WORKING_DAY: _("%(amount)s ngày làm việc, tính từ ngày làm việc sau ngày bắt đầu."),
        TimeUnit.WORKING_HOUR: _("%(amount)s giờ làm việc, tính từ lúc bắt đầu."),
        TimeUnit.DAY: _(
            "%(amount)s ngày kể cả ngày nghỉ, tính từ ngày sau ngày bắt đầu; không kết thúc vào ngày nghỉ."
        ),
        deadlines.PROMISED_THERE: _("Ngày hẹn trả trên giấy tiếp nhận của hệ thống cũ, giữ nguyên khi chuyển sang."),
        TimeUnit.MONTH: _("%(amount)s tháng kể cả ngày nghỉ; không kết thúc vào ngày nghỉ."),
    }
