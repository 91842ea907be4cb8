"""Where a filing goes: to the centre that was chosen, where the procedure leaves the choice (NĐ 118/2025 Đ20)."""

from __future__ import annotations

from dossiers import drafts
from dossiers.models import Draft
from tests.dossiers.world import BEN_THANH, SAI_GON, World


def draft_at(world: World, commune: str) -> Draft:
    return drafts.start(world.mother, world.birth, world.birth.case("standard"), commune)


def test_the_chosen_centre_receives(world: World) -> None:
    submission = drafts.submission_of(draft_at(world, BEN_THANH))

    assert submission.receiving_unit == world.other_ward.centre.code


def test_nothing_chosen_leaves_it_to_the_competent_agency(world: World) -> None:
    assert drafts.submission_of(draft_at(world, "")).receiving_unit == ""


def test_a_commune_that_has_gone_leaves_it_to_the_competent_agency(world: World) -> None:
    assert drafts.submission_of(draft_at(world, "99999")).receiving_unit == ""


def test_the_place_chosen_last_counts_for_an_untouched_draft(world: World) -> None:
    first = draft_at(world, SAI_GON)
    again = draft_at(world, BEN_THANH)

    assert again.pk == first.pk
    assert drafts.submission_of(again).receiving_unit == world.other_ward.centre.code
