"""Several dossiers in one call to the national portal: fewer calls, and for each dossier what it would be alone."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from django.conf import LazySettings
from django.db import connection
from django.test.utils import CaptureQueriesContext

from dossiers import processing
from dossiers.models import Dossier
from portal.national import synchronising
from portal.national.channel import NationalChannel
from portal.national.drivers import registry
from portal.national.messages import dossier_message
from portal.national.models import KeptExchange, Standing
from portal.national.simulator.manners import Fault, Manners
from portal.outbox.delivery import Round, retry
from portal.outbox.models import OutboxMessage, State
from tests.dossiers import filings
from tests.dossiers.world import World
from tests.national.conftest import Portal
from tests.national.delivering import NATIONAL, deliver
from tests.national.test_synchronising import agree


@pytest.fixture(autouse=True)
def _own_sessions() -> Iterator[None]:
    registry.driver_for.cache_clear()
    yield
    registry.driver_for.cache_clear()


def filed(world: World, number: int) -> list[Dossier]:
    return [filings.submitted(world) for _number in range(number)]


def spoil(monkeypatch: pytest.MonkeyPatch, bad: Dossier) -> None:
    """The national portal never takes the message of this one."""

    def spoilt(facts: Any) -> dict[str, Any]:
        message = dossier_message(facts)
        return message | {"HinhThuc": "9"} if facts.code == bad.code else message

    monkeypatch.setattr(synchronising, "dossier_message", spoilt)


def test_new_dossiers_are_told_by_two_calls(world: World, connected: Portal) -> None:
    dossiers = filed(world, 6)
    assert deliver() == {"sent": 6}
    assert connected.services.calls == {"DongBoHoSoMC": 1, "CapNhatTienDoHoSoMC": 1}
    for dossier in dossiers:
        agree(connected, dossier)


def test_new_and_known_ones_go_in_calls_of_their_own(world: World, connected: Portal) -> None:
    """`isUpdating` is said once a call."""
    known = filed(world, 2)
    deliver()
    connected.services.calls.clear()
    for dossier in known:
        processing.receive(dossier, world.ward.clerk, filings.all_accepted(dossier))
    new = filed(world, 2)

    assert deliver() == {"sent": 4}
    assert connected.services.calls == {"DongBoHoSoMC": 2, "CapNhatTienDoHoSoMC": 1}
    for dossier in (*known, *new):
        agree(connected, dossier)


def test_a_dossiers_own_acts_follow_one_another(world: World, connected: Portal) -> None:
    dossiers = [filings.handed_over(world) for _number in range(3)]
    assert deliver() == {"sent": NATIONAL.count()}
    # Each round of calls brings every dossier one step further; the state is told once.
    assert connected.services.calls["DongBoHoSoMC"] == 1
    assert connected.services.calls["CapNhatTienDoHoSoMC"] == max(
        NATIONAL.filter(key=dossier.code).count() for dossier in dossiers
    )
    for dossier in dossiers:
        agree(connected, dossier)


def test_the_setting_says_how_many_one_call_carries(world: World, connected: Portal, settings: LazySettings) -> None:
    settings.NATIONAL_PORTAL_TOGETHER = 2
    filed(world, 5)
    assert NationalChannel().most_together() == 2
    assert deliver() == {"sent": 5}
    assert connected.services.calls == {"DongBoHoSoMC": 3, "CapNhatTienDoHoSoMC": 3}


def test_the_proof_of_a_dossier_names_nobody_of_the_others(world: World, connected: Portal) -> None:
    dossiers = filed(world, 3)
    deliver()
    for dossier in dossiers:
        state, step = KeptExchange.objects.filter(code=dossier.code).order_by("pk")
        assert (state.service, step.service) == ("DongBoHoSoMC", "CapNhatTienDoHoSoMC")
        for kept in (state, step):
            assert [row["MaHoSo"] for row in kept.sent["data"]] == [dossier.code]
            assert (kept.sent["together"], kept.answer["error_code"], kept.is_taken) == (3, "0", True)
            assert "session" not in kept.sent


def test_what_was_told_alone_says_nothing_of_company(world: World, connected: Portal) -> None:
    filed(world, 1)
    deliver()
    assert ["together" in kept.sent for kept in KeptExchange.objects.all()] == [False, False]


def test_one_that_is_rejected_takes_nobody_with_it(
    world: World, connected: Portal, monkeypatch: pytest.MonkeyPatch
) -> None:
    good, bad, other = filed(world, 3)
    spoil(monkeypatch, bad)
    assert deliver() == {"parted": 3, "sent": 2, "refused": 1}
    assert connected.store.codes() == sorted([good.code, other.code])
    dead = NATIONAL.get(state=State.DEAD)
    assert (dead.key, "HinhThuc" in dead.last_error) == (bad.code, True)
    refused = KeptExchange.objects.get(is_taken=False)
    assert (refused.code, len(refused.sent["data"])) == (bad.code, 1)

    monkeypatch.undo()
    retry(NATIONAL.all())
    deliver()
    for dossier in (good, bad, other):
        agree(connected, dossier)


@pytest.mark.parametrize("fault", [Fault.DOWN, Fault.BROKEN, Fault.BUSY, Fault.LOSES_ANSWER, Fault.FORGETS_SESSION])
def test_through_any_fault_each_of_them_arrives_once(world: World, connected: Portal, fault: Fault) -> None:
    dossiers = filed(world, 4)
    connected.services.manners = Manners(always=frozenset({fault}))
    deliver()
    connected.services.manners = Manners()
    for _try in range(3):
        deliver()
    for dossier in dossiers:
        agree(connected, dossier)


def test_a_lost_answer_to_all_is_mended_by_a_look_at_each(world: World, connected: Portal) -> None:
    dossiers = filed(world, 3)
    connected.services.manners = Manners(always=frozenset({Fault.LOSES_ANSWER}))
    deliver()
    connected.services.manners = Manners()
    connected.services.calls.clear()

    assert deliver() == {"sent": 3}
    # The states were written before the answer was lost: only the steps are missing.
    assert connected.services.calls == {"TraCuuHoSo": 3, "CapNhatTienDoHoSoMC": 3}
    for dossier in dossiers:
        agree(connected, dossier)


def test_a_portal_that_is_asked_too_often_is_left_alone_and_asked_no_more_than_before(
    world: World, connected: Portal
) -> None:
    dossiers = filed(world, 4)
    connected.services.manners = Manners(always=frozenset({Fault.BUSY}))
    assert deliver() == {"unreachable": 4}
    assert connected.services.calls == {"DongBoHoSoMC": 1}
    connected.services.manners = Manners()
    assert deliver() == {"sent": 4}
    assert "TraCuuHoSo" not in connected.services.calls
    for dossier in dossiers:
        agree(connected, dossier)


def test_some_that_were_lost_there_come_back(world: World, connected: Portal) -> None:
    """We believe that all are there; two are not: the whole call is refused, and each is put right by itself."""
    dossiers = filed(world, 4)
    deliver()
    for dossier in dossiers[:2]:
        connected.store.forget(dossier.code)
    for dossier in dossiers:
        processing.receive(dossier, world.ward.clerk, filings.all_accepted(dossier))
    deliver()
    assert connected.store.codes() == sorted(dossier.code for dossier in dossiers)
    assert {connected.store.dossier(dossier.code)["TrangThaiHoSo"] for dossier in dossiers} == {"2"}  # type: ignore[index]


def test_standings_are_written_for_all_and_keep_when_they_began(world: World, connected: Portal) -> None:
    dossiers = filed(world, 2)
    deliver()
    began = dict(Standing.objects.values_list("pk", "first_told_at"))
    assert set(began) == {dossier.pk for dossier in dossiers}
    for dossier in dossiers:
        processing.receive(dossier, world.ward.clerk, filings.all_accepted(dossier))
    deliver()
    for standing in Standing.objects.select_related("dossier"):
        assert standing.told_sequence == standing.dossier.last_sequence
        assert (standing.first_told_at, standing.told_at > standing.first_told_at) == (began[standing.pk], True)


def test_ten_dossiers_cost_the_statements_of_two(world: World, connected: Portal) -> None:
    asked = []
    for number in (2, 10):
        filed(world, number)
        OutboxMessage.objects.exclude(channel="national").delete()
        with CaptureQueriesContext(connection) as captured:
            assert Round().deliver_next("national")
        asked.append(len(captured))
    assert asked[1] <= asked[0] + 1
