"""Rules proved: the ladder officer → head → supervisor, after working hours, each rung once, settled by moving on."""

from __future__ import annotations

from datetime import datetime, timedelta
from decimal import Decimal
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from dossiers import deadline_watch, escalating, processing, stopping, tasks, watched
from dossiers.alert_kinds import AlertKind, Rung
from dossiers.models import Alert, Dossier
from tests.dossiers import filings
from tests.dossiers.desk import words
from tests.dossiers.desks import look
from tests.dossiers.moments import at, stand_at
from tests.dossiers.world import World, make_staff
from units.roles import Role

# Monday 30/11/2026, no day off near.
HANDED_OVER = "2026-11-30 08:00"
DUE = at("2026-11-30 17:00")
LATER = "2026-12-01 07:31"


@pytest.fixture
def late(world: World, monkeypatch: pytest.MonkeyPatch) -> Dossier:
    """On an officer's table, due the same day."""
    stand_at(monkeypatch, at(HANDED_OVER))
    dossier = filings.handed_over(world)
    assert dossier.due_at == DUE
    return dossier


def sweep(now: datetime) -> None:
    deadline_watch.mark(now)
    escalating.climb(now)


def told(kind: str = AlertKind.OVERDUE) -> list[tuple[int, str, str]]:
    """Rung, role and unit of the alerts of a kind, in the order of the ladder."""
    found = Alert.objects.filter(kind=kind).order_by("rung").select_related("unit")
    return [(alert.rung, alert.role, alert.unit.code) for alert in found]


OFFICER = (Rung.OFFICER, Role.OFFICER, "H29.101.3")
HEAD = (Rung.HEAD, Role.LEADER, "H29.101")
SUPERVISOR = (Rung.SUPERVISOR, Role.SUPERVISOR, "H29.101")


def test_past_due_the_officer_and_the_head_who_answers_for_it_are_told_at_once(
    late: Dossier, world: World, client: Client
) -> None:
    """NĐ 61/2018 Đ19(9): an apology comes before the due time; without one the officer's head answers for it."""
    sweep(DUE)
    assert told() == []

    sweep(at(LATER))

    assert told() == [OFFICER, HEAD]
    assert "người đứng đầu bộ phận xử lý chịu trách nhiệm" in Alert.objects.get(rung=Rung.HEAD, kind="overdue").reason
    page = words(look(client, world.ward.officer, late))
    assert "người đứng đầu bộ phận xử lý chịu trách nhiệm" in page
    assert "Quá hạn trả kết quả" in page


@pytest.mark.parametrize(
    ("now", "ladder"),
    [
        ("2026-12-02 16:59", [OFFICER, HEAD]),
        ("2026-12-02 17:00", [OFFICER, HEAD, SUPERVISOR]),
        ("2026-12-07 09:00", [OFFICER, HEAD, SUPERVISOR]),
    ],
)
def test_after_two_working_days_the_supervisor_is_told(
    late: Dossier, now: str, ladder: list[tuple[int, str, str]]
) -> None:
    """16 working hours after the due time: nights and lunches count for nothing."""
    sweep(at(now))

    assert told() == ladder


def test_each_rung_is_told_once_however_often_the_worker_comes(late: Dossier) -> None:
    for hours in range(0, 24 * 6, 5):
        sweep(at(LATER) + timedelta(hours=hours))

    assert told() == [OFFICER, HEAD, SUPERVISOR]
    assert Alert.objects.filter(kind=AlertKind.DUE_SOON).count() == 1


def test_a_worker_killed_between_mark_and_ladder_leaves_nothing_out(late: Dossier) -> None:
    deadline_watch.mark(at(LATER))
    assert told() == [OFFICER]

    sweep(at(LATER) + timedelta(minutes=1))

    assert told() == [OFFICER, HEAD]


