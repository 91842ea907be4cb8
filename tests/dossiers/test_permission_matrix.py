"""Who may do what: every stage × every role × every unit, told by the table and asked of the code.

One test a stage: the world is built once and everybody is asked.
"""

from __future__ import annotations

from collections.abc import Callable

import pytest

from dossiers import assigning, permissions, processing, returning, side_rules, supplementing
from dossiers.actors import ApiClient
from dossiers.models import Dossier
from dossiers.problems import NotAllowedNow, NotYours
from dossiers.statuses import Action
from portal.accounts.models import User
from tests.dossiers import filings
from tests.dossiers.stages import issued, refused, stopped, withdrawn
from tests.dossiers.world import World, make_staff, make_user
from units.models import StaffRole, today_in_vietnam
from units.roles import Role

Stage = Callable[[World], Dossier]


def handed_out(world: World) -> Dossier:
    return returning.hand_out(issued(world), world.ward.clerk, recipient="Nguyễn Thị Lan")


def rated(world: World) -> Dossier:
    dossier = handed_out(world)
    returning.rate(dossier, world.mother, score=3)
    return dossier


OWNER = "owner"
TABLE: list[tuple[str, Stage, dict[str, list[Action]]]] = [
    (
        "filed",
        filings.submitted,
        {Role.CLERK: [Action.RECEIVE, Action.REQUEST_SUPPLEMENT, Action.REFUSE], OWNER: [Action.WITHDRAW]},
    ),
    ("received", filings.received, {Role.CLERK: [Action.HAND_OVER], OWNER: [Action.WITHDRAW]}),
    (
        "with the officer",
        filings.handed_over,
        {Role.OFFICER: [Action.SUBMIT_FOR_SIGNATURE, Action.REQUEST_SUPPLEMENT], OWNER: [Action.WITHDRAW]},
    ),
    (
        "with the leader",
        filings.awaiting_signature,
        {Role.LEADER: [Action.APPROVE, Action.SEND_BACK], OWNER: [Action.WITHDRAW]},
    ),
    ("approved, not signed yet", filings.approved, {}),
    ("papers awaited", filings.awaiting_supplement, {OWNER: [Action.ANSWER_SUPPLEMENT, Action.WITHDRAW]}),
    ("refused", refused, {}),
    ("withdrawn", withdrawn, {}),
    ("stopped", stopped, {}),
    ("result at the counter", issued, {Role.CLERK: [Action.RETURN_RESULT], OWNER: [Action.RATE]}),
    ("handed out", handed_out, {OWNER: [Action.RATE]}),
    ("rated", rated, {}),
]


def everybody(world: World) -> list[tuple[str, User]]:
    """One person of every kind: who holds which role at the right place, at a wrong one, or nowhere."""
    ward, other = world.ward, world.other_ward
    right = [(Role.CLERK, ward.clerk), (Role.OFFICER, ward.officer), (Role.LEADER, ward.leader), (OWNER, world.mother)]
    wrong = [(f"other {role}", getattr(other, role)) for role in ("clerk", "officer", "leader")]
    misplaced = [
        ("officer of the centre", make_staff("oc@example.vn", "Cán bộ A", Role.OFFICER, ward.centre)),
        ("clerk of the division", make_staff("cd@example.vn", "Cán bộ B", Role.CLERK, ward.office)),
        ("leader of the division", make_staff("ld@example.vn", "Cán bộ C", Role.LEADER, ward.office)),
    ]
    watching = [
        (role, make_staff(f"{role}@example.vn", "Cán bộ D", role, ward.committee))
        for role in (Role.SUPERVISOR, Role.UNIT_ADMIN, Role.PUBLISHER, Role.HOTLINE_OPERATOR, Role.SYSTEM_ADMIN)
    ]
    return [*right, *wrong, *misplaced, *watching, ("stranger", make_user("la@example.vn", "Người Lạ"))]


