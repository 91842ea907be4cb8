"""Rules proved: whichever roles a ward lacks, no dossier breaks or hides: it waits, marked, for whoever gets them."""

from __future__ import annotations

from itertools import product

import pytest
from django.test import Client

from dossiers import deadline_watch, permissions, processing, work_list
from dossiers.models import Alert, Dossier
from dossiers.placing import Mark
from dossiers.statuses import Action, Status
from portal.accounts.models import User
from tests.dossiers import filings, stages
from tests.dossiers.desk import words
from tests.dossiers.desks import look
from tests.dossiers.world import World, make_staff
from units.models import StaffRole, Unit, today_in_vietnam
from units.roles import Role

DRAFT = {"child_personal_number": "079326001234"}
ROLES = ("clerk", "officer", "leader")
FIRST_ACT = {"clerk": Action.RECEIVE, "officer": Action.SUBMIT_FOR_SIGNATURE, "leader": Action.APPROVE}


def leave(world: World, *roles: str) -> None:
    people = [getattr(world.ward, role) for role in roles]
    StaffRole.objects.filter(user__in=people).update(valid_to=today_in_vietnam())


def place_of_role(world: World, role: str) -> Unit:
    return {"clerk": world.ward.centre, "officer": world.ward.office, "leader": world.ward.committee}[role]


def newcomer(world: World, role: str) -> User:
    return make_staff(f"{role}-moi@example.vn", f"Người Mới {role}", Role(role), place_of_role(world, role))


def at_step_of(world: World, role: str) -> Dossier:
    """A dossier that waits for a role, brought there while everybody was still in office."""
    made = {"clerk": filings.submitted, "officer": filings.handed_over, "leader": filings.awaiting_signature}[role]
    return made(world)


def advance(dossier: Dossier, role: str, person: User) -> Dossier:
    if role == "clerk":
        processing.receive(dossier, person, filings.all_accepted(dossier))
        return processing.hand_over(dossier, person)
    if role == "officer":
        return processing.submit_for_signature(dossier, person, content=DRAFT, opinion="")
    return processing.approve(dossier, person)


@pytest.mark.parametrize("missing", [m for m in product([False, True], repeat=3) if any(m)], ids=str)
def test_with_any_roles_missing_it_waits_and_goes_on_when_they_are_filled(
    world: World, missing: tuple[bool, ...]
) -> None:
    """Through the whole process: at each step either its person acts, or nobody may until one is named."""
    dossier = filings.submitted(world)
    gone = {role for role, is_missing in zip(ROLES, missing, strict=True) if is_missing}
    leave(world, *gone)

    for role in ROLES:
        dossier.refresh_from_db()
        task = dossier.tasks.get(finished_at=None)
        assert task.role == role
        if role in gone:
            assert task.mark == ("" if role == "clerk" else Mark.NOBODY), "the counter is the filer's own choice"
            assert nobody_can(dossier, world)
            person = newcomer(world, role)
        else:
            assert task.mark == ""
            person = User.objects.get(pk=getattr(world.ward, role).pk)
        assert FIRST_ACT[role] in permissions.actions_open_to(dossier, person)
        advance(dossier, role, person)

    assert stages.issue(dossier).status in (Status.FINISHED, Status.RETURNED)


def nobody_can(dossier: Dossier, world: World) -> bool:
    everybody = User.objects.filter(kind="staff")
    return not any(permissions.actions_open_to(dossier, person) for person in everybody)


@pytest.mark.parametrize("role", ROLES)
def test_a_dossier_that_loses_its_person_is_found_by_the_next_one(world: World, role: str) -> None:
    """The only one left after it had arrived: whoever gets the role tomorrow finds it in their list."""
    dossier = at_step_of(world, role)
    leave(world, role)
    person = newcomer(world, role)

    assert list(work_list.to_do(person)) == [dossier]
    advance(dossier, role, person)


@pytest.mark.parametrize("role", ["officer", "leader"])
def test_what_lies_with_nobody_is_told_when_it_is_late(world: World, role: str) -> None:
    """Without anybody at the step its time runs all the same; the alert waits for the role, and the head reads it."""
    dossier = at_step_of(world, role)
    leave(world, role)

    deadline_watch.mark(dossier.tasks.get(finished_at=None).due_at + (dossier.due_at - dossier.submitted_at) * 9)

    alert = Alert.objects.get(dossier=dossier, kind="step_overdue")
    assert (alert.role, alert.unit) == (role, place_of_role(world, role))


@pytest.mark.parametrize("reader", ["clerk", "leader"])
def test_those_who_are_there_read_whom_to_tell(world: World, client: Client, reader: str) -> None:
    leave(world, "officer")
    dossier = filings.handed_over(world)

    page = look(client, getattr(world.ward, reader), dossier)

    assert page.status_code == 200
    assert "Hãy báo quản trị đơn vị phân quyền" in words(page)


def test_the_owner_reads_where_it_is_and_nothing_of_the_vacancy(world: World, client: Client) -> None:
    leave(world, "officer")
    dossier = filings.handed_over(world)
    client.force_login(world.mother)

    page = words(client.get(f"/ho-so/{dossier.code}/"))

    assert world.ward.office.name in page
    assert "phân quyền" not in page


def test_somebody_of_the_ward_next_door_fills_no_gap(world: World) -> None:
    leave(world, "officer")
    dossier = filings.handed_over(world)

    assert permissions.actions_open_to(dossier, world.other_ward.officer) == []
    assert dossier not in work_list.to_do(world.other_ward.officer)
