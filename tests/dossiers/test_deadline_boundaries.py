"""Due soon and overdue to the microsecond: when a mark is set, when it falls, and that pages say the same."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from datetime import datetime, timedelta
from threading import Barrier

import pytest
from django.db import connection
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from dossiers import deadline_watch, processing, supplementing
from dossiers.deadline_watch import Marked
from dossiers.models import Dossier
from dossiers.standing import tone_of
from dossiers.statuses import RUNNING, PaperSource, Status
from dossiers.submission import PaperData
from portal.ui.parts import Tone
from tests.dossiers import filings, stages
from tests.dossiers.desk import words
from tests.dossiers.moments import stand_at
from tests.dossiers.world import World, given_world

INSTANT = timedelta(microseconds=1)
NOTHING = Marked(0, 0)


def fresh(dossier: Dossier) -> Dossier:
    return Dossier.objects.get(pk=dossier.pk)


#: Moment, its distance, what a first round at that moment marks, and the tone of pages then.
BOUNDARIES = [
    ("due_soon_from", -INSTANT, Marked(0, 0), Tone.IN_TIME),
    ("due_soon_from", timedelta(0), Marked(1, 0), Tone.DUE_SOON),
    ("due_soon_from", INSTANT, Marked(1, 0), Tone.DUE_SOON),
    ("due_at", -INSTANT, Marked(1, 0), Tone.DUE_SOON),
    ("due_at", timedelta(0), Marked(1, 0), Tone.DUE_SOON),
    ("due_at", INSTANT, Marked(1, 1), Tone.OVERDUE),
]


@pytest.mark.parametrize(("moment", "distance", "marked", "tone"), BOUNDARIES)
def test_the_worker_and_the_pages_draw_the_line_at_the_same_instant(
    world: World, moment: str, distance: timedelta, marked: Marked, tone: Tone
) -> None:
    """Settled at the due moment itself is settled in time (NĐ 61/2018: "đúng hạn")."""
    dossier = filings.received(world)
    now: datetime = getattr(dossier, moment) + distance

    assert deadline_watch.mark(now) == marked
    assert tone_of(fresh(dossier), now) == tone


def test_a_round_that_comes_late_marks_both_at_once(world: World) -> None:
    """The worker was down over the weekend: nothing is missed and nothing is marked twice."""
    dossier = filings.received(world)
    late = dossier.due_at + timedelta(days=3)

    assert deadline_watch.mark(late) == Marked(1, 1)
    assert deadline_watch.mark(late + timedelta(days=1)) == NOTHING
    marked = fresh(dossier)
    assert (marked.due_soon_at, marked.overdue_at) == (late, late)


STAGES = {
    "submitted": (filings.submitted, True),
    "received": (filings.received, True),
    "handed over": (filings.handed_over, True),
    "awaiting signature": (filings.awaiting_signature, True),
    "approved": (filings.approved, True),
    "awaiting supplement": (filings.awaiting_supplement, False),
    "refused": (stages.refused, False),
    "withdrawn": (stages.withdrawn, False),
    "issued, to be fetched": (stages.issued, False),
}


@pytest.mark.parametrize("stage", STAGES)
def test_a_clock_runs_until_the_result_and_stands_while_papers_are_awaited(world: World, stage: str) -> None:
    make, runs = STAGES[stage]
    dossier = make(world)

    marked = deadline_watch.mark(dossier.due_at + timedelta(days=30))

    assert marked == (Marked(1, 1) if runs else NOTHING)
    assert (dossier.status in RUNNING) is runs


def test_marks_fall_when_the_clock_starts_again_and_are_set_anew(world: World) -> None:
    """NĐ 61/2018 Đ19(4): after a supplement the time limit starts again from zero, and so do its warnings."""
    dossier = filings.handed_over(world)
    deadline_watch.mark(dossier.due_at + INSTANT)
    component = dossier.papers.get().component_id
    supplementing.request(dossier, world.ward.officer, reason="Bản chụp mờ.", remarks={component: "Chụp lại."})

    papers = [PaperData(filings.BIRTH_PAPER, PaperSource.IN_DATABASE)]
    supplementing.answer(fresh(dossier), world.mother, papers=papers)

    again = fresh(dossier)
    assert (again.due_soon_at, again.overdue_at) == (None, None)
    assert again.status == Status.PROCESSING
    assert deadline_watch.mark(again.due_at + INSTANT) == Marked(1, 1)


def test_each_dossier_is_marked_by_its_own_clock(world: World) -> None:
    dossiers = [filings.received(world) for _number in range(3)]
    first = dossiers[0].due_at
    for number, dossier in enumerate(dossiers):
        due = first + timedelta(hours=number)
        Dossier.objects.filter(pk=dossier.pk).update(due_at=due, due_soon_from=due - timedelta(minutes=30))

    rounds = [deadline_watch.mark(first + timedelta(hours=number) + INSTANT) for number in range(3)]

    assert rounds == [Marked(1, 1)] * 3


@pytest.mark.parametrize(("shift", "words_of_tone"), [(-timedelta(days=30), False), (INSTANT, True)])
def test_the_desk_counts_and_shows_what_is_overdue_now_not_at_the_last_round(
    world: World, client: Client, monkeypatch: pytest.MonkeyPatch, shift: timedelta, words_of_tone: bool
) -> None:
    """A worker that is down hides nothing: pages look at the clock themselves."""
    dossier = filings.received(world)
    client.force_login(world.ward.clerk)
    stand_at(monkeypatch, max(dossier.due_at + shift, timezone.now()))

    page = words(client.get(reverse("dossiers:desk"), {"xem": "qua-han"}))

    assert (dossier.code in page) is words_of_tone
    assert fresh(dossier).overdue_at is None


def test_receiving_late_starts_the_clock_then_and_not_before(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    """NĐ 61/2018 Đ17(1): from receipt; a dossier left lying a week is not overdue the moment it is received."""
    dossier = filings.submitted(world)
    week_later = dossier.due_at + timedelta(days=7)
    assert deadline_watch.mark(week_later) == Marked(1, 1)
    stand_at(monkeypatch, week_later)

    received = processing.receive(fresh(dossier), world.ward.clerk, filings.all_accepted(dossier))

    assert received.due_at > week_later
    assert (received.due_soon_at, received.overdue_at) == (None, None)
    assert deadline_watch.mark(week_later) == NOTHING


@pytest.mark.django_db(transaction=True)
def test_two_workers_mark_each_dossier_once(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("portal.outbox.waking.current_app.send_task", lambda name, **_options: None)
    world = given_world()
    late = max(filings.received(world).due_at for _number in range(4)) + INSTANT
    start = Barrier(2)

    def work(_number: int) -> Marked:
        start.wait(timeout=30)
        try:
            return deadline_watch.mark(late)
        finally:
            connection.close()

    with ThreadPoolExecutor(2) as pool:
        one, other = pool.map(work, range(2))

    assert (one.due_soon + other.due_soon, one.overdue + other.overdue) == (4, 4)
    assert Dossier.objects.filter(due_soon_at=late, overdue_at=late).count() == 4
