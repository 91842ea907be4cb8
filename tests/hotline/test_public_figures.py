"""Figures for everybody: by year and month, on the page, as a workbook and by REST, the same numbers everywhere."""

from __future__ import annotations

import datetime as dt
from io import BytesIO

import pytest
from django.core.cache import cache
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from openpyxl import load_workbook

from hotline import following, routing
from hotline.models import Ticket
from tests.dossiers.desk import words
from tests.dossiers.world import World
from tests.hotline.desk import Desk, answered
from tests.hotline.tickets import filed
from units.working_time import VIETNAM

PAGE, FILE, REST = reverse("hotline:figures"), reverse("hotline:figures-file"), reverse("api:reports-feedback")


def sheet(**asked: str) -> list[tuple[object, ...]]:
    book = load_workbook(BytesIO(Client().get(FILE, asked).content))
    return [tuple(cell.value for cell in row) for row in book.worksheets[0].iter_rows(min_row=2)]


def test_the_same_numbers_stand_on_the_page_in_the_workbook_and_in_rest(world: World, desk: Desk) -> None:
    """Given a ticket answered and sent back unhappily, one set aside and one open: each is counted, none is missing."""
    unhappy = answered(world, desk, filed())
    following.rate(unhappy, 1, "Chưa xong.")
    following.reopen(unhappy, "Vẫn chưa nhận được giấy.")
    routing.set_aside(filed().ticket, desk.operator, "settled", "Đã có bản án của toà án.")
    filed()

    (total, *units) = Client().get(REST).json()

    assert total == {
        "code": "", "name": "", "received": 3, "open": 2, "overdue": 0, "answered": 1, "in_time": 1,
        "reopened": 1, "unhappy": 1, "set_aside": 1, "linked": 0,
        "samples_rated": 0, "sample_mean": None, "samples_waiting": 0, "samples_late": 0,
    }  # fmt: skip
    assert sum(unit["received"] for unit in units) == Ticket.objects.count()
    rows = sheet()
    assert rows[0] == (None, "Tất cả đơn vị", 3, 2, 0, 1, 1, 1, 1, 1, 0, 0, None, 0, 0)
    assert [row[0] for row in rows[1:]] == [unit["code"] for unit in units]
    assert world.ward.committee.name in words(Client().get(PAGE))


def test_a_month_counts_what_came_in_then(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    for day in ((2026, 10, 31, 23, 59), (2026, 11, 1, 0, 1)):
        at = dt.datetime(*day, tzinfo=VIETNAM)
        monkeypatch.setattr(timezone, "now", lambda at=at: at)
        filed()

    for month, count in (("10", 1), ("11", 1), ("", 2), ("13", 2), ("x", 2)):
        asked = {"nam": "2026", "thang": month}
        assert sheet(**asked)[0][2] == count
        assert f'?nam=2026{f"&amp;thang={month}" if month in {"10", "11"} else ""}"' in words(Client().get(PAGE, asked))
    assert [row["received"] for row in Client().get(REST, {"year": 2026, "month": 11}).json()] == [1, 1]
    assert "Chưa có phản ánh nào" in words(Client().get(PAGE, {"thang": "9"})) and sheet(thang="9") == []


@pytest.mark.parametrize(
    "asked", [{"year": "x"}, {"year": "1999"}, {"month": "13"}, {"month": "0"}, {"year": "9" * 30}]
)
def test_a_period_that_is_none_is_refused_in_words(db: None, asked: dict[str, str]) -> None:
    answer = Client().get(REST, asked)

    assert answer.status_code in {400, 422} and answer["Content-Type"].startswith("application/problem+json")
    assert cache.get("hotline:figures:1999:0") is None


def test_figures_name_nobody(world: World, desk: Desk) -> None:
    filed()

    for address in (PAGE, REST):
        html = Client().get(address).content.decode()
        assert "Thị Lan" not in html and "0901 234 567" not in html and "PAKN-" not in html
