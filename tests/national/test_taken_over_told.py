"""A dossier of an older system goes on at the national portal under the code it has there, never as a second one."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.utils import timezone

from dossiers import aliases, processing, returning
from dossiers.models import Dossier
from portal.national import gathering, reading, reconciling
from portal.national.drivers import registry
from portal.national.inbound import following
from portal.national.messages import dossier_message, step_message
from portal.national.models import Difference, Standing
from tests.dossiers import filings
from tests.dossiers.world import World
from tests.inheritance.packing import dossier, imported, packed
from tests.national.conftest import Portal
from tests.national.delivering import NATIONAL, deliver

OLD = "000.00.01.H07-260301-0007"


@pytest.fixture
def taken(world: World, connected: Portal) -> Dossier:
    """An open dossier that came over, and that its old system had told the national portal of."""
    registry.driver_for.cache_clear()
    begun = timezone.localdate() - timedelta(days=7)
    cells = {"ngay_nop": str(begun), "ngay_tiep_nhan": str(begun), "ngay_xong": "", "ngay_tra": ""}
    ahead = str(timezone.localdate() + timedelta(days=9))
    imported(packed(ho_so=[dossier(OLD, trang_thai="4", ngay_hen_tra=ahead, **cells)]))
    one = aliases.find(OLD)
    assert one is not None
    driver, logged = registry.current(), reading.logged([one.pk])[one.pk]
    driver.put_dossiers([dossier_message(gathering.dossiers_facts([logged])[one.pk])], are_known=False)
    driver.put_steps([step_message(step) for step in gathering.steps_facts([(logged, logged.events[0])])])
    return one


def drafted(world: World, one: Dossier) -> Dossier:
    return processing.submit_for_signature(one, world.ward.officer, content={"decision": "Đồng ý."}, opinion="")


def test_taking_over_says_nothing_and_the_next_act_is_told_under_the_code_there(
    world: World, connected: Portal, taken: Dossier
) -> None:
    assert not NATIONAL.exists()

    drafted(world, taken)
    deliver()

    assert [step["NoiDungXuLy"] for step in connected.store.steps(OLD)] == ["Nộp hồ sơ", "Trình ký kết quả"]
    told = connected.store.dossier(OLD)
    assert told is not None
    assert (told["MaHoSo"], told["NoiNopHoSo"]) == (OLD, "2")
    assert connected.store.dossier(taken.code) is None, "no second one under our code"


def test_what_the_old_system_told_is_no_difference_and_what_is_lost_is_told_again(
    world: World, connected: Portal, taken: Dossier
) -> None:
    drafted(world, taken)
    deliver()
    check = reconciling.check_all()
    assert check is not None
    assert (check.looked, check.differing) == (1, 0)

    connected.store.forget(OLD)
    reconciling.check_all()
    deliver()
    assert [step["NoiDungXuLy"] for step in connected.store.steps(OLD)] == ["Trình ký kết quả"]
    reconciling.check_all()
    assert not Difference.objects.filter(mended_at=None).exists()


def test_what_nobody_acted_on_here_is_never_told_by_a_round_of_comparing(
    world: World, connected: Portal, taken: Dossier
) -> None:
    """It was filed after the first that we told, as if ours had fallen through: only its old system knows."""
    filings.received(world)
    deliver()
    Standing.objects.update(first_told_at=taken.submitted_at - timedelta(days=1))

    check = reconciling.check_all()

    assert check is not None
    assert (check.looked, check.differing) == (1, 0)
    assert not NATIONAL.filter(key=taken.code).exists()


def test_a_message_from_there_about_the_old_code_finds_it(world: World, connected: Portal, taken: Dossier) -> None:
    assert following._dossier({"MaHoSo": OLD}) == taken
    assert following._dossier({"MaHoSo": taken.code}) == taken


def test_a_rating_of_one_that_ended_there_is_told_under_its_old_code(
    world: World, connected: Portal, taken: Dossier
) -> None:
    ended = "000.00.01.H07-240315-0001"
    imported(packed(ho_so=[dossier(ended)]))
    one = aliases.find(ended)
    assert one is not None
    Dossier.objects.filter(pk=one.pk).update(submitted_by=world.mother)
    one.refresh_from_db()

    returning.rate(one, world.mother, score=2)
    deliver()

    assert [step["MaHoSo"] for step in connected.store.steps(ended)] == [ended]
    assert connected.store.dossier(one.code) is None
