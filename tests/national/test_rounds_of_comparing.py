"""Rounds of comparing: what is left alone, what ends a round early, and how a difference lives until it is mended."""

from __future__ import annotations

import threading
from collections.abc import Callable
from datetime import timedelta
from io import StringIO

import pytest
from django.core.management import call_command
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from structlog.testing import capture_logs

from dossiers import processing
from dossiers.models import Dossier
from dossiers.statuses import Action
from portal.national import reconciling
from portal.national.drivers import registry
from portal.national.drivers.base import Away, There
from portal.national.models import Difference, Standing, SyncCheck
from portal.national.models.checks import DifferenceKind
from portal.national.simulator.manners import Fault, Manners
from portal.national.told import TOLD, Told
from portal.outbox.models import OutboxMessage, State
from tests.dossiers import filings
from tests.dossiers.world import World
from tests.national.conftest import Portal
from tests.national.delivering import NATIONAL, deliver


class Looking:
    """A portal that answers look-ups as told; `looked` names what it was asked for."""

    def __init__(self, answer: Callable[[str], There | None]) -> None:
        self.answer, self.looked = answer, list[str]()

    def look_up(self, code: str) -> There | None:
        self.looked.append(code)
        return self.answer(code)


@pytest.fixture
def told(world: World, connected: Portal) -> Dossier:
    """A received dossier of which everything was told."""
    registry.driver_for.cache_clear()
    dossier = filings.received(world)
    deliver()
    return dossier


def checked() -> SyncCheck:
    check = reconciling.check_all()
    assert check is not None
    return check


def looking(monkeypatch: pytest.MonkeyPatch, answer: Callable[[str], There | None]) -> Looking:
    portal = Looking(answer)
    monkeypatch.setattr(registry, "current", lambda: portal)
    return portal


def test_a_difference_that_is_seen_again_is_one_row_with_its_first_day(told: Dossier, connected: Portal) -> None:
    connected.store.add_steps(connected.store.steps(told.code)[:1])
    checked()
    first = Difference.objects.get()
    Difference.objects.update(found_at=first.found_at - timedelta(days=1), seen_at=first.seen_at - timedelta(days=1))
    connected.store.add_steps(connected.store.steps(told.code)[:1])
    checked()

    again = Difference.objects.get()
    assert (again.pk, again.found_at) == (first.pk, first.found_at - timedelta(days=1))
    assert again.seen_at >= first.seen_at
    assert (first.there, again.there) == ("3", "4")


def test_one_difference_closes_while_another_stays(told: Dossier, connected: Portal) -> None:
    message = connected.store.dossier(told.code)
    assert message is not None
    connected.store.add_steps(connected.store.steps(told.code)[:1])
    connected.store.update([{**message, "TrangThaiHoSo": "1"}])
    checked()
    deliver()
    checked()
    left = dict(Difference.objects.values_list("kind", "mended_at"))
    assert left[DifferenceKind.STEPS_TOO_MANY] is None
    assert left[DifferenceKind.STATUS] is not None


def test_what_is_wrong_there_for_good_is_told_once_a_round_and_no_more(told: Dossier, connected: Portal) -> None:
    """Until the message of this round has left, the dossier is not compared: nothing piles up."""
    connected.store.forget(told.code)
    before = NATIONAL.count()
    checked()
    after = NATIONAL.count()
    checked()
    checked()
    assert (after > before, NATIONAL.count()) == (True, after)


def test_a_dossier_with_a_dead_letter_waits_for_people_and_is_not_compared(told: Dossier, connected: Portal) -> None:
    connected.store.forget(told.code)
    letter = NATIONAL.filter(key=told.code).latest("pk")
    OutboxMessage.objects.filter(pk=letter.pk).update(state=State.DEAD)
    assert (checked().looked, Difference.objects.count()) == (0, 0)
    OutboxMessage.objects.filter(pk=letter.pk).update(state=State.SENT)
    assert (checked().looked, Difference.objects.count()) == (1, 1)


