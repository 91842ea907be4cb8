"""Whatever people try in whatever order, a dossier stays whole: the invariants of the one door to its state."""

from __future__ import annotations

from collections.abc import Callable
from itertools import pairwise

import pytest
from django.db import connection, transaction
from django.utils import timezone
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from dossiers import (
    apologising,
    chain,
    deadline_watch,
    lifecycle,
    permissions,
    processing,
    returning,
    stopping,
    supplementing,
)
from dossiers.actors import Actor
from dossiers.models import Dossier, Result
from dossiers.problems import DossierError, NotAllowedNow
from dossiers.statuses import CLOSED, Action, Status
from dossiers.submission import PaperData
from tests.dossiers import filings, stages
from tests.dossiers.world import World
from tests.in_turn import in_turn

Act = Callable[[World, Dossier], object]


def ask_again(by: str) -> Act:
    def act(world: World, dossier: Dossier) -> object:
        component = dossier.papers.filter(replaced_by=None).get().component_id
        return supplementing.request(dossier, getattr(world.ward, by), reason="Mờ.", remarks={component: ""})

    return act


def answer(world: World, dossier: Dossier) -> object:
    return supplementing.answer(dossier, world.mother, papers=[PaperData(filings.BIRTH_PAPER, "brought")])


def draft_result(world: World, dossier: Dossier) -> object:
    content = {"child_personal_number": "079326001234"}
    return processing.submit_for_signature(dossier, world.ward.officer, content=content, opinion="")


def sign(_world: World, dossier: Dossier) -> object:
    """The worker signs only what was approved: the database refuses the rest."""
    if not Result.objects.filter(dossier=dossier, approved_at__isnull=False).exists():
        raise NotAllowedNow("nothing to sign")
    if dossier.status != Status.PROCESSING:
        raise NotAllowedNow("signed already")
    return stages.issue(dossier)


def late(_world: World, dossier: Dossier) -> object:
    return deadline_watch.mark(dossier.due_at + (dossier.due_at - dossier.submitted_at))


ACTS: dict[str, Act] = {
    "receive": lambda world, d: processing.receive(d, world.ward.clerk, filings.all_accepted(d)),
    "receive elsewhere": lambda world, d: processing.receive(d, world.other_ward.clerk, filings.all_accepted(d)),
    "refuse": lambda world, d: processing.refuse(d, world.ward.clerk, reason="Đã đăng ký.", legal_ground="Điều 16"),
    "clerk asks": ask_again("clerk"),
    "officer asks": ask_again("officer"),
    "allow": lambda world, d: stages.allowed_once_more(d, world),
    "answer": answer,
    "draft apology": stages.apology_drafted,
    "apologise": lambda world, d: apologising.approve(d, world.ward.leader),
    "hand over": lambda world, d: processing.hand_over(d, world.ward.clerk),
    "draft": draft_result,
    "send back": lambda world, d: processing.send_back(d, world.ward.leader, reason="Sai tên đệm."),
    "approve": lambda world, d: processing.approve(d, world.ward.leader),
    "sign": sign,
    "hand out": lambda world, d: returning.hand_out(d, world.ward.clerk, recipient="Nguyễn Thị Lan"),
    "stop": lambda world, d: stopping.stop(d, world.ward.leader, reason="Đã đề nghị.", legal_ground="Đơn 20/11"),
    "withdraw": lambda world, d: returning.withdraw(d, world.mother),
    "rate": lambda world, d: returning.rate(d, world.mother, score=2),
    "time passes": late,
}

FORWARD = ["receive", "hand over", "draft", "approve", "sign", "hand out", "rate"]


def try_one(world: World, dossier: Dossier, name: str) -> bool:
    """Whether the act went through; a refused one must leave nothing behind, which is checked here."""
    before = (dossier.status, dossier.last_sequence, dossier.due_at, dossier.tasks.count())
    try:
        with transaction.atomic():
            ACTS[name](world, dossier)
    except DossierError:
        dossier.refresh_from_db()
        assert (dossier.status, dossier.last_sequence, dossier.due_at, dossier.tasks.count()) == before
        return False
    dossier.refresh_from_db()
    return True


