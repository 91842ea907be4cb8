"""The work list as a file for a spreadsheet: the same question as the page asks, without pages.

Streamed row by row, so that its size costs no memory; capped, so that nobody draws the archive by accident.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from typing import TYPE_CHECKING, Any

from django.utils import timezone
from django.utils.translation import gettext as _

from dossiers.models import Dossier
from dossiers.standing import state_of
from dossiers.work_pages import all_of
from dossiers.work_question import Question
from portal.ui import csv_files

if TYPE_CHECKING:
    from portal.accounts.models import User

MOST_ROWS = 10_000


def csv_lines(user: User, question: Question, language: str) -> Iterator[str]:
    """The lines of the file: headings, then a dossier each, in the order of the page; written while they are sent."""
    found = all_of(user, question)[: MOST_ROWS + 1]
    return csv_files.csv_lines(language, _headings, enumerate(found.iterator(chunk_size=500)), _line)


def _line(numbered: tuple[int, Dossier]) -> list[str]:
    number, dossier = numbered
    return _cells(dossier, dossier) if number < MOST_ROWS else [_too_long()]


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
