"""Rules proved: what the filters of the work list offer is the person's own, of today, by name, in one question."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.core.cache import cache
from pytest_django import DjangoAssertNumQueries

from dossiers import saved_views, work_choices
from dossiers.models import SavedView
from dossiers.work_list import View
from dossiers.work_question import Order, Question
from portal.accounts.models import User
from tests.dossiers import filings
from tests.dossiers.world import World, make_staff
from units.models import StaffRole, today_in_vietnam
from units.roles import Role


def offered(user: User) -> work_choices.Choices:
    """What the page offers the person, with nothing kept from before."""
    cache.clear()
    return work_choices.choices_of(User.objects.get(pk=user.pk))


def names(user: User) -> list[str]:
    return [name for _value, name in offered(user).colleagues]


def ids(user: User) -> list[str]:
    return [value for value, _name in offered(user).colleagues]


def test_colleagues_are_those_with_casework_today_at_the_own_units_by_name(world: World) -> None:
    ward, today = world.ward, today_in_vietnam()
    make_staff("an@example.vn", "An Văn Một", Role.OFFICER, ward.office)
    make_staff("ketoan@example.vn", "Bùi Thị Hai", Role.ACCOUNTANT, ward.committee)
    gone = make_staff("cu@example.vn", "Cao Văn Ba", Role.OFFICER, ward.office)
    StaffRole.objects.filter(user=gone).update(valid_from=today - timedelta(days=9), valid_to=today)
    coming = make_staff("moi@example.vn", "Đỗ Thị Bốn", Role.OFFICER, ward.office)
    StaffRole.objects.filter(user=coming).update(valid_from=today + timedelta(days=1))

    told = names(ward.leader)

    assert "An Văn Một" in told and told == sorted(told)
    assert {ward.clerk.full_name, ward.officer.full_name, ward.leader.full_name} <= set(told)
    assert not {"Bùi Thị Hai", "Cao Văn Ba", "Đỗ Thị Bốn"} & set(told)
    assert str(world.other_ward.clerk.public_id) not in ids(ward.leader)


def test_whoever_holds_two_roles_is_offered_once(world: World) -> None:
    StaffRole.objects.create(
        user=world.ward.clerk, unit=world.ward.committee, role=Role.OFFICER, valid_from=today_in_vietnam()
    )

    assert ids(world.ward.leader).count(str(world.ward.clerk.public_id)) == 1


def test_a_supervisor_of_the_province_is_not_sent_thousands_of_colleagues(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    top = world.ward.committee.parent
    assert top is not None
    watcher = make_staff("giamsat@example.vn", "Vũ Đình Khôi", Role.SUPERVISOR, top)
    assert {str(ward.clerk.public_id) for ward in (world.ward, world.other_ward)} <= set(ids(watcher))

    monkeypatch.setattr(work_choices, "MOST_COLLEAGUES", 2)

    assert len(ids(watcher)) == 2


def test_saved_views_are_the_persons_own_by_name_with_the_one_that_opens_first(world: World) -> None:
    clerk, other = world.ward.clerk, world.ward.officer
    late = Question(view=View.UNIT, order=Order.DUE)
    saved_views.save(clerk, "Trễ hạn", late)
    first = saved_views.save(clerk, "Của tôi: 50%", Question(view=View.MINE), opens_first=True)
    saved_views.save(other, "Của người khác", late)

    told = offered(clerk).saved

    assert [(name, is_first) for _pk, name, _query, is_first in told] == [("Của tôi: 50%", True), ("Trễ hạn", False)]
    assert told[0][0] == first.pk and told[0][2] == first.query
    assert SavedView.objects.count() == 3


def test_procedures_are_those_that_are_open_here_now_each_once(world: World) -> None:
    assert offered(world.ward.officer).procedures == []
    for _time in range(2):
        dossier = filings.submitted(world)
    version = dossier.procedure_version

    assert offered(world.ward.officer).procedures == [(version.procedure.code, version.name)]
    assert offered(world.other_ward.officer).procedures == []


def test_whoever_has_no_unit_is_offered_nothing(world: World) -> None:
    filings.submitted(world)

    assert offered(world.mother) == work_choices.Choices([], [], [])


def test_everything_is_one_question_and_what_is_kept_changes_no_answer(
    world: World, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    filings.submitted(world)
    saved_views.save(world.ward.clerk, "Trễ hạn", Question(view=View.UNIT))
    fresh = offered(world.ward.clerk)
    clerk = User.objects.get(pk=world.ward.clerk.pk)
    work_choices.choices_of(clerk)  # the roles and units are kept from here on

    with django_assert_num_queries(1):
        kept = work_choices.choices_of(clerk)
    cache.clear()
    with django_assert_num_queries(1):
        again = work_choices.choices_of(clerk)

    assert fresh == kept == again and fresh.procedures
