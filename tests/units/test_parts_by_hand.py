"""Rules proved: what goes along with a part of a unit is chosen by hand, by administrators of the province, in a draft.

What is offered is what stands there on the day and goes nowhere else; the choice says who made it last.
"""

from __future__ import annotations

import datetime as dt
from decimal import Decimal

import pytest
from django.db import IntegrityError, transaction
from django.test import Client
from hypothesis import given
from hypothesis import strategies as st

from tests.dossiers import reorganising as write
from tests.units import factories as make
from tests.units.desk_pages import page, shown
from tests.units.plans import CarryOut, Wards
from tests.units.test_parts_taken_off import taken_off
from units.models import Counter, GoingAlong, Reorganisation, StaffRole, Unit, UnitSuccession
from units.reorganising import deciding, going_along, parts
from units.reorganising.checking import conflicts_of
from units.reorganising.deciding import PlanRefused
from units.roles import Role

pytestmark = pytest.mark.django_db
DAY = write.the_day()


def chosen() -> set[tuple[int | None, int | None, int]]:
    return set(GoingAlong.objects.values_list("held", "counter", "successor"))


# Who and what is offered


def test_only_what_stands_at_the_unit_on_the_day_is_offered(wards: Wards) -> None:
    plan = taken_off(wards)
    to = plan.successors.get()
    centre, office = wards.centres[0], Unit.objects.get(code="H29.201.3")
    before = set(going_along.roles_offered(plan, to))
    staying = {make.StaffRoleFactory(unit=unit) for unit in (wards.first, office, centre)}
    lasting = make.StaffRoleFactory(unit=centre, valid_to=DAY + dt.timedelta(days=1))
    for gone in (DAY, DAY - dt.timedelta(days=1)):
        make.StaffRoleFactory(unit=centre, valid_to=gone)
    make.StaffRoleFactory(unit=wards.centres[1])

    assert set(going_along.roles_offered(plan, to)) - before == staying | {lasting}


def test_only_counters_of_the_unit_that_are_open_on_the_day_are_offered(wards: Wards) -> None:
    plan = taken_off(wards)
    one, two = (make.CounterFactory(unit=wards.centres[0], number=number) for number in (1, 2))
    Counter.objects.filter(pk=two.pk).update(valid_to=DAY)
    make.CounterFactory(unit=wards.centres[1], number=1)

    assert list(going_along.counters_offered(plan, plan.successors.get())) == [one]


def test_what_goes_to_one_part_is_not_offered_to_the_other(wards: Wards) -> None:
    plan = taken_off(wards)
    first, second = plan.successors.get(), write.going_on(plan, wards.second)
    role = make.StaffRoleFactory(unit=wards.centres[0])
    counter = make.CounterFactory(unit=wards.centres[0], number=1)
    going_along.choose(plan, wards.author, first, [role], [counter])

    assert role in going_along.roles_offered(plan, first), "there it can be unticked"
    assert counter in going_along.counters_offered(plan, first)
    assert role not in going_along.roles_offered(plan, second)
    assert counter not in going_along.counters_offered(plan, second)


def test_the_page_ticks_what_is_chosen_and_reads_as_people_speak(author: Client, wards: Wards) -> None:
    plan = taken_off(wards)
    to = plan.successors.get()
    role = make.StaffRoleFactory(unit=wards.centres[0], user__full_name="Bùi <b>Đi</b>", role=Role.CLERK)
    other = make.StaffRoleFactory(unit=wards.centres[0], user__full_name="Cù Ở")
    going_along.choose(plan, wards.author, to, [role], [])

    told = shown(author.get(page("plan-going", plan.pk, to.pk)))

    assert "Chuyển theo đến Ủy ban nhân dân phường Tây" in told
    assert "Bùi &lt;b&gt;Đi&lt;/b&gt;" in told
    assert "<b>Đi" not in told
    ticked = [line for line in told.split("<input") if "checked" in line]
    assert len(ticked) == 1
    assert f'value="{role.pk}"' in ticked[0]
    assert f'value="{other.pk}"' in told


