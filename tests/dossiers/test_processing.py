"""What clerks, officers and leaders may do, when, and what each act leaves behind."""

from __future__ import annotations

from typing import Any

import pytest

from dossiers import papermaking, permissions, processing, returning
from dossiers.models import Dossier, Paperwork
from dossiers.problems import DossierError, Incomplete, NotAllowedNow, NotYours
from dossiers.processing import Look
from dossiers.statuses import Action, DeliveryState, PaperCheck, Status
from tests.dossiers import filings
from tests.dossiers.world import World, make_staff
from units.roles import Role


def test_receiving_starts_the_clock_and_asks_for_the_receipt(world: World) -> None:
    dossier = filings.received(world)

    assert dossier.status == Status.RECEIVED
    assert dossier.received_at == dossier.clock_started_at
    assert dossier.papers.get().check_state == PaperCheck.ACCEPTED
    assert dossier.paperwork.filter(kind=Paperwork.Kind.RECEIPT).exists()


def test_no_dossier_is_received_with_a_paper_unchecked(world: World) -> None:
    dossier = filings.submitted(world)

    with pytest.raises(Incomplete):
        processing.receive(dossier, world.ward.clerk)
    with pytest.raises(Incomplete):
        processing.receive(dossier, world.ward.clerk, {dossier.papers.get().pk: Look(accepted=False, remark="Mờ")})

    assert_untouched(dossier, Status.SUBMITTED, events=1)


def test_what_the_clerk_found_is_kept_before_anything_is_decided(world: World) -> None:
    dossier = filings.submitted(world)
    paper = dossier.papers.get()

    processing.save_looks(dossier, world.ward.clerk, {paper.pk: Look(accepted=False, remark="Thiếu dấu")})

    paper.refresh_from_db()
    assert (paper.check_state, paper.check_remark) == (PaperCheck.REJECTED, "Thiếu dấu")


def test_of_two_clerks_the_second_learns_who_was_first(world: World) -> None:
    dossier = filings.submitted(world)
    colleague = make_staff("huong@example.vn", "Đỗ Thị Hương", Role.CLERK, world.ward.centre)
    processing.receive(dossier, world.ward.clerk, filings.all_accepted(dossier))

    with pytest.raises(NotAllowedNow, match="Trần Văn Minh"):
        processing.receive(dossier, colleague, filings.all_accepted(dossier))

    assert dossier.events.count() == 2


def test_a_clerk_of_another_ward_can_do_nothing(world: World) -> None:
    dossier = filings.submitted(world)

    with pytest.raises(NotYours):
        processing.receive(dossier, world.other_ward.clerk, filings.all_accepted(dossier))

    assert_untouched(dossier, Status.SUBMITTED, events=1)
    assert not Dossier.objects.visible_to(world.other_ward.clerk).exists()


@pytest.mark.parametrize(
    ("reason", "ground"), [("", "Luật Hộ tịch Điều 13"), ("Không thuộc thẩm quyền", ""), (" ", " ")]
)
def test_a_refusal_needs_reason_and_legal_ground(world: World, reason: str, ground: str) -> None:
    dossier = filings.submitted(world)

    with pytest.raises(Incomplete):
        processing.refuse(dossier, world.ward.clerk, reason=reason, legal_ground=ground)

    assert_untouched(dossier, Status.SUBMITTED, events=1)


def test_a_refusal_ends_the_dossier_and_asks_for_its_slip(world: World) -> None:
    dossier = filings.submitted(world)

    processing.refuse(dossier, world.ward.clerk, reason="Trẻ đã đăng ký.", legal_ground="Luật Hộ tịch, Điều 16")
    papermaking.make_waiting()

    dossier.refresh_from_db()
    assert dossier.status == Status.NOT_RECEIVED
    assert not dossier.tasks.filter(finished_at=None).exists()
    slip = dossier.paperwork.get(kind=Paperwork.Kind.REFUSAL)
    assert slip.document is not None


def test_hand_over_inside_one_agency_keeps_the_clock(world: World) -> None:
    dossier = filings.received(world)
    started = dossier.clock_started_at

    processing.hand_over(dossier, world.ward.clerk)

    dossier.refresh_from_db()
    assert dossier.clock_started_at == started
    task = dossier.tasks.get(finished_at=None)
    assert (task.unit, task.role) == (world.ward.office, "officer")


