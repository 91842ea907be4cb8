"""Rules proved: a step of the approved process names its lead and its members; a dossier that comes there gives each
member its part with its own due time, and the lead submits when all are settled (NĐ 61/2018 Đ19(6))."""

from __future__ import annotations

from decimal import Decimal

import pytest
from django.test import Client
from django.urls import reverse

from dossiers import consulting, handing_on, processing
from dossiers.models import AskedFor, Dossier, Opinion
from dossiers.problems import NotAllowedNow, NotYours
from dossiers.statuses import Action, Status
from procedures.choices import StepOutcome
from procedures.process_plan import PlannedStep
from procedures.process_rules import faults
from procedures.process_units import asked_as_typed, asked_reference_to, unit_and_hours
from procedures.process_words import tell
from tests.dossiers import filings
from tests.dossiers.asked import Office, to
from tests.dossiers.desk import words
from tests.dossiers.desks import look
from tests.dossiers.moments import at, stand_at
from tests.dossiers.processes import announce
from tests.dossiers.world import World
from tests.procedures.plans import asking, changed, usual
from units.models import Unit, today_in_vietnam

MEMBERS = ("so-tu-phap:4", "so-xay-dung")
JOINT = changed(usual(), "process", consulted=MEMBERS, hours=Decimal(12))
RESULT = {"child_personal_number": "079326001234"}


@pytest.fixture
def dossier(world: World, law: Office, works: Office, monkeypatch: pytest.MonkeyPatch) -> Dossier:
    """Handed over on Monday at 8:30 under a process whose officer's step has two members."""
    stand_at(monkeypatch, at("2026-11-30 08:30"))
    announce(world, JOINT)  # at that moment: announced later than it, nobody could file under it
    return Dossier.objects.get(pk=filings.handed_over(world).pk)


def settle(dossier: Dossier, office: Office) -> None:
    consulting.answer(to(dossier, office), office.officer, opinion=Opinion.DONE, text="")


def draft(world: World, dossier: Dossier) -> Dossier:
    return processing.submit_for_signature(dossier, world.ward.officer, content=RESULT, opinion="")


def test_every_member_gets_its_part_at_the_step_with_its_own_due_time(
    dossier: Dossier, law: Office, works: Office
) -> None:
    first, second = to(dossier, law), to(dossier, works)

    assert {first.asked_for, second.asked_for} == {AskedFor.PART}
    assert (first.due_at, second.due_at) == (at("2026-11-30 14:00"), at("2026-12-01 14:00"))
    event = dossier.events.latest("sequence")
    assert (event.action, set(event.data["units"])) == (Action.ASK_PARTS, {law.unit.code, works.unit.code})
    assert first.question == "Giải quyết phần việc của mình trong hồ sơ này để làm bước «Bước process»."


def test_the_lead_puts_the_parts_together(world: World, dossier: Dossier, law: Office, works: Office) -> None:
    settle(dossier, law)
    with pytest.raises(NotAllowedNow, match=f"Còn chờ phần việc của {works.unit.name}"):
        draft(world, dossier)

    settle(dossier, works)
    draft(world, dossier)

    dossier.refresh_from_db()
    assert (dossier.status, dossier.tasks.get(finished_at=None).step.key) == (Status.PROCESSING, "sign")


def test_a_draft_sent_back_gives_nobody_the_same_part_again(
    world: World, dossier: Dossier, law: Office, works: Office
) -> None:
    settle(dossier, law)
    consulting.cancel(to(dossier, works), world.ward.officer, reason="Không cần thẩm định.")
    draft(world, dossier)

    processing.send_back(dossier, world.ward.leader, reason="Sai tên đệm.")

    assert dossier.consultations.filter(unit=law.unit).count() == 1, "what is done is done"
    assert dossier.consultations.open().get().unit == works.unit, "a part that nobody did is asked for again"


