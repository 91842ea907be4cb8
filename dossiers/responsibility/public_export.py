"""A published list as a file for a spreadsheet: the rows of its page, all of them."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from django.utils.translation import gettext as _

from dossiers.models import LateList
from dossiers.responsibility import published
from dossiers.responsibility.public_question import Question, View
from portal.ui.csv_files import csv_lines


def public_lines(made: LateList, question: Question, language: str) -> Iterator[str]:
    """The rows of a tab in the order of its page."""
    rows = published.rows_of(made, question)
    if question.view == View.UNITS:
        return csv_lines(language, _headings_of_units, rows, _unit)
    return csv_lines(language, _headings_of_people, rows, _person)


def _headings_of_units() -> list[str]:
    return [
        _("Mã đơn vị"),
        _("Đơn vị"),
        _("Số lần chậm hạn"),
        _("Có lý do được chấp nhận"),
        _("Chưa được duyệt khi công khai"),
        _("Không có lý do được chấp nhận"),
    ]


def _unit(row: dict[str, Any]) -> list[str]:
    sums = (row["late"], row["excused"], row["unjudged"], row["unexcused"])
    return [row["unit__code"], row["unit__name"], *map(str, sums)]


def _headings_of_people() -> list[str]:
    return [_("Mã đơn vị"), _("Đơn vị"), _("Cán bộ, công chức"), _("Số lần chậm hạn")]


def _person(row: dict[str, Any]) -> list[str]:
    return [row["unit__code"], row["unit__name"], row["named"], str(row["late"])]
