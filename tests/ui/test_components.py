"""Components say what they are given: states with a shape, due times as people say them, steps in order."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from types import SimpleNamespace
from typing import Any

import pytest
from django.contrib.messages import constants
from django.contrib.messages.storage.base import Message
from django.template import Context, Template
from django.template.loader import render_to_string
from django.utils import translation

from portal.ui.parts import Due, State, SummaryRow, Task, TimelineItem, Tone
from tests.ui.forms import Marks

FIVE_PM = datetime(2026, 11, 25, 10, 0, tzinfo=UTC)


def draw(source: str, **context: Any) -> str:
    return Template("{% load portal_ui %}" + source).render(Context(context)).strip()


def text(html: str) -> str:
    from django.utils.html import strip_tags

    return " ".join(strip_tags(html).split())


@pytest.mark.parametrize(
    ("due", "words"),
    [
        (Due(FIVE_PM, Tone.IN_TIME, 2), "trước 17:00 thứ Tư, 25/11/2026 (còn 2 ngày làm việc)"),
        (Due(FIVE_PM, Tone.DUE_SOON, 0), "trước 17:00 thứ Tư, 25/11/2026 (trong ngày hôm nay)"),
        (Due(FIVE_PM, Tone.OVERDUE, -3), "trước 17:00 thứ Tư, 25/11/2026 (đã quá hạn 3 ngày làm việc)"),
        (Due(FIVE_PM, Tone.OVERDUE, 0), "trước 17:00 thứ Tư, 25/11/2026 (đã quá hạn hôm nay)"),
        (Due(FIVE_PM, Tone.PAUSED, 2), "trước 17:00 thứ Tư, 25/11/2026 (đang tạm dừng tính thời gian)"),
        (Due(FIVE_PM, Tone.DONE, 2), "trước 17:00 thứ Tư, 25/11/2026"),
        (Due(FIVE_PM), "trước 17:00 thứ Tư, 25/11/2026"),
    ],
)
def test_due_times_are_said_as_people_say_them(monkeypatch: pytest.MonkeyPatch, due: Due, words: str) -> None:
    monkeypatch.setattr("django.utils.timezone.now", lambda: FIVE_PM + timedelta(hours=1))
    html = draw("{% due_phrase due %}", due=due)
    assert text(html) == words
    assert f"portal-due--{due.tone}" in html


def test_late_without_a_working_day_between_is_late_and_not_due_today(monkeypatch: pytest.MonkeyPatch) -> None:
    """Due on Friday and read on Sunday: no working day has passed, and today nothing was due."""
    friday = FIVE_PM + timedelta(days=2)
    monkeypatch.setattr("django.utils.timezone.now", lambda: friday + timedelta(days=2))

    html = draw("{% due_phrase due %}", due=Due(friday, Tone.OVERDUE, 0))

    assert text(html) == "trước 17:00 thứ Sáu, 27/11/2026 (đã quá hạn)"


def test_in_tables_due_times_are_short() -> None:
    html = draw("{% due_phrase due compact=True %}", due=Due(FIVE_PM, Tone.IN_TIME, 2))
    assert text(html) == "17:00 25/11/2026 (còn 2 ngày làm việc)"


@pytest.mark.parametrize("tone", Tone)
def test_every_state_is_a_word_with_a_shape_of_its_own(tone: Tone) -> None:
    html = draw("{% status_tag state %}", state=State(tone, "Một chữ"))
    assert text(html) == "Một chữ"
    assert f"portal-state--{tone}" in html


def test_moments_days_and_money() -> None:
    assert draw("{{ when|moment }}", when=FIVE_PM) == (
        '<time datetime="2026-11-25T10:00:00+00:00">17:00 thứ Tư, 25/11/2026</time>'
    )
    assert text(draw("{{ when|day }}", when=date(2026, 11, 25))) == "thứ Tư, 25/11/2026"
    assert draw("{{ fee|dong }}", fee=50_000) == "50.000 đồng"
    assert draw("{{ fee|dong_in_words }}", fee=50_000) == "năm mươi nghìn đồng"
    assert draw("{{ number|phone }}", number="+84901234567") == "0901 234 567"


@pytest.mark.parametrize("filter_name", ["moment", "day", "short_moment", "dong"])
def test_nothing_is_shown_as_nothing(filter_name: str) -> None:
    assert draw("{{ value|" + filter_name + " }}", value=None) == ""


def test_moments_follow_the_language() -> None:
    with translation.override("en"):
        assert "Wednesday" in draw("{{ when|moment }}", when=FIVE_PM)


def test_answers_have_change_links_that_name_what_they_change() -> None:
    rows = [SummaryRow("Họ và tên", "<b>Nguyễn</b>", "/sua"), ("Nơi ở", "")]
    html = draw("{% summary_list rows %}", rows=rows)
    assert "&lt;b&gt;Nguyễn" in html
    assert "Sửa Họ và tên" in text(html)
    assert "Chưa điền" in html
    assert len(Marks(html).all("a")) == 1


def test_tasks_that_cannot_start_have_no_link() -> None:
    tasks = [Task("Một", "Đã xong", "/1", is_done=True), Task("Hai", "Chưa thể bắt đầu")]
    marks = Marks(draw("{% task_list tasks %}", tasks=tasks))
    assert [(link["href"], link["aria-describedby"]) for link in marks.all("a")] == [("/1", "task-1-status")]
    assert {"task-1-status", "task-2-status"} <= set(marks.ids())


def test_the_timeline_says_where_it_is_and_what_is_to_come() -> None:
    items = [TimelineItem("Đã nộp", moment=FIVE_PM), TimelineItem("Thẩm tra", "now"), TimelineItem("Ký", "ahead")]
    html = draw("{% timeline items %}", items=items)
    assert [step.get("aria-current") for step in Marks(html).all("li")] == [None, "step", None]
    assert html.count("(chưa đến bước này)") == 1


def test_pages_have_neighbours_or_nothing() -> None:
    assert draw("{% pagination page %}", page=SimpleNamespace(next=None, previous=None)) == ""
    html = draw("{% pagination page %}", page=SimpleNamespace(next="?sau=1", previous=None))
    assert [link["rel"] for link in Marks(html).all("a")] == ["next"]


@pytest.mark.parametrize(
    ("level", "role"), [(constants.INFO, "region"), (constants.SUCCESS, "alert"), (constants.ERROR, "alert")]
)
def test_messages_are_told_by_how_much_they_matter(level: int, role: str) -> None:
    html = render_to_string("components/messages.html", {"messages": [Message(level, "Đã lưu")]})
    assert Marks(html).all("div")[0]["role"] == role


def test_a_form_without_a_class_gets_a_fresh_key() -> None:
    first, second = draw("{% submission_key %}"), draw("{% submission_key %}")
    assert 'name="submission_key"' in first
    assert first != second
