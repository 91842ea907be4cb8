"""Rules proved: unanswered in N minutes → next, each step once and in the log; one of twenty operators has a call."""

from __future__ import annotations

import datetime as dt
import threading
from typing import Any

import pytest
from django.db import IntegrityError, connection, transaction
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone
from hypothesis import given
from hypothesis import strategies as st
from pytest_django import DjangoAssertNumQueries

from hotline import calls, chain, routing
from hotline.models import Call, CallState, Offer, PhoneStep, RosterEvent, Team, Ticket
from hotline.problems import NotAllowedNow
from hotline.roster import passing_on
from hotline.tasks import pass_on
from portal.accounts.models import User
from portal.outbox.models import OutboxMessage
from tests.dossiers.desk import words
from tests.dossiers.world import World, given_world, make_staff
from tests.hotline.desk import Desk, at, given_desk
from tests.hotline.roster.teams import a_team
from tests.hotline.tickets import filed
from units.roles import Role

DANGER = "Tôi muốn tự tử vì hồ sơ bị ngâm mãi."
MINUTE = dt.timedelta(minutes=1)
NOW = dt.datetime(2026, 11, 23, 3, tzinfo=dt.UTC)


@given(st.integers(0, 5000), st.integers(1, 60))
def test_a_step_is_due_each_n_minutes_and_none_before(seconds: int, minutes: int) -> None:
    steps = passing_on.steps_due(NOW, NOW + dt.timedelta(seconds=seconds), minutes)

    assert steps * minutes * 60 <= seconds < (steps + 1) * minutes * 60


@given(st.integers(1, 5000))
def test_what_comes_from_a_clock_ahead_is_not_due(seconds: int) -> None:
    assert passing_on.steps_due(NOW + dt.timedelta(seconds=seconds), NOW, 1) == 0


@pytest.fixture
def team(world: World, desk: Desk) -> Team:
    """The province's team with two numbers to ring; the first is an operator's."""
    top = world.ward.committee.parent
    assert top is not None
    found = a_team(world, unit=top, lead=desk.supervisor, name="Tổ trực 1022", call_minutes=2, urgent_minutes=10)
    User.objects.filter(pk=desk.deputy.pk).update(phone="+84901000100")
    for position, (name, phone) in enumerate([("Trưởng ca", "+84901000100"), ("Văn phòng", "1022")], start=1):
        PhoneStep.objects.create(team=found, position=position, name=name, phone=phone)
    return found


def ringing(minutes: float) -> Call:
    """A call that rings since so many minutes."""
    began = timezone.now() - minutes * MINUTE
    return Call.objects.create(state=CallState.RINGING, phone="+84901234567", began_at=began)


def letters() -> list[dict[str, Any]]:
    rows = OutboxMessage.objects.filter(idempotency_key__startswith="pass-on").order_by("pk")
    return [row.payload for row in rows]


def test_a_call_that_rings_on_goes_down_the_list_step_by_step_and_the_lead_is_told(team: Team, desk: Desk) -> None:
    call, now = ringing(1.5), timezone.now()
    assert passing_on.pass_on(now) == 0 and not letters()

    assert [passing_on.pass_on(now + MINUTE), passing_on.pass_on(now + MINUTE)] == [1, 0]
    assert [letter["to"] for letter in letters()] == [desk.supervisor.email, desk.deputy.email]
    assert passing_on.pass_on(now + 30 * MINUTE) == 1, "the list has an end"

    assert list(Offer.objects.filter(call=call).values_list("step", "name")) == [(1, "Trưởng ca"), (2, "Văn phòng")]
    assert list(RosterEvent.objects.values_list("action", flat=True)) == ["pass_on"] * 2
    told = str(letters())
    assert "0901 000 100" in told and "901234567" not in told and "0901 234 567" not in told
    shown = words(at(desk.operator).get(reverse("hotline:calls")))
    assert "đã báo Trưởng ca" in shown and "0901 000 100" in shown


def test_what_somebody_took_is_passed_on_to_nobody(team: Team, desk: Desk) -> None:
    call = ringing(9)
    calls.take(call, desk.operator)
    ticket = filed(content=DANGER).ticket
    routing.take(ticket, desk.operator)

    assert passing_on.pass_on(timezone.now() + 60 * MINUTE) == 0
    assert not Offer.objects.exists() and not letters()


