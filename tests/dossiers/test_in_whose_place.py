"""Rules proved: whatever a stand-in does, the log says in whose place; letters about alerts reach them those days."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from decimal import Decimal

import pytest
from django.test import Client
from django.utils import timezone

from dossiers import (
    alert_digest,
    allowing_supplements,
    apologising,
    asking,
    consulting,
    correcting,
    deadline_watch,
    escalating,
    processing,
    recalling,
    rerouting,
    returning,
    supplementing,
)
from dossiers.asking import Asked
from dossiers.models import Dossier
from dossiers.rerouting import Why
from dossiers.statuses import Action
from portal.accounts.models import User
from portal.outbox.models import OutboxMessage
from tests.dossiers import filings, stages
from tests.dossiers.asked import Office
from tests.dossiers.away import away, over
from tests.dossiers.desk import words
from tests.dossiers.desks import look
from tests.dossiers.world import World, make_staff
from units.calendars import calendar_of
from units.roles import Role

DRAFT = {"child_personal_number": "079326001234"}
WRONG = Why("Thửa đất thuộc phường khác.")


@pytest.fixture
def deputy(world: World) -> User:
    """Somebody of the ward who does no casework of their own."""
    return make_staff("pho@example.vn", "Ngô Thanh Vân", Role.UNIT_ADMIN, world.ward.office)


def last_of(dossier: Dossier, action: str) -> tuple[User | None, str]:
    event = dossier.events.filter(action=action).latest("sequence")
    return event.actor, event.actor_name


def _receive(world: World, deputy: User) -> Dossier:
    dossier = filings.submitted(world)
    return processing.receive(dossier, deputy, filings.all_accepted(dossier))


def _refuse(world: World, deputy: User) -> Dossier:
    dossier = filings.submitted(world)
    return processing.refuse(dossier, deputy, reason="Trẻ đã đăng ký.", legal_ground="Luật Hộ tịch, Điều 16")


def _hand_over(world: World, deputy: User) -> Dossier:
    return processing.hand_over(filings.received(world), deputy)


def _correct(world: World, deputy: User) -> Dossier:
    return rerouting.reroute(filings.received(world), deputy, world.other_ward.committee, WRONG)


def _ask_owner(world: World, deputy: User) -> Dossier:
    dossier = filings.handed_over(world)
    component = dossier.papers.get().component_id
    supplementing.request(dossier, deputy, reason="Tên mẹ chưa khớp.", remarks={component: "Chụp lại."})
    return dossier


def _send_on(world: World, deputy: User) -> Dossier:
    return rerouting.reroute(filings.handed_over(world), deputy, world.other_ward.committee, WRONG)


def _apologise(world: World, deputy: User) -> Dossier:
    dossier = filings.handed_over(world)
    day = calendar_of(world.ward.committee).working_day_from(timezone.localdate(dossier.due_at) + timedelta(days=3))
    apologising.draft(dossier, deputy, reason="Chờ xác minh nơi sinh.", day=day)
    return dossier


def _answer_apology(world: World, deputy: User) -> Dossier:
    dossier = stages.apology_drafted(world, filings.handed_over(world))
    apologising.approve(dossier, deputy)
    return dossier


def _return_apology(world: World, deputy: User) -> Dossier:
    dossier = stages.apology_drafted(world, filings.handed_over(world))
    apologising.send_back(dossier, deputy, reason="Lý do chưa rõ.")
    return dossier


def _allow(world: World, deputy: User) -> Dossier:
    dossier = stages.answered_once(world)
    allowing_supplements.allow(dossier, deputy, reason="Giấy mới cũng mờ.", legal_ground="Luật, Điều 1")
    return dossier


def _approve(world: World, deputy: User) -> Dossier:
    return processing.approve(filings.awaiting_signature(world), deputy)


def _recall(world: World, deputy: User) -> Dossier:
    dossier = stages.issued(world)
    recalling.recall(dossier, deputy, reason="Sai ngày sinh.", legal_ground="Luật Hộ tịch, Điều 70")
    return dossier


def _draft_correction(world: World, deputy: User) -> Dossier:
    return stages.correction_drafted(world, stages.issued(world), by=deputy)


def _return_correction(world: World, deputy: User) -> Dossier:
    dossier = stages.correction_drafted(world, stages.issued(world))
    correcting.send_back(dossier, deputy, reason="Còn sai dấu.")
    return dossier


def _replace_result(world: World, deputy: User) -> Dossier:
    dossier = stages.correction_drafted(world, stages.issued(world))
    correcting.approve(dossier, deputy)
    return stages.finish_correction(dossier)


def _hand_out(world: World, deputy: User) -> Dossier:
    return returning.hand_out(stages.issued(world), deputy, recipient="Nguyễn Thị Lan")


ACTS: list[tuple[str, str, Callable[[World, User], Dossier]]] = [
    ("clerk", Action.RECEIVE, _receive),
    ("clerk", Action.REFUSE, _refuse),
    ("clerk", Action.HAND_OVER, _hand_over),
    ("clerk", Action.REROUTE, _correct),
    ("officer", Action.REQUEST_SUPPLEMENT, _ask_owner),
    ("officer", Action.REROUTE, _send_on),
    ("leader", Action.REROUTE, _send_on),
    ("officer", Action.DRAFT_APOLOGY, _apologise),
    ("leader", Action.APOLOGISE, _answer_apology),
    ("leader", Action.RETURN_APOLOGY, _return_apology),
    ("leader", Action.ALLOW_SUPPLEMENT, _allow),
    ("leader", Action.APPROVE, _approve),
    ("leader", Action.RECALL, _recall),
    ("officer", Action.DRAFT_CORRECTION, _draft_correction),
    ("leader", Action.DRAFT_CORRECTION, _draft_correction),
    ("leader", Action.RETURN_CORRECTION, _return_correction),
    ("leader", Action.CORRECT, _replace_result),
    ("leader", Action.REPLACE_RESULT, _replace_result),
    ("clerk", Action.RETURN_RESULT, _hand_out),
]


@pytest.mark.parametrize(("who", "action", "act"), ACTS, ids=[f"{who} {action}" for who, action, _act in ACTS])
def test_the_log_says_in_whose_place_it_was_done(
    world: World, deputy: User, who: str, action: str, act: Callable[[World, User], Dossier]
) -> None:
    absent: User = getattr(world.ward, who)
    away(absent, deputy)

    dossier = act(world, deputy)

    assert last_of(dossier, action) == (deputy, f"Ngô Thanh Vân (thay {absent.full_name})")


def test_the_signed_result_stands_under_the_name_of_its_approval(world: World, deputy: User) -> None:
    """The worker issues later, perhaps after the absence: what was approved in somebody's place stays so."""
    absence = away(world.ward.leader, deputy)
    dossier = _approve(world, deputy)
    over(absence)

    stages.issue(dossier)

    assert last_of(dossier, Action.ISSUE) == (deputy, f"Ngô Thanh Vân (thay {world.ward.leader.full_name})")


