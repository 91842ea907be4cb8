"""Rules proved: once a dossier is over, however it ended and wherever it stood, nothing of it is anybody's work."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest

from dossiers import (
    alert_digest,
    apologising,
    assigning,
    consulting,
    deadline_watch,
    escalating,
    lifecycle,
    permissions,
    processing,
    returning,
    standing_in,
    stopping,
    supplementing,
)
from dossiers.models import Alert, Consultation, Dossier
from dossiers.problems import DossierError, NotAllowedNow
from dossiers.statuses import Action, Status
from portal.accounts.models import User
from tests.dossiers import filings, stages
from tests.dossiers.asked import Office, asked
from tests.dossiers.away import away
from tests.dossiers.world import World, make_staff
from units.models import today_in_vietnam
from units.roles import Role

Stage = Callable[[World], Dossier]


def assigned(world: World) -> Dossier:
    return assigning.claim(filings.handed_over(world), world.ward.officer)


def late(world: World) -> Dossier:
    """Past its due time, with the officer and the head told."""
    dossier = filings.handed_over(world)
    deadline_watch.mark(dossier.due_at + timedelta(days=3))
    escalating.climb(dossier.due_at + timedelta(days=3))
    assert Alert.objects.filter(dossier=dossier).open().exists()
    return dossier


def sorry(world: World) -> Dossier:
    return stages.apology_drafted(world, filings.handed_over(world))


def allowed(world: World) -> Dossier:
    return stages.allowed_once_more(stages.answered_once(world), world)


def asked_after_appraisal(world: World) -> Dossier:
    dossier = filings.handed_over(world)
    component = dossier.papers.get().component_id
    supplementing.request(dossier, world.ward.officer, reason="Tên mẹ chưa khớp.", remarks={component: "Chụp lại."})
    return Dossier.objects.get(pk=dossier.pk)


STAGES: list[Stage] = [
    filings.received, filings.handed_over, assigned, late, sorry, asked_after_appraisal, filings.awaiting_signature,
]  # fmt: skip


def withdraw(world: World, dossier: Dossier) -> None:
    returning.withdraw(dossier, world.mother, reason="Nộp nhầm.")


def stop(world: World, dossier: Dossier) -> None:
    stopping.stop(dossier, world.ward.leader, reason="Người nộp đề nghị.", legal_ground="Luật Hộ tịch, Điều 16")


ENDS = [(withdraw, Status.WITHDRAWN), (stop, Status.STOPPED)]


def staff(world: World) -> list[User]:
    wards = (world.ward, world.other_ward)
    return [User.objects.get(pk=person.pk) for ward in wards for person in (ward.clerk, ward.officer, ward.leader)]


def assert_nobodys_work(world: World, dossier: Dossier) -> None:
    dossier.refresh_from_db()
    assert not dossier.tasks.filter(finished_at=None).exists()
    assert not dossier.supplement_requests.filter(answered_at=None).exists()
    assert not Alert.objects.filter(dossier=dossier).open().exists()
    for person in staff(world):
        assert permissions.actions_open_to(dossier, person) == []
        assert permissions.side_acts_open_to(dossier, person) == []


@pytest.mark.parametrize("stage", STAGES, ids=lambda stage: stage.__name__)
@pytest.mark.parametrize(("end", "status"), ENDS, ids=["withdrawn", "stopped"])
def test_nothing_of_it_is_left_to_do(
    world: World, stage: Stage, end: Callable[[World, Dossier], None], status: Status
) -> None:
    dossier = stage(world)

    end(world, dossier)

    assert_nobodys_work(world, dossier)
    assert dossier.status == status


@pytest.mark.parametrize(("end", "status"), ENDS, ids=["withdrawn", "stopped"])
def test_no_round_of_the_worker_finds_it_again(
    world: World, end: Callable[[World, Dossier], None], status: Status
) -> None:
    """Weeks later it is neither marked nor told nor moved to a stand-in, and its log has not grown."""
    deputy = make_staff("pho@example.vn", "Ngô Thanh Vân", Role.UNIT_ADMIN, world.ward.office)
    dossier = assigned(world)
    end(world, dossier)
    before = events_of(dossier)
    away(world.ward.officer, deputy)
    later = dossier.due_at + timedelta(days=30)

    deadline_watch.mark(later)
    escalating.climb(later)
    alert_digest.send_round(later)
    assert standing_in.move_work(today_in_vietnam()) == standing_in.Round(given=0, back=0)

    assert events_of(dossier) == before
    assert not Alert.objects.filter(dossier=dossier).exists()
    dossier.refresh_from_db()
    assert (dossier.status, dossier.overdue_at) == (status, None)


def events_of(dossier: Dossier) -> list[Any]:
    return list(dossier.events.order_by("sequence").values_list("sequence", "action", "hash"))


@pytest.mark.parametrize(("end", "_status"), ENDS, ids=["withdrawn", "stopped"])
def test_who_was_asked_is_asked_no_more(
    world: World, law: Office, works: Office, end: Callable[[World, Dossier], None], _status: Status
) -> None:
    dossier = filings.handed_over(world)
    rows = asked(world, law.unit, works.unit, dossier=dossier)
    consulting.answer(rows[0], law.officer, opinion="agree", text="")

    end(world, dossier)

    for row, office in zip(rows, (law, works), strict=True):
        row.refresh_from_db()
        with pytest.raises(DossierError):
            consulting.answer(row, office.officer, opinion="agree", text="")
        assert row not in Consultation.objects.addressed_to(office.officer).open()
    assert dossier.events.filter(action=Action.GIVE_OPINION).count() == 1


def test_an_apology_before_the_leader_is_answered_no_more(world: World) -> None:
    dossier = sorry(world)
    due = dossier.due_at
    withdraw(world, dossier)

    with pytest.raises(NotAllowedNow):
        apologising.approve(dossier, world.ward.leader)

    dossier.refresh_from_db()
    assert dossier.due_at == due
    assert dossier.apology.approved_at is None


def test_an_allowed_request_is_sent_no_more(world: World) -> None:
    dossier = allowed(world)
    withdraw(world, dossier)
    component = dossier.papers.filter(replaced_by=None).get().component_id

    with pytest.raises(NotAllowedNow, match="Nguyễn Thị Lan"):
        supplementing.request(dossier, world.ward.clerk, reason="Mờ.", remarks={component: "Chụp lại."})

    assert dossier.supplement_requests.count() == 1


def test_refused_at_the_counter_it_is_over_for_everybody(world: World) -> None:
    assert_nobodys_work(world, stages.refused(world))


@pytest.mark.parametrize(("end", "status"), ENDS, ids=["withdrawn", "stopped"])
def test_ended_twice_it_has_ended_once(world: World, end: Callable[[World, Dossier], None], status: Status) -> None:
    dossier = filings.handed_over(world)
    end(world, dossier)
    before = events_of(dossier)

    for again in (withdraw, stop):
        with pytest.raises(NotAllowedNow):
            again(world, dossier)

    assert events_of(dossier) == before
    dossier.refresh_from_db()
    assert dossier.status == status


@pytest.mark.parametrize("status", [Status.NOT_RECEIVED, Status.WITHDRAWN, Status.STOPPED])
def test_from_an_end_without_a_result_no_act_leads_on(status: Status) -> None:
    """A dossier that is over is filed anew, never revived (NĐ 61/2018 Đ17).

    Papers under way arrive all the same, and money that goes back is told.
    """
    papers = {Action.CONFIRM_PAPERS, Action.REPORT_MISSING} if status != Status.NOT_RECEIVED else set()
    assert {action for action in Action if lifecycle.is_possible(Dossier(status=status), action)} == {
        Action.REFUNDED,
        Action.REFUND_FAILED,
        *papers,
    }


def test_a_draft_that_waited_is_never_signed(world: World) -> None:
    dossier = filings.awaiting_signature(world)
    stop(world, dossier)

    with pytest.raises(NotAllowedNow):
        processing.approve(dossier, world.ward.leader)

    assert dossier.result.approved_at is None
    assert not dossier.paperwork.filter(kind="result").exists()
