"""Two people act on one dossier in the same moment: one is done, the other is told, and the log has one line of it."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from threading import Barrier
from typing import Any

import pytest
from django.db import connection

from dossiers import chain, papermaking, processing, returning, supplementing
from dossiers.models import Dossier, Paperwork, Rating, Result, SupplementRequest
from dossiers.problems import DossierError
from dossiers.statuses import Action, PaperSource, Status
from dossiers.submission import PaperData
from tests.dossiers import filings, stages
from tests.dossiers.world import World, given_world, make_staff
from units.roles import Role

pytestmark = pytest.mark.django_db(transaction=True)
Act = Callable[[World, Dossier], object]


@dataclass(frozen=True)
class Race:
    """A dossier at a stage, what two do with it, and which actions may stand in the log afterwards."""

    stage: Callable[[World], Dossier]
    one: Act
    other: Act
    winners: tuple[Action, ...]


def withdraw(world: World, dossier: Dossier) -> object:
    return returning.withdraw(dossier, world.mother, reason="Nộp nhầm.")


def receive(world: World, dossier: Dossier) -> object:
    return processing.receive(dossier, world.ward.clerk, filings.all_accepted(dossier))


def refuse(world: World, dossier: Dossier) -> object:
    ground = "Luật Hộ tịch, Điều 16"
    return processing.refuse(dossier, world.ward.clerk, reason="Trẻ đã đăng ký.", legal_ground=ground)


def hand_over(world: World, dossier: Dossier) -> object:
    return processing.hand_over(dossier, world.ward.clerk)


def ask(world: World, dossier: Dossier) -> object:
    component = dossier.papers.filter(replaced_by=None).get().component_id
    return supplementing.request(dossier, world.ward.clerk, reason="Mờ.", remarks={component: "Chụp lại."})


def answer(world: World, dossier: Dossier) -> object:
    papers = [PaperData(filings.BIRTH_PAPER, PaperSource.IN_DATABASE)]
    return supplementing.answer(dossier, world.mother, papers=papers)


def draft(world: World, dossier: Dossier) -> object:
    content = {"child_personal_number": "079326001234"}
    return processing.submit_for_signature(dossier, world.ward.officer, content=content, opinion="")


def approve(world: World, dossier: Dossier) -> object:
    return processing.approve(dossier, world.ward.leader)


def send_back(world: World, dossier: Dossier) -> object:
    return processing.send_back(dossier, world.ward.leader, reason="Sai tên đệm.")


def rate(world: World, dossier: Dossier) -> object:
    return returning.rate(dossier, world.mother, score=3)


def hand_out(world: World, dossier: Dossier) -> object:
    return returning.hand_out(dossier, world.ward.clerk, recipient="Nguyễn Thị Lan")


RACES = {
    "the clerk receives what the owner withdraws": Race(
        filings.submitted, receive, withdraw, (Action.WITHDRAW, Action.RECEIVE)
    ),
    "one clerk receives what another refuses": Race(
        filings.submitted, receive, refuse, (Action.RECEIVE, Action.REFUSE)
    ),
    "a supplement is asked for twice": Race(filings.submitted, ask, ask, (Action.REQUEST_SUPPLEMENT,)),
    "an answer is sent twice": Race(filings.awaiting_supplement, answer, answer, (Action.ANSWER_SUPPLEMENT,)),
    "a dossier is handed over twice": Race(filings.received, hand_over, hand_over, (Action.HAND_OVER,)),
    "two officers draft": Race(filings.handed_over, draft, draft, (Action.SUBMIT_FOR_SIGNATURE,)),
    "one leader approves what another sends back": Race(
        filings.awaiting_signature, approve, send_back, (Action.APPROVE, Action.SEND_BACK)
    ),
    "the leader approves what the owner withdraws": Race(
        filings.awaiting_signature, approve, withdraw, (Action.APPROVE, Action.WITHDRAW)
    ),
    "a paper result is handed out twice": Race(stages.issued, hand_out, hand_out, (Action.RETURN_RESULT,)),
    "a rating is sent twice": Race(stages.issued, rate, rate, (Action.RATE,)),
}
#: Both may happen, one after the other: withdrawing is possible also after receiving.
BOTH_POSSIBLE = {"the clerk receives what the owner withdraws"}


@pytest.fixture
def lasting_world(monkeypatch: pytest.MonkeyPatch) -> World:
    monkeypatch.setattr("portal.outbox.waking.current_app.send_task", lambda name, **_options: None)
    return given_world()


def run_both(world: World, dossier: Dossier, race: Race) -> list[str]:
    """What each of the two was told: "" for done."""
    start = Barrier(2)

    def act(one: Act) -> str:
        # As in two requests: each with a dossier of its own, read before.
        seen = Dossier.objects.get(pk=dossier.pk)
        start.wait(timeout=30)
        try:
            one(world, seen)
        except DossierError as refusal:
            return str(refusal)
        finally:
            connection.close()
        return ""

    with ThreadPoolExecutor(2) as pool:
        return list(pool.map(act, [race.one, race.other]))


def test_of_two_in_one_moment_one_is_done_and_the_other_is_told(lasting_world: World) -> None:
    """All races in one world: each dossier is its own, and building the world is what takes time."""
    for name, race in RACES.items():
        dossier = race.stage(lasting_world)
        before = dossier.events.count()

        told = run_both(lasting_world, dossier, race)

        new = [Action(action) for action in dossier.events.order_by("sequence").values_list("action", flat=True)][
            before:
        ]
        assert new, name
        assert set(new) <= set(race.winners), name
        assert len(new) == told.count(""), f"{name}: every act that is done has its line, and no other has one"
        assert len(new) == 1 or name in BOTH_POSSIBLE, f"{name}: {new}"
        assert all(words.endswith(".") for words in told if words), name
        _assert_sound(Dossier.objects.get(pk=dossier.pk), name)


def _assert_sound(dossier: Dossier, name: str) -> None:
    newest = dossier.events.order_by("-sequence").first()
    assert newest is not None
    assert (dossier.status, dossier.last_sequence) == (newest.status_to, newest.sequence), name
    assert chain.first_broken(dossier) is None, name
    assert dossier.tasks.filter(finished_at=None).count() <= 1, f"{name}: one step is open, or none"
    open_requests = SupplementRequest.objects.filter(dossier=dossier, answered_at=None).count()
    assert open_requests == (1 if dossier.status == Status.SUPPLEMENT else 0), name
    assert Rating.objects.filter(dossier=dossier).count() <= 1, name


def test_the_worker_signs_once_what_two_workers_find_and_the_owner_withdraws_too_late(
    lasting_world: World, undrawn: None
) -> None:
    dossier = filings.approved(lasting_world)
    start = Barrier(3)

    def work(number: int) -> Any:
        start.wait(timeout=30)
        try:
            return papermaking.make_waiting() if number else withdraw(lasting_world, dossier)
        except DossierError as refusal:
            return str(refusal)
        finally:
            connection.close()

    with ThreadPoolExecutor(3) as pool:
        refusal, *made = pool.map(work, range(3))

    assert isinstance(refusal, str)
    dossier.refresh_from_db()
    kinds = set(dossier.paperwork.exclude(made_at=None).values_list("kind", flat=True))
    assert sum(made) == len(kinds), "each by one worker; the control slip of the end perhaps not yet"
    assert kinds >= {Paperwork.Kind.ACKNOWLEDGEMENT, Paperwork.Kind.RECEIPT, Paperwork.Kind.RESULT}
    assert dossier.status == Status.RETURNED
    assert dossier.events.filter(action=Action.ISSUE).count() == 1
    assert Result.objects.get(dossier=dossier).document is not None


def test_a_second_clerk_at_the_same_counter_is_told_by_name(lasting_world: World) -> None:
    second = make_staff("clerk-2@example.vn", "Đỗ Thị Ba", Role.CLERK, lasting_world.ward.centre)
    dossier = filings.received(lasting_world)

    def by(clerk: Any) -> Act:
        return lambda _world, seen: processing.hand_over(seen, clerk)

    told = run_both(
        lasting_world, dossier, Race(filings.received, by(lasting_world.ward.clerk), by(second), (Action.HAND_OVER,))
    )

    winner = dossier.events.get(action=Action.HAND_OVER).actor_name
    assert told.count("") == 1
    assert winner in "".join(told)
