"""What the clock starts exists, can run when there is nothing to do, and never piles up."""

from __future__ import annotations

from typing import Any

import pytest
from celery.schedules import crontab
from django.conf import settings

from portal.celery import app
from tests.in_turn import in_turn

SCHEDULE: dict[str, dict[str, Any]] = settings.CELERY_BEAT_SCHEDULE


@pytest.fixture(scope="module", autouse=True)
def _all_tasks() -> None:
    app.loader.import_default_modules()


@in_turn("name", sorted(SCHEDULE))
def test_every_task_of_the_clock_exists(name: str) -> None:
    assert SCHEDULE[name]["task"] in app.tasks


@pytest.mark.django_db
@in_turn("name", sorted(SCHEDULE), taken_back=True)
def test_with_nothing_to_do_a_round_ends_well(name: str) -> None:
    assert app.tasks[SCHEDULE[name]["task"]].apply().successful()


@in_turn("name", sorted(name for name, entry in SCHEDULE.items() if "options" in entry))
def test_rounds_missed_while_no_worker_ran_do_not_pile_up(name: str) -> None:
    every = SCHEDULE[name]["schedule"]
    assert SCHEDULE[name]["options"]["expires"] <= (60 if every == crontab(minute="*") else every)


def test_no_task_is_started_twice_by_the_clock() -> None:
    tasks = [entry["task"] for entry in SCHEDULE.values()]
    assert len(tasks) == len(set(tasks))
