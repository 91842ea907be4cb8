"""Rules proved: a part is taken off a ward that lives on; only dossiers of a matter there go, only their owners hear.

Issue 4 item 1: previewed, resumable, given up until its day without a trace, like every reorganisation.
"""

from __future__ import annotations

from typing import Any

import pytest

from dossiers import moving_units
from dossiers.models import Dossier
from dossiers.statuses import Action
from dossiers.visibility import PLACES
from portal.accounts.models import User
from portal.outbox.models import OutboxMessage
from tests.dossiers import filings, stages
from tests.dossiers import reorganising as make
from tests.dossiers.test_reorganised_units import state_of, street
from tests.dossiers.world import BEN_THANH, SAI_GON, World
from units.models import GoingAlong, Reorganisation, StaffRole
from units.reorganising import carrying_out
from units.roles import Role

pytestmark = pytest.mark.django_db


@pytest.fixture
def admin(world: World) -> User:
    """Who writes the plans."""
    return make.make_admin()


def taken_off(world: World, admin: User) -> Reorganisation:
    """Khu phố 3 and Lê Duẩn street become the new ward Tây; the old ward keeps its code."""
    plan = make.draft(Reorganisation.Kind.DETACH, admin)
    place = {"division_code": "27952", "division_name": "Tây", "division_kind": "ward"}
    new = make.new_unit(plan, "H29.952", "Ủy ban nhân dân phường Tây", **place)
    make.passes(world.ward.committee, new, "0.6", "đường Lê Duẩn\nKhu phố 3")
    return plan


def where(dossier: Dossier) -> tuple[str, str, str]:
    found = Dossier.objects.select_related(*PLACES).get(pk=dossier.pk)
    return found.competent_unit.code, found.handling_unit.code, found.receiving_unit.code


def letters(dossier: Dossier) -> int:
    return OutboxMessage.objects.filter(key=dossier.code).count()


