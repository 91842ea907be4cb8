"""Rules proved: on the day of a merger or split, open dossiers go to the successor once, clock untouched, owners told.

Issue 4 item 1; design.md, always 8: units live and die.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from dossiers import lifecycle, moving_units, processing
from dossiers.models import Dossier
from dossiers.statuses import Action, Status
from portal.accounts.models import User
from portal.outbox.models import OutboxMessage
from tests.dossiers import filings, stages
from tests.dossiers import reorganising as make
from tests.dossiers.desk import words
from tests.dossiers.world import World
from units.models import Reorganisation, Unit
from units.reorganising import carrying_out, takings

pytestmark = pytest.mark.django_db


Merge = Callable[[], Reorganisation]


@pytest.fixture
def admin(world: World) -> User:
    """Who writes the plans."""
    return make.make_admin()


@pytest.fixture
def merge(world: World, admin: User, monkeypatch: pytest.MonkeyPatch) -> Merge:
    """Both wards merge: planned today, carried out on the day."""
    return lambda: make.carry_out(monkeypatch, make.scheduled(make.merger(world, admin)))


def state_of(dossier: Dossier) -> tuple[object, ...]:
    """All that a move must leave alone."""
    return dossier.status, dossier.due_at, dossier.clock_started_at, dossier.due_sum, dossier.code, dossier.received_at


@pytest.mark.parametrize(
    "stage", [filings.submitted, filings.received, filings.handed_over, filings.awaiting_supplement, stages.issued]
)
def test_whoever_has_work_with_a_dossier_is_the_new_ward_and_nothing_else_changes(
    world: World, merge: Merge, stage: Callable[[World], Dossier]
) -> None:
    dossier = stage(world)
    before, tasks = state_of(dossier), list(dossier.tasks.values_list("due_at", "outcome", "step"))

    plan = merge()

    moved = Dossier.objects.get(pk=dossier.pk)
    assert plan.state == Reorganisation.State.APPLIED, plan.problem
    assert state_of(moved) == before
    assert list(dossier.tasks.values_list("due_at", "outcome", "step")) == tasks
    assert (moved.receiving_unit.code, moved.competent_unit.code, moved.handling_unit.code) == (
        "H29.950.9", "H29.950", "H29.950.3",
    )  # fmt: skip
    assert all(task.unit.code.startswith("H29.950") for task in dossier.tasks.filter(finished_at=None))
    event = dossier.events.get(action=Action.MOVE_UNIT)
    assert (event.status_from, event.status_to) == (dossier.status, dossier.status)
    assert "12/QĐ-UBND" in event.note


def test_the_owner_is_told_where_the_dossier_went_and_that_the_date_stands(
    world: World, merge: Merge, client: Client
) -> None:
    dossier = filings.handed_over(world)

    merge()

    letter = OutboxMessage.objects.filter(key=dossier.code).latest("pk").payload
    assert "được chuyển đến đơn vị mới" in letter["subject"]
    for told in (
        "Ủy ban nhân dân phường Hồng Hà",
        "12/QĐ-UBND",
        "thời hạn giải quyết không thay đổi",
        "Hẹn trả kết quả",
    ):
        assert told in letter["text"]
    client.force_login(world.mother)
    shown = words(client.get(reverse("dossiers:detail", args=[dossier.code])))
    assert "Hồ sơ được chuyển đến đơn vị mới" in shown


@pytest.mark.parametrize("stage", [stages.refused, stages.stopped, stages.withdrawn])
def test_what_is_over_keeps_its_unit(world: World, merge: Merge, stage: Callable[[World], Dossier]) -> None:
    dossier = stage(world)
    before = (dossier.receiving_unit_id, dossier.competent_unit_id, dossier.handling_unit_id, dossier.last_sequence)

    merge()

    dossier.refresh_from_db()
    assert before == (
        dossier.receiving_unit_id, dossier.competent_unit_id, dossier.handling_unit_id, dossier.last_sequence,
    )  # fmt: skip
    assert Dossier.objects.visible_to(User.objects.get(pk=world.ward.clerk.pk)).filter(pk=dossier.pk).exists()


def test_the_same_people_go_on_with_their_work_at_the_new_ward(world: World, merge: Merge) -> None:
    dossier = filings.awaiting_signature(world)
    task = dossier.tasks.get(finished_at=None)
    task.assignee = world.ward.leader
    task.save()

    merge()

    task.refresh_from_db()
    assert (task.assignee, task.unit.code) == (world.ward.leader, "H29.950")
    processing.approve(Dossier.objects.get(pk=dossier.pk), User.objects.get(pk=world.ward.leader.pk))
    assert dossier.events.latest("sequence").action == Action.APPROVE


def test_a_worker_killed_between_batches_goes_on_and_does_nothing_twice(
    world: World, admin: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    dossiers = [filings.submitted(world) for _ in range(3)]
    plan = make.scheduled(make.merger(world, admin))
    monkeypatch.setattr(carrying_out, "BATCH", 1)
    make.come_to(monkeypatch, plan)
    for _ in range(5):  # three steps and two batches of one dossier; then the worker is gone
        assert carrying_out.step(plan.pk)
    plan.refresh_from_db()
    assert (plan.state, plan.steps_done, plan.moved, plan.to_move) == ("scheduled", 3, 2, 3)

    assert make.carry_out(monkeypatch, plan).state == Reorganisation.State.APPLIED
    carrying_out.carry_out_due()

    for dossier in dossiers:
        assert dossier.events.filter(action=Action.MOVE_UNIT).count() == 1
    assert plan.moved == 3
    assert Unit.objects.filter(code__startswith="H29.950").count() == 3


def test_a_batch_that_fails_moves_nothing_of_itself_and_is_tried_again(
    world: World, admin: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    dossier = filings.submitted(world)
    plan = make.scheduled(make.merger(world, admin))
    move = lifecycle.move
    monkeypatch.setattr(lifecycle, "move", lambda *_args, **_more: 1 / 0)
    broken = make.carry_out(monkeypatch, plan)
    assert (broken.state, broken.steps_done) == ("scheduled", 3)
    assert "ZeroDivisionError" in broken.problem
    assert not dossier.events.filter(action=Action.MOVE_UNIT).exists()

    monkeypatch.setattr(lifecycle, "move", move)

    mended = make.carry_out(monkeypatch, plan)
    assert (mended.state, mended.problem, mended.moved) == ("applied", "", 1)


def test_what_arrives_at_the_old_ward_while_it_ends_is_brought_after(world: World, merge: Merge) -> None:
    late = filings.submitted(world)
    plan = merge()
    Dossier.objects.filter(pk=late.pk).update(receiving_unit=world.ward.centre)

    carrying_out.carry_out_due()

    late.refresh_from_db()
    plan.refresh_from_db()
    assert late.receiving_unit.code == "H29.950.9"
    assert plan.moved == 2


def test_before_its_day_nothing_changes_and_a_cancelled_plan_leaves_no_trace(
    world: World, admin: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    dossier = filings.handed_over(world)
    before = make.picture()
    plan = make.scheduled(make.merger(world, admin))
    carrying_out.carry_out_due()
    assert make.picture() == before

    make.cancel(plan, admin)
    make.carry_out(monkeypatch, plan)

    assert make.picture() == before
    assert plan.state == Reorganisation.State.CANCELLED
    assert not dossier.events.filter(action=Action.MOVE_UNIT).exists()


# A ward that is split


def street(dossier: Dossier, words: str) -> Dossier:
    """The owner lives there."""
    dossier.parties.update(street=words)
    return dossier


@pytest.mark.parametrize(
    ("lives", "goes_to", "chosen_by"),
    [
        ("Số 5, đường Lê Duẩn", "H29.952", "address"),
        ("12/3 khu pho 3", "H29.952", "address"),
        ("12/3 khu phố 31", "H29.951", "share"),
        ("", "H29.951", "share"),
        ("Số 1, đường Lê Duẩn Nối Dài", "H29.952", "address"),
    ],
)
def test_a_split_follows_the_address_else_the_largest_share_and_says_which(
    world: World, admin: User, monkeypatch: pytest.MonkeyPatch, lives: str, goes_to: str, chosen_by: str
) -> None:
    dossier = street(filings.handed_over(world), lives)

    plan = make.carry_out(monkeypatch, make.scheduled(make.split(world.ward, admin)))

    assert plan.state == Reorganisation.State.APPLIED, plan.problem
    dossier.refresh_from_db()
    assert dossier.competent_unit.code == goes_to
    assert dossier.receiving_unit.code == f"{goes_to}.9"
    assert dossier.events.get(action=Action.MOVE_UNIT).data["chosen_by"] == chosen_by


def test_nobody_is_left_with_a_task_of_a_ward_they_do_not_work_at(
    world: World, admin: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Staff go with the larger part; what goes to the smaller one waits there for whoever takes it."""
    dossier = street(filings.handed_over(world), "Khu phố 3")
    dossier.tasks.filter(finished_at=None).update(assignee=world.ward.officer)

    make.carry_out(monkeypatch, make.scheduled(make.split(world.ward, admin)))

    task = dossier.tasks.get(finished_at=None)
    assert (task.unit.code, task.assignee) == ("H29.952.3", None)


