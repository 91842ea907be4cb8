"""Rules proved: letters to "a role at a unit" go to exactly those whose pages open there: holders, those above them,
those who took over from the unit, and stand-ins; a letter nobody may act on, or a duty nobody hears of, there is none.
"""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import pytest
from pytest_django import DjangoAssertNumQueries

from dossiers.addressees import Addressees
from dossiers.models import LateNotice, Occasion
from portal.accounts.models import User
from tests.dossiers.away import away
from tests.dossiers.late_months import december, late_in_the_pool, late_with_the_officer
from tests.dossiers.test_late_notices import letters, told
from tests.dossiers.world import World, make_staff
from units.access import forget, units_of
from units.models import StaffRole, Unit, UnitSuccession, today_in_vietnam
from units.roles import CASEWORK_ROLES, Role

ROLES = sorted({*CASEWORK_ROLES, Role.SUPERVISOR})


def taken_over(old: Unit, new: Unit, since: date | None = None) -> UnitSuccession:
    """Another unit took over from one, today by default."""
    day = since or today_in_vietnam()
    return UnitSuccession.objects.create(
        predecessor=old, successor=new, effective_from=day, decision="12/QĐ-UBND", share=Decimal(1)
    )


def by_letters() -> dict[tuple[str, int], set[int]]:
    reached = Addressees.today()
    units = Unit.objects.values_list("pk", flat=True)
    return {(role, unit): {one.pk for one in reached.of(role, unit)} for role in ROLES for unit in units}


def by_pages() -> dict[tuple[str, int], set[int]]:
    found: dict[tuple[str, int], set[int]] = {key: set() for key in by_letters()}
    for user in User.objects.filter(is_active=True):
        for role in ROLES:
            for unit in units_of(user, role):
                found[role, unit].add(user.pk)
    return found


def as_it_is(_world: World) -> None:
    """Nobody is away and nothing was merged."""


def deputy_of_another_ward(world: World) -> None:
    away(world.ward.leader, world.other_ward.leader)


def nobody_for_them(world: World) -> None:
    away(world.ward.officer)


def merged(world: World) -> None:
    for part in ("committee", "office", "centre"):
        taken_over(getattr(world.ward, part), getattr(world.other_ward, part))


def merged_tomorrow(world: World) -> None:
    taken_over(world.ward.office, world.other_ward.office, today_in_vietnam() + timedelta(days=1))


def left(world: World) -> None:
    User.objects.filter(pk=world.ward.clerk.pk).update(is_active=False)


def role_over(world: World) -> None:
    StaffRole.objects.filter(user=world.ward.officer).update(valid_to=today_in_vietnam())


@pytest.mark.parametrize(
    "given",
    [as_it_is, deputy_of_another_ward, nobody_for_them, merged, merged_tomorrow, left, role_over],
    ids=lambda given: given.__name__,
)
def test_letters_go_to_exactly_those_whose_pages_open(world: World, given: Any) -> None:
    top = world.ward.committee.parent
    assert top is not None
    make_staff("giamsat@example.vn", "Đỗ Giám Sát", Role.SUPERVISOR, top)
    make_staff("chutich@example.vn", "Lê Chủ Tịch", Role.LEADER, top)

    given(world)

    assert by_letters() == by_pages()


def test_nobody_is_named_twice_and_the_order_stays(world: World) -> None:
    StaffRole.objects.create(
        user=world.ward.officer, role=Role.OFFICER, unit=world.ward.committee, valid_from=date(2025, 7, 1)
    )

    found = Addressees.today().of(Role.OFFICER, world.ward.office.pk)

    assert found == [world.ward.officer]


def test_reading_them_costs_the_same_for_one_and_for_many(
    world: World, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    for number in range(3):
        make_staff(f"them{number}@example.vn", f"Người {number}", Role.OFFICER, world.ward.office)
    merged(world)

    with django_assert_num_queries(4):
        reached = Addressees.today()
        for unit in (world.ward.office, world.other_ward.office, world.ward.centre):
            reached.of(Role.OFFICER, unit.pk)


# What it means for late lists


def test_what_lay_in_the_pool_of_a_ward_since_merged_is_told_to_who_took_over(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The list of December is made in January, when the ward has gone: its successor explains and judges."""
    late_in_the_pool(world, monkeypatch)
    StaffRole.objects.filter(user__in=[world.ward.officer, world.ward.leader]).update(valid_to=date(2027, 1, 1))
    merged_on(world, date(2027, 1, 1))

    december()

    other = world.other_ward
    assert told(Occasion.MADE) == {other.officer.email: (1, 0), other.leader.email: (0, 1)}
    assert set(letters()) == {other.officer.email, other.leader.email}


def test_a_named_officer_of_a_merged_ward_is_still_told_themselves(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    late_with_the_officer(world, monkeypatch)
    StaffRole.objects.filter(user=world.ward.leader).update(valid_to=date(2027, 1, 1))
    merged_on(world, date(2027, 1, 1))

    december()

    assert told(Occasion.MADE) == {world.ward.officer.email: (1, 0), world.other_ward.leader.email: (0, 1)}
    assert not LateNotice.objects.filter(person=world.ward.leader).exists(), "the head of before heads it no more"


def merged_on(world: World, day: date) -> None:
    for part in ("committee", "office", "centre"):
        taken_over(getattr(world.ward, part), getattr(world.other_ward, part), day)
    for user in User.objects.all():
        forget(user)
