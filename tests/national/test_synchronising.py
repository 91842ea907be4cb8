"""Dossiers reach the national portal whole, in order and once, whatever goes wrong on the way."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest
from django.core.management import call_command
from django.utils import timezone

from dossiers import processing, returning
from dossiers.models import Dossier
from portal.national import proving, synchronising
from portal.national.channel import NationalChannel
from portal.national.drivers import registry
from portal.national.drivers.base import There
from portal.national.messages import DOSSIER_FIELDS, STEP_FIELDS, dossier_message, problems_of
from portal.national.models import KeptExchange, Standing
from portal.national.simulator.manners import Fault, Manners
from portal.outbox.delivery import deliver_due, retry
from portal.outbox.models import OutboxMessage, State
from tests.dossiers import filings, stages
from tests.dossiers.world import World
from tests.national.conftest import Portal
from tests.national.delivering import NATIONAL, deliver, steps_here, steps_there


@pytest.fixture(autouse=True)
def _own_sessions() -> Iterator[None]:
    """Addresses of simulators come again; a session of an earlier one must not."""
    registry.driver_for.cache_clear()
    yield
    registry.driver_for.cache_clear()


def agree(portal: Portal, dossier: Dossier) -> None:
    """State and steps there are those here: nothing lost, nothing doubled, nothing out of order."""
    dossier.refresh_from_db()
    there = portal.store.dossier(dossier.code)
    assert there is not None
    assert there["TrangThaiHoSo"] == str(dossier.status)
    assert steps_there(portal, dossier) == steps_here(dossier)
    assert Standing.objects.get(pk=dossier.pk).told_sequence == dossier.last_sequence
    assert not NATIONAL.exclude(state=State.SENT).exists()


def test_a_dossier_is_followed_there_from_filing_to_its_result(world: World, connected: Portal) -> None:
    dossier = filings.submitted(world)
    deliver()
    assert connected.store.dossier(dossier.code)["TrangThaiHoSo"] == "1"  # type: ignore[index]
    processing.receive(dossier, world.ward.clerk, filings.all_accepted(dossier))
    deliver()
    stages.issue(
        processing.approve(
            processing.submit_for_signature(
                processing.hand_over(dossier, world.ward.clerk),
                world.ward.officer,
                content={"child_personal_number": "079326001234"},
                opinion="",
            ),
            world.ward.leader,
        )
    )
    deliver()

    agree(connected, dossier)
    there = connected.store.dossier(dossier.code)
    assert there is not None
    assert (there["ChuHoSo"], there["MaTTHC"]) == ("Nguyễn Thị Lan", "1.001193")
    assert there["DanhSachGiayToKetQua"][0]["TenGiayTo"] == dossier.result.title
    assert there["TaiLieuNop"][0]["DuocSoHoa"] == "1"
    filed, received, *_rest, returned = connected.store.steps(dossier.code)
    assert (filed["NgayBatDau"], filed["ChucDanh"], filed["PhongBanXuLy"]) == ("", "", "")
    assert received["NguoiXuLy"] == "Trần Văn Minh"
    assert received["ChucDanh"] == "Công chức tiếp nhận và trả kết quả"
    assert received["NgayBatDau"] <= received["ThoiDiemXuLy"] <= received["NgayKetThucTheoQuyDinh"]
    assert returned["NguoiXuLy"] == "Hệ thống"


def test_what_waited_for_long_is_told_by_one_state_and_all_its_steps(world: World, connected: Portal) -> None:
    """The state of now holds what the later messages would say: a day of silence costs no flood of states."""
    dossier = stages.issued(world)
    deliver()
    agree(connected, dossier)
    assert connected.services.calls["DongBoHoSoMC"] == 1
    assert connected.services.calls["CapNhatTienDoHoSoMC"] == len(steps_here(dossier))
    assert "TraCuuHoSo" not in connected.services.calls


@pytest.mark.parametrize("stage", ["awaiting_supplement", "refused", "withdrawn", "stopped", "rerouted", "apologised"])
def test_every_end_and_stage_gives_messages_that_are_taken(world: World, connected: Portal, stage: str) -> None:
    build = getattr(filings, stage, None) or getattr(stages, stage)
    dossier = build(world)
    deliver()
    agree(connected, dossier)
    message = connected.store.dossier(dossier.code)
    assert problems_of(message, DOSSIER_FIELDS) == []
    assert [problems_of(step, STEP_FIELDS) for step in connected.store.steps(dossier.code)] == [[]] * len(
        steps_here(dossier)
    )
    assert bool(message["NgayTuChoi"]) == (stage == "refused")  # type: ignore[index]
    assert len(message["DanhSachHoSoBoSung"]) == (stage == "awaiting_supplement")  # type: ignore[index]


def test_a_rating_is_a_step_with_its_answer(world: World, connected: Portal) -> None:
    dossier = stages.issued(world, delivery="online")
    returning.rate(dossier, world.mother, score=2, comment="Cảm ơn chị Hồng.")
    deliver()
    assert steps_there(connected, dossier)[-1] == "Đánh giá mức độ hài lòng: Hài lòng"
    assert "Hồng." not in str(connected.store.steps(dossier.code))


@pytest.mark.parametrize("fault", [Fault.DOWN, Fault.BROKEN, Fault.BUSY, Fault.LOSES_ANSWER, Fault.FORGETS_SESSION])
def test_through_any_fault_nothing_is_lost_and_nothing_doubled(world: World, connected: Portal, fault: Fault) -> None:
    dossier = filings.handed_over(world)
    for _try in range(3):
        connected.services.manners = Manners(always=frozenset({fault}))
        deliver()
        connected.services.manners = Manners()
    deliver()
    deliver()
    agree(connected, dossier)


def test_a_lost_answer_costs_a_look_and_no_second_step(world: World, connected: Portal) -> None:
    dossier = filings.submitted(world)
    deliver()
    processing.receive(dossier, world.ward.clerk, filings.all_accepted(dossier))
    connected.services.manners = Manners(always=frozenset({Fault.LOSES_ANSWER}))
    deliver()
    connected.services.manners = Manners()
    written = dict(connected.services.calls)

    deliver()

    agree(connected, dossier)
    assert connected.services.calls["TraCuuHoSo"] == 1
    assert connected.services.calls["DongBoHoSoMC"] == written["DongBoHoSoMC"]


class Killed(BaseException):
    """The worker dies here."""


@pytest.mark.parametrize("service", ["DongBoHoSoMC", "CapNhatTienDoHoSoMC"])
def test_a_worker_that_dies_after_the_portal_wrote_doubles_nothing(
    world: World, connected: Portal, monkeypatch: pytest.MonkeyPatch, service: str
) -> None:
    dossier = filings.received(world)
    true = proving.keep_each

    def die(exchange: Any, messages: Any) -> None:
        true(exchange, messages)
        if exchange.service == service:
            raise Killed

    monkeypatch.setattr(proving, "keep_each", die)
    with pytest.raises(Killed):
        deliver()
    assert not Standing.objects.exists()
    monkeypatch.setattr(proving, "keep_each", true)

    deliver()
    agree(connected, dossier)


def test_while_the_portal_is_away_no_message_is_blamed(
    world: World, connected: Portal, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(NationalChannel, "max_attempts", 2)
    filings.received(world)
    connected.services.manners = Manners(always=frozenset({Fault.DOWN}))
    for _try in range(4):
        deliver()
    assert set(NATIONAL.values_list("state", "attempts")) == {(State.WAITING, 0)}


def test_what_is_rejected_waits_for_people_and_holds_back_its_own_dossier_only(
    world: World, connected: Portal, monkeypatch: pytest.MonkeyPatch
) -> None:
    bad, good = filings.received(world), filings.submitted(world)

    def spoil(facts: Any) -> dict[str, Any]:
        message = dossier_message(facts)
        return message | {"MaTTHC": ""} if facts.code == bad.code else message

    monkeypatch.setattr(synchronising, "dossier_message", spoil)
    deliver()

    dead = NATIONAL.get(state=State.DEAD)
    assert "MaTTHC: minLength" in dead.last_error
    assert connected.store.codes() == [good.code]
    refused = KeptExchange.objects.get(is_taken=False)
    assert (refused.code, refused.sequence, refused.sent["data"][0]["MaTTHC"]) == (bad.code, 1, "")

    monkeypatch.setattr(synchronising, "dossier_message", dossier_message)
    retry(NATIONAL.all())
    deliver()
    agree(connected, bad)


def test_a_dossier_that_was_lost_there_comes_back_with_its_next_act(world: World, connected: Portal) -> None:
    dossier = filings.submitted(world)
    deliver()
    connected.store.forget(dossier.code)
    processing.receive(dossier, world.ward.clerk, filings.all_accepted(dossier))
    deliver()
    assert connected.store.dossier(dossier.code)["TrangThaiHoSo"] == "2"  # type: ignore[index]


def test_what_was_said_is_kept_for_proof_and_forgotten_in_its_time(world: World, connected: Portal) -> None:
    dossier = filings.submitted(world)
    deliver()
    kept = list(KeptExchange.objects.order_by("pk"))
    assert [(row.service, row.sequence, row.is_taken) for row in kept] == [
        ("DongBoHoSoMC", 1, True),
        ("CapNhatTienDoHoSoMC", 1, True),
    ]
    assert kept[0].sent["data"][0]["MaHoSo"] == dossier.code
    assert kept[0].answer["error_code"] == "0"

    KeptExchange.objects.filter(pk=kept[0].pk).update(at=timezone.now() - proving.KEPT - timedelta(minutes=1))
    assert proving.forget_old() == 1
    assert KeptExchange.objects.get().pk == kept[1].pk


def test_two_equal_steps_within_one_second_are_two_steps(world: World, connected: Portal) -> None:
    dossier = filings.submitted(world)
    deliver()
    there = There({}, tuple(connected.store.steps(dossier.code)))
    step = there.steps[0]
    assert synchronising.count_of(step, there.steps) == 1
    assert synchronising.count_of(step, (*there.steps, {**step, "ChucDanh": "khác"})) == 2
    assert synchronising.count_of({**step, "TrangThai": "2"}, there.steps) == 0


def test_telling_costs_the_same_queries_however_much_a_dossier_holds(
    world: World, connected: Portal, django_assert_max_num_queries: Any
) -> None:
    stages.answered_once(world)
    OutboxMessage.objects.exclude(channel="national").delete()
    NATIONAL.exclude(idempotency_key__endswith="/1").delete()
    with django_assert_max_num_queries(36):
        deliver_due()


def test_without_an_address_what_waits_goes_on_waiting(world: World, connected: Portal, settings: Any) -> None:
    filings.submitted(world)
    settings.NATIONAL_PORTAL_URL = ""
    assert deliver() == {"unreachable": 1}
    call_command("deliver_outbox")
    assert connected.store.codes() == []