def test_hand_over_to_another_agency_starts_the_clock_there(world: World) -> None:
    """NĐ 309/2026 Đ17(3): non-territorial, the clock runs from the competent agency's receipt."""
    dossier = filings.submitted(world, receiving_unit=world.other_ward.centre.code)
    processing.receive(dossier, world.other_ward.clerk, filings.all_accepted(dossier))

    handed = processing.hand_over(dossier, world.other_ward.clerk)

    assert handed.clock_started_at == handed.competent_received_at
    assert handed.received_at is not None and handed.received_at < handed.clock_started_at


def test_whoever_drafted_does_not_approve(world: World) -> None:
    dossier = filings.handed_over(world)
    both = make_staff("both@example.vn", "Vũ Hải Đăng", Role.LEADER, world.ward.committee)
    make_role(both, Role.OFFICER, world)
    processing.submit_for_signature(dossier, both, content={"child_personal_number": "079326001234"}, opinion="")

    with pytest.raises(NotYours):
        processing.approve(dossier, both)

    dossier.refresh_from_db()
    assert dossier.result.approved_at is None


def make_role(user: Any, role: str, world: World) -> None:
    """Gives a person a second role."""
    from units.access import forget
    from units.models import StaffRole

    StaffRole.objects.create(user=user, unit=world.ward.office, role=role, valid_from="2025-07-01")
    forget(user)


def test_a_draft_sent_back_returns_to_its_officer_with_the_reason(world: World) -> None:
    dossier = filings.awaiting_signature(world)

    with pytest.raises(Incomplete):
        processing.send_back(dossier, world.ward.leader, reason=" ")
    processing.send_back(dossier, world.ward.leader, reason="Sai tên đệm của cha.")

    task = dossier.tasks.get(finished_at=None)
    assert (task.role, task.assignee) == ("officer", world.ward.officer)
    assert dossier.events.values_list("note", flat=True).last() == "Sai tên đệm của cha."


@pytest.mark.usefixtures("undrawn")
def test_approving_twice_is_refused_and_signs_once(world: World) -> None:
    dossier = filings.approved(world)

    with pytest.raises(DossierError):
        processing.approve(dossier, world.ward.leader)
    papermaking.make_waiting()
    papermaking.make_waiting()

    assert dossier.paperwork.filter(kind=Paperwork.Kind.RESULT).count() == 1
    assert dossier.events.filter(action=Action.ISSUE).count() == 1


@pytest.mark.usefixtures("undrawn")
def test_a_paper_result_waits_at_the_counter_until_it_is_handed_out(world: World) -> None:
    dossier = filings.finished(world, result_delivery="counter")
    assert (dossier.status, dossier.delivery_state) == (Status.FINISHED, DeliveryState.READY)

    with pytest.raises(Incomplete):
        returning.hand_out(dossier, world.ward.clerk, recipient="")
    returning.hand_out(dossier, world.ward.clerk, recipient="Nguyễn Thị Lan")

    dossier.refresh_from_db()
    assert (dossier.status, dossier.delivery_state) == (Status.RETURNED, DeliveryState.HANDED_OUT)
    assert dossier.result.handed_out_to == "Nguyễn Thị Lan"


def test_the_owner_can_withdraw_until_the_result_is_approved(world: World) -> None:
    early = filings.handed_over(world)
    returning.withdraw(early, world.mother, reason="Nộp nhầm.")
    early.refresh_from_db()
    assert early.status == Status.WITHDRAWN

    late = filings.approved(world)
    with pytest.raises(NotYours):
        returning.withdraw(late, world.mother)


ACTIONS_BY_STAGE = [
    (filings.submitted, "clerk", [Action.RECEIVE, Action.REQUEST_SUPPLEMENT, Action.REFUSE]),
    (filings.received, "clerk", [Action.HAND_OVER]),
    (filings.handed_over, "officer", [Action.SUBMIT_FOR_SIGNATURE, Action.REQUEST_SUPPLEMENT]),
    (filings.awaiting_signature, "leader", [Action.APPROVE, Action.SEND_BACK]),
]


@pytest.mark.parametrize(("stage", "role", "expected"), ACTIONS_BY_STAGE)
def test_each_stage_offers_its_role_just_what_law_and_state_allow(
    world: World, stage: Any, role: str, expected: list[Action]
) -> None:
    dossier = stage(world)

    for person in ("clerk", "officer", "leader"):
        offered = permissions.actions_open_to(dossier, getattr(world.ward, person))
        assert offered == (expected if person == role else [])
        assert permissions.actions_open_to(dossier, getattr(world.other_ward, person)) == []


def assert_untouched(dossier: Dossier, status: Status, events: int) -> None:
    """A refused act leaves status, events and open task as they were."""
    dossier.refresh_from_db()
    assert dossier.status == status
    assert dossier.events.count() == events
    assert dossier.tasks.filter(finished_at=None).count() == 1