def test_the_preview_counts_what_the_day_then_moves(world: World, admin: User) -> None:
    street(filings.submitted(world), "Khu phố 3")
    street(filings.handed_over(world), "Số 9")
    stages.refused(world)
    plan = make.split(world.ward, admin)

    counted = {(old, new): count for _label, old, new, count in make.preview(plan).forecasts}

    assert counted == {
        (world.ward.committee.name, "Ủy ban nhân dân phường Tây"): 1,
        (world.ward.committee.name, "Ủy ban nhân dân phường Đông"): 1,
        (world.ward.office.name, "Phòng Văn hóa – Xã hội phường Tây"): 1,
        (world.ward.office.name, "Phòng Văn hóa – Xã hội phường Đông"): 1,
        (world.ward.centre.name, "Trung tâm Phục vụ hành chính công phường Tây"): 1,
        (world.ward.centre.name, "Trung tâm Phục vụ hành chính công phường Đông"): 1,
    }
    assert Dossier.objects.filter(status=Status.PROCESSING, competent_unit=world.ward.committee).count() == 1


def test_a_batch_costs_each_dossier_no_more_than_its_event(
    world: World, admin: User, monkeypatch: pytest.MonkeyPatch, django_assert_max_num_queries: Any
) -> None:
    """Each: 1 hash of the event before, 1 event, 1 dossier, 1 task, 2 the letter; and 12 for the batch."""
    for _ in range(4):
        filings.submitted(world)
    plan = make.scheduled(make.merger(world, admin))
    make.come_to(monkeypatch, plan)
    for _ in range(3):
        carrying_out.step(plan.pk)
    plan.refresh_from_db()
    change = takings.on_its_day(plan)

    with django_assert_max_num_queries(4 * 6 + 12):
        assert moving_units.carry(change, 10).moved == 4