def test_a_leader_in_office_approves_and_issues_in_their_own_name(world: World) -> None:
    dossier = stages.issued(world)

    assert last_of(dossier, Action.ISSUE) == (world.ward.leader, world.ward.leader.full_name)


@pytest.mark.parametrize(("who", "action"), [("officer", Action.REROUTE), ("leader", Action.REROUTE)])
def test_whoever_holds_the_role_sends_it_on_in_their_own_name(world: World, who: str, action: str) -> None:
    person: User = getattr(world.ward, who)

    dossier = _send_on(world, person)

    event = dossier.events.filter(action=action).latest("sequence")
    assert (event.actor, event.actor_name) == (person, person.full_name)
    assert event.unit == (world.ward.office if who == "officer" else world.ward.committee)


def test_who_is_asked_answers_in_the_place_of_the_absent(world: World, law: Office) -> None:
    stand_in = make_staff("thaysotp@example.vn", "Trương Mỹ Hạnh", Role.UNIT_ADMIN, law.unit)
    dossier = filings.handed_over(world)
    [row] = asking.ask(
        dossier, world.ward.officer, question="Giấy tờ này còn dùng được không?", asked=[Asked(law.unit, Decimal(8))]
    )
    away(law.officer, stand_in)

    consulting.answer(row, stand_in, opinion="agree", text="Đồng ý.")

    assert last_of(dossier, Action.GIVE_OPINION) == (stand_in, f"Trương Mỹ Hạnh (thay {law.officer.full_name})")


def test_a_question_is_dropped_in_the_place_of_the_absent(world: World, law: Office, deputy: User) -> None:
    dossier = filings.handed_over(world)
    [row] = asking.ask(
        dossier, world.ward.officer, question="Giấy tờ này còn dùng được không?", asked=[Asked(law.unit, Decimal(8))]
    )
    away(world.ward.leader, deputy)

    consulting.cancel(row, deputy, reason="Đã có văn bản.")

    assert last_of(dossier, Action.CANCEL_OPINION) == (deputy, f"Ngô Thanh Vân (thay {world.ward.leader.full_name})")


def test_colleagues_read_it_and_the_owner_does_not(world: World, client: Client, deputy: User) -> None:
    away(world.ward.officer, deputy)
    dossier = _send_on(world, deputy)
    told = f"Ngô Thanh Vân (thay {world.ward.officer.full_name})"

    assert told in words(look(client, world.ward.leader, dossier))
    client.force_login(world.mother)
    assert "Ngô Thanh Vân" not in words(client.get(f"/ho-so/{dossier.code}/"))


def late_letters(world: World) -> set[str]:
    """To whom the round writes about a dossier that nobody received in time."""
    dossier = filings.submitted(world)
    assert dossier.reception_due_at is not None
    OutboxMessage.objects.all().delete()
    late = dossier.reception_due_at + timedelta(minutes=1)
    deadline_watch.mark(late)
    escalating.climb(late)
    now = calendar_of(world.ward.centre).last_closing(timezone.localdate(late))
    alert_digest.send_round(now)
    return set(OutboxMessage.objects.values_list("key", flat=True))


def test_who_stands_in_is_written_to_about_what_is_late(world: World, deputy: User) -> None:
    away(world.ward.clerk, deputy)

    assert f"alerts-{deputy.pk}" in late_letters(world)


@pytest.mark.parametrize("why", ["not yet", "no more", "account shut"])
def test_who_does_not_stand_in_today_is_not_written_to(world: World, deputy: User, why: str) -> None:
    absence = away(world.ward.clerk, deputy, begins=1 if why == "not yet" else 0)
    if why == "no more":
        over(absence)
    elif why == "account shut":
        User.objects.filter(pk=deputy.pk).update(is_active=False)

    sent = late_letters(world)

    assert f"alerts-{deputy.pk}" not in sent
    assert f"alerts-{world.ward.clerk.pk}" in sent


def test_who_holds_the_role_and_stands_in_gets_one_letter(world: World) -> None:
    colleague = make_staff("c2@example.vn", "Đinh Thị Mai", Role.CLERK, world.ward.centre)
    away(world.ward.clerk, colleague)

    late_letters(world)

    assert OutboxMessage.objects.filter(key=f"alerts-{colleague.pk}").count() == 1
