"""Rules proved: a dossier goes where the outcomes of its internal process lead, is offered only what its step may come
to, and keeps the process it was filed under."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest
from django.utils import timezone

from dossiers import deadlines, permissions, processing, steps
from dossiers.problems import NotAllowedNow, NotYours
from dossiers.routing import Route, unit_of_step
from dossiers.statuses import Action, Status
from procedures.choices import StepOutcome
from procedures.models import Step
from tests.dossiers import filings
from tests.dossiers.processes import announce, looking_twice, walked
from tests.dossiers.world import World, given_world, make_unit
from tests.procedures.plans import changed, step, usual
from units.models import Unit, UnitKind

pytestmark = pytest.mark.django_db


@pytest.fixture
def world() -> World:
    return given_world()


def test_the_usual_process_is_walked_from_the_counter_to_the_hand_out(world: World) -> None:
    announce(world, usual())

    dossier = filings.finished(world)

    assert dossier.status == Status.RETURNED
    assert walked(dossier) == ["receive", "process", "sign", "return"]


def test_of_two_officers_steps_the_receiving_leads_to_the_one_it_names(world: World) -> None:
    plan = (*usual(), step("other", "officer", "2", submit_for_signature="sign"))
    announce(world, changed(plan, "receive", ways=(("receive", "other"), ("refuse", ""))))

    assert walked(filings.handed_over(world)) == ["receive", "other"]


def test_what_a_step_can_not_come_to_is_not_offered_and_not_done(world: World) -> None:
    """Outcomes allowed by the process, beside state, role and unit."""
    announce(world, changed(usual(), "receive", ways=(("receive", "process"),)))
    dossier = filings.submitted(world)

    assert permissions.actions_open_to(dossier, world.ward.clerk) == [Action.RECEIVE]
    with pytest.raises(NotYours):
        processing.refuse(dossier, world.ward.clerk, reason="Trùng", legal_ground="Luật Hộ tịch")
    dossier.refresh_from_db()
    assert dossier.status == Status.SUBMITTED


def test_a_dossier_in_flight_keeps_its_process(world: World) -> None:
    """design.md, always 3: a process approved later is for dossiers filed later."""
    dossier = filings.awaiting_signature(world)
    announce(world, looking_twice())

    processing.send_back(dossier, world.ward.leader, reason="Sai tên đệm của cha.")

    assert walked(dossier)[-1] == "process"
    assert dossier.process.version_id == world.birth.pk
    assert walked(filings.handed_over(world))[-1] == "process"


def test_an_outcome_that_no_step_has_is_refused_in_words(world: World) -> None:
    announce(world, changed(usual(), "sign", ways=(("sign", "return"),)))
    dossier = filings.awaiting_signature(world)

    with pytest.raises(NotAllowedNow, match="không có bước nào"):
        steps.following(dossier, StepOutcome.SEND_BACK)


def test_the_last_step_leads_to_itself(world: World) -> None:
    announce(world, usual())

    assert steps.following(filings.finished(world), StepOutcome.RETURN_RESULT).key == "return"


def test_without_a_limit_the_longest_way_is_the_time_not_the_sum_of_all_steps(world: World) -> None:
    """Two ways to the signature: a dossier goes one of them."""
    plan = (*usual(), step("other", "officer", "30", submit_for_signature="sign"))
    version = announce(world, changed(plan, "process", hours=Decimal(3)))
    now = timezone.now()

    clock = deadlines.clock(version.cases.all()[0], version.processes.get(), "online", world.ward.committee, now)

    assert clock.due_sum["amount"] == "7"


def route(world: World) -> Route:
    """Received at one ward, settled by another."""
    return Route(world.other_ward.centre, world.ward.committee, world.ward.office)


def test_a_named_department_does_its_step(world: World) -> None:
    ward = world.ward
    justice = make_unit(
        "H29.3", "Sở Tư pháp", UnitKind.DEPARTMENT, ward.division, ward.committee.calendar, ward.committee, "so-tu-phap"
    )

    assert unit_of_step(Step(role="officer", unit_rule="named", named_unit="so-tu-phap"), route(world)) == justice


def test_a_named_division_is_the_one_of_the_competent_commune(world: World) -> None:
    named = Step(role="officer", unit_rule="named", named_unit="van-hoa-xa-hoi")

    assert unit_of_step(named, route(world)) == world.ward.office


def test_a_unit_named_by_its_code_does_its_step(world: World) -> None:
    named = Step(role="officer", unit_rule="named", named_unit=world.other_ward.office.code)

    assert unit_of_step(named, route(world)) == world.other_ward.office


@pytest.mark.parametrize("reference", ["so-tu-phap", "H29.102.3", "khong-co"])
def test_a_named_unit_that_is_no_more_leaves_the_step_to_the_competent_agency(world: World, reference: str) -> None:
    """A dossier is never left without a place: units live and die (design.md, always 8)."""
    Unit.objects.filter(pk=world.other_ward.office.pk).update(valid_to=date(2026, 1, 1))

    found = unit_of_step(Step(role="officer", unit_rule="named", named_unit=reference), route(world))

    assert found == world.ward.committee
