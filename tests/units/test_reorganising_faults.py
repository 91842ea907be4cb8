"""Rules proved: a worker that dies at any point of a reorganisation leaves whole steps; rerun, it does nothing twice.

Issue 4, bad input and faults: a worker killed inside a merge. Whatever the fault, the end is that of an
undisturbed run.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import replace
from typing import Any

import pytest

from tests.dossiers import reorganising as write
from tests.dossiers.moments import stand_at
from tests.units import factories as make
from tests.units.plans import Wards, merged, two_wards
from units import hooks
from units.models import Counter, Division, Reorganisation, StaffRole, Unit, UnitSuccession
from units.reorganising import carrying_out
from units.working_time import VIETNAM

pytestmark = pytest.mark.django_db
State = Reorganisation.State


class Killed(RuntimeError):
    """The worker is gone."""


@pytest.fixture
def wards() -> Wards:
    """Two wards with staff and counters, and who administers them."""
    found = two_wards()
    for centre in found.centres:
        make.StaffRoleFactory(unit=centre)
        make.CounterFactory(unit=centre, number=1)
    return found


def outcome() -> tuple[Any, ...]:
    """What a reorganisation leaves behind, by names and codes: two runs can be compared."""
    units = sorted(Unit.objects.values_list("code", "name", "valid_from", "valid_to", "parent__code"))
    places = sorted(Division.objects.values_list("code", "full_name", "valid_to"), key=str)
    roles = sorted(StaffRole.objects.values_list("unit__code", "role", "valid_from", "valid_to"), key=str)
    counters = sorted(Counter.objects.values_list("unit__code", "number", "valid_from", "valid_to"), key=str)
    heirs = sorted(UnitSuccession.objects.values_list("predecessor__code", "successor__code", "share"))
    return units, places, roles, counters, heirs


def dying(monkeypatch: pytest.MonkeyPatch, number: int, *, after: bool) -> None:
    """The step with this number dies before it does anything, or after all it did and before it is written."""
    good = carrying_out.STEPS[number]

    def die(row: Reorganisation) -> bool:
        if after:
            good.do(row)
        raise Killed

    steps = list(carrying_out.STEPS)
    steps[number] = replace(good, do=die)
    monkeypatch.setattr(carrying_out, "STEPS", tuple(steps))


@pytest.mark.parametrize("after", [False, True], ids=["before", "after"])
@pytest.mark.parametrize("number", range(4))
def test_killed_in_any_step_the_next_round_ends_as_if_nothing_had_been(
    wards: Wards, monkeypatch: pytest.MonkeyPatch, number: int, after: bool
) -> None:
    good = carrying_out.STEPS
    plan = write.scheduled(merged(wards), wards.other)
    dying(monkeypatch, number, after=after)
    write.carry_out(monkeypatch, plan)
    assert (plan.state, plan.steps_done) == (State.SCHEDULED, number)
    assert "Killed" in plan.problem
    monkeypatch.setattr(carrying_out, "STEPS", good)

    write.carry_out(monkeypatch, plan)

    assert (plan.state, plan.problem, plan.steps_done) == (State.APPLIED, "", 4)
    units, _places, roles, counters, heirs = outcome()
    assert [row[0] for row in units if row[3] is None and row[0].startswith("H29.95")] == [
        "H29.950", "H29.950.3", "H29.950.9",
    ]  # fmt: skip
    assert [row[0] for row in roles].count("H29.950.9") == 2
    assert [row[:2] for row in counters if row[0] == "H29.950.9"] == [("H29.950.9", 1), ("H29.950.9", 2)]
    assert len(heirs) == 6


@pytest.mark.parametrize("number", range(4))
def test_a_step_that_died_left_nothing_of_itself(wards: Wards, monkeypatch: pytest.MonkeyPatch, number: int) -> None:
    plan = write.scheduled(merged(wards), wards.other)
    write.come_to(monkeypatch, plan)
    for _ in range(number):
        carrying_out.step(plan.pk)
    before = outcome()
    dying(monkeypatch, number, after=True)

    with pytest.raises(Killed):
        carrying_out.step(plan.pk)

    assert outcome() == before
    plan.refresh_from_db()
    assert plan.steps_done == number


def test_what_is_done_is_not_done_again(wards: Wards, monkeypatch: pytest.MonkeyPatch) -> None:
    plan = write.carry_out(monkeypatch, write.scheduled(merged(wards), wards.other))
    before, applied_at = outcome(), plan.applied_at

    for _ in range(3):
        assert carrying_out.carry_out_due() == 0
        assert not carrying_out.step(plan.pk)

    plan.refresh_from_db()
    assert (outcome(), plan.applied_at, plan.steps_done) == (before, applied_at, 4)


def test_before_its_day_no_step_is_taken(wards: Wards, monkeypatch: pytest.MonkeyPatch) -> None:
    plan = write.scheduled(merged(wards), wards.other)
    before = outcome()
    stand_at(monkeypatch, dt.datetime.combine(plan.effective_on, dt.time(), VIETNAM) - dt.timedelta(seconds=1))

    assert not carrying_out.step(plan.pk)
    assert carrying_out.carry_out_due() == 0

    plan.refresh_from_db()
    assert (outcome(), plan.started_at) == (before, None)


def test_from_midnight_in_viet_nam_on_it_is_carried_out(wards: Wards, monkeypatch: pytest.MonkeyPatch) -> None:
    plan = write.scheduled(merged(wards), wards.other)
    stand_at(monkeypatch, dt.datetime.combine(plan.effective_on, dt.time(), VIETNAM))

    assert carrying_out.carry_out_due() == 1


@pytest.mark.parametrize("late", [1, 12, 90])
def test_a_worker_that_comes_late_lets_units_begin_and_end_with_the_effective_day(
    wards: Wards, monkeypatch: pytest.MonkeyPatch, late: int
) -> None:
    plan = write.scheduled(merged(wards), wards.other)
    stand_at(monkeypatch, dt.datetime.combine(plan.effective_on + dt.timedelta(days=late), dt.time(9), VIETNAM))

    carrying_out.carry_out_due()

    assert Unit.objects.get(code="H29.950").valid_from == plan.effective_on
    assert Unit.objects.get(pk=wards.first.pk).valid_to == plan.effective_on
    assert not StaffRole.objects.filter(unit__in=wards.centres, valid_to=None).exists()
    assert set(StaffRole.objects.filter(unit__code="H29.950.9").values_list("valid_from")) == {(plan.effective_on,)}


def renamed(wards: Wards, name: str = "Ủy ban nhân dân phường Bình Minh") -> Reorganisation:
    """The second ward gets another name by another decision."""
    plan = write.draft(Reorganisation.Kind.RENAME, wards.author)
    write.going_on(plan, wards.second, name=name)
    return plan


def test_a_plan_that_fails_holds_up_no_other(wards: Wards, monkeypatch: pytest.MonkeyPatch) -> None:
    bad = write.draft(Reorganisation.Kind.RECODE, wards.author)
    write.passes(wards.first, write.new_unit(bad, "H29.960", "Ủy ban nhân dân phường An"))
    write.scheduled(bad, wards.other)
    good = write.scheduled(renamed(wards), wards.other)
    Unit.objects.filter(pk=wards.first.pk).update(valid_to=bad.effective_on)  # the world overtook it

    write.carry_out(monkeypatch, good)

    bad.refresh_from_db()
    assert (bad.state, bad.started_at, good.state) == (State.SCHEDULED, None, State.APPLIED)
    assert "không hoạt động liền trước ngày" in bad.problem
    assert Unit.objects.get(pk=wards.second.pk).name == "Ủy ban nhân dân phường Bình Minh"


def test_the_problem_goes_away_with_its_cause(wards: Wards, monkeypatch: pytest.MonkeyPatch) -> None:
    plan = write.scheduled(merged(wards), wards.other)
    make.CommuneCommitteeFactory(code="H29.950", valid_to=dt.date(2026, 1, 1))
    Unit.objects.filter(pk=wards.first.pk).update(valid_to=plan.effective_on)
    write.carry_out(monkeypatch, plan)
    assert "mã không dùng lại" in plan.problem
    plan.successors.update(code="H29.970")
    Unit.objects.filter(pk=wards.first.pk).update(valid_to=None)

    write.carry_out(monkeypatch, plan)

    assert (plan.state, plan.problem) == (State.APPLIED, "")
    assert Unit.objects.get(code="H29.970.9").parent == Unit.objects.get(code="H29.970")


def follower(carry: Any) -> hooks.Follower:
    """An app that follows with this act and foresees nothing."""
    return hooks.Follower("Việc khác", lambda _change: [], carry)


def test_a_follower_that_is_never_finished_ends_the_round_and_not_the_worker(
    wards: Wards, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Dossiers that somebody acts on just now are left; the next round, a minute later, asks again."""
    monkeypatch.setattr(hooks, "_followers", {"busy": follower(lambda _change, _limit: hooks.Carried(0, 2))})
    plan = write.carry_out(monkeypatch, write.scheduled(merged(wards), wards.other))
    assert (plan.state, plan.steps_done, plan.to_move) == (State.SCHEDULED, 3, 2)
    left = [2]
    monkeypatch.setattr(
        hooks, "_followers", {"busy": follower(lambda _change, _limit: hooks.Carried(left.pop() if left else 0, 0))}
    )

    write.carry_out(monkeypatch, plan)

    assert (plan.state, plan.moved, plan.to_move) == (State.APPLIED, 2, 2)


