"""Rules proved: a part is taken off a ward that keeps its code and lives on; staff and counters go as chosen by hand.

Issue 4 item 1. Dossiers are proved in tests/dossiers/test_parts_taken_off.py.
"""

from __future__ import annotations

import datetime as dt

import pytest
from django.db import IntegrityError, transaction
from django.test import Client

from tests.dossiers import reorganising as write
from tests.units import factories as make
from tests.units.desk_pages import page, shown
from tests.units.plans import CarryOut, Wards
from units import access, lookup, services, succession
from units.models import (
    CentreService,
    Counter,
    GoingAlong,
    Reorganisation,
    ReorganisedUnit,
    StaffRole,
    Unit,
    UnitSuccession,
)
from units.reorganising.checking import conflicts_of
from units.reorganising.deciding import PlanRefused
from units.reorganising.going_along import choose
from units.roles import Role

pytestmark = pytest.mark.django_db
DAY = write.the_day()
CIVIL = ("G15-TP07", "Hộ tịch")


def taken_off(wards: Wards, *, share: str = "0.3", areas: str = "Khu phố 3", **place: str) -> Reorganisation:
    """A part of the first ward becomes the new ward Tây."""
    plan = write.draft(Reorganisation.Kind.DETACH, wards.author)
    place = {"division_code": "49990", "division_name": "Tây", "division_kind": "ward", **place}
    write.passes(wards.first, write.new_unit(plan, "H29.950", "Ủy ban nhân dân phường Tây", **place), share, areas)
    return plan


def test_the_old_ward_lives_on_beside_a_new_one_with_parts_of_its_own(wards: Wards, carry_out: CarryOut) -> None:
    before = list(Unit.objects.filter(code__startswith="H29.201").order_by("code").values())

    carry_out(taken_off(wards))

    assert list(Unit.objects.filter(code__startswith="H29.201").order_by("code").values()) == before
    new = lookup.committee_of("49990", DAY)
    assert (new.code, new.valid_from) == ("H29.950", DAY)
    assert lookup.centre_of(new, DAY).name == "Trung tâm Phục vụ hành chính công phường Tây"
    assert lookup.committee_of(wards.first.division.code, DAY) == wards.first
    assert [heir.unit for heir in succession.heirs_of(wards.first)] == [wards.first]
    assert not UnitSuccession.objects.exists(), "the old ward answers for itself"


def test_only_who_and_what_was_chosen_goes(wards: Wards, carry_out: CarryOut) -> None:
    going, staying = (make.StaffRoleFactory(unit=wards.centres[0]) for _ in range(2))
    one, two = (make.CounterFactory(unit=wards.centres[0], number=number) for number in (1, 2))
    for counters in ([one], [two]):
        services.receive(wards.author, wards.centres[0], CIVIL, counters)
    services.receive(wards.author, wards.centres[0], CIVIL, [one, two])
    plan = taken_off(wards)
    choose(plan, wards.author, plan.successors.get(), [going], [two])

    carry_out(plan)

    def held_by(role: StaffRole) -> list[str]:
        return list(StaffRole.objects.current(DAY).filter(user=role.user).values_list("unit__code", flat=True))

    assert (held_by(going), held_by(staying)) == (["H29.950.9"], ["H29.201.9"])
    standing = Counter.objects.current(DAY).order_by("unit__code")
    assert list(standing.values_list("unit__code", "number")) == [("H29.201.9", 1), ("H29.950.9", 2)]
    received = [(row.unit.code, row.counter.number) for row in _rows_in_force() if row.counter]
    assert received == [("H29.201.9", 1), ("H29.950.9", 2)]


def _rows_in_force() -> list[CentreService]:
    rows = CentreService.objects.current(DAY).select_related("unit", "counter")
    return list(rows.order_by("unit__code"))


def test_the_archive_stays_with_the_old_ward(wards: Wards, carry_out: CarryOut) -> None:
    going = make.StaffRoleFactory(unit=wards.centres[0])
    plan = taken_off(wards)
    choose(plan, wards.author, plan.successors.get(), [going], [])

    carry_out(plan)

    reached = access.units_of(type(going.user).objects.get(pk=going.user_id), Role.CLERK)
    assert reached == {Unit.objects.get(code="H29.950.9").pk}


def test_a_neighbour_takes_a_part_and_both_keep_their_codes(wards: Wards, carry_out: CarryOut) -> None:
    clerk = make.StaffRoleFactory(unit=wards.centres[0])
    make.CounterFactory(unit=wards.centres[1], number=1)
    counter = make.CounterFactory(unit=wards.centres[0], number=1)
    plan = write.draft(Reorganisation.Kind.DETACH, wards.author)
    neighbour = write.going_on(plan, wards.second)
    write.passes(wards.first, neighbour, "0.2", "Khu phố 3")
    choose(plan, wards.author, neighbour, [clerk], [counter])

    carry_out(plan)

    assert set(Unit.objects.current(DAY).values_list("code", flat=True)) >= {"H29.201", "H29.201.9", "H29.202.9"}
    (held,) = StaffRole.objects.current(DAY).filter(user=clerk.user)
    assert held.unit == wards.centres[1]
    numbers = Counter.objects.current(DAY).filter(unit=wards.centres[1]).values_list("number", flat=True)
    assert sorted(numbers) == [1, 2], "its number was taken there"


