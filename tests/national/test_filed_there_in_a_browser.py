"""Filed on the simulated national portal, handled here by a clerk, the result seen there: with a browser on both."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from django.test import Client
from django.urls import reverse
from playwright.sync_api import Page, expect
from pytest_django.live_server_helper import LiveServer

from dossiers import papermaking, processing
from dossiers.models import Dossier
from portal.accounts.models import User
from tests.dossiers import filings
from tests.dossiers.world import World, given_world
from tests.national.conftest import Portal
from tests.national.delivering import deliver
from tests.national.handing_in import work


@pytest.mark.django_db(transaction=True)
def test_filed_there_handled_here_and_the_result_seen_there(
    connected: Portal, live_server: LiveServer, page: Page, tmp_path: Path, check_axe: Callable[[Page], None]
) -> None:
    world = given_world()
    connected.handing._door = live_server.url + reverse("national-door")
    picture = tmp_path / "giay-chung-sinh.png"
    picture.write_bytes(filings.png())

    page.set_viewport_size({"width": 360, "height": 800})
    page.goto(f"{connected.address}/nop")
    page.get_by_label("Họ và tên").fill("Nguyễn Thị Lan")
    page.locator("[name=tep]").set_input_files(picture)
    page.get_by_role("button", name="Nộp hồ sơ").click()
    expect(page.get_by_role("heading", level=2).first).to_contain_text("G22.99.99-")
    there = page.url
    connected.handing.wait()
    assert work() == {"done": 1}
    dossier = Dossier.objects.get()

    page.set_viewport_size({"width": 1280, "height": 900})
    _let_in(page, live_server, world.ward.clerk)
    page.goto(f"{live_server.url}/can-bo/?tim={there.rpartition('=')[2]}")
    page.get_by_role("link", name=dossier.code, exact=True).click()
    expect(page.locator("main")).to_contain_text(there.rpartition("=")[2])
    check_axe(page)
    for choice in page.locator('input[name^="look-"][value="accepted"]').all():
        choice.check()
    page.get_by_role("button", name="Tiếp nhận hồ sơ", exact=True).click()
    expect(page.locator("main")).to_contain_text("Đã tiếp nhận hồ sơ")

    _finish(dossier, world)
    deliver()
    page.goto(there)
    expect(page.locator("main")).to_contain_text("Kết quả")
    expect(page.get_by_role("link", name="Giấy khai sinh")).to_be_visible()
    expect(page.locator("ol")).to_contain_text("trạng thái 10")


def _let_in(page: Page, live_server: LiveServer, user: User) -> None:
    """Give the browser a session of the person."""
    client = Client()
    client.force_login(user)
    page.context.add_cookies(
        [{"name": "sessionid", "value": client.cookies["sessionid"].value, "url": live_server.url}]
    )


def _finish(dossier: Dossier, world: World) -> None:
    """The ward does its part, and the worker signs."""
    dossier.refresh_from_db()
    ward = world.ward
    processing.hand_over(dossier, ward.clerk)
    content = {"child_personal_number": "079326001234"}
    processing.submit_for_signature(dossier, ward.officer, content=content, opinion="Đủ điều kiện.")
    processing.approve(dossier, ward.leader)
    papermaking.make_waiting()