def test_an_urgent_ticket_that_nobody_takes_is_offered_and_its_log_says_to_whom(team: Team, desk: Desk) -> None:
    ticket, calm = filed(content=DANGER).ticket, filed().ticket
    now = ticket.received_at

    steps = [passing_on.pass_on(now + minutes * MINUTE) for minutes in (9, 10, 11, 20, 40)]

    assert steps == [0, 1, 0, 1, 0]
    fresh = Ticket.objects.get(pk=ticket.pk)
    assert [event.note for event in fresh.events.filter(action="pass_on")] == ["Trưởng ca", "Văn phòng"]
    assert chain.first_broken(fresh) is None and (fresh.state, fresh.owner) == (ticket.state, None)
    assert (fresh.due_at, fresh.answer_due_at) == (ticket.due_at, ticket.answer_due_at)
    assert not calm.events.filter(action="pass_on").exists()
    assert "tự tử" not in str(letters()) and f"/{ticket.code}/" in str(letters())
    assert "Trưởng ca" in words(at(desk.operator).get(reverse("hotline:desk-ticket", args=[ticket.code])))


def test_a_unit_with_a_team_of_its_own_is_asked_itself_and_one_without_a_list_asks_its_lead(
    world: World, desk: Desk, team: Team
) -> None:
    ward = a_team(world, urgent_minutes=5)
    ticket = filed(content=DANGER).ticket
    routing.route(ticket, desk.operator, world.ward.committee, "Thuộc phường.")

    passing_on.pass_on(ticket.received_at + 30 * MINUTE)

    offer = Offer.objects.get()
    assert (offer.team, offer.name, offer.step) == (ward, world.ward.leader.full_name, 1)
    assert [letter["to"] for letter in letters()] == [world.ward.leader.email]


def test_without_any_team_nothing_is_passed_on_and_nothing_breaks(desk: Desk) -> None:
    ringing(30), filed(content=DANGER)

    pass_on()

    assert not Offer.objects.exists()


def test_an_idle_round_asks_two_questions_however_much_is_open(
    team: Team, desk: Desk, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    for _number in range(5):
        filed(content=f"Chuyện thứ {_number} của tôi")
    with django_assert_num_queries(2):
        passing_on.pass_on()


def test_the_table_holds_each_step_of_a_matter_once_and_none_of_nothing(team: Team) -> None:
    call = ringing(1)
    told = {"team": team, "step": 1, "name": "Trưởng ca", "offered_at": timezone.now()}
    Offer.objects.create(call=call, **told)

    for wrong in ({"call": call}, {}, {"call": call, "ticket": filed().ticket, "step": 2}):
        with pytest.raises(IntegrityError), transaction.atomic():
            Offer.objects.create(**(told | wrong))
    assert Offer.objects.count() == 1


@pytest.mark.django_db(transaction=True)
def test_of_twenty_operators_who_take_one_call_at_once_exactly_one_has_it() -> None:
    world = given_world()
    given_desk(world)
    top = world.ward.committee.parent
    assert top is not None
    people = [make_staff(f"o{n}@example.vn", f"Trực {n}", Role.HOTLINE_OPERATOR, top) for n in range(20)]
    call, start = ringing(0.1), threading.Barrier(20)
    outcomes: list[int | str | None] = []

    def take(person: User) -> None:
        start.wait()
        try:
            outcomes.append(calls.take(call, person).operator_id)
        except NotAllowedNow as error:
            outcomes.append(str(error))
        finally:
            connection.close()

    threads = [threading.Thread(target=take, args=(person,)) for person in people]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    winner = Call.objects.get(pk=call.pk).operator
    assert winner is not None and outcomes.count(winner.pk) == 1 and len(outcomes) == 20
    assert {told for told in outcomes if told != winner.pk} == {f"{winner.full_name} đã nghe cuộc gọi này."}


def test_the_console_of_an_operator_costs_the_same_with_one_call_that_rings_and_with_twenty(
    team: Team, desk: Desk
) -> None:
    client, page = at(desk.operator), reverse("hotline:calls")

    def cost() -> int:
        with CaptureQueriesContext(connection) as asked:
            client.get(page, headers={"HX-Request": "true", "HX-Target": "ringing"})
        return len(asked)

    ringing(9)
    passing_on.pass_on()
    cost()
    first = cost()
    for minutes in range(19):
        ringing(minutes)
    passing_on.pass_on()
    assert cost() == first <= 5