def test_late_comers_of_one_plan_that_fail_hold_up_no_other(wards: Wards, monkeypatch: pytest.MonkeyPatch) -> None:
    first = write.scheduled(merged(wards), wards.other)
    third = make.CommuneCommitteeFactory(code="H29.203")
    other = write.draft(Reorganisation.Kind.RECODE, wards.author)
    write.passes(third, write.new_unit(other, "H29.960", third.name))
    write.scheduled(other, wards.other)
    write.carry_out(monkeypatch, other)
    asked: list[str] = []

    def carry(change: hooks.Reorganised, _limit: int) -> hooks.Carried:
        asked.append(change.decision)
        if wards.first.pk in change.takings:
            raise Killed
        return hooks.Carried(1, 0)

    monkeypatch.setattr(hooks, "_followers", {"late": follower(carry)})

    assert carrying_out.carry_out_due() == 0

    first.refresh_from_db()
    other.refresh_from_db()
    assert len(asked) == 2
    assert (first.moved, other.moved, first.state) == (0, 1, State.APPLIED)


def test_after_a_day_nobody_looks_for_late_comers(wards: Wards, monkeypatch: pytest.MonkeyPatch) -> None:
    plan = write.carry_out(monkeypatch, write.scheduled(merged(wards), wards.other))
    asked: list[int] = []

    def carry(_change: hooks.Reorganised, limit: int) -> hooks.Carried:
        asked.append(limit)
        return hooks.Carried(0, 0)

    monkeypatch.setattr(hooks, "_followers", {"late": follower(carry)})
    assert plan.applied_at
    carrying_out.carry_out_due(plan.applied_at + dt.timedelta(hours=23))
    carrying_out.carry_out_due(plan.applied_at + dt.timedelta(hours=25))

    assert asked == [carrying_out.BATCH]