@pytest.mark.parametrize(("stage", "make", "allowed"), TABLE, ids=[row[0] for row in TABLE])
def test_at_each_stage_everybody_may_do_just_what_the_table_says(
    world: World, stage: str, make: Stage, allowed: dict[str, list[Action]]
) -> None:
    """The list of buttons and the check behind them are one rule."""
    dossier = make(world)
    people = everybody(world)

    offered = {who: permissions.actions_open_to(dossier, user) for who, user in people}

    assert {who: actions for who, actions in offered.items() if actions} == allowed, stage
    for who, user in people[:4]:
        for action in set(Action) - set(side_rules.RULES) - set(allowed.get(who, [])):
            with pytest.raises((NotYours, NotAllowedNow), match="«"):
                permissions.require(dossier, action, user)


def test_another_system_acts_only_on_what_it_filed(world: World) -> None:
    own, other = ApiClient("clinic", "Bệnh viện Từ Dũ"), ApiClient("bank", "Ngân hàng")
    dossier = filings.submitted(world)
    Dossier.objects.filter(pk=dossier.pk).update(client_id="clinic", submitted_by=None)
    dossier.refresh_from_db()

    assert permissions.actions_open_to(dossier, own) == [Action.WITHDRAW]
    assert permissions.actions_open_to(dossier, other) == []
    assert permissions.actions_open_to(dossier, world.mother) == []


def test_a_client_without_an_id_owns_nothing(world: World) -> None:
    """A dossier filed by a person has an empty client id, which must open nothing."""
    assert permissions.actions_open_to(filings.submitted(world), ApiClient("", "Không tên")) == []


def test_a_system_does_not_rate(world: World) -> None:
    dossier = issued(world)
    Dossier.objects.filter(pk=dossier.pk).update(client_id="clinic", submitted_by=None)
    dossier.refresh_from_db()

    assert permissions.actions_open_to(dossier, ApiClient("clinic", "Bệnh viện Từ Dũ")) == []


def test_a_role_that_ended_yesterday_opens_nothing(world: World) -> None:
    dossier = filings.submitted(world)
    StaffRole.objects.filter(user=world.ward.clerk).update(valid_to=today_in_vietnam())

    assert permissions.actions_open_to(dossier, User.objects.get(pk=world.ward.clerk.pk)) == []


def test_a_clerk_who_files_for_herself_is_owner_and_clerk_at_once(world: World) -> None:
    dossier = filings.submitted(world)
    Dossier.objects.filter(pk=dossier.pk).update(submitted_by=world.ward.clerk)
    dossier.refresh_from_db()

    offered = permissions.actions_open_to(dossier, world.ward.clerk)

    assert offered == [Action.RECEIVE, Action.REQUEST_SUPPLEMENT, Action.REFUSE, Action.WITHDRAW]


def test_a_colleague_takes_over_what_another_held(world: World) -> None:
    """The unit holds the work, not the person: who is ill holds nothing up, and taking over is said."""
    dossier = filings.awaiting_signature(world)
    processing.send_back(dossier, world.ward.leader, reason="Sai tên đệm.")
    colleague = make_staff("thay@example.vn", "Người Thay", Role.OFFICER, world.ward.office)
    assigning.claim(dossier, colleague, note="Chị Hồng nghỉ ốm.")

    processing.submit_for_signature(dossier, colleague, content={"child_personal_number": "079326001234"}, opinion="")

    assert dossier.tasks.get(finished_at=None).role == Role.LEADER


def test_after_the_supplement_only_the_stage_that_asked_goes_on(world: World) -> None:
    dossier = filings.handed_over(world)
    component = dossier.papers.get().component_id
    supplementing.request(dossier, world.ward.officer, reason="Mờ.", remarks={component: ""})
    dossier.refresh_from_db()
    supplementing.answer(
        dossier, world.mother, papers=[filings.birth_submission(filings.upload_for(world.mother)).papers[0]]
    )
    dossier.refresh_from_db()

    assert permissions.actions_open_to(dossier, world.ward.clerk) == []
    assert Action.SUBMIT_FOR_SIGNATURE in permissions.actions_open_to(dossier, world.ward.officer)
