"""Rules proved: beat's own schedule puts a decision in force at its moment; a late worker catches up; a doubled run
changes nothing. The clock is moved in the row of the decision, or where the site reads it; nothing sleeps."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from celery.beat import ScheduleEntry, Scheduler
from django.db import connection
from django.utils import timezone

from portal.celery import app
from procedures import catalogue, decision_publishing, publishing
from procedures.choices import VersionState
from procedures.decision_publishing import publish_due
from procedures.models import Decision, DecisionAct, DecisionEvent, DecisionState, ProcedureVersion, SearchEntry
from tests.procedures import deciding_world as world
from tests.procedures.deciding_world import Deciders, good, make_deciders, only_change
from tests.procedures.publisher_desk import at, of, page

pytestmark = pytest.mark.django_db
CODE, OTHER = "1.001193", "1.000001"
ENTRY = "publish decisions"


@pytest.fixture
def people() -> Deciders:
    return make_deciders()


@pytest.fixture
def beat() -> Scheduler:
    """The scheduler that beat runs, with the schedule of the settings; tasks run where they are sent."""
    return Scheduler(app=app)


def tick(beat: Scheduler, *, seconds_since_last: float = 61) -> bool:
    """Let so much time pass for the entry; whether beat ran it."""
    entry: ScheduleEntry = beat.schedule[ENTRY]
    entry.last_run_at = app.now() - timedelta(seconds=seconds_since_last)
    is_due, _next = entry.is_due()
    if is_due:
        beat.apply_entry(entry)
    return bool(is_due)


def bring_forward(decision: Decision, day: date) -> None:
    """Move the clock by the row: the day of the decision is another."""
    Decision.objects.filter(pk=decision.pk).update(effective_on=day, signed_on=day)


def state_of(decision: Decision) -> str:
    """The state as stored."""
    return Decision.objects.values_list("state", flat=True).get(pk=decision.pk)


def test_beat_knows_the_task_and_runs_it_every_minute(beat: Scheduler) -> None:
    entry = beat.schedule[ENTRY]

    assert entry.task in app.tasks
    assert tick(beat, seconds_since_last=59) is False
    assert tick(beat, seconds_since_last=60) is True
    # a run that waited longer than till the next one is dropped: a worker that was away finds one, not hundreds
    assert entry.options["expires"] <= entry.schedule.run_every.total_seconds()


def test_a_decision_for_later_is_put_in_force_by_the_beat_when_its_day_has_come(
    people: Deciders, beat: Scheduler
) -> None:
    old = good(CODE)
    decision = world.approved(people, CODE, effective_on=timezone.localdate() + timedelta(days=5))
    tick(beat)
    assert state_of(decision) == DecisionState.APPROVED
    assert catalogue.published(CODE).pk == old.pk

    bring_forward(decision, timezone.localdate())
    tick(beat)

    assert state_of(decision) == DecisionState.PUBLISHED
    assert catalogue.published(CODE).pk == only_change(decision).version_id
    assert "Đã công khai lúc" in page(people.drafter, at(decision))


@pytest.mark.parametrize(
    ("moment", "is_in_force"),
    [
        (datetime(2026, 12, 31, 16, 59, 59, tzinfo=UTC), False),
        (datetime(2026, 12, 31, 17, 0, 0, tzinfo=UTC), True),
    ],
    ids=["23:59:59", "00:00:00"],
)
def test_the_moment_is_midnight_in_viet_nam(
    people: Deciders, beat: Scheduler, monkeypatch: pytest.MonkeyPatch, moment: datetime, is_in_force: bool
) -> None:
    """Half past five in the afternoon in London is already the day of the decision; times are stored in UTC."""
    good(CODE)
    decision = world.approved(people, CODE, effective_on=date(2027, 1, 1))
    with monkeypatch.context() as clock:
        clock.setattr(timezone, "now", lambda: moment)
        decision_publishing.publish_due()

    assert (state_of(decision) == DecisionState.PUBLISHED) is is_in_force


def test_a_worker_that_was_away_catches_up_in_the_order_of_the_days(people: Deciders, beat: Scheduler) -> None:
    """Each comes into force from its own day, not from the day of the worker's return."""
    today = timezone.localdate()
    first, second = good(CODE), good(OTHER)
    later, sooner = world.approved(people, CODE, number="2/QĐ"), world.approved(people, OTHER, number="1/QĐ")
    before_that(first, second, days=30)
    bring_forward(later, today - timedelta(days=2))
    bring_forward(sooner, today - timedelta(days=9))

    tick(beat)

    assert state_of(later) == state_of(sooner) == DecisionState.PUBLISHED
    published = DecisionEvent.objects.filter(act=DecisionAct.PUBLISH).order_by("pk")
    assert list(published.values_list("decision", flat=True)) == [sooner.pk, later.pk]
    assert catalogue.published(OTHER).valid_from == today - timedelta(days=9)
    assert catalogue.published(CODE).valid_from == today - timedelta(days=2)
    # and a past day reads as it was decided, though nobody was there to do it
    assert catalogue.published(OTHER, on=today - timedelta(days=10)).pk == second.pk
    assert catalogue.published(CODE, on=today - timedelta(days=3)).pk == first.pk


