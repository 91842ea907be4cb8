"""Rules proved: a step whose unit ended or has nobody goes where the agency has somebody, marked."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from django.test import Client

from dossiers import handing_on, permissions, processing
from dossiers.models import Dossier, Task
from dossiers.placing import Mark
from dossiers.statuses import Action
from tests.dossiers import filings
from tests.dossiers.desk import words
from tests.dossiers.desks import look
from tests.dossiers.processes import announce, looking_twice
from tests.dossiers.world import World, given_world, make_staff, make_unit
from units import access
from units.models import StaffRole, Unit, UnitKind, today_in_vietnam
from units.roles import Role

pytestmark = pytest.mark.django_db


@pytest.fixture
def world() -> World:
    return given_world()


def justice(world: World) -> Unit:
    """A department that the process names."""
    ward = world.ward
    top = ward.committee.parent
    assert top is not None
    return make_unit("H29.3", "Sở Tư pháp", UnitKind.DEPARTMENT, top.division, top.calendar, top, "so-tu-phap")


def handed_on(world: World, named_unit: str) -> tuple[Dossier, Task]:
    """A dossier at the second officer's step, which the process gives to the unit named."""
    announce(world, looking_twice(named_unit))
    dossier = filings.handed_over(world)
    handing_on.forward(dossier, world.ward.officer)
    return dossier, dossier.tasks.get(finished_at=None)


def leave(world: World, role: str) -> None:
    """Nobody of the ward has the role any more."""
    StaffRole.objects.filter(user=getattr(world.ward, role)).update(valid_to=today_in_vietnam())
    access.forget(getattr(world.ward, role))


def test_the_unit_that_the_process_names_does_the_step_when_it_has_somebody(world: World) -> None:
    unit = justice(world)
    make_staff("st@example.vn", "Cán bộ Sở", Role.OFFICER, unit)

    _dossier, task = handed_on(world, "so-tu-phap")

    assert (task.unit, task.mark) == (unit, "")


def test_somebody_above_within_the_agency_is_somebody(world: World) -> None:
    """An officer of the committee works for its divisions too."""
    make_staff("vp@example.vn", "Cán bộ Văn phòng", Role.OFFICER, world.ward.committee)
    leave(world, "officer")

    dossier = filings.received(world)
    processing.hand_over(dossier, world.ward.clerk)

    task = dossier.tasks.get(finished_at=None)
    assert (task.unit, task.mark) == (world.ward.office, "")


def test_a_named_unit_that_has_ended_leaves_the_step_to_the_handling_division(world: World, client: Client) -> None:
    """The committee has no officer of its own; its division has one."""
    unit = justice(world)
    Unit.objects.filter(pk=unit.pk).update(valid_to=date(2026, 1, 1))

    dossier, task = handed_on(world, "so-tu-phap")

    assert (task.unit, task.mark) == (world.ward.office, Mark.UNIT_GONE)
    assert permissions.actions_open_to(dossier, world.ward.officer) == [Action.SUBMIT_FOR_SIGNATURE]
    page = words(look(client, world.ward.officer, dossier))
    assert f"không còn hoạt động; {world.ward.office.name} làm thay" in page
    assert dossier.events.latest("sequence").data == {"mark": Mark.UNIT_GONE}


def test_a_named_unit_without_an_officer_leaves_the_step_to_the_agency(world: World, client: Client) -> None:
    justice(world)

    dossier, task = handed_on(world, "so-tu-phap")

    assert (task.unit, task.mark) == (world.ward.office, Mark.NOBODY_THERE)
    assert "chưa có ai làm" in words(look(client, world.ward.officer, dossier))


def test_where_the_handling_division_is_empty_another_part_of_the_agency_works(world: World) -> None:
    other = make_unit(
        "H29.101.2",
        "Phòng Kinh tế phường Sài Gòn",
        UnitKind.COMMUNE_DIVISION,
        world.ward.division,
        world.ward.centre.calendar,
        world.ward.committee,
        "kinh-te",
    )
    officer = make_staff("kt@example.vn", "Võ Thị Sáu", Role.OFFICER, other)
    leave(world, "officer")
    dossier = filings.handed_over(world)

    task = dossier.tasks.get(finished_at=None)
    assert (task.unit, task.mark) == (other, Mark.NOBODY_THERE)
    assert Action.SUBMIT_FOR_SIGNATURE in permissions.actions_open_to(dossier, officer)


@pytest.mark.parametrize("how", ["role ended", "account closed"])
def test_where_nobody_has_the_role_the_step_waits_under_a_mark_for_whoever_is_given_it(
    world: World, client: Client, how: str
) -> None:
    if how == "role ended":
        leave(world, "officer")
    else:
        type(world.ward.officer).objects.filter(pk=world.ward.officer.pk).update(is_active=False)
    dossier = filings.handed_over(world)
    task = dossier.tasks.get(finished_at=None)

    assert (task.unit, task.mark) == (world.ward.office, Mark.NOBODY)
    page = words(look(client, world.ward.leader, dossier))
    assert "Hãy báo quản trị đơn vị phân quyền" in page
    newcomer = make_staff("moi@example.vn", "Người Mới", Role.OFFICER, world.ward.office)
    assert Action.SUBMIT_FOR_SIGNATURE in permissions.actions_open_to(dossier, newcomer)


def test_without_a_leader_the_draft_waits_at_the_committee_under_a_mark(world: World) -> None:
    leave(world, "leader")

    dossier = filings.awaiting_signature(world)

    task = dossier.tasks.get(finished_at=None)
    assert (task.unit, task.mark) == (world.ward.committee, Mark.NOBODY)


def test_a_role_that_begins_tomorrow_is_nobody_today(world: World) -> None:
    leave(world, "officer")
    late = make_staff("sau@example.vn", "Người Sau", Role.OFFICER, world.ward.office)
    StaffRole.objects.filter(user=late).update(valid_from=today_in_vietnam() + timedelta(days=1))

    assert filings.handed_over(world).tasks.get(finished_at=None).mark == Mark.NOBODY


def test_where_the_process_fits_a_page_shows_no_mark(world: World, client: Client) -> None:
    dossier = filings.handed_over(world)

    page = words(look(client, world.ward.officer, dossier))

    assert dossier.tasks.filter(mark="").count() == dossier.tasks.count()
    assert "làm thay" not in page
