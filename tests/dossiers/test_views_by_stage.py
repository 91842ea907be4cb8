"""In which lists a dossier stands at each stage, for its owner and each desk: never in none, never in a wrong one."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from django.test import Client
from django.urls import reverse

from dossiers import work_pages
from dossiers.models import Dossier
from dossiers.owner_list import Show, page_of
from dossiers.work_list import View
from dossiers.work_question import Question
from portal.accounts.models import User
from tests.dossiers import filings, stages
from tests.dossiers.desk import words
from tests.dossiers.world import World, make_staff
from units.roles import Role

Make = Callable[[World], Dossier]
STAGES: dict[str, tuple[Make, str, Show]] = {
    # Stage: whose turn it is ("" nobody's), and the owner's list it stands in.
    "submitted": (filings.submitted, "clerk", Show.GOING_ON),
    "received": (filings.received, "clerk", Show.GOING_ON),
    "handed over": (filings.handed_over, "officer", Show.GOING_ON),
    "awaiting signature": (filings.awaiting_signature, "leader", Show.GOING_ON),
    "awaiting supplement": (filings.awaiting_supplement, "", Show.MINE_TO_DO),
    "issued, to be fetched": (stages.issued, "clerk", Show.WITH_RESULT),
    "issued online": (lambda world: stages.issued(world, "online"), "", Show.WITH_RESULT),
    "refused": (stages.refused, "", Show.CLOSED),
    "withdrawn": (stages.withdrawn, "", Show.CLOSED),
}


def codes(user: User, view: str) -> list[str]:
    """What the desk of a person shows, asked anew as another request would."""
    fresh = User.objects.get(pk=user.pk)
    question = Question(view=view)
    return [dossier.code for dossier in work_pages.page_of(fresh, question).rows]


@pytest.mark.parametrize("stage", STAGES)
def test_exactly_one_desk_has_its_turn(world: World, stage: str) -> None:
    make, turn, _shown = STAGES[stage]
    dossier = make(world)

    for role in ("clerk", "officer", "leader"):
        assert (dossier.code in codes(getattr(world.ward, role), View.TO_DO)) is (role == turn), role


@pytest.mark.parametrize("stage", STAGES)
def test_it_stands_in_the_waiting_list_while_the_owner_is_asked_and_only_then(world: World, stage: str) -> None:
    dossier = STAGES[stage][0](world)

    assert (dossier.code in codes(world.ward.clerk, View.WAITING)) is (stage == "awaiting supplement")


@pytest.mark.parametrize("stage", STAGES)
def test_the_unit_finds_it_at_every_stage_and_another_unit_at_none(world: World, stage: str) -> None:
    dossier = STAGES[stage][0](world)
    watcher = make_staff("giam.sat@example.vn", "Người Giám Sát", Role.SUPERVISOR, world.ward.committee)

    for inside in (world.ward.clerk, world.ward.officer, world.ward.leader, watcher):
        assert codes(inside, View.ALL) == [dossier.code]
    for view in View:
        for outside in (world.other_ward.clerk, world.other_ward.officer, world.other_ward.leader):
            assert codes(outside, view) == []


@pytest.mark.parametrize("stage", STAGES)
def test_the_owner_finds_it_under_one_heading_and_under_all(world: World, stage: str) -> None:
    make, _turn, shown = STAGES[stage]
    dossier = make(world)

    found = {show for show in Show if dossier in page_of(world.mother, show).dossiers}

    assert found == {Show.ALL, shown}


@pytest.mark.parametrize("stage", STAGES)
@pytest.mark.parametrize("language", ["vi", "en"])
def test_each_list_shows_it_in_the_readers_language(world: World, stage: str, language: str) -> None:
    """The row opens the dossier, and its state stands there in words: colour alone tells nothing."""
    dossier = STAGES[stage][0](world)
    clerk, owner = Client(headers={"Accept-Language": language}), Client(headers={"Accept-Language": language})
    clerk.force_login(world.ward.clerk)
    owner.force_login(world.mother)

    desk = words(clerk.get(reverse("dossiers:desk"), {"xem": View.ALL}))
    own = words(owner.get(reverse("dossiers:mine")))

    assert reverse("dossiers:work", args=[dossier.code]) in desk
    assert reverse("dossiers:detail", args=[dossier.code]) in own
    assert reverse("dossiers:work", args=[dossier.code]) not in own