def test_dossiers_of_the_part_go_and_the_others_never_hear_of_it(
    world: World, admin: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The part is the larger one by its share: what no area names stays all the same."""
    going, staying = street(filings.handed_over(world), "12 Khu phố 3"), street(filings.handed_over(world), "Số 9")
    over = street(stages.refused(world), "Khu phố 3")
    before, asleep = state_of(going), [(state_of(each), where(each), letters(each)) for each in (staying, over)]
    told = letters(going)

    plan = make.carry_out(monkeypatch, make.scheduled(taken_off(world, admin)))

    assert plan.state == Reorganisation.State.APPLIED, plan.problem
    assert (plan.moved, plan.to_move) == (1, 1)
    assert where(going) == ("H29.952", "H29.952.3", "H29.952.9")
    assert state_of(Dossier.objects.get(pk=going.pk)) == before
    assert letters(going) == told + 1
    event = going.events.get(action=Action.MOVE_UNIT)
    assert event.data["chosen_by"] == "address"
    assert event.data["to"]["competent_unit"] == "H29.952"
    after = [(state_of(Dossier.objects.get(pk=each.pk)), where(each), letters(each)) for each in (staying, over)]
    assert after == asleep
    assert not any(each.events.filter(action=Action.MOVE_UNIT).exists() for each in (staying, over))


@pytest.mark.parametrize(
    ("commune", "words", "moves"),
    [
        (SAI_GON, "Số 1, đường Lê Duẩn", True),
        (SAI_GON, "Số 1, đường Pasteur", False),
        (BEN_THANH, "Số 1, đường Lê Duẩn", False),
    ],
)
def test_the_place_of_the_matter_goes_before_where_the_owner_lives(
    world: World, admin: User, monkeypatch: pytest.MonkeyPatch, commune: str, words: str, moves: bool
) -> None:
    """The same street in another ward is another street."""
    dossier = street(filings.handed_over(world), "Số 9" if moves else "Khu phố 3")
    dossier.form = {**dossier.form, "shop_commune": commune, "shop_street": words}
    dossier.save(update_fields=["form"])
    monkeypatch.setattr(moving_units, "deciding_question", lambda *_: "shop_commune")
    plan = taken_off(world, admin)
    foreseen = make.preview(plan).moving

    make.carry_out(monkeypatch, make.scheduled(plan))

    assert (where(dossier)[0] == "H29.952", bool(foreseen)) == (moves, moves)


def test_an_owner_of_another_ward_with_a_street_of_that_name_stays(
    world: World, admin: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    dossier = street(filings.handed_over(world), "Khu phố 3")
    dossier.parties.update(commune_code=BEN_THANH)

    make.carry_out(monkeypatch, make.scheduled(taken_off(world, admin)))

    assert where(dossier)[0] == world.ward.committee.code


def test_whoever_goes_along_keeps_their_tasks_and_the_others_lose_none(
    world: World, admin: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    mine, left = street(filings.handed_over(world), "Khu phố 3"), street(filings.handed_over(world), "Số 9")
    for dossier in (mine, left):
        dossier.tasks.filter(finished_at=None).update(assignee=world.ward.officer)
    plan = taken_off(world, admin)
    held = StaffRole.objects.get(user=world.ward.officer, role=Role.OFFICER)
    successor = plan.successors.get()
    assert mine.tasks.get(finished_at=None).unit == world.ward.office == held.unit
    GoingAlong.objects.create(reorganisation=plan, successor=successor, held=held)

    make.carry_out(monkeypatch, make.scheduled(plan))

    task = mine.tasks.get(finished_at=None)
    assert (task.unit.code, task.assignee) == ("H29.952.3", world.ward.officer)
    stays = left.tasks.get(finished_at=None)
    assert (stays.unit, stays.assignee) == (world.ward.office, world.ward.officer), "untouched; the head shares it out"


def test_the_preview_counts_what_the_day_then_moves_and_changes_nothing(
    world: World, admin: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    street(filings.submitted(world), "Khu phố 3")
    street(filings.handed_over(world), "Số 9")
    plan, before = taken_off(world, admin), make.picture()

    shown = make.preview(plan)

    assert make.picture() == before
    assert {(old, new): count for _label, old, new, count in shown.forecasts} == {
        (world.ward.committee.name, "Ủy ban nhân dân phường Tây"): 1,
        (world.ward.office.name, "Phòng Văn hóa – Xã hội phường Tây"): 1,
        (world.ward.centre.name, "Trung tâm Phục vụ hành chính công phường Tây"): 1,
    }
    make.cancel(make.scheduled(plan), admin)
    make.carry_out(monkeypatch, plan)
    assert make.picture() == before


def test_a_worker_killed_between_batches_goes_on_and_does_nothing_twice(
    world: World, admin: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    going = [street(filings.handed_over(world), "Khu phố 3") for _ in range(3)]
    staying = street(filings.handed_over(world), "Số 9")
    monkeypatch.setattr(carrying_out, "BATCH", 2)
    plan = make.scheduled(taken_off(world, admin))
    make.come_to(monkeypatch, plan)
    for _ in range(4):
        assert carrying_out.step(plan.pk)
    plan.refresh_from_db()
    assert (plan.moved, plan.to_move, plan.state) == (2, 3, Reorganisation.State.SCHEDULED)

    make.carry_out(monkeypatch, plan)
    carrying_out.carry_out_due()

    plan.refresh_from_db()
    assert (plan.moved, plan.to_move, plan.state) == (3, 3, Reorganisation.State.APPLIED)
    assert [each.events.filter(action=Action.MOVE_UNIT).count() for each in [*going, staying]] == [1, 1, 1, 0]


def test_what_is_filed_with_the_old_ward_after_the_day_was_meant_for_it(
    world: World, admin: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The boundary is drawn: whoever chooses the old ward now has reason to; a clerk sends on what is wrong."""
    make.carry_out(monkeypatch, make.scheduled(taken_off(world, admin)))
    dossier = street(filings.submitted(world), "Khu phố 3")

    carrying_out.carry_out_due()

    assert where(dossier)[0] == world.ward.committee.code
    assert not dossier.events.filter(action=Action.MOVE_UNIT).exists()


SCHEMA = {"x-competence": "shop_commune"}


@pytest.mark.parametrize(
    ("schema", "answers", "place"),
    [
        ({}, {"shop_commune": SAI_GON}, None),
        (SCHEMA, {}, None),
        (SCHEMA, {"shop_commune": SAI_GON}, (SAI_GON, "")),
        (SCHEMA, {"shop_commune": SAI_GON, "shop_street": "Khu phố 3", "owner_street": "x"}, (SAI_GON, "Khu phố 3")),
        (SCHEMA, {"shop_commune": SAI_GON, "shop_rooms": 3, "shop_hamlet": "Ấp 1"}, (SAI_GON, "Ấp 1")),
    ],
)
def test_the_words_of_a_place_stand_beside_its_commune(schema: Any, answers: Any, place: Any) -> None:
    assert moving_units.place_of_matter(schema, answers) == place
