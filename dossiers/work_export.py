"""The work list as a file for a spreadsheet: the same question as the page asks, without pages.

Streamed row by row, so that its size costs no memory; capped, so that nobody draws the archive by accident.
"""

from __future__ import annotations

import csv
from collections.abc import Iterator
from datetime import datetime
from typing import TYPE_CHECKING, Any

from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import override

from dossiers.models import Dossier
from dossiers.standing import state_of
from dossiers.work_pages import all_of
from dossiers.work_question import Question

if TYPE_CHECKING:
    from portal.accounts.models import User

MOST_ROWS = 10_000
_BYTE_ORDER_MARK = "\ufeff"
"""Without it spreadsheets read the letters of Vietnamese as something else."""

_FORMULA_SIGNS = ("=", "+", "-", "@", "\t", "\r")


class _Echo:
    """A file that gives back what is written to it, a line at a time."""

    def write(self, line: str) -> str:
        """The line itself."""
        return line


def csv_lines(user: User, question: Question, language: str) -> Iterator[str]:
    """The lines of the file: headings, then a dossier each, in the order of the page; written while they are sent."""
    writer: Any = csv.writer(_Echo())
    with override(language):
        headings = _headings()
    yield _BYTE_ORDER_MARK + writer.writerow(headings)
    found = all_of(user, question)[: MOST_ROWS + 1]
    for number, dossier in enumerate(found.iterator(chunk_size=500)):
        # No language outlives a line: between two of them the thread belongs to the server.
        with override(language):
            cells = _cells(dossier, dossier) if number < MOST_ROWS else [_too_long()]
        yield writer.writerow([_harmless(cell) for cell in cells])


def _too_long() -> str:
    return _("Danh sách dài hơn %(most)s hồ sơ; hãy lọc bớt.") % {"most": MOST_ROWS}


def _headings() -> list[str]:
    return [
        _("Mã hồ sơ"),
        _("Nội dung"),
        _("Chủ hồ sơ"),
        _("Trạng thái"),
        _("Bước"),
        _("Người xử lý"),
        _("Cách nộp"),
        _("Nộp lúc"),
        _("Hẹn trả"),
        _("Xong lúc"),
    ]


def _cells(dossier: Dossier, row: Any) -> list[str]:
    return [
        dossier.code,
        dossier.title,
        row.owner_name or "",
        str(state_of(dossier).label),
        row.step_name or "",
        row.person_name or "",
        dossier.get_channel_display(),
        _moment(dossier.submitted_at),
        _moment(dossier.due_at),
        _moment(dossier.finished_at),
    ]


def _moment(moment: datetime | None) -> str:
    return f"{timezone.localtime(moment):%d/%m/%Y %H:%M}" if moment else ""


def _harmless(cell: str) -> str:
    """What people typed never becomes a formula of whoever opens the file."""
    return f"'{cell}" if cell.startswith(_FORMULA_SIGNS) else cell
