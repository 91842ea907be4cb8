"""The figures of both sides in a browser: from the health page to the dossiers that are missing there, no barrier."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from django.conf import LazySettings
from django.urls import reverse
from playwright.sync_api import Page, expect
from pytest_django.live_server_helper import LiveServer

from portal.national.figures import rounds
from tests.dossiers import filings
from tests.dossiers.test_staff_in_a_browser import lasting_world, sit_down
from tests.dossiers.world import World, make_staff
from tests.national.conftest import Portal
from tests.national.delivering import deliver
from units.roles import Role

pytestmark = [pytest.mark.journey, pytest.mark.django_db(transaction=True)]
__all__ = ["lasting_world"]


def test_an_administrator_compares_the_figures_and_finds_what_is_missing_there(
    connected: Portal,
    settings: LazySettings,
    live_server: LiveServer,
    page: Page,
    lasting_world: World,
    check_widths: Callable[[Page], None],
) -> None:
    settings.NATIONAL_FIGURES_URL, settings.NATIONAL_FIGURES_PER_SECOND = connected.address, 0
    filings.submitted(lasting_world)
    deliver()
    missing = filings.submitted(lasting_world)
    ward = lasting_world.ward.committee
    sit_down(page, live_server, make_staff("system@example.vn", "Cao Xuân Trường", Role.SYSTEM_ADMIN, ward))
    page.goto(live_server.url + reverse("national:health"))

    page.get_by_role("link", name="So chỉ số phục vụ của hai bên").click()
    page.get_by_role("button", name="Lấy số liệu ngay").click()
    expect(page.get_by_text("Đang lấy số liệu.")).to_be_visible()
    rounds.bring_together()
    page.reload()
    row = page.get_by_role("row").filter(has_text="Đồng bộ hồ sơ lên Cổng quốc gia")
    expect(row).to_contain_text("50,0 %")
    expect(row).to_contain_text("100,0 %")
    check_widths(page)

    row.get_by_role("link", name="Xem hồ sơ chưa đồng bộ").click()
    expect(page.get_by_text(missing.code)).to_be_visible()
    check_widths(page)
