"""The due time after a supplement: from zero, or on with what was left; and the pause as both sides read it."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta
from pathlib import Path
from types import SimpleNamespace
from typing import Any, cast

import pytest
from django.urls import reverse
from hypothesis import given
from hypothesis import strategies as st

from dossiers import deadlines, supplementing
from dossiers.models import Dossier
from dossiers.statuses import PaperSource
from dossiers.submission import PaperData
from portal.outbox.models import OutboxMessage
from procedures.starter_loading import load
from tests.dossiers import filings
from tests.dossiers.desk import signed_in, words
from tests.dossiers.moments import at, stand_at
from tests.dossiers.stages import handed_over_at
from tests.dossiers.test_due_times import OFFICE
from tests.dossiers.world import BIRTH, World, starter_copy
from units import calendars
from units.working_time import between

AnswerAt = Callable[[str], Dossier]


@pytest.fixture
def resuming(world: World, tmp_path: Path) -> World:
    """The world after birth registration was announced anew: sector law lets its term go on."""
    file = starter_copy(tmp_path) / f"{BIRTH}.yaml"
    file.write_text("clock_on_supplement: resume\n" + file.read_text(encoding="utf-8"), encoding="utf-8")
    load(file.parent)
    return world


def asked_at(world: World, monkeypatch: pytest.MonkeyPatch, moment: str, start: str = "2026-11-16 09:00") -> Dossier:
    """A dossier received on a Monday morning, due the same day, whose officer asks for a better paper at a moment."""
    dossier = handed_over_at(world, monkeypatch, start)
    stand_at(monkeypatch, at(moment))
    component = dossier.papers.get().component_id
    supplementing.request(dossier, world.ward.officer, reason="Tên mẹ chưa khớp.", remarks={component: "Chụp lại"})
    return Dossier.objects.get(pk=dossier.pk)


def answered_at(world: World, monkeypatch: pytest.MonkeyPatch, dossier: Dossier, moment: str) -> Dossier:
    stand_at(monkeypatch, at(moment))
    papers = [PaperData(filings.BIRTH_PAPER, PaperSource.BROUGHT)]
    return supplementing.answer(dossier, world.mother, papers=papers)


def told_of_due(dossier: Dossier) -> dict[str, Any]:
    """What the newest event says of the due time."""
    return dict(dossier.events.latest("sequence").data["due"])


def test_by_the_general_rule_the_term_starts_from_zero(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    dossier = asked_at(world, monkeypatch, "2026-11-16 10:00")

    answered = answered_at(world, monkeypatch, dossier, "2026-11-18 14:00")

    assert answered.due_at == at("2026-11-18 17:00"), "a result of the same day, from the answer on"
    assert "resumed" not in answered.due_sum


def test_where_sector_law_says_so_what_was_left_is_counted_on(resuming: World, monkeypatch: pytest.MonkeyPatch) -> None:
    """Five and a half hours were left at 10:00: three on Wednesday from 14:00, two and a half on Thursday."""
    dossier = asked_at(resuming, monkeypatch, "2026-11-16 10:00")

    answered = answered_at(resuming, monkeypatch, dossier, "2026-11-18 14:00")

    assert answered.due_at == at("2026-11-19 10:00")
    assert answered.clock_started_at == at("2026-11-18 14:00")
    assert (answered.due_sum["amount"], answered.due_sum["counted"]) == ("5.5", ["2026-11-18", "2026-11-19"])
    assert told_of_due(answered)["from"] == dossier.due_at.isoformat()


def test_the_days_off_while_papers_were_awaited_cost_nothing(resuming: World, monkeypatch: pytest.MonkeyPatch) -> None:
    dossier = asked_at(resuming, monkeypatch, "2026-11-20 16:00", start="2026-11-20 09:00")

    answered = answered_at(resuming, monkeypatch, dossier, "2026-11-24 09:00")

    assert answered.due_at == at("2026-11-25 08:30"), "24/11 is off: the hour that was left begins on the 25th"
    assert answered.due_sum["skipped"] == [["2026-11-24", "Ngày Văn hóa Việt Nam"]]


def test_a_term_that_was_over_when_the_clock_paused_stays_over(
    resuming: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    dossier = asked_at(resuming, monkeypatch, "2026-11-17 09:00")

    answered = answered_at(resuming, monkeypatch, dossier, "2026-11-18 14:00")

    assert answered.due_at == dossier.due_at == at("2026-11-16 17:00")


def test_at_intake_the_term_begins_with_the_receiving_whatever_the_policy(
    resuming: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    dossier = filings.awaiting_supplement(resuming)

    answered = answered_at(resuming, monkeypatch, dossier, "2026-11-18 14:00")

    assert answered.due_at == at("2026-11-18 17:00")


@pytest.mark.parametrize(
    ("named", "sentence"),
    [("world", "Thời hạn giải quyết được tính lại từ đầu."), ("resuming", "được tính tiếp với thời gian còn lại.")],
)
def test_the_letter_says_which(
    named: str, sentence: str, monkeypatch: pytest.MonkeyPatch, request: pytest.FixtureRequest
) -> None:
    world: World = request.getfixturevalue(named)
    dossier = asked_at(world, monkeypatch, "2026-11-16 10:00")
    answered_at(world, monkeypatch, dossier, "2026-11-18 14:00")

    assert sentence in OutboxMessage.objects.filter(key=dossier.code).latest("pk").payload["text"]


moments = st.integers(0, 60 * 24 * 1030).map(lambda minutes: at("2025-01-02 00:00") + timedelta(minutes=minutes))


@given(start=moments, used=st.integers(0, 60 * 24 * 20), waited=st.integers(0, 60 * 24 * 30), days=st.integers(1, 15))
def test_what_is_left_after_the_answer_is_what_was_left_before(
    start: datetime, used: int, waited: int, days: int
) -> None:
    """A pause takes no working time from the agency and gives it none, around Tết and on a leap day too."""
    due = OFFICE.last_closing(OFFICE.working_day_from(start.date() + timedelta(days=days)))
    paused = start + timedelta(minutes=used)
    now = paused + timedelta(minutes=waited)
    dossier = cast(Dossier, SimpleNamespace(competent_unit=None, due_at=due, due_soon_from=start))
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(calendars, "calendar_of", lambda unit: OFFICE)
        clock = deadlines.resumed(dossier, paused, now)

    left = between(OFFICE, paused, due)
    if left > timedelta():
        assert between(OFFICE, now, clock.due_at) == left
        assert now <= clock.due_soon_from <= clock.due_at
    else:
        assert clock.due_at == due


PAUSED: list[tuple[str, str, str]] = [
    ("world", "Khi tạm dừng, còn 5 giờ 30 phút làm việc.", "thời hạn được tính lại từ đầu"),
    ("resuming", "Khi tạm dừng, còn 5 giờ 30 phút làm việc.", "thời hạn được tính tiếp với thời gian còn lại"),
]


@pytest.mark.parametrize(("named", "left", "then"), PAUSED)
def test_both_sides_read_who_paused_since_when_what_is_left_and_what_follows(
    named: str, left: str, then: str, monkeypatch: pytest.MonkeyPatch, request: pytest.FixtureRequest
) -> None:
    world: World = request.getfixturevalue(named)
    dossier = asked_at(world, monkeypatch, "2026-11-16 10:00")

    mother = words(signed_in(world.mother).get(reverse("dossiers:detail", args=[dossier.code])))
    officer = words(signed_in(world.ward.officer).get(reverse("dossiers:work", args=[dossier.code])))

    for page in (mother, officer):
        assert "Thời hạn tạm dừng từ" in page
        assert "10:00 thứ Hai, 16/11/2026" in page
        assert left in page
        assert then in page
    assert f"do {world.ward.officer.full_name}, {world.ward.office.name}" in officer
    assert f"do {world.ward.office.name}" in mother
    assert world.ward.officer.full_name not in mother, "people inside are named inside"


def test_before_the_receiving_no_term_is_said_to_be_left(world: World) -> None:
    dossier = filings.awaiting_supplement(world)

    page = words(signed_in(world.mother).get(reverse("dossiers:detail", args=[dossier.code])))

    assert "Hồ sơ chưa được tiếp nhận nên thời hạn chưa bắt đầu tính." in page
    assert "còn 0 giờ" not in page


def test_a_clock_that_runs_is_not_said_to_stand(world: World) -> None:
    page = words(signed_in(world.mother).get(reverse("dossiers:detail", args=[filings.handed_over(world).code])))

    assert "Thời hạn tạm dừng" not in page