def test_whoever_chooses_is_the_author_and_cannot_schedule(wards: Wards) -> None:
    """Four eyes count for the choice as for the rest of the plan."""
    plan = taken_off(wards)
    going_along.choose(plan, wards.other, plan.successors.get(), [], [])
    plan.refresh_from_db()
    assert plan.written_by == wards.other

    with pytest.raises(PlanRefused, match="Người soạn không tự lên lịch"):
        deciding.schedule(plan, wards.other)

    assert deciding.schedule(plan, wards.author).scheduled_by == wards.author


@pytest.mark.parametrize("state", ["scheduled", "cancelled"])
def test_the_page_of_a_fixed_plan_changes_nothing_and_says_why(author: Client, wards: Wards, state: str) -> None:
    plan = taken_off(wards)
    to = plan.successors.get()
    role = make.StaffRoleFactory(unit=wards.centres[0])
    if state == "scheduled":
        write.scheduled(plan, wards.other)
    else:
        deciding.cancel(plan, wards.author, "Hoãn.")

    answer = author.post(page("plan-going", plan.pk, to.pk), {"roles": [role.pk]}, follow=True)

    assert "không sửa được nữa" in shown(answer)
    assert answer.redirect_chain == [(page("plan", plan.pk), 302)]
    assert chosen() == set()


@pytest.mark.parametrize(("role", "where"), [(Role.UNIT_ADMIN, "ward"), (Role.LEADER, "city"), (Role.CLERK, "ward")])
def test_nobody_else_chooses(wards: Wards, client: Client, role: str, where: str) -> None:
    plan = taken_off(wards)
    address = page("plan-going", plan.pk, plan.successors.get().pk)
    held = make.StaffRoleFactory(unit=wards.first if where == "ward" else Unit.objects.get(code="H29"), role=role)
    client.force_login(held.user)

    assert client.get(address).status_code == client.post(address, {"roles": [held.pk]}).status_code == 403
    assert chosen() == set()


@pytest.mark.parametrize("typed", [{"roles": ["0"]}, {"roles": ["x"]}, {"counters": ["-1"]}, {"counters": ["9" * 30]}])
def test_what_is_not_offered_is_refused_whole(author: Client, wards: Wards, typed: dict[str, list[str]]) -> None:
    plan = taken_off(wards)
    to = plan.successors.get()
    role = make.StaffRoleFactory(unit=wards.centres[0])
    going_along.choose(plan, wards.author, to, [role], [])
    before = chosen()

    answer = author.post(page("plan-going", plan.pk, to.pk), typed)

    assert answer.status_code == 422
    assert chosen() == before, "what was chosen before stands"


def test_sent_twice_is_chosen_once_and_an_empty_page_takes_all_back(author: Client, wards: Wards) -> None:
    plan = taken_off(wards)
    to = plan.successors.get()
    role = make.StaffRoleFactory(unit=wards.centres[0])
    for _number in range(2):
        author.post(page("plan-going", plan.pk, to.pk), {"roles": [role.pk]})
    assert chosen() == {(role.pk, None, to.pk)}

    author.post(page("plan-going", plan.pk, to.pk), {})
    assert chosen() == set()


def test_a_successor_taken_out_takes_its_choice_with_it(author: Client, wards: Wards) -> None:
    plan = taken_off(wards)
    to = plan.successors.get()
    going_along.choose(plan, wards.author, to, [make.StaffRoleFactory(unit=wards.centres[0])], [])

    author.post(page("plan-remove", plan.pk, "ke-thua", to.pk))

    assert chosen() == set()


