"""Rules proved: what was handed out before a merger stays where it was decided, and whoever took over answers for it.

Status 10 is finished (domain 6.2): nothing is due, the result names the agency of its day. Status 9 still has its
result to hand out, so it goes along.
"""

from __future__ import annotations

from collections.abc import Callable

import pytest
from django.test import Client

from dossiers import paper_transfers, permissions, recalling, returning
from dossiers.models import Dossier
from dossiers.statuses import Action, Status
from portal.accounts.models import User
from portal.outbox.models import OutboxMessage
from tests.dossiers import reorganising as make
from tests.dossiers import stages
from tests.dossiers.desk import words
from tests.dossiers.desks import look
from tests.dossiers.test_paper_transfers import under_way
from tests.dossiers.world import World

Merge = Callable[[], None]


@pytest.fixture
def merge(world: World, monkeypatch: pytest.MonkeyPatch) -> Merge:
    """Both wards merge today; whoever worked there works on at the new one."""

    def carried() -> None:
        plan = make.carry_out(monkeypatch, make.scheduled(make.merger(world, make.make_admin())))
        assert plan.state == "applied", plan.problem

    return carried


def again(user: User) -> User:
    """The person as the next request knows them: with the roles of after the merger."""
    return User.objects.get(pk=user.pk)


@pytest.fixture
def handed_out(world: World) -> Dossier:
    return returning.hand_out(stages.issued(world), world.ward.clerk, recipient="Nguyễn Thị Lan")


def test_what_was_handed_out_keeps_its_agency_and_nobody_is_written_to(
    world: World, merge: Merge, handed_out: Dossier
) -> None:
    before = (handed_out.competent_unit, handed_out.receiving_unit, handed_out.last_sequence)
    letters = OutboxMessage.objects.filter(key=handed_out.code).count()

    merge()

    kept = Dossier.objects.get(pk=handed_out.pk)
    assert kept.status == Status.RETURNED
    assert (kept.competent_unit, kept.receiving_unit, kept.last_sequence) == before
    assert OutboxMessage.objects.filter(key=kept.code).count() == letters


def test_the_new_ward_answers_for_it(world: World, merge: Merge, handed_out: Dossier, client: Client) -> None:
    merge()
    leader, officer = again(world.ward.leader), again(world.ward.officer)
    kept = Dossier.objects.get(pk=handed_out.pk)

    assert kept.code in words(look(client, officer, kept))
    assert Action.DRAFT_CORRECTION in permissions.side_acts_open_to(kept, officer)
    recalling.recall(kept, leader, reason="Sai ngày sinh.", legal_ground="Luật Hộ tịch")

    assert kept.events.latest("sequence").action == Action.RECALL


def test_a_correction_that_was_drafted_before_is_approved_after(
    world: World, merge: Merge, handed_out: Dossier
) -> None:
    dossier = stages.correction_drafted(world, handed_out)
    merge()

    answers = permissions.side_acts_open_to(Dossier.objects.get(pk=dossier.pk), again(world.ward.leader))

    assert {Action.CORRECT, Action.RETURN_CORRECTION} <= set(answers)


def test_a_result_at_the_counter_goes_along_and_is_handed_out_there(world: World, merge: Merge) -> None:
    dossier = stages.issued(world)
    merge()
    moved = Dossier.objects.get(pk=dossier.pk)

    returning.hand_out(moved, again(world.ward.clerk), recipient="Nguyễn Thị Lan")

    assert moved.competent_unit.code == "H29.950"
    assert Dossier.objects.get(pk=moved.pk).status == Status.RETURNED


def test_papers_under_way_to_a_ward_that_ended_are_confirmed_by_the_new_one(world: World, merge: Merge) -> None:
    dossier = under_way(world)
    merge()

    confirmed = paper_transfers.confirm(Dossier.objects.get(pk=dossier.pk), again(world.ward.clerk))

    assert confirmed.events.latest("sequence").action == Action.CONFIRM_PAPERS
