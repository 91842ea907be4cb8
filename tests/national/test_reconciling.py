"""Both sides are compared every night; what is missing there is told again, the rest is shown until it agrees."""

from __future__ import annotations

from datetime import timedelta
from io import StringIO
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from dossiers import processing
from dossiers.models import Dossier
from portal.national import reconciling, tasks
from portal.national.drivers import registry
from portal.national.models import Difference, Standing, SyncCheck
from portal.national.models.checks import DifferenceKind
from portal.national.simulator.manners import Fault, Manners
from tests.dossiers import filings
from tests.dossiers.world import World, make_staff
from tests.national.conftest import Portal
from tests.national.delivering import NATIONAL, deliver, steps_here, steps_there
from units.roles import Role


@pytest.fixture
def told(world: World, connected: Portal) -> Dossier:
    """A received dossier of which everything was told."""
    registry.driver_for.cache_clear()
    dossier = filings.received(world)
    deliver()
    return dossier


def checked() -> SyncCheck:
    """One round over everything."""
    check = reconciling.check_all()
    assert check is not None
    return check


def open_kinds() -> list[str]:
    return list(Difference.objects.filter(mended_at=None).order_by("pk").values_list("kind", flat=True))


def test_two_sides_that_agree_leave_nothing_behind(told: Dossier) -> None:
    check = checked()
    assert (check.looked, check.differing, check.problem) == (1, 0, "")
    assert check.finished_at is not None
    assert not Difference.objects.exists()


def test_a_dossier_lost_there_comes_back_whole_and_the_difference_closes(told: Dossier, connected: Portal) -> None:
    """Their copy of yesterday was put back: nobody here did anything that would tell them."""
    connected.store.forget(told.code)
    assert checked().differing == 1
    assert open_kinds() == [DifferenceKind.MISSING]

    deliver()
    assert steps_there(connected, told) == steps_here(told)
    assert checked().differing == 0
    assert open_kinds() == []
    assert Difference.objects.get().mended_at is not None


def test_a_status_that_differs_is_told_again_without_a_second_step(told: Dossier, connected: Portal) -> None:
    connected.store.update([{**connected.store.dossier(told.code), "TrangThaiHoSo": "1"}])  # type: ignore[dict-item]
    checked()
    assert open_kinds() == [DifferenceKind.STATUS]

    deliver()
    assert connected.store.dossier(told.code)["TrangThaiHoSo"] == "2"  # type: ignore[index]
    assert steps_there(connected, told) == steps_here(told)
    assert checked().differing == 0


def test_a_step_that_is_missing_there_is_added(told: Dossier, connected: Portal) -> None:
    message, steps = connected.store.dossier(told.code), connected.store.steps(told.code)
    connected.store.forget(told.code)
    connected.store.create([message])  # type: ignore[list-item]
    connected.store.add_steps(steps[:1])
    checked()
    assert open_kinds() == [DifferenceKind.STEPS_MISSING]

    deliver()
    assert connected.store.steps(told.code) == steps


def test_a_step_too_many_stays_in_sight_and_nothing_is_told(told: Dossier, connected: Portal) -> None:
    connected.store.add_steps(connected.store.steps(told.code)[:1])
    waiting = NATIONAL.count()
    checked()
    checked()
    assert open_kinds() == [DifferenceKind.STEPS_TOO_MANY]
    assert NATIONAL.count() == waiting


def test_what_is_still_on_its_way_differs_rightly(told: Dossier, world: World, connected: Portal) -> None:
    processing.hand_over(told, world.ward.clerk)
    check = checked()
    assert (check.looked, check.differing) == (0, 0)
    assert not Difference.objects.exists()


def test_what_fell_through_without_a_trace_is_found(told: Dossier, world: World, connected: Portal) -> None:
    lost = filings.submitted(world)
    NATIONAL.filter(key=lost.code).delete()
    long_ago = timezone.now() - timedelta(hours=1)
    Standing.objects.update(first_told_at=long_ago)
    Dossier.objects.filter(pk=lost.pk).update(submitted_at=timezone.now() - reconciling.SETTLED - timedelta(minutes=1))
    checked()
    assert open_kinds() == [DifferenceKind.MISSING]

    deliver()
    assert connected.store.dossier(lost.code) is not None


def test_a_portal_that_falls_silent_ends_the_round_and_says_so(told: Dossier, connected: Portal) -> None:
    connected.services.manners = Manners(always=frozenset({Fault.DOWN}))
    check = checked()
    assert "không trả lời" in check.problem
    assert (check.looked, Difference.objects.count()) == (0, 0)


def test_the_sample_takes_in_what_differed_before(told: Dossier, connected: Portal) -> None:
    connected.store.forget(told.code)
    checked()
    deliver()
    Standing.objects.all().delete()
    check = reconciling.check_sample(10)
    assert check is not None
    assert (check.looked, check.differing, open_kinds()) == (1, 0, [])


@pytest.mark.parametrize("size", [1, 3, 60])
def test_a_sample_is_never_larger_than_asked_for(
    told: Dossier, world: World, connected: Portal, monkeypatch: pytest.MonkeyPatch, size: int
) -> None:
    for _number in range(3):
        filings.submitted(world)
    deliver()
    monkeypatch.setattr(reconciling, "STRETCH", 2)
    taken = reconciling._by_chance(size)
    assert 1 <= len(taken) <= min(size, 4)
    assert len(set(taken)) == len(taken)


def test_the_command_compares_by_hand(told: Dossier, connected: Portal) -> None:
    out = StringIO()
    call_command("check_national_portal", "--all", stdout=out)
    call_command("check_national_portal", "--sample", "5", stdout=out)
    assert out.getvalue() == "1 dossiers compared, 0 differ.\n" * 2


def test_without_a_portal_there_is_nothing_to_compare(world: World, settings: Any) -> None:
    settings.NATIONAL_PORTAL_URL = ""
    filings.submitted(world)
    tasks.reconcile()
    tasks.reconcile_all()
    with pytest.raises(CommandError, match="not set"):
        call_command("check_national_portal")
    assert not SyncCheck.objects.exists()


def test_the_page_shows_what_differs(told: Dossier, world: World, connected: Portal, client: Client) -> None:
    client.force_login(make_staff("system@example.vn", "Cao Trường", Role.SYSTEM_ADMIN, world.ward.committee))
    assert "Chưa đối soát lần nào" in client.get(reverse("national:health")).content.decode()
    connected.store.add_steps(connected.store.steps(told.code)[:1])
    checked()

    page = client.get(reverse("national:health")).content.decode()

    assert "so 1 hồ sơ, 1 hồ sơ sai lệch" in page
    assert told.code in page
    assert "Bên đó thừa bước xử lý" in page
    assert "Nguyễn Thị Lan" not in page