def assert_whole(dossier: Dossier) -> None:
    """What holds at every moment of every dossier."""
    events = list(dossier.events.order_by("sequence"))
    assert events[-1].status_to == dossier.status
    assert chain.first_broken(dossier) is None
    assert all(later.status_from == earlier.status_to for earlier, later in pairwise(events))
    open_tasks = dossier.tasks.filter(finished_at=None).count()
    assert open_tasks <= 1
    if dossier.status in (*CLOSED, Status.SUPPLEMENT, Status.PAYING) and dossier.status != Status.FINISHED:
        assert open_tasks == 0, "nobody has work with a dossier that waits for its owner or is over"
    else:
        assert open_tasks == 1, "somebody has work with every other"
    assert dossier.supplement_requests.filter(answered_at=None).count() == (dossier.status == Status.SUPPLEMENT)
    assert dossier.clock_started_at <= dossier.due_soon_from <= dossier.due_at
    if dossier.overdue_at is not None:
        assert dossier.due_soon_at is not None
        assert dossier.overdue_at > dossier.due_at
    assert (dossier.finished_at is None) <= (dossier.returned_at is None)


@settings(
    max_examples=6, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow]
)
@given(wrong_turns=st.lists(st.tuples(st.integers(0, 12), st.sampled_from(sorted(ACTS))), max_size=6))
def test_no_order_of_acts_breaks_a_dossier(world: World, wrong_turns: list[tuple[int, str]]) -> None:
    way = list(FORWARD)
    for place, act in sorted(wrong_turns, reverse=True):
        way.insert(min(place, len(way)), act)
    with transaction.atomic():
        dossier = filings.submitted(world)
        for name in way:
            if try_one(world, dossier, name):
                assert_whole(dossier)
        with connection.cursor() as cursor:
            cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")  # the trigger on status and newest event agrees
            cursor.execute("SET CONSTRAINTS ALL DEFERRED")
        transaction.set_rollback(True)


def test_the_straight_way_meets_no_refusal(world: World) -> None:
    dossier = filings.submitted(world, result_delivery="counter")

    assert all(try_one(world, dossier, name) for name in FORWARD)
    assert dossier.status == Status.RETURNED


@in_turn("action", [action for action in Action if action not in (Action.SUBMIT, Action.TAKE_OVER)])
def test_the_table_knows_every_action(action: Action) -> None:
    assert action in lifecycle.TRANSITIONS or action == Action.ANSWER_SUPPLEMENT


def test_nothing_leads_out_of_an_end() -> None:
    """What was refused, withdrawn or stopped stays so; a new request gets a new code (TT 01/2018 Đ19)."""
    papers_arrive = {Action.CONFIRM_PAPERS, Action.REPORT_MISSING}
    money_goes_back = {Action.REFUNDED, Action.REFUND_FAILED}
    for end in (Status.NOT_RECEIVED, Status.WITHDRAWN, Status.STOPPED):
        open_acts = {action for action in Action if lifecycle.is_possible(Dossier(status=end), action)}
        assert open_acts - money_goes_back == (set() if end == Status.NOT_RECEIVED else papers_arrive)


@pytest.mark.parametrize("status", list(Status))
def test_a_dossier_is_submitted_only_once(status: Status) -> None:
    assert not lifecycle.is_possible(Dossier(status=status), Action.SUBMIT)


def test_every_status_is_reached_by_the_table() -> None:
    reached = {transition.target for transition in lifecycle.TRANSITIONS.values()} | {Status.SUBMITTED}

    assert reached >= set(Status)


def test_an_answer_cannot_jump_to_another_stage(world: World) -> None:
    dossier = filings.awaiting_supplement(world)

    with lifecycle.locked(dossier) as current, pytest.raises(ValueError, match="intake or to processing"):
        lifecycle.move(current, Action.ANSWER_SUPPLEMENT, Actor.person(world.mother), target=Status.FINISHED)


def test_a_refused_move_names_who_was_faster_and_when(world: World) -> None:
    dossier = stages.withdrawn(world)

    with pytest.raises(NotAllowedNow) as refused:
        permissions.require(dossier, Action.RECEIVE, world.ward.clerk)

    told = str(refused.value)
    assert "«Tiếp nhận hồ sơ»" in told
    assert "Nguyễn Thị Lan đã thực hiện «Rút hồ sơ»" in told
    assert f"{timezone.localtime():%Y}" in told


def test_the_marks_of_a_clock_fall_when_it_starts_again(world: World) -> None:
    """NĐ 61/2018 Đ19(4): after the answer the limit is counted anew, so it is not overdue any more."""
    dossier = filings.handed_over(world)
    try_one(world, dossier, "time passes")
    assert dossier.overdue_at is not None

    try_one(world, dossier, "officer asks")
    try_one(world, dossier, "answer")

    assert dossier.status == Status.PROCESSING
    assert [dossier.due_soon_at, dossier.overdue_at] == [None, None]
