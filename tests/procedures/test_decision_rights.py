"""Rule proved whole: who may do what in which state, at the rule and at the door of every page; a refused act changes
nothing (issue 3 item 1: a workflow with four eyes)."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from portal.accounts.models import User
from procedures import deciding, publishing
from procedures.decision_publishing import publish_due
from procedures.decision_rights import MOVES, acts_open_to, drafting_units, is_chair, is_office, units_seen
from procedures.models import Decision, DecisionState
from tests.procedures import deciding_world as world
from tests.procedures.deciding_world import Deciders, good, make_deciders
from tests.procedures.publisher_desk import approval, at, of
from tests.units.factories import CommuneCommitteeFactory
from units.roles import Role

pytestmark = pytest.mark.django_db
CODE = "1.001193"
WRITE = {"describe", "add", "remove", "write"}


@pytest.fixture
def people() -> Deciders:
    return make_deciders()


def sent_back(people: Deciders) -> Decision:
    """A draft that the Office gave back."""
    return deciding.send_back(world.submitted(people, CODE), people.checker, reason="Thiếu căn cứ")


def waiting(people: Deciders) -> Decision:
    """Decided for a later day."""
    return world.approved(people, CODE, effective_on=timezone.localdate() + timedelta(days=9))


def stuck(people: Deciders) -> Decision:
    """Decided, and the worker could not put it in force."""
    decision = world.approved(people, CODE)
    change = decision.changes.get()
    publishing.change_catalogue([], {change.procedure_id: None})
    publish_due()
    return Decision.objects.get(pk=decision.pk)


def published(people: Deciders) -> Decision:
    """In force."""
    decision = world.approved(people, CODE)
    publish_due()
    return Decision.objects.get(pk=decision.pk)


def cancelled(people: Deciders) -> Decision:
    """Given up."""
    return deciding.cancel(world.drafted(people, CODE), people.drafter, reason="Trùng")


MAKE: dict[str, Callable[[Deciders], Decision]] = {
    "draft": lambda people: world.drafted(people, CODE),
    "checking": lambda people: world.submitted(people, CODE),
    "sent back": sent_back,
    "checked": lambda people: world.checked(people, CODE),
    "waiting": waiting,
    "stuck": stuck,
    "published": published,
    "cancelled": cancelled,
}
#: By state: what the department, the Office and the Chair's leader may do. What is not named is refused.
MAY: dict[str, dict[str, set[str]]] = {
    "draft": {"drafter": WRITE | {"submit", "cancel"}},
    "checking": {"checker": {"pass", "send_back"}},
    "sent back": {"drafter": WRITE | {"submit", "cancel"}},
    "checked": {"chair": {"approve", "send_back"}},
    "waiting": {"chair": {"cancel"}},
    "stuck": {"chair": {"cancel", "retry"}, "checker": {"retry"}},
    "published": {},
    "cancelled": {},
}
each_state = pytest.mark.parametrize("state", list(MAY))
each_person = pytest.mark.parametrize("who", ["drafter", "checker", "chair"])


@each_state
@each_person
def test_the_table_of_acts_is_this_one(people: Deciders, state: str, who: str) -> None:
    good(CODE)
    decision = MAKE[state](people)

    assert acts_open_to(getattr(people, who), decision) == MAY[state].get(who, set())


def test_the_table_names_every_act() -> None:
    named = set().union(*[acts for row in MAY.values() for acts in row.values()])

    assert named == set(map(str, MOVES))


#: The doors of the pages, each with what it is sent.
DOORS: dict[str, tuple[str, dict[str, Any]]] = {
    "describe": ("sua/", {"title": "Tên khác"}),
    "add": ("them/", {"kind": "amend", "codes": "1.000001"}),
    "submit": ("trinh/", {}),
    "pass": ("dat/", {"remarks": "Đạt"}),
    "send_back": ("tra-lai/", {"reason": "Thiếu"}),
    "cancel": ("huy/", {"reason": "Thôi"}),
    "retry": ("lam-lai/", {}),
}


def facts(decision: Decision) -> list[Any]:
    """Everything that an act may change."""
    stored = Decision.objects.filter(pk=decision.pk).values()
    return [*stored, list(decision.changes.order_by("pk").values()), decision.events.count()]


@each_state
@each_person
def test_no_door_opens_to_an_act_that_is_not_theirs(people: Deciders, state: str, who: str) -> None:
    """Whatever the page shows, the address can be typed: state, role and four eyes are judged there too."""
    good(CODE)
    good("1.000001")
    decision = MAKE[state](people)
    client, before = of(getattr(people, who)), facts(decision)
    closed = [act for act in DOORS if act not in MAY[state].get(who, set())]

    answers = {act: client.post(at(decision, DOORS[act][0]), DOORS[act][1]).status_code for act in closed}
    client.post(at(decision, "quyet-dinh/"), approval()) if "approve" not in MAY[state].get(who, set()) else None

    assert facts(decision) == before
    assert set(answers.values()) <= {200, 302, 403}


@pytest.mark.parametrize("act", list(DOORS))
def test_strangers_and_citizens_open_no_door(people: Deciders, act: str) -> None:
    good(CODE)
    decision = MAKE["draft"](people)
    before = facts(decision)
    citizen = User.objects.create_user(email="lan@thu.example", full_name="Lan")
    path, data = DOORS[act]

    assert of(citizen).post(at(decision, path), data).status_code == 403
    assert Client().post(at(decision, path), data).status_code in (302, 403)
    assert facts(decision) == before


@pytest.mark.parametrize("tail", ["trinh/", "dat/", "tra-lai/", "lam-lai/"])
def test_acts_are_not_done_by_looking(people: Deciders, tail: str) -> None:
    """A link that somebody follows, or a browser that loads ahead, does nothing."""
    good(CODE)
    decision = MAKE["draft"](people)

    assert of(people.drafter).get(at(decision, tail)).status_code == 405


@pytest.mark.parametrize("role", [role for role in Role.values if role not in (Role.PUBLISHER, Role.LEADER)])
def test_other_roles_take_no_part(people: Deciders, role: str) -> None:
    other = world.staff("khac@thu.example", role, people.department)

    assert not (drafting_units(other) or is_office(other) or is_chair(other))
    assert of(other).get("/cong-khai/").status_code == 403


def test_a_publisher_of_a_ward_drafts_nothing(people: Deciders) -> None:
    """Decisions are announced by the province: a commune has no draft of its own (TT 02/2017/TT-VPCP)."""
    ward = CommuneCommitteeFactory(parent=people.committee)
    publisher = world.staff("phuong@thu.example", Role.PUBLISHER, ward)

    assert drafting_units(publisher) == []
    assert of(publisher).get("/cong-khai/quyet-dinh/moi/").status_code == 403


def test_office_and_chair_read_all_and_a_department_its_own(people: Deciders) -> None:
    assert units_seen(people.checker) is None
    assert units_seen(people.chair) is None
    assert units_seen(people.drafter) == {people.department.pk}


def test_a_role_that_ended_yesterday_opens_nothing(people: Deciders) -> None:
    good(CODE)
    decision = MAKE["draft"](people)
    former = world.former_staff("cu@thu.example", Role.PUBLISHER, people.department)

    assert acts_open_to(former, decision) == set()
    assert of(former).get(at(decision)).status_code == 403


def test_published_and_cancelled_are_the_ends(people: Deciders) -> None:
    for act, (states, _target) in MOVES.items():
        assert not {DecisionState.PUBLISHED, DecisionState.CANCELLED} & set(states), act
