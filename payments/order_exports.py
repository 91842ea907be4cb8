"""The list of orders as a file for a spreadsheet, narrowed as the list is; written line by line while it is sent."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from django.utils import timezone
from django.utils.translation import gettext as _

from payments.accountants import orders_of
from payments.models import Order
from payments.order_list import Question, narrowed
from portal.ui.csv_files import csv_lines

if TYPE_CHECKING:
    from portal.accounts.models import User

_CHUNK = 2000


def lines(user: User, question: Question, language: str) -> Iterator[str]:
    """The orders as lines of CSV, the newest first."""
    found = narrowed(orders_of(user), question).select_related("unit").order_by("-placed_at", "-pk")
    return csv_lines(language, _headings, found.iterator(_CHUNK), _cells)


def _headings() -> list[str]:
    return [
        _("Mã khoản thu"), _("Mã hồ sơ"), _("Đơn vị"), _("Nội dung thu"), _("Phải nộp (đồng)"), _("Đã nhận (đồng)"),
        _("Đã hoàn trả (đồng)"), _("Trạng thái"), _("Lúc lập"), _("Lúc nộp đủ"),
    ]  # fmt: skip


def _cells(order: Order) -> list[str]:
    moments = (order.placed_at, order.paid_at)
    return [
        order.code, order.subject_ref, order.unit.name, order.purpose, str(order.due_dong), str(order.received_dong),
        str(order.refunded_dong), order.get_state_display(),
        *(f"{timezone.localtime(moment):%Y-%m-%d %H:%M}" if moment else "" for moment in moments),
    ]  # fmt: skip
