"""The due time for people to check by hand: each day with its number or its reason, and each change with its author."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest
from django.urls import reverse
from hypothesis import given
from hypothesis import strategies as st

from dossiers import due_changes, processing, supplementing
from dossiers.due_course import days_of, rule_in_words
from dossiers.models import Dossier
from dossiers.statuses import PaperSource
from dossiers.submission import PaperData
from tests.dossiers import filings
from tests.dossiers.desk import signed_in, words
from tests.dossiers.moments import at, stand_at
from tests.dossiers.stages import handed_over_at
from tests.dossiers.world import World

FIRST = date(2026, 11, 2)


def page_of(dossier: Dossier, world: World, name: str = "detail") -> str:
    user = world.ward.officer if name == "work" else world.mother
    return words(signed_in(user).get(reverse(f"dossiers:{name}", args=[dossier.code])))


@given(kinds=st.lists(st.booleans(), max_size=40))
def test_each_date_stands_once_in_order_and_the_counted_ones_are_numbered(kinds: list[bool]) -> None:
    dates = [FIRST + timedelta(days=number) for number in range(len(kinds))]
    told = {
        "counted": [day.isoformat() for day, counts in zip(dates, kinds, strict=True) if counts],
        "skipped": [[day.isoformat(), "Lụt"] for day, counts in zip(dates, kinds, strict=True) if not counts],
    }

    rows = days_of(told)

    assert [row.day for row in rows] == dates
    assert [row.number for row in rows if row.number] == list(range(1, sum(kinds) + 1))
    assert all((row.reason == "Lụt") is (row.number is None) for row in rows)


RULES = [
    ({"unit": "working_day", "amount": "5"}, "5 ngày làm việc, tính từ ngày làm việc sau ngày bắt đầu."),
    ({"unit": "working_hour", "amount": "4.5"}, "4,5 giờ làm việc, tính từ lúc bắt đầu."),
    ({"unit": "day", "amount": "20"}, "20 ngày kể cả ngày nghỉ"),
    ({"unit": "month", "amount": "2"}, "2 tháng kể cả ngày nghỉ"),
    ({"unit": "same_day", "amount": "1"}, "nhận sau 15:00 thì trả trong ngày làm việc tiếp theo"),
    ({"unit": "working_hour", "amount": "5.5", "resumed": {}}, "Còn 5,5 giờ làm việc khi tạm dừng"),
    ({}, ""),
]


@pytest.mark.parametrize(("due_sum", "words_"), RULES)
def test_the_rule_is_said_in_words(due_sum: dict[str, Any], words_: str) -> None:
    assert words_ in rule_in_words(due_sum)


@pytest.mark.parametrize("name", ["detail", "work", "sent"])
def test_citizen_and_officer_see_each_day(world: World, monkeypatch: pytest.MonkeyPatch, name: str) -> None:
    dossier = handed_over_at(world, monkeypatch, "2026-11-20 15:30")

    page = page_of(dossier, world, name)

    assert "Cách tính từng ngày: 1 ngày được tính, 2 ngày không tính" in page
    assert "thứ Bảy, 21/11/2026" in page
    assert "Không tính: Chủ nhật, nghỉ hằng tuần" in page
    assert "Ngày thứ 1" in page


def test_every_due_time_has_author_moment_and_sum(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    """Filed on one day, received on another, returned to the start after a supplement: three due times."""
    dossier = filings.submitted(world)
    expected = dossier.due_at
    stand_at(monkeypatch, at("2026-11-17 09:00"))
    processing.receive(dossier, world.ward.clerk, filings.all_accepted(dossier))
    stand_at(monkeypatch, at("2026-11-17 10:00"))
    processing.hand_over(dossier, world.ward.clerk)
    remarks = {dossier.papers.get().component_id: ""}
    supplementing.request(dossier, world.ward.officer, reason="Chưa khớp.", remarks=remarks)
    stand_at(monkeypatch, at("2026-11-19 09:00"))
    supplementing.answer(dossier, world.mother, papers=[PaperData(filings.BIRTH_PAPER, PaperSource.BROUGHT)])

    changes = due_changes.history(dossier.events.select_related("unit"))

    assert [(change.before, change.after, change.by) for change in changes] == [
        (None, expected, world.mother.full_name),
        (expected, at("2026-11-17 17:00"), world.ward.clerk.full_name),
        (at("2026-11-17 17:00"), at("2026-11-19 17:00"), world.mother.full_name),
    ]
    newest = Dossier.objects.get(pk=dossier.pk)
    assert newest.events.latest("sequence").data["due"]["sum"] == newest.due_sum
    page = page_of(dossier, world)
    assert "Ngày hẹn trả đã được tính 3 lần" in page
    assert "tính lại từ đầu" in page


def test_a_move_that_leaves_the_due_time_tells_none(world: World) -> None:
    """Handed over within one agency, the clock goes on (NĐ 309/2026 Đ17(3))."""
    dossier = filings.handed_over(world)

    assert due_changes.KEY not in dossier.events.get(action="hand_over").data


def test_one_due_time_needs_no_list(world: World) -> None:
    assert "Ngày hẹn trả đã được tính" not in page_of(filings.submitted(world), world)
