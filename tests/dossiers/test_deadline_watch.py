"""The round over the clocks: marked once, only running clocks, one statement a kind whatever the number."""

from __future__ import annotations

from datetime import timedelta

import pytest
from pytest_django import DjangoAssertNumQueries

from dossiers import deadline_watch
from tests.dossiers import filings
from tests.dossiers.world import World

pytestmark = pytest.mark.usefixtures("undrawn")


def test_a_dossier_is_marked_due_soon_and_then_overdue_once_each(world: World) -> None:
    dossier = filings.received(world)
    soon, late = dossier.due_soon_from + timedelta(seconds=1), dossier.due_at + timedelta(seconds=1)

    assert deadline_watch.mark(dossier.due_soon_from - timedelta(seconds=1)) == deadline_watch.Marked(0, 0)
    assert deadline_watch.mark(soon) == deadline_watch.Marked(1, 0)
    assert deadline_watch.mark(soon) == deadline_watch.Marked(0, 0)
    assert deadline_watch.mark(late) == deadline_watch.Marked(0, 1)
    assert deadline_watch.mark(late) == deadline_watch.Marked(0, 0)

    dossier.refresh_from_db()
    assert (dossier.due_soon_at, dossier.overdue_at) == (soon, late)


@pytest.mark.parametrize("stage", [filings.awaiting_supplement, filings.finished])
def test_a_clock_that_stands_or_has_ended_is_never_marked(world: World, stage: object) -> None:
    dossier = stage(world)  # type: ignore[operator]

    assert deadline_watch.mark(dossier.due_at + timedelta(days=400)) == deadline_watch.Marked(0, 0)


def test_a_round_costs_one_statement_a_kind(world: World, django_assert_num_queries: DjangoAssertNumQueries) -> None:
    """Due soon, overdue, received late, handed over late, a step overdue: each marked and told in one."""
    filings.received(world)
    filings.submitted(world)

    with django_assert_num_queries(5):
        deadline_watch.mark()
