"""What was reconciled, as files for accounting: the days on one sheet, every difference on another."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from django.utils import timezone
from django.utils.translation import gettext as _

from payments import reconciliation_lists
from payments.models import Difference, Reconciliation
from payments.reconciliation_lists import Openness, Question
from portal.ui.csv_files import csv_lines
from portal.ui.xlsx_files import Sheet

if TYPE_CHECKING:
    from portal.accounts.models import User

_CHUNK = 2000


def sheets(user: User, question: Question) -> list[Sheet]:
    """The sheets of a workbook: days, and the differences of these days in whatever state."""
    days = reconciliation_lists.days(user, question).order_by("day", "account_number")
    return [
        Sheet(_("Đối soát"), _headings(), (_day(row) for row in days.iterator(_CHUNK))),
        Sheet(_("Sai lệch"), _difference_headings(), _differences(user, question)),
    ]


def csv_of_days(user: User, question: Question, language: str) -> Iterator[str]:
    """The days as lines of CSV."""
    days = reconciliation_lists.days(user, question).order_by("day", "account_number")
    return csv_lines(language, _headings, days.iterator(_CHUNK), lambda row: [str(cell) for cell in _day(row)])


def _headings() -> list[str]:
    return [
        _("Ngày"), _("Kênh"), _("Đơn vị"), _("Tài khoản"), _("Khớp"), _("Sổ không có"), _("Bên kia không có"),
        _("Khác số tiền"), _("Theo sổ (đồng)"), _("Theo bên kia (đồng)"),
    ]  # fmt: skip


def _day(row: Reconciliation) -> list[Any]:
    return [
        row.day, row.get_provider_display(), row.unit.name, row.account_number, row.matched, row.missing_here,
        row.missing_there, row.differing, row.here_dong, row.there_dong,
    ]  # fmt: skip


def _difference_headings() -> list[str]:
    return [
        _("Ngày"), _("Kênh"), _("Đơn vị"), _("Tài khoản"), _("Loại sai lệch"), _("Mã giao dịch"), _("Theo sổ (đồng)"),
        _("Theo bên kia (đồng)"), _("Người xử lý"), _("Ngày khép lại"), _("Lý do"),
    ]  # fmt: skip


def _differences(user: User, question: Question) -> Iterator[list[Any]]:
    for openness in (Openness.OPEN, Openness.CLOSED):
        asked = replace(question, openness=openness)
        found = reconciliation_lists.differences(user, asked).order_by("day", "pk")
        yield from (_difference(each) for each in found.iterator(_CHUNK))


def _difference(each: Difference) -> list[Any]:
    return [
        each.day, each.get_provider_display(), each.unit.name, each.account_number, each.kind_words, each.reference,
        each.here_dong, each.there_dong, each.owner.full_name if each.owner else "",
        timezone.localdate(each.closed_at) if each.closed_at else None, each.reason,
    ]  # fmt: skip