def test_a_step_that_joins_opinions_still_asks_for_opinions(
    world: World, law: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Hours of its own count in a consultation, too."""
    stand_at(monkeypatch, at("2026-11-30 08:30"))
    announce(world, changed(asking(), "ask", consulted=("so-tu-phap:2",)))
    dossier = filings.handed_over(world)

    handing_on.forward(dossier, world.ward.officer)

    row = to(dossier, law)
    assert (row.asked_for, row.due_at) == (AskedFor.OPINION, at("2026-11-30 10:30"))


def test_the_public_reads_who_leads_and_who_has_a_part(client: Client, world: World) -> None:
    announce(world, JOINT)

    page = words(client.get(reverse("procedures:detail", args=["1.001193"]) + "?case=standard"))

    assert "chủ trì, cùng lúc giao mỗi nơi sau một phần việc" in page
    assert "Sở Tư pháp (4 giờ làm việc), Sở Xây dựng" in page


def test_a_joint_step_has_no_fault_and_says_so_in_words() -> None:
    assert faults(JOINT) == []
    told = tell(JOINT)[1]
    assert (told.is_joint, told.asked) == (True, ("Sở Tư pháp (4 giờ làm việc)", "Sở Xây dựng"))


@pytest.mark.parametrize(
    ("members", "fault"),
    [(("so-tu-phap:13",), "asked_too_long"), (("so-tu-phap:4", "so-tu-phap"), "asked_twice")],
)
def test_what_a_lead_can_not_give_is_told(members: tuple[str, ...], fault: str) -> None:
    assert [found.code for found in faults(changed(JOINT, "process", consulted=members))] == [fault]


def test_only_a_step_that_submits_the_draft_itself_leads() -> None:
    submits, joins = (StepOutcome.SUBMIT_FOR_SIGNATURE.value, "sign"), (StepOutcome.OPINIONS_IN.value, "b")
    for ways, joint in [((submits,), True), ((submits, joins), False), ((joins,), False), ((), False)]:
        assert PlannedStep("a", "A", "officer", ways=ways, consulted=("so-y-te",)).is_joint is joint
    assert not PlannedStep("a", "A", "officer", ways=(submits,)).is_joint


@pytest.mark.parametrize(
    ("typed", "stored", "shown"),
    [
        ("Sở Tư pháp: 24", "so-tu-phap:24", "Sở Tư pháp: 24"),
        ("sở tư pháp :8 giờ", "so-tu-phap:8", "Sở Tư pháp: 8"),
        ("Sở Tư pháp", "so-tu-phap", "Sở Tư pháp"),
    ],
)
def test_hours_are_typed_behind_the_unit(typed: str, stored: str, shown: str) -> None:
    assert asked_reference_to(typed) == stored
    assert asked_as_typed(stored) == shown
    assert unit_and_hours(stored)[0] == "so-tu-phap"


# Members that are not there


def test_a_member_that_has_ended_is_named_to_the_officer_and_the_others_get_their_part(
    world: World, law: Office, works: Office, client: Client
) -> None:
    announce(world, JOINT)
    Unit.objects.filter(pk=law.unit.pk).update(valid_to=today_in_vietnam())

    dossier = Dossier.objects.get(pk=filings.handed_over(world).pk)

    assert [row.unit for row in dossier.consultations.select_related("unit")] == [works.unit]
    page = words(look(client, world.ward.officer, dossier))
    assert "Không hỏi được, vì đơn vị không còn: Sở Tư pháp." in page


def test_where_every_member_has_ended_the_lead_goes_on_alone_and_knows_it(
    world: World, law: Office, works: Office, client: Client
) -> None:
    announce(world, JOINT)
    Unit.objects.filter(pk__in=[law.unit.pk, works.unit.pk]).update(valid_to=today_in_vietnam())

    dossier = filings.handed_over(world)

    assert not dossier.consultations.exists()
    assert "Không hỏi được, vì đơn vị không còn: Sở Tư pháp, Sở Xây dựng." in words(
        look(client, world.ward.officer, dossier)
    )
    assert draft(world, dossier).status == Status.PROCESSING


def test_the_lead_is_no_member_of_its_own_step(world: World, law: Office) -> None:
    """A process of the whole province names "the division of culture": where that one leads, it asks nobody twice."""
    announce(world, changed(usual(), "process", consulted=(world.ward.office.code, "so-tu-phap"), hours=Decimal(12)))

    dossier = filings.handed_over(world)

    assert [row.unit for row in dossier.consultations.select_related("unit")] == [law.unit]


def test_members_see_the_dossier_and_only_their_own_part_is_theirs_to_settle(
    dossier: Dossier, law: Office, works: Office, client: Client, world: World
) -> None:
    with pytest.raises(NotYours):
        consulting.answer(to(dossier, works), law.officer, opinion=Opinion.DONE, text="")
    with pytest.raises(NotYours):
        consulting.answer(to(dossier, law), world.other_ward.officer, opinion=Opinion.DONE, text="")

    assert dossier.consultations.open().count() == 2
    settle(dossier, law)
    assert dossier.consultations.open().get().unit == works.unit
