"""Late entries as files for a spreadsheet."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from typing import TYPE_CHECKING

from django.utils import timezone
from django.utils.translation import gettext as _

from dossiers.models import LateEntry
from dossiers.responsibility import late_entries
from dossiers.responsibility.late_rows import line_of
from portal.ui.csv_files import csv_lines

if TYPE_CHECKING:
    from dossiers.responsibility.late_entries import Question
    from portal.accounts.models import User

MOST_ROWS = 10_000


def desk_lines(user: User, question: Question, language: str) -> Iterator[str]:
    """The list of a desk, in the order of its page; at most `MOST_ROWS`."""
    found = late_entries.all_of(user, question)[:MOST_ROWS]
    return csv_lines(language, _headings, found.iterator(chunk_size=500), _cells)


def _headings() -> list[str]:
    return [
        _("Tháng"),
        _("Mã hồ sơ"),
        _("Loại chậm hạn"),
        _("Đơn vị"),
        _("Người giữ hồ sơ"),
        _("Bước"),
        _("Hạn"),
        _("Xong lúc"),
        _("Chậm"),
        _("Lý do"),
    ]


def _cells(entry: LateEntry) -> list[str]:
    line = line_of(entry)
    return [
        f"{entry.late_list.month:%m/%Y}",
        entry.dossier.code,
        entry.get_kind_display(),
        entry.unit.name,
        line.whose,
        entry.step_name,
        _moment(entry.due_at),
        _moment(entry.done_at),
        line.late_by,
        str(line.state.label),
    ]


def _moment(moment: datetime | None) -> str:
    return f"{timezone.localtime(moment):%d/%m/%Y %H:%M}" if moment else ""
