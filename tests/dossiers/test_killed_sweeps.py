"""Rules proved: wherever the worker dies inside its sweep, the next one ends where an undisturbed one would have."""

from __future__ import annotations

from datetime import datetime
from typing import Any

import pytest
from django.db import DataError, transaction

from dossiers import alert_digest, deadline_watch, escalating, tasks, watched
from dossiers.models import Alert, Dossier, Task
from dossiers.watched import WATCHED, Watched
from portal.outbox.models import OutboxMessage
from tests.dossiers import filings
from tests.dossiers.moments import at, stand_at
from tests.dossiers.world import World

LATE = at("2026-12-04 08:03")
KINDS = len(WATCHED)


class Killed(BaseException):
    """The worker's process ends here."""


@pytest.fixture
def all_late(world: World, monkeypatch: pytest.MonkeyPatch) -> World:
    """Of Monday 30/11/2026: one dossier nobody received, one nobody handed over, one nobody decided; Friday is here."""
    stand_at(monkeypatch, at("2026-11-30 08:00"))
    for stage in (filings.submitted, filings.received, filings.handed_over):
        stage(world)
    OutboxMessage.objects.all().delete()
    stand_at(monkeypatch, LATE)
    return world


def state() -> dict[str, Any]:
    """All that a sweep leaves behind, without the moments at which it came by."""
    alerts = Alert.objects.values_list("kind", "dossier", "role", "unit", "rung", "since", "settled_at", "reason")
    marks = ("due_soon_at", "overdue_at", "late_reception_at", "late_hand_over_at")
    dossiers = [[bool(value) for value in row] for row in Dossier.objects.order_by("pk").values_list(*marks)]
    steps = [bool(late) for late in Task.objects.order_by("pk").values_list("overdue_at", flat=True)]
    return {"alerts": sorted(map(str, alerts)), "dossiers": dossiers, "steps": steps}


def killed_at(monkeypatch: pytest.MonkeyPatch, name: str, number: int) -> pytest.MonkeyPatch:
    """Lets the worker die before its statement of this number in the watch (`_mark`) or on the ladder (`_climb`)."""
    module = deadline_watch if name == "_mark" else escalating
    true, done = getattr(module, name), [0]

    def dying(*args: Any) -> Any:
        if done[0] == number:
            raise Killed
        done[0] += 1
        return true(*args)

    monkeypatch.setattr(module, name, dying)
    return monkeypatch


@pytest.mark.parametrize("name", ["_mark", "_climb"])
def test_wherever_it_died_the_next_round_completes_and_nothing_is_twice(
    all_late: World, monkeypatch: pytest.MonkeyPatch, name: str
) -> None:
    tasks.watch_deadlines()
    undisturbed = state()
    tasks.watch_deadlines()
    assert state() == undisturbed, "another round finds nothing to do"

    for number in range(KINDS if name == "_mark" else 2 * KINDS):
        as_before_the_sweep()
        with monkeypatch.context() as patch, pytest.raises(Killed):
            killed_at(patch, name, number)
            tasks.watch_deadlines()
        tasks.watch_deadlines()
        assert state() == undisturbed, number


def as_before_the_sweep() -> None:
    Alert.objects.all().delete()
    Dossier.objects.update(due_soon_at=None, overdue_at=None, late_reception_at=None, late_hand_over_at=None)
    Task.objects.update(overdue_at=None)


@pytest.mark.parametrize("kind", WATCHED, ids=lambda kind: str(kind.kind))
def test_a_mark_and_its_alert_are_one_statement(
    all_late: World, monkeypatch: pytest.MonkeyPatch, kind: Watched
) -> None:
    """Broken after the marking, inside the telling: neither is there, so that the next round finds both to do."""
    before = state()
    broken = watched.MARK_AND_TELL.replace("SELECT count(*) FROM late", "SELECT 1 / (count(*) * 0) FROM late")
    assert broken != watched.MARK_AND_TELL

    with monkeypatch.context() as patch:
        patch.setattr(deadline_watch, "MARK_AND_TELL", broken)
        _refused(kind, LATE)

    assert state() == before
    deadline_watch.mark(LATE)
    assert Alert.objects.filter(kind=kind.kind).exists()


def _refused(kind: Watched, now: datetime) -> None:
    with pytest.raises(DataError), transaction.atomic():
        deadline_watch._mark(kind, now)


def test_letters_after_a_killed_sweep_tell_each_matter_once(all_late: World, monkeypatch: pytest.MonkeyPatch) -> None:
    """The worker died on the ladder between two rounds of letters: the clerk reads once, the head what she missed."""
    with monkeypatch.context() as patch, pytest.raises(Killed):
        killed_at(patch, "_climb", 0)
        tasks.watch_deadlines()
    alert_digest.send_round(LATE)
    tasks.watch_deadlines()
    alert_digest.send_round(LATE)
    alert_digest.send_round(LATE)

    ward = all_late.ward
    letters = [message.payload for message in OutboxMessage.objects.order_by("pk")]
    to_clerk = [letter["text"] for letter in letters if letter["to"] == ward.clerk.email]
    to_head = [letter["text"] for letter in letters if letter["to"] == ward.leader.email]
    assert "".join(to_clerk).count("Chậm tiếp nhận: 1") == 1
    assert "".join(to_head).count("Chậm tiếp nhận: 1") == 1
    assert not Alert.objects.filter(mailed_at=None).exists()
