"""Rules proved: an online dossier not received within one working day is late, and so is one handed over too late."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.test import Client

from dossiers import deadline_watch, processing, supplementing
from dossiers.alert_kinds import AlertKind
from dossiers.models import Alert, Dossier
from dossiers.statuses import Channel
from dossiers.submission import PaperData
from tests.dossiers import filings
from tests.dossiers.desk import words
from tests.dossiers.desks import look
from tests.dossiers.moments import at, stand_at
from tests.dossiers.world import World

FILED = "2026-11-23 09:00"


@pytest.fixture
def filed(world: World, monkeypatch: pytest.MonkeyPatch) -> Dossier:
    """Filed online on a Monday before a day off (24/11/2026, NQ 28/2026/QH16)."""
    stand_at(monkeypatch, at(FILED))
    return filings.submitted(world)


def kinds() -> set[str]:
    return set(Alert.objects.filter(settled_at=None).values_list("kind", flat=True))


def test_an_online_dossier_is_to_be_received_by_the_end_of_the_next_working_day(filed: Dossier) -> None:
    assert filed.reception_due_at == at("2026-11-25 17:00")


def test_what_is_brought_to_a_counter_is_looked_at_on_the_spot(world: World) -> None:
    dossier = filings.submitted(world, channel=Channel.DIRECT)

    deadline_watch.mark(dossier.submitted_at + timedelta(days=30))

    dossier.refresh_from_db()
    assert (dossier.reception_due_at, dossier.late_reception_at) == (None, None)


@pytest.mark.parametrize(("now", "is_late"), [("2026-11-25 17:00", False), ("2026-11-25 17:01", True)])
def test_the_worker_marks_it_and_tells_the_clerks(filed: Dossier, world: World, now: str, is_late: bool) -> None:
    deadline_watch.mark(at(now))
    deadline_watch.mark(at("2026-11-25 17:00"))

    filed.refresh_from_db()
    assert filed.late_reception_at == (at(now) if is_late else None)
    alerts = Alert.objects.filter(kind=AlertKind.LATE_RECEPTION)
    assert [(alert.role, alert.unit) for alert in alerts] == ([("clerk", world.ward.centre)] if is_late else [])


def test_received_too_late_before_the_worker_came_is_late_all_the_same(
    filed: Dossier, world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    stand_at(monkeypatch, at("2026-11-26 08:00"))

    processing.receive(filed, world.ward.clerk, filings.all_accepted(filed))

    filed.refresh_from_db()
    assert filed.late_reception_at == at("2026-11-26 08:00")


def test_the_reception_settles_its_alert_and_the_mark_stays(
    filed: Dossier, world: World, monkeypatch: pytest.MonkeyPatch, client: Client
) -> None:
    deadline_watch.mark(at("2026-11-26 07:45"))
    assert AlertKind.LATE_RECEPTION in kinds()
    stand_at(monkeypatch, at("2026-11-26 08:00"))

    processing.receive(filed, world.ward.clerk, filings.all_accepted(filed))

    assert AlertKind.LATE_RECEPTION not in kinds()
    filed.refresh_from_db()
    assert filed.late_reception_at == at("2026-11-26 07:45")
    assert "Chậm tiếp nhận" in words(look(client, world.ward.clerk, filed))


def test_papers_that_were_asked_for_give_the_clerk_a_new_working_day(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    stand_at(monkeypatch, at(FILED))
    dossier = filings.awaiting_supplement(world)
    deadline_watch.mark(at("2026-11-27 09:00"))
    dossier.refresh_from_db()
    assert dossier.late_reception_at is None
    stand_at(monkeypatch, at("2026-11-27 10:00"))

    supplementing.answer(dossier, world.mother, papers=[PaperData(filings.BIRTH_PAPER, "brought")])

    dossier.refresh_from_db()
    assert dossier.reception_due_at == at("2026-11-30 17:00")


@pytest.fixture
def received(filed: Dossier, world: World, monkeypatch: pytest.MonkeyPatch) -> Dossier:
    """Received at 15:30 on the Monday: to be handed over in the morning of the Wednesday."""
    stand_at(monkeypatch, at("2026-11-23 15:30"))
    return processing.receive(filed, world.ward.clerk, filings.all_accepted(filed))


def test_a_late_hand_over_is_marked_told_and_shown(received: Dossier, world: World, client: Client) -> None:
    """NĐ 309/2026 Đ18(2): received after 15:00, the first session of the next working day."""
    assert received.hand_over_due_at == at("2026-11-25 11:30")
    deadline_watch.mark(at("2026-11-25 11:30"))
    assert AlertKind.LATE_HAND_OVER not in kinds()

    deadline_watch.mark(at("2026-11-25 11:31"))

    alert = Alert.objects.get(kind=AlertKind.LATE_HAND_OVER)
    assert (alert.role, alert.unit, alert.since) == ("clerk", world.ward.centre, received.hand_over_due_at)
    page = words(look(client, world.ward.clerk, received))
    assert "Chậm chuyển hồ sơ" in page
    assert "Cảnh báo chưa giải quyết" in page


def test_handed_over_in_time_leaves_no_mark(received: Dossier, world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    stand_at(monkeypatch, at("2026-11-25 11:30"))

    processing.hand_over(received, world.ward.clerk)
    deadline_watch.mark(at("2026-11-25 16:00"))

    received.refresh_from_db()
    assert received.late_hand_over_at is None
    assert AlertKind.LATE_HAND_OVER not in kinds()


def test_handed_over_too_late_before_the_worker_came_is_late_all_the_same(
    received: Dossier, world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    stand_at(monkeypatch, at("2026-11-25 13:30"))

    processing.hand_over(received, world.ward.clerk)

    received.refresh_from_db()
    assert received.late_hand_over_at == at("2026-11-25 13:30")