def before_that(*versions: ProcedureVersion, days: int) -> None:
    """Let versions have been in force for so long: validity may not change, so the trigger looks away."""
    with publishing_unguarded():
        ids = [version.pk for version in versions]
        ProcedureVersion.objects.filter(pk__in=ids).update(valid_from=timezone.localdate() - timedelta(days=days))


@contextmanager
def publishing_unguarded() -> Iterator[None]:
    """Without the triggers that freeze what is published."""
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL session_replication_role = replica")
        yield
        cursor.execute("SET LOCAL session_replication_role = origin")


def whole_state() -> list[Any]:
    """Everything that a run of the task may change."""
    return [
        list(ProcedureVersion.objects.order_by("pk").values()),
        list(Decision.objects.order_by("pk").values()),
        list(DecisionEvent.objects.order_by("pk").values()),
        list(SearchEntry.objects.order_by("pk").values_list("pk", "version")),
    ]


def test_a_doubled_run_changes_nothing(people: Deciders, beat: Scheduler) -> None:
    good(CODE)
    good(OTHER)
    world.approved(people, CODE, number="1/QĐ")
    world.approved(people, OTHER, number="2/QĐ", effective_on=timezone.localdate() + timedelta(days=5))
    tick(beat)
    before = whole_state()

    tick(beat)
    tick(beat)

    assert whole_state() == before


def test_what_failed_waits_for_a_person_however_often_beat_comes(people: Deciders, beat: Scheduler) -> None:
    gone = good(CODE)
    decision = world.approved(people, CODE)
    publishing.change_catalogue([], {gone.procedure_id: None})

    for _minute in range(3):
        tick(beat)

    assert decision.events.filter(act=DecisionAct.FAIL).count() == 1
    assert state_of(decision) == DecisionState.APPROVED


def test_one_that_cannot_be_does_not_hold_up_the_next(people: Deciders, beat: Scheduler) -> None:
    gone = good(CODE)
    good(OTHER)
    stuck, fine = world.approved(people, CODE, number="1/QĐ"), world.approved(people, OTHER, number="2/QĐ")
    publishing.change_catalogue([], {gone.procedure_id: None})

    tick(beat)

    assert (state_of(stuck), state_of(fine)) == (DecisionState.APPROVED, DecisionState.PUBLISHED)


def test_once_mended_a_person_lets_the_worker_try_again(people: Deciders, beat: Scheduler) -> None:
    version = good(CODE)
    decision = world.approved(people, CODE)
    later = world.draft_for_later(version.procedure)
    tick(beat)
    assert "đã có phiên bản có hiệu lực từ ngày" in Decision.objects.get(pk=decision.pk).problem
    with publishing_unguarded():
        ProcedureVersion.objects.filter(pk=later.pk).update(state=VersionState.DRAFT, valid_from=None)
        ProcedureVersion.objects.filter(pk=version.pk).update(valid_to=None)

    of(people.chair).post(at(decision, "lam-lai/"))
    tick(beat)

    assert state_of(decision) == DecisionState.PUBLISHED
    acts = list(decision.events.order_by("pk").values_list("act", flat=True))
    assert acts[-3:] == [DecisionAct.FAIL, DecisionAct.RETRY, DecisionAct.PUBLISH]


@pytest.mark.parametrize("state", [DecisionState.DRAFT, DecisionState.CHECKING, DecisionState.CHECKED])
def test_a_day_that_has_come_publishes_nothing_that_nobody_decided(
    people: Deciders, beat: Scheduler, state: DecisionState
) -> None:
    make: dict[str, Callable[..., Decision]] = {
        DecisionState.DRAFT: world.drafted,
        DecisionState.CHECKING: world.submitted,
        DecisionState.CHECKED: world.checked,
    }
    old = good(CODE)
    decision = make[state](people, CODE, effective_on=timezone.localdate() - timedelta(days=1))

    tick(beat)

    assert state_of(decision) == state
    assert catalogue.published(CODE).pk == old.pk


def test_a_cancelled_decision_is_never_put_in_force(people: Deciders, beat: Scheduler) -> None:
    old = good(CODE)
    decision = world.approved(people, CODE, effective_on=timezone.localdate() + timedelta(days=1))
    of(people.chair).post(at(decision, "huy/"), {"reason": "Bộ hoãn thi hành"})

    assert publish_due() == []
    tick(beat)

    assert catalogue.published(CODE).pk == old.pk
