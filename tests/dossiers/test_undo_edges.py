"""Rules proved: an undo is its author's, of the newest act, within the hour, and leaves everything as it was."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.conf import settings
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from hypothesis import HealthCheck, given
from hypothesis import settings as tuned
from hypothesis import strategies as st

from dossiers import assigning, chain, lifecycle, permissions, processing, undoing
from dossiers.models import Dossier, Event
from dossiers.problems import DossierError, NotYours
from dossiers.statuses import Action, Status
from portal.accounts.models import User
from tests.dossiers import filings, moments, stages
from tests.dossiers.away import away
from tests.dossiers.desk import words
from tests.dossiers.world import World, make_staff
from units.roles import Role

State = tuple[Any, ...]


def page(dossier: Dossier) -> str:
    return reverse("dossiers:side-act", args=[dossier.code, Action.UNDO])


def press(client: Client, user: User, dossier: Dossier, **typed: str) -> Any:
    client.force_login(user)
    return client.post(page(dossier), typed)


def state(dossier: Dossier) -> State:
    """Where a dossier stands: all that an undo has to put back."""
    now = Dossier.objects.get(pk=dossier.pk)
    task = now.tasks.get(finished_at=None)
    clock = (now.clock_started_at, now.due_at, now.due_sum, now.received_at, now.handed_over_at)
    return (now.status, task.step_id, task.unit_id, task.role, task.assignee_id, task.due_at, *clock)


@pytest.fixture
def colleague(world: World) -> User:
    """A second officer of the division."""
    return make_staff("thay@example.vn", "Ngô Thanh Vân", Role.OFFICER, world.ward.office)


def of_hand_over(world: World) -> tuple[Dossier, State, User]:
    dossier = filings.received(world)
    before = state(dossier)
    return processing.hand_over(dossier, world.ward.clerk), before, world.ward.clerk


def of_hand_over_elsewhere(world: World) -> tuple[Dossier, State, User]:
    dossier = filings.submitted(world, receiving_unit=world.other_ward.centre.code)
    clerk = world.other_ward.clerk
    processing.receive(dossier, clerk, filings.all_accepted(dossier))
    before = state(dossier)
    return processing.hand_over(dossier, clerk), before, clerk


def of_submission(world: World) -> tuple[Dossier, State, User]:
    dossier = assigning.claim(filings.handed_over(world), world.ward.officer)
    before = state(dossier)
    officer = world.ward.officer
    return processing.submit_for_signature(dossier, officer, content={"a": "1"}, opinion=""), before, officer


def of_sending_back(world: World) -> tuple[Dossier, State, User]:
    dossier = assigning.claim(filings.awaiting_signature(world), world.ward.leader)
    before = state(dossier)
    return processing.send_back(dossier, world.ward.leader, reason="Nhầm."), before, world.ward.leader


def of_claim_at_the_counter(world: World) -> tuple[Dossier, State, User]:
    dossier = stages.issued(world)
    before = state(dossier)
    return assigning.claim(dossier, world.ward.clerk), before, world.ward.clerk


def of_claim_before_reception(world: World) -> tuple[Dossier, State, User]:
    dossier = filings.submitted(world)
    before = state(dossier)
    return assigning.claim(dossier, world.ward.clerk), before, world.ward.clerk


MAKERS = [
    of_hand_over, of_hand_over_elsewhere, of_submission, of_sending_back, of_claim_at_the_counter,
    of_claim_before_reception,
]  # fmt: skip
Make = Callable[[World], tuple[Dossier, State, User]]


@pytest.mark.parametrize("make", MAKERS)
def test_everything_is_as_it_was_and_the_log_has_one_more(world: World, client: Client, make: Make) -> None:
    dossier, before, user = make(world)
    events = dossier.events.count()
    assert state(dossier) != before

    assert press(client, user, dossier).status_code == 302

    assert state(dossier) == before
    assert dossier.events.count() == events + 1
    assert chain.first_broken(dossier) is None


@pytest.mark.parametrize("make", MAKERS)
def test_nobody_else_takes_it_back(world: World, client: Client, make: Make, colleague: User) -> None:
    """Neither a leader nor whoever works next to them, nor the ward next door, nor the owner."""
    dossier, _before, user = make(world)
    left = state(dossier)
    everybody = [
        world.ward.clerk, world.ward.officer, world.ward.leader, colleague, world.other_ward.clerk,
        world.other_ward.leader, world.mother,
    ]  # fmt: skip
    for other in everybody:
        if other != user:
            assert press(client, other, dossier).status_code in {403, 404, 409}, other
    assert state(dossier) == left
    assert not dossier.events.filter(action=Action.UNDO).exists()


@pytest.mark.parametrize("make", MAKERS)
def test_after_an_hour_the_page_leads_back_and_the_button_does_nothing(
    world: World, client: Client, make: Make, monkeypatch: pytest.MonkeyPatch
) -> None:
    dossier, _before, user = make(world)
    left = state(dossier)
    client.force_login(user)
    assert client.get(page(dossier)).status_code == 200
    moments.stand_at(monkeypatch, timezone.now() + timedelta(minutes=60, seconds=1))
    client.force_login(user)

    shown = client.get(page(dossier))
    pressed = client.post(page(dossier), {"sequence": str(dossier.last_sequence)})

    assert shown["Location"] == reverse("dossiers:work", args=[dossier.code])
    assert pressed.status_code in {403, 409}
    assert state(dossier) == left


@pytest.mark.parametrize(("late", "may"), [(0, True), (1, False)], ids=["on the hour", "a microsecond later"])
def test_the_hour_ends_to_the_microsecond(world: World, monkeypatch: pytest.MonkeyPatch, late: int, may: bool) -> None:
    dossier = filings.handed_over(world)
    done: Event = dossier.events.latest("sequence")
    moments.stand_at(monkeypatch, done.at + undoing.WITHIN + timedelta(microseconds=late))
    assert (Action.UNDO in permissions.side_acts_open_to(dossier, world.ward.clerk)) == may


def test_who_presses_on_an_old_page_takes_back_nothing_else(world: World, client: Client) -> None:
    """The page was opened after the claim; in another tab the draft went to the leader meanwhile."""
    officer = world.ward.officer
    dossier = assigning.claim(filings.handed_over(world), officer)
    dossier.refresh_from_db()
    seen = str(dossier.last_sequence)
    processing.submit_for_signature(dossier, officer, content={"a": "1"}, opinion="")
    left = state(dossier)

    answer = press(client, officer, dossier, sequence=seen)

    assert answer.status_code == 409
    assert officer.full_name in words(answer)
    assert state(dossier) == left
    assert press(client, officer, dossier, sequence=str(int(seen) + 1)).status_code == 302


def test_a_draft_that_the_leader_took_up_is_no_longer_ones_own(world: World) -> None:
    dossier = filings.awaiting_signature(world)
    assigning.claim(dossier, world.ward.leader)
    with pytest.raises(NotYours):
        undoing.undo(dossier, world.ward.officer)
    undoing.undo(dossier, world.ward.leader)
    with pytest.raises(NotYours):
        undoing.undo(dossier, world.ward.officer)
    assert Dossier.objects.get(pk=dossier.pk).tasks.get(finished_at=None).role == Role.LEADER


def test_an_undo_is_not_undone_but_the_act_may_be_done_again(world: World) -> None:
    dossier = filings.handed_over(world)
    clerk = world.ward.clerk
    for _turn in range(2):
        undoing.undo(dossier, clerk)
        with pytest.raises(DossierError):
            undoing.undo(dossier, clerk)
        processing.hand_over(dossier, clerk)
    assert Dossier.objects.get(pk=dossier.pk).status == Status.PROCESSING
    assert chain.first_broken(dossier) is None


def test_a_stand_in_takes_back_what_they_did_in_that_place(world: World) -> None:
    deputy = make_staff("pho@example.vn", "Ngô Thanh Vân", Role.UNIT_ADMIN, world.ward.office)
    dossier = filings.handed_over(world)
    away(world.ward.officer, deputy)
    before = state(dossier)
    processing.submit_for_signature(dossier, deputy, content={"a": "1"}, opinion="")

    undoing.undo(dossier, deputy)

    assert state(dossier) == before
    last = dossier.events.latest("sequence")
    assert last.actor_name == f"Ngô Thanh Vân (thay {world.ward.officer.full_name})"


def test_the_page_and_its_answer_speak_english(world: World, client: Client) -> None:
    dossier = filings.handed_over(world)
    client.cookies[settings.LANGUAGE_COOKIE_NAME] = "en"
    client.force_login(world.ward.clerk)
    assert "Undo what you just did" in words(client.get(page(dossier)))
    done = client.post(page(dossier), follow=True)
    assert f"Undone. Dossier {dossier.code} is back at the step before." in words(done)


ACTS: list[tuple[str, Callable[[Dossier, World, User], object]]] = [
    ("claim", lambda d, w, _c: assigning.claim(d, w.ward.officer, note="Tôi làm.")),
    ("take over", lambda d, _w, c: assigning.claim(d, c, note="Tôi làm.")),
    ("give", lambda d, w, c: assigning.assign(d, w.ward.leader, to=c)),
    ("put back", lambda d, w, _c: assigning.release(d, w.ward.leader)),
]
AUTHOR = {"claim": "officer", "take over": "colleague", "give": "leader", "put back": "leader"}


@tuned(max_examples=8, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(turns=st.lists(st.tuples(st.integers(0, len(ACTS) - 1), st.booleans()), min_size=2, max_size=5))
def test_whoever_holds_it_in_any_order_an_undo_gives_back_the_one_before(
    world: World, colleague: User, turns: list[tuple[int, bool]]
) -> None:
    """Claims, gifts and releases in any order: each undo restores the holder before, and the chain stays whole."""
    dossier = filings.handed_over(world)
    for which, takes_back in turns:
        name, act = ACTS[which]
        before = state(dossier)
        try:
            with lifecycle.locked(dossier):
                act(dossier, world, colleague)
        except DossierError:
            assert state(dossier) == before
            continue
        if takes_back:
            author = colleague if AUTHOR[name] == "colleague" else getattr(world.ward, AUTHOR[name])
            undoing.undo(dossier, author)
            assert state(dossier) == before
    assert chain.first_broken(dossier) is None
