"""Samples are drawn by a seed nobody can choose: the same again for whoever checks, and some of every unit."""

from __future__ import annotations

import datetime as dt
import hashlib

import pytest
from django.db import IntegrityError, connection, transaction
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone
from hypothesis import given
from hypothesis import strategies as st

from hotline import answering, tasks
from hotline.kinds import Kind
from hotline.models import Sample, SampleDraw, SampleShare
from hotline.samples import drawing
from tests.dossiers.desk import words
from tests.dossiers.world import World
from tests.hotline.desk import Desk, answered, at, good
from tests.hotline.tickets import filed
from units import calendars
from units.working_time import VIETNAM

SHARE = reverse("hotline:sample-share")
#: A Wednesday, and the Monday after it.
ANSWERED = dt.datetime(2026, 10, 14, 9, 0, tzinfo=VIETNAM)
AFTER = dt.datetime(2026, 10, 19, 5, 40, tzinfo=VIETNAM)
UNITS = st.dictionaries(
    st.integers(1, 9), st.lists(st.text("abc0123", min_size=1), min_size=1, max_size=60), max_size=6
)


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> list[dt.datetime]:
    """The time; its first item can be changed."""
    now = [ANSWERED]
    monkeypatch.setattr(timezone, "now", lambda: now[0])
    return now


@given(UNITS, st.integers(1, 100), st.text(max_size=9))
def test_a_share_of_each_unit_is_drawn_at_least_one_and_the_same_in_any_order(
    units: dict[int, list[str]], percent: int, seed: str
) -> None:
    by_unit = {unit: [f"{unit}/{key}" for key in keys] for unit, keys in units.items()}
    drawn = drawing.choose(by_unit, percent, seed)
    assert drawn == drawing.choose({unit: keys[::-1] for unit, keys in reversed(by_unit.items())}, percent, seed)
    for keys in by_unit.values():
        count = len(drawn & set(keys))
        assert count == drawing.size_of(len(set(keys)), percent)
        assert 1 <= count <= len(set(keys)) and 0 <= count * 100 - len(set(keys)) * percent < 100


def test_another_seed_draws_others() -> None:
    """So nobody can write careful answers for those that will be read only."""
    keys = {1: [f"PAKN-H29-261014-{number:04}/1" for number in range(400)]}
    drawn = {frozenset(drawing.choose(keys, 5, hashlib.sha256(bytes([seed])).hexdigest())) for seed in range(10)}
    assert len(drawn) == 10 and {len(one) for one in drawn} == {20}


def test_a_week_is_drawn_once_when_it_is_over_and_proves_itself(
    world: World, desk: Desk, clock: list[dt.datetime]
) -> None:
    """Given answers of two units, when Monday comes, then one of each is drawn, due in ten working days, for good."""
    for _more in range(3):
        answered(world, desk, filed())
        answering.draft(filed(kind=Kind.GUIDANCE).ticket, desk.operator, good())
    assert drawing.draw_due(ANSWERED.date()) == 0, "the week is not over"
    clock[0] = AFTER
    tasks.draw_samples()
    tasks.draw_samples()

    draw = SampleDraw.objects.get()
    assert (draw.starts_on, draw.percent, draw.population) == (dt.date(2026, 10, 12), 5, 6)
    samples = list(draw.samples.select_related("answer"))
    assert sorted(sample.unit_id for sample in samples) == sorted({sample.answer.unit_id for sample in samples})
    assert len(samples) == 2 and drawing.is_proven(draw)
    due = samples[0].due_at.astimezone(VIETNAM)
    days = (AFTER.date() + dt.timedelta(days=n) for n in range(1, (due.date() - AFTER.date()).days + 1))
    calendar = calendars.calendar_of(world.ward.committee)
    assert sum(calendar.is_working_day(day) for day in days) == 10
    page = at(desk.supervisor).get(reverse("hotline:sample-draw", args=[draw.pk]))
    assert "Chọn lại ra đúng" in words(page) and draw.seed in words(page) and "2 mẫu trong 6 câu trả lời" in words(page)
    for change in (lambda: draw.samples.update(unit=world.other_ward.committee), draw.delete, draw.save):
        with pytest.raises(IntegrityError), transaction.atomic():
            change()


def test_what_was_drawn_by_hand_does_not_prove_itself(world: World, desk: Desk, clock: list[dt.datetime]) -> None:
    """Given a draw whose seed somebody chose, or that lacks an answer, then its page says so."""
    ticket = answered(world, desk, filed())
    row = {"percent": 5, "population": 1, "drawn_at": AFTER}
    monday = dt.date(2026, 10, 12)
    chosen = SampleDraw.objects.create(starts_on=monday, seed="0" * 64, **row)
    Sample.objects.create(draw=chosen, answer=ticket.answers.get(), unit=ticket.handling_unit, due_at=AFTER)
    assert not drawing.is_proven(chosen)
    assert "không ra đúng" in words(at(desk.operator).get(reverse("hotline:sample-draw", args=[chosen.pk])))
    empty = SampleDraw.objects.create(starts_on=monday - drawing.WEEK, seed="0" * 64, **row)
    assert not drawing.is_proven(empty)


def test_a_worker_that_was_away_makes_up_for_four_weeks(world: World, desk: Desk, clock: list[dt.datetime]) -> None:
    for weeks in (0, 1, 5):
        clock[0] = ANSWERED - weeks * drawing.WEEK
        answered(world, desk, filed())
    clock[0] = AFTER + drawing.WEEK
    with CaptureQueriesContext(connection) as asked:
        assert drawing.draw_due() == 2
    assert SampleDraw.objects.count() == 2 and len(asked) < 40
    assert drawing.draw_due(AFTER.date() + 20 * drawing.WEEK) == 0


def test_the_share_is_set_for_weeks_to_come_by_those_who_watch_the_whole_hotline(
    world: World, desk: Desk, clock: list[dt.datetime]
) -> None:
    supervisor = at(desk.supervisor)
    for wrong in ("", "0", "101", "-5", "5,5", "x", "9" * 400, "\0"):
        assert supervisor.post(SHARE, {"percent": wrong}).status_code == 422, wrong
    assert supervisor.post(SHARE, {"percent": "50"}).status_code == 302
    monday = dt.date(2026, 10, 12)
    assert (drawing.share_on(monday), drawing.share_on(monday + drawing.WEEK)) == (drawing.USUAL_PERCENT, 50)
    assert 'value="50"' in words(supervisor.get(SHARE))
    for person in (desk.operator, world.ward.leader):
        assert at(person).post(SHARE, {"percent": "1"}).status_code == 403
    assert SampleShare.objects.count() == 1
    with pytest.raises(IntegrityError), transaction.atomic():
        SampleShare.objects.create(percent=0, starts_on=monday, set_by=desk.supervisor, set_at=ANSWERED)
