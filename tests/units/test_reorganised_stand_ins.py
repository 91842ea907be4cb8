"""Rules proved: who stands in for somebody on the day of a merger stands in at the new ward, and nobody else does.

Issue 4 items 1 and 4: work moves by itself, powers too. Negative cases assert that no power came of the merger.
"""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest

from portal.accounts.models import User
from tests.dossiers import reorganising
from tests.units import factories as make
from tests.units.plans import CarryOut, Wards, merged
from units import absences, access
from units.models import Absence, Reorganisation, StaffRole, StandIn, Unit
from units.reorganising import carrying_out
from units.roles import Role

pytestmark = pytest.mark.django_db
DAY = reorganising.the_day()


def in_days(days: int) -> dt.date:
    """A day counted from the one on which the plans take effect."""
    return DAY + dt.timedelta(days=days)


def away(who: User, first: int, last: int) -> Absence:
    """Days away, counted from the plan's day."""
    return Absence.objects.create(
        user=who, valid_from=in_days(first), valid_to=in_days(last + 1), reason="leave", written_by=who
    )


def covered(absence: Absence, held: StaffRole, person: User | None = None) -> User:
    """Somebody of the same unit stands in."""
    other: User = person or make.StaffRoleFactory(unit=held.unit, role=Role.CLERK).user
    StandIn.objects.create(absence=absence, held=held, person=other)
    return other


def reaches(person: User, role: str, unit: str, day: dt.date) -> bool:
    """Whether somebody has a role for a unit on a day, their own or one they stand in for."""
    return any(held.role == role and held.unit.code == unit for held in access.roles_of(fresh(person), day))


def fresh(person: User) -> User:
    """The person with nothing kept from before."""
    return User.objects.get(pk=person.pk)


def test_the_stand_in_of_those_days_stands_in_at_the_new_ward(wards: Wards, carry_out: CarryOut) -> None:
    leader = make.StaffRoleFactory(unit=wards.first, role=Role.LEADER)
    other = covered(away(leader.user, -2, 3), leader)

    carry_out(merged(wards))

    assert reaches(other, Role.LEADER, "H29.950", in_days(0))
    assert reaches(other, Role.LEADER, "H29.950", in_days(3))
    assert not reaches(other, Role.LEADER, "H29.950", in_days(4)), "the leader is back"
    new = Unit.objects.get(code="H29.950")
    assert access.stands_in_for(fresh(other), Role.LEADER, new) == leader.user


def test_an_absence_that_ended_before_the_day_gives_no_power_at_the_new_ward(wards: Wards, carry_out: CarryOut) -> None:
    leader = make.StaffRoleFactory(unit=wards.first, role=Role.LEADER)
    other = covered(away(leader.user, -5, -1), leader)

    carry_out(merged(wards))

    assert StandIn.objects.filter(person=other).count() == 1, "the one that was, so that it stays explained"
    assert not reaches(other, Role.LEADER, "H29.950", in_days(0))


def test_an_absence_after_the_day_is_covered_at_the_new_ward(wards: Wards, carry_out: CarryOut) -> None:
    clerk = make.StaffRoleFactory(unit=wards.centres[1])
    other = covered(away(clerk.user, 10, 12), clerk)

    carry_out(merged(wards))

    kept = StandIn.objects.get(person=other, held__unit__code="H29.950.9")
    assert (kept.held.user, kept.held.role) == (clerk.user, Role.CLERK)


def test_a_role_that_begins_later_keeps_its_one_stand_in(wards: Wards, carry_out: CarryOut) -> None:
    clerk = make.StaffRoleFactory(unit=wards.centres[1], valid_from=in_days(5))
    other = covered(away(clerk.user, 6, 8), clerk)

    carry_out(merged(wards))

    (kept,) = StandIn.objects.filter(person=other)
    assert (kept.held_id, kept.held.unit.code) == (clerk.pk, "H29.950.9")


