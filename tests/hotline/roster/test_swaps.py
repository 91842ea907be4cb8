"""Rules proved: a duty changes hands only when the other one agreed, both see it, and the lead notes it."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from django.db import IntegrityError, transaction
from django.urls import reverse
from django.utils import timezone

from hotline.models import Duty, RosterEvent, Swap, SwapState
from hotline.problems import HotlineError, Incomplete, NotAllowedNow, NotYours
from hotline.roster import arranging, swapping
from portal.accounts.models import User
from tests.dossiers.desk import words
from tests.dossiers.world import World
from tests.hotline.desk import at
from tests.hotline.roster.teams import a_shift, a_team

OWN = reverse("hotline:roster")


@pytest.fixture
def mine(world: World) -> Duty:
    """The clerk's duty of tomorrow."""
    return a_shift(a_team(world), world.ward.clerk, hours=24).duties.get()


@pytest.fixture
def theirs(world: World, mine: Duty) -> Duty:
    """The officer's, a day later, in the same team."""
    return a_shift(mine.shift.team, world.ward.officer, hours=48).duties.get()


def answer(swap: Swap, who: User, act: str) -> int:
    return at(who).post(reverse("hotline:roster-swap", args=[swap.pk, act])).status_code


def sitting() -> list[tuple[int, int]]:
    """Who is on which shift."""
    return sorted(Duty.objects.filter(is_active=True).values_list("shift", "user"))


def test_two_people_swap_and_the_lead_notes_it(world: World, mine: Duty, theirs: Duty) -> None:
    clerk, officer = world.ward.clerk, world.ward.officer
    asked = {"other": str(officer.public_id), "in_return": str(theirs.pk)}
    before = sitting()

    at(clerk).post(reverse("hotline:roster-swap-ask", args=[mine.pk]), asked)

    swap = Swap.objects.get()
    assert sitting() == before, "asking changes nothing"
    for who in (clerk, officer):
        assert "Chờ người kia trả lời" in words(at(who).get(OWN))
    assert "Tôi nhận ca này" in words(at(officer).get(OWN)) and "Rút lại lời nhờ" in words(at(clerk).get(OWN))
    assert answer(swap, officer, "dong-y") == 302
    assert sitting() == sorted([(mine.shift_id, officer.pk), (theirs.shift_id, clerk.pk)])
    week = reverse("hotline:roster-week", args=[mine.shift.team_id]) + f"?tuan={timezone.localdate(mine.starts_at)}"
    assert "Lê Thị Hồng nhận ca" in words(at(world.ward.leader).get(week))
    answer(swap, world.ward.leader, "da-biet")
    assert "nhận ca" not in words(at(world.ward.leader).get(week))
    assert "người phụ trách đã biết" in words(at(clerk).get(OWN))
    assert list(RosterEvent.objects.order_by("pk").values_list("action", flat=True)) == [
        "ask_swap", "agree_swap", "see_swap",
    ]  # fmt: skip


@pytest.mark.parametrize(("act", "who", "state"), [
    (swapping.decline, "officer", SwapState.DECLINED), (swapping.withdraw, "clerk", SwapState.WITHDRAWN),
])  # fmt: skip
def test_a_no_leaves_the_roster_as_it_was_and_may_be_asked_anew(
    world: World, mine: Duty, act: Callable[[Swap, User], None], who: str, state: str
) -> None:
    before = sitting()
    swap = swapping.ask(mine, world.ward.clerk, world.ward.officer)

    act(swap, getattr(world.ward, who))

    assert sitting() == before and Swap.objects.get().state == state
    with pytest.raises(NotAllowedNow, match="đã xong"):
        swapping.agree(swap, world.ward.officer)
    assert swapping.ask(mine, world.ward.clerk, world.ward.officer).pk != swap.pk


def test_nobody_answers_for_another_and_strangers_find_no_swap(world: World, mine: Duty) -> None:
    swap = swapping.ask(mine, world.ward.clerk, world.ward.officer)
    before = sitting()

    for who, act, code in (
        (world.ward.clerk, "dong-y", 403), (world.ward.officer, "rut-lai", 403), (world.ward.leader, "dong-y", 403),
        (world.ward.officer, "da-biet", 403), (world.other_ward.leader, "dong-y", 404),
        (world.ward.officer, "khac", 404),
    ):  # fmt: skip
        assert answer(swap, who, act) == code, (who, act)
    assert sitting() == before and Swap.objects.get().state == SwapState.ASKED


def test_one_cannot_offer_what_is_not_ones_own_nor_ask_oneself_or_a_stranger(
    world: World, mine: Duty, theirs: Duty
) -> None:
    clerk, officer = world.ward.clerk, world.ward.officer
    refused: list[tuple[type[HotlineError], tuple[Duty, User, User, Duty | None]]] = [
        (NotYours, (theirs, clerk, officer, None)),
        (Incomplete, (mine, clerk, clerk, None)),
        (Incomplete, (mine, clerk, world.other_ward.clerk, None)),
        (Incomplete, (mine, clerk, world.ward.leader, theirs)),
    ]
    for kind, told in refused:
        with pytest.raises(kind):
            swapping.ask(*told)
    assert at(officer).get(reverse("hotline:roster-swap-ask", args=[mine.pk])).status_code == 404
    swapping.ask(mine, clerk, officer)
    with pytest.raises(NotAllowedNow, match="đang chờ trả lời"):
        swapping.ask(mine, clerk, world.ward.leader)
    with pytest.raises(IntegrityError), transaction.atomic():
        Swap.objects.create(duty=mine, asked_by=clerk, other=officer, asked_at=timezone.now())
    assert Swap.objects.count() == 1


def test_who_took_another_shift_meanwhile_cannot_agree_and_nothing_moves(world: World, mine: Duty) -> None:
    swap = swapping.ask(mine, world.ward.clerk, world.ward.officer)
    a_shift(a_team(world, name="Tổ khác"), world.ward.officer, hours=25)
    before = sitting()

    with pytest.raises(NotAllowedNow, match="ca trực khác"):
        swapping.agree(swap, world.ward.officer)

    assert sitting() == before and Swap.objects.get().state == SwapState.ASKED


def test_a_duty_that_the_lead_gave_away_is_asked_about_no_more(world: World, mine: Duty) -> None:
    swap = swapping.ask(mine, world.ward.clerk, world.ward.officer)

    arranging.take_off(mine, world.ward.leader)

    assert Swap.objects.get().state == SwapState.WITHDRAWN
    with pytest.raises(NotAllowedNow):
        swapping.agree(swap, world.ward.officer)
    assert sitting() == []


def test_one_that_has_begun_is_not_swapped(world: World, mine: Duty) -> None:
    running = a_shift(mine.shift.team, world.ward.officer, hours=-1).duties.get()

    with pytest.raises(NotAllowedNow, match="đã bắt đầu"):
        swapping.ask(running, world.ward.officer, world.ward.clerk)
    assert not Swap.objects.exists()