@pytest.mark.parametrize(
    ("wrong", "words"),
    [
        ({"share": "1"}, "còn hoạt động nên các phần tách ra phải dưới 100%"),
        ({"areas": ""}, "Hãy ghi phần địa bàn của «Ủy ban nhân dân phường An»"),
        ({"division_code": ""}, "Mỗi xã, phường, đặc khu mới cần mã đơn vị hành chính của mình."),
    ],
)
def test_what_cannot_be_stops_the_plan(wards: Wards, wrong: dict[str, str], words: str) -> None:
    assert conflicts_of(taken_off(wards)) == []

    assert any(words in conflict for conflict in conflicts_of(taken_off(wards, **wrong)))


def test_the_place_of_the_old_ward_is_not_given_to_the_new_one(wards: Wards) -> None:
    plan = taken_off(wards, division_code=wards.first.division.code)

    assert any("đơn vị này không kết thúc" in conflict for conflict in conflicts_of(plan))


# On pages


def test_from_the_decision_to_the_choice_by_hand(author: Client, wards: Wards) -> None:
    roles = [make.StaffRoleFactory(unit=wards.centres[0], user__full_name=name) for name in ("Bùi Đi", "Cù Ở")]
    stranger = make.StaffRoleFactory(unit=wards.centres[1], user__full_name="Đỗ Khác")
    counter = make.CounterFactory(unit=wards.centres[0], number=4, name="Đất đai")
    plan = write.draft(Reorganisation.Kind.DETACH, wards.author)
    place = {"successor-division_code": "49990", "successor-division_kind": "ward", "successor-division_name": "Tây"}
    new = {"successor-code": "H29.950", "successor-name": "Ủy ban nhân dân phường Tây"}
    author.post(page("plan-successor", plan.pk), new | place)
    successor = ReorganisedUnit.objects.get()
    asked = shown(author.get(page("plan-passing", plan.pk)))
    assert "Đơn vị bị tách" in asked
    typed = {"passing-predecessor": wards.first.pk, "passing-successor": successor.pk, "passing-percent": "30"}
    author.post(page("plan-passing", plan.pk), {**typed, "passing-areas": "Khu phố 3"})

    address = page("plan-going", plan.pk, successor.pk)
    assert address in shown(author.get(page("plan", plan.pk)))
    asked = shown(author.get(address))
    assert "Bùi Đi" in asked
    assert "Quầy 4 «Đất đai»" in asked
    assert "Đỗ Khác" not in asked
    author.post(address, {"roles": [roles[1].pk], "counters": []})
    author.post(address, {"roles": [roles[0].pk], "counters": [counter.pk]})

    assert set(GoingAlong.objects.values_list("held", "counter")) == {(roles[0].pk, None), (None, counter.pk)}
    told = shown(author.get(page("plan", plan.pk)))
    assert "vẫn hoạt động với mã cũ" in told
    assert "1 quầy chuyển theo" in told
    assert author.post(address, {"roles": [stranger.pk]}).status_code == 422
    assert GoingAlong.objects.count() == 2


def test_nobody_goes_to_two_places_and_nobody_is_chosen_for_a_plan_that_is_fixed(wards: Wards) -> None:
    role = make.StaffRoleFactory(unit=wards.centres[0])
    plan = taken_off(wards)
    first, second = plan.successors.get(), write.going_on(plan, wards.second)
    choose(plan, wards.author, first, [role], [])
    with pytest.raises(IntegrityError), transaction.atomic():
        choose(plan, wards.author, second, [role], [])
    second.delete()
    write.scheduled(plan, wards.other)

    with pytest.raises(PlanRefused):
        choose(plan, wards.author, first, [], [])

    assert list(GoingAlong.objects.values_list("held", "successor")) == [(role.pk, first.pk)]


def test_a_plan_of_another_kind_has_nothing_to_choose(author: Client, wards: Wards) -> None:
    plan = write.draft(Reorganisation.Kind.SPLIT, wards.author)
    row = write.new_unit(plan, "H29.950", "Ủy ban nhân dân phường Tây")

    assert author.get(page("plan-going", plan.pk, row.pk)).status_code == 404
    foreign = write.new_unit(taken_off(wards), "H29.951", "Ủy ban nhân dân phường Nam")
    assert author.get(page("plan-going", plan.pk, foreign.pk)).status_code == 404


def test_a_role_that_ended_or_moved_meanwhile_stays_where_it_is(wards: Wards, carry_out: CarryOut) -> None:
    ended, moved = (make.StaffRoleFactory(unit=wards.centres[0]) for _ in range(2))
    plan = taken_off(wards)
    choose(plan, wards.author, plan.successors.get(), [ended, moved], [])
    StaffRole.objects.filter(pk=ended.pk).update(valid_to=DAY - dt.timedelta(days=1))
    StaffRole.objects.filter(pk=moved.pk).update(unit=wards.centres[1])

    carry_out(plan)

    assert not StaffRole.objects.filter(unit__code__startswith="H29.950").exists()
    assert StaffRole.objects.get(pk=moved.pk).valid_to is None
