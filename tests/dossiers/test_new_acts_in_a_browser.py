"""Many dossiers at once, and a wrong result put right, in a real browser: at both widths, without a barrier."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from django.urls import reverse
from playwright.sync_api import Page, expect
from pytest_django.live_server_helper import LiveServer

from dossiers import bulk_acting
from dossiers.models import Dossier
from dossiers.statuses import Action
from tests.dossiers import filings, stages
from tests.dossiers.test_staff_in_a_browser import lasting_world, sit_down
from tests.dossiers.world import World

pytestmark = [pytest.mark.journey, pytest.mark.django_db(transaction=True)]
__all__ = ["lasting_world"]


@pytest.fixture
def look(page: Page, check_widths: Callable[[Page], None]) -> Callable[[], None]:
    """Nothing on the page is a barrier or sticks out at the side, on a phone and at a desk."""
    return lambda: check_widths(page)


def address(dossier: Dossier, action: Action) -> str:
    return reverse("dossiers:side-act", args=[dossier.code, action])


def test_a_clerk_hands_over_two_at_once_and_reads_what_became_of_each(
    page: Page, live_server: LiveServer, lasting_world: World, look: Callable[[], None]
) -> None:
    chosen = [filings.received(lasting_world) for _ in range(2)]
    sit_down(page, live_server, lasting_world.ward.clerk)
    page.goto(f"{live_server.url}/can-bo/")
    for dossier in chosen:
        page.locator(f"input[name='ho-so'][value='{dossier.code}']").check()

    page.get_by_role("button", name="Chuyển hồ sơ đi xử lý").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Chuyển hồ sơ đi xử lý")
    look()
    page.get_by_role("button", name="Chuyển hồ sơ đi xử lý").click()
    expect(page.get_by_text("Đã xem xét 0 trong 2 hồ sơ.")).to_be_visible()
    look()
    bulk_acting.carry_waiting()

    expect(page.get_by_text("Đã xem xét 2 trong 2 hồ sơ.")).to_be_visible()
    expect(page.get_by_text("Đã làm")).to_have_count(2)
    look()


@pytest.mark.usefixtures("undrawn")
def test_a_leader_reads_what_a_correction_changes_and_approves(
    page: Page, live_server: LiveServer, lasting_world: World, look: Callable[[], None]
) -> None:
    dossier = stages.issued(lasting_world)
    sit_down(page, live_server, lasting_world.ward.officer)
    page.goto(f"{live_server.url}{address(dossier, Action.DRAFT_CORRECTION)}")
    look()
    stages.correction_drafted(lasting_world, dossier)
    sit_down(page, live_server, lasting_world.ward.leader)

    page.goto(f"{live_server.url}{address(dossier, Action.CORRECT)}")
    expect(page.locator("ins")).to_have_text(stages.NEW_NAME)
    look()
    page.locator("main form button[type=submit]").first.click()

    expect(page.locator("main")).to_contain_text("kết quả thay thế đang được lập")
    look()