def test_the_database_knows_no_row_of_nothing_or_of_two_things(wards: Wards) -> None:
    plan = taken_off(wards)
    to, role = plan.successors.get(), make.StaffRoleFactory(unit=wards.centres[0])
    counter = make.CounterFactory(unit=wards.centres[0], number=1)
    for told in ({}, {"held": role, "counter": counter}):
        with pytest.raises(IntegrityError, match="going_along_is_one_thing"), transaction.atomic():
            GoingAlong.objects.create(reorganisation=plan, successor=to, **told)


# What becomes of it


def test_a_cancelled_plan_leaves_everybody_where_they_are(wards: Wards, monkeypatch: pytest.MonkeyPatch) -> None:
    plan = taken_off(wards)
    role = make.StaffRoleFactory(unit=wards.centres[0])
    going_along.choose(plan, wards.author, plan.successors.get(), [role], [])
    write.scheduled(plan, wards.other)
    before = write.picture()
    deciding.cancel(plan, wards.author, "Nghị quyết hoãn.")

    write.carry_out(monkeypatch, plan)

    assert write.picture() == before
    assert StaffRole.objects.get(pk=role.pk).valid_to is None


def test_two_parts_of_one_ward_leave_it_the_rest(wards: Wards, carry_out: CarryOut) -> None:
    plan = taken_off(wards)
    south = {"division_code": "49991", "division_name": "Nam", "division_kind": "ward"}
    new = write.new_unit(plan, "H29.951", "Ủy ban nhân dân phường Nam", **south)
    write.passes(wards.first, new, "0.2", "Khu phố 5")
    assert conflicts_of(plan) == []

    carry_out(plan)

    codes = set(Unit.objects.current(DAY).values_list("code", flat=True))
    assert codes >= {f"{agency}{part}" for agency in ("H29.201", "H29.950", "H29.951") for part in ("", ".3", ".9")}
    assert not UnitSuccession.objects.exists()


@pytest.mark.parametrize(("second", "right"), [("0.6", True), ("0.7", False), ("0.71", False)])
def test_parts_that_leave_nothing_are_no_detachment(wards: Wards, second: str, right: bool) -> None:
    plan = taken_off(wards)
    write.passes(wards.first, write.going_on(plan, wards.second), second, "Khu phố 9")
    assert ("phải dưới 100%" not in " ".join(conflicts_of(plan))) == right


def test_a_ward_passes_no_part_to_itself(wards: Wards) -> None:
    plan = write.draft(Reorganisation.Kind.DETACH, wards.author)
    write.passes(wards.first, write.going_on(plan, wards.first), "0.3", "Khu phố 3")
    assert any("không thể vừa kết thúc vừa kế thừa" in conflict for conflict in conflicts_of(plan))


def test_a_part_of_a_unit_is_not_taken_off_by_itself(wards: Wards) -> None:
    plan = write.draft(Reorganisation.Kind.DETACH, wards.author)
    write.passes(wards.centres[0], write.going_on(plan, wards.centres[1]), "0.3", "Khu phố 3")
    assert any("thay đổi theo cơ quan của mình" in conflict for conflict in conflicts_of(plan))


def test_the_same_ward_is_in_one_scheduled_plan_only(wards: Wards) -> None:
    write.scheduled(taken_off(wards), wards.other)
    again = write.draft(Reorganisation.Kind.DETACH, wards.author)
    write.passes(wards.first, write.going_on(again, wards.second), "0.1", "Khu phố 1")

    with pytest.raises(PlanRefused, match="đã nằm trong lịch sắp xếp theo 12/QĐ-UBND"):
        deciding.schedule(again, wards.other)

    again.refresh_from_db()
    assert again.state == "draft"


@given(st.integers(1, 10_000))
def test_no_part_of_a_share_is_rounded_away(ten_thousandths: int) -> None:
    share = Decimal(ten_thousandths) / 10_000
    words = parts.percent(share)
    assert words.endswith("%")
    assert Decimal(words.removesuffix("%").replace(",", ".")) == share * 100