@pytest.mark.django_db(transaction=True)
def test_a_dossier_that_moves_while_it_is_looked_up_is_left_for_the_next_round(
    told: Dossier, world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    def moving(code: str) -> None:
        try:
            processing.hand_over(told, world.ward.clerk)
        finally:
            connection.close()  # of the lane that asks

    portal = looking(monkeypatch, moving)
    check = checked()
    assert portal.looked == [told.code]
    assert (check.looked, check.differing, Difference.objects.count()) == (0, 0, 0)


@pytest.mark.parametrize(
    ("fault", "words"), [(Fault.BUSY, "gửi quá nhiều"), (Fault.BROKEN, "HTTP 500"), (Fault.DOWN, "không trả lời")]
)
def test_a_round_that_ends_early_keeps_what_it_found_and_tells_nobodys_name(
    told: Dossier, connected: Portal, fault: Fault, words: str
) -> None:
    connected.services.manners = Manners(always=frozenset({fault}))
    with capture_logs() as logged:
        check = checked()
    assert words in check.problem
    assert check.finished_at is not None
    line = next(one for one in logged if one["event"] == "national_check")
    assert line == {"event": "national_check", "log_level": "info", "looked": 0, "differing": 0, "ended_early": True}

    connected.services.manners = Manners()
    assert (checked().looked, SyncCheck.objects.count()) == (1, 2)


def test_the_command_says_why_a_round_ended_early(told: Dossier, connected: Portal) -> None:
    connected.services.manners = Manners(always=frozenset({Fault.BUSY}))
    out = StringIO()
    call_command("check_national_portal", "--all", stdout=out)
    assert out.getvalue().startswith("0 dossiers compared, 0 differ. TraCuuHoSo: gửi quá nhiều trong một lúc")


def test_what_was_found_before_a_round_ended_early_stands(
    told: Dossier, world: World, connected: Portal, monkeypatch: pytest.MonkeyPatch
) -> None:
    other = filings.submitted(world)
    deliver()
    true, is_answered = registry.current().look_up, threading.Event()

    def falling_silent(code: str) -> There | None:
        if code == other.code:
            is_answered.wait(60)
            connected.services.manners = Manners(always=frozenset({Fault.BUSY}))
        answer = true(code)
        is_answered.set()
        return answer

    connected.store.forget(told.code)
    looking(monkeypatch, falling_silent)
    check = checked()
    assert (check.looked, check.differing) == (1, 1)
    assert "gửi quá nhiều" in check.problem
    assert Difference.objects.get().dossier == told


def test_after_a_failure_nobody_else_is_asked(
    told: Dossier, world: World, connected: Portal, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(reconciling, "LANES", 1)
    for _number in range(2):
        filings.submitted(world)
    deliver()

    def silent(code: str) -> None:
        raise Away("không trả lời")

    portal = looking(monkeypatch, silent)
    check = checked()
    assert (len(portal.looked), check.looked, check.problem) == (1, 0, "không trả lời")
    assert check.finished_at is not None


def test_comparing_many_that_agree_costs_as_many_queries_as_comparing_one(
    told: Dossier, world: World, connected: Portal
) -> None:
    def queries() -> int:
        with CaptureQueriesContext(connection) as captured:
            assert checked().differing == 0
        return len(captured)

    one = queries()
    for _number in range(3):
        filings.submitted(world)
    deliver()
    assert (queries(), SyncCheck.objects.latest("pk").looked) == (one, 4)


def test_parts_of_a_round_add_up(
    told: Dossier, world: World, connected: Portal, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(reconciling, "PART", 2)
    lost = [filings.submitted(world) for _number in range(4)][-1]
    deliver()
    connected.store.forget(lost.code)
    check = checked()
    assert (check.looked, check.differing, check.problem) == (5, 1, "")


def test_what_was_filed_just_now_or_before_anything_was_told_is_not_called_missing(
    told: Dossier, world: World, connected: Portal
) -> None:
    now = timezone.now()
    Standing.objects.update(first_told_at=now - timedelta(hours=1))
    fresh, old = filings.submitted(world), filings.submitted(world)
    NATIONAL.filter(key__in=[fresh.code, old.code]).delete()
    for dossier, age in (
        (fresh, reconciling.SETTLED - timedelta(minutes=1)),
        (old, timedelta(hours=1, minutes=1)),
    ):
        Dossier.objects.filter(pk=dossier.pk).update(submitted_at=now - age)
    assert (checked().looked, Difference.objects.count()) == (1, 0)


def test_where_nothing_was_ever_told_a_round_looks_at_nothing(world: World, connected: Portal) -> None:
    filings.submitted(world)
    NATIONAL.delete()
    for check in (reconciling.check_all(), reconciling.check_sample(5)):
        assert check is not None
        assert (check.looked, check.differing, check.problem) == (0, 0, "")


def test_a_step_there_in_other_types_is_the_same_step_and_is_not_doubled(told: Dossier, connected: Portal) -> None:
    """Adapters write codes as numbers or as text: what comparing calls the same is not told a second time."""
    message, steps = connected.store.dossier(told.code), connected.store.steps(told.code)
    assert message is not None
    connected.store.forget(told.code)
    connected.store.create([{**message, "TrangThaiHoSo": int(message["TrangThaiHoSo"])}])
    connected.store.add_steps([{**step, "TrangThai": int(step["TrangThai"])} for step in steps])
    assert checked().differing == 0

    NATIONAL.update(state=State.WAITING, finished_at=None)
    deliver()
    assert len(connected.store.steps(told.code)) == len(steps)


def test_an_act_that_changes_the_state_alone_adds_no_step(
    world: World, connected: Portal, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(TOLD, Action.SUBMIT, Told.STATE)
    registry.driver_for.cache_clear()
    dossier = filings.submitted(world)
    deliver()
    assert connected.store.dossier(dossier.code) is not None
    assert connected.store.steps(dossier.code) == []