@pytest.mark.parametrize("covered_at", [0, 1])
def test_a_role_that_two_wards_gave_is_covered_by_whoever_covered_either(
    wards: Wards, carry_out: CarryOut, covered_at: int
) -> None:
    first = make.StaffRoleFactory(unit=wards.centres[0])
    second = make.StaffRoleFactory(unit=wards.centres[1], user=first.user)
    other = covered(away(first.user, 0, 4), (first, second)[covered_at])

    carry_out(merged(wards))

    (held,) = StaffRole.objects.current(in_days(0)).filter(user=first.user)
    assert [row.person for row in held.stand_ins.all()] == [other]
    assert reaches(other, Role.CLERK, "H29.950.9", in_days(1))


def test_of_two_stand_ins_for_what_became_one_role_the_first_wards_stays(wards: Wards, carry_out: CarryOut) -> None:
    first = make.StaffRoleFactory(unit=wards.centres[0])
    second = make.StaffRoleFactory(unit=wards.centres[1], user=first.user)
    absence = away(first.user, 0, 4)
    of_second, of_first = covered(absence, second), covered(absence, first)

    carry_out(merged(wards))

    (held,) = StaffRole.objects.current(in_days(0)).filter(user=first.user)
    assert [row.person for row in held.stand_ins.all()] == [of_first]
    assert StandIn.objects.filter(person=of_second).count() == 1


def test_whoever_was_named_at_the_ward_that_goes_on_stays_named(wards: Wards, carry_out: CarryOut) -> None:
    plan = reorganising.draft(Reorganisation.Kind.MERGE, wards.author)
    reorganising.passes(wards.second, reorganising.going_on(plan, wards.first))
    stays = make.StaffRoleFactory(unit=wards.centres[0])
    comes = make.StaffRoleFactory(unit=wards.centres[1], user=stays.user)
    absence = away(stays.user, 0, 4)
    named, other = covered(absence, stays), covered(absence, comes)

    carry_out(plan)

    assert [row.person for row in stays.stand_ins.all()] == [named]
    assert StandIn.objects.filter(person=other, held__unit=wards.centres[0]).count() == 0


def test_somebody_elses_absence_covers_nobody_new(wards: Wards, carry_out: CarryOut) -> None:
    leader = make.StaffRoleFactory(unit=wards.first, role=Role.LEADER)
    stranger = make.StaffRoleFactory(unit=wards.second, role=Role.LEADER)
    other = covered(away(leader.user, 0, 4), leader)

    carry_out(merged(wards))

    rows = StandIn.objects.filter(person=other, held__unit__code="H29.950")
    assert [row.held.user for row in rows] == [leader.user]
    assert not StandIn.objects.filter(held__user=stranger.user).exists()


def test_the_gap_list_of_the_new_ward_is_true_after_the_merger(
    wards: Wards, carry_out: CarryOut, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A leader away without a stand-in is flagged while they are the only one; the other ward's leader closes it."""
    leader = make.StaffRoleFactory(unit=wards.first, role=Role.LEADER)
    absence = away(leader.user, -3, 4)
    assert absences.gaps_in([absence]) == [(absence, leader)]
    make.StaffRoleFactory(unit=wards.second, role=Role.LEADER)

    carry_out(merged(wards))

    assert absences.gaps_in([Absence.objects.get(pk=absence.pk)]) == []


@pytest.mark.parametrize("people", [1, 4])
def test_carrying_stand_ins_asks_the_same_for_one_and_for_many(
    wards: Wards, monkeypatch: pytest.MonkeyPatch, people: int, django_assert_max_num_queries: Any
) -> None:
    for _ in range(people):
        held = make.StaffRoleFactory(unit=wards.centres[0])
        covered(away(held.user, 0, 4), held, wards.other)
    plan = reorganising.scheduled(merged(wards), wards.other)
    reorganising.come_to(monkeypatch, plan)
    carrying_out.step(plan.pk)

    with django_assert_max_num_queries(16):
        carrying_out.step(plan.pk)

    assert StandIn.objects.filter(held__unit__code="H29.950.9").count() == people