def test_a_ladder_broken_inside_its_statement_has_told_nobody_and_is_told_by_the_next(
    late: Dossier, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Marking that it climbed and telling the next rung are one statement."""
    deadline_watch.mark(at(LATER))
    broken = watched.CLIMB.replace("SELECT count(*) FROM told", "SELECT 1 / (count(*) - count(*)) FROM told")
    with monkeypatch.context() as inside:
        inside.setattr(escalating, "CLIMB", broken)
        with pytest.raises(Exception, match="division by zero"), connection.cursor() as cursor:
            cursor.execute("SAVEPOINT killed")
            escalating.climb(at(LATER))
    connection.cursor().execute("ROLLBACK TO SAVEPOINT killed")
    assert told() == [OFFICER]

    escalating.climb(at(LATER))

    assert told() == [OFFICER, HEAD]


def test_the_delays_are_the_deployments_own(late: Dossier, settings: Any) -> None:
    settings.ESCALATION_HOURS = settings.ESCALATION_HOURS | {"overdue": (Decimal(2), None)}

    sweep(at("2026-12-01 09:29"))
    assert told() == [OFFICER]
    sweep(at("2026-12-01 09:30"))
    sweep(at("2026-12-31 09:30"))

    assert told() == [OFFICER, HEAD]


def test_a_late_reception_climbs_at_the_receiving_unit(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    stand_at(monkeypatch, at("2026-11-30 08:00"))
    filings.submitted(world, receiving_unit=world.other_ward.centre.code)

    sweep(at("2026-12-02 11:29"))
    assert told(AlertKind.LATE_RECEPTION) == [(Rung.OFFICER, Role.CLERK, "H29.102.9")]
    sweep(at("2026-12-02 11:30"))

    assert told(AlertKind.LATE_RECEPTION)[1:] == [(Rung.HEAD, Role.LEADER, "H29.102.9")]


def test_the_head_of_the_ward_reads_what_its_centre_left_lying(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    stand_at(monkeypatch, at("2026-11-30 08:00"))
    filings.submitted(world)

    sweep(at("2026-12-04 08:00"))

    supervisor = make_staff("giamsat@example.vn", "Đỗ Thị Giám", Role.SUPERVISOR, world.ward.centre.parent.parent)  # type: ignore[union-attr, arg-type]
    for reader, rung in ((world.ward.clerk, 0), (world.ward.leader, 1), (supervisor, 2)):
        late = Alert.objects.addressed_to(reader).filter(kind=AlertKind.LATE_RECEPTION)
        assert [alert.rung for alert in late] == [rung]


def test_a_step_past_its_hours_is_told_though_the_dossier_is_in_time(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    stand_at(monkeypatch, at(HANDED_OVER))
    dossier = filings.handed_over(world)
    Dossier.objects.filter(pk=dossier.pk).update(due_at=at("2026-12-31 17:00"), due_soon_from=at("2026-12-31 08:00"))

    sweep(at("2026-12-01 09:00"))

    assert told(AlertKind.STEP_OVERDUE) == [OFFICER]
    assert told() == []
    sweep(at("2026-12-02 17:00"))
    assert told(AlertKind.STEP_OVERDUE) == [OFFICER, HEAD]


def test_the_step_done_settles_its_alert_and_leaves_the_others(late: Dossier, world: World) -> None:
    sweep(at(LATER))
    open_before = set(Alert.objects.filter(settled_at=None).values_list("kind", flat=True))
    assert open_before == {"due_soon", "overdue", "step_overdue"}

    content = {"child_personal_number": "079326001234"}
    processing.submit_for_signature(late, world.ward.officer, content=content, opinion="Đủ.")

    assert set(Alert.objects.filter(settled_at=None).values_list("kind", flat=True)) == {"due_soon", "overdue"}
    assert Alert.objects.get(kind="step_overdue", rung=0).settled_by is None


def test_what_ended_is_told_to_nobody_any_more(late: Dossier, world: World) -> None:
    sweep(at(LATER))
    stopping.stop(late, world.ward.leader, reason="Người yêu cầu đề nghị dừng.", legal_ground="Đơn ngày 30/11/2026")
    assert not Alert.objects.filter(settled_at=None).exists()

    sweep(at("2026-12-20 08:00"))

    assert told() == [OFFICER, HEAD]


def test_a_settled_alert_climbs_no_further(late: Dossier, world: World) -> None:
    sweep(at(LATER))
    Alert.objects.filter(kind="overdue").update(
        settled_at=at(LATER), settled_by=world.ward.leader, note="Đã gọi điện xin lỗi."
    )

    sweep(at("2026-12-20 08:00"))

    assert told() == [OFFICER, HEAD]


def test_the_round_asks_the_same_with_one_and_with_many(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    stand_at(monkeypatch, at(HANDED_OVER))
    filings.handed_over(world)
    tasks.watch_deadlines()
    stand_at(monkeypatch, at(LATER))
    with CaptureQueriesContext(connection) as one:
        tasks.watch_deadlines()
    for _number in range(3):
        filings.handed_over(world)
    stand_at(monkeypatch, at("2026-12-20 08:00"))

    with CaptureQueriesContext(connection) as many:
        tasks.watch_deadlines()

    assert len(many) <= len(one)
    assert Alert.objects.filter(kind="overdue", rung=Rung.SUPERVISOR).count() == 4
