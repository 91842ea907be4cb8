"""Faults at the desk as eyes and keyboards meet them: at both widths, accessible, and each with its way out."""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect
from pytest_django.live_server_helper import LiveServer

from dossiers import papermaking, processing
from dossiers.models import Dossier, Paperwork
from tests.dossiers import filings
from tests.dossiers.test_staff_in_a_browser import sit_down
from tests.dossiers.world import World, given_world, make_staff
from tests.journeys.browsing import Look
from tests.journeys.looking import looker
from units.roles import Role

pytestmark = [pytest.mark.journey, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def lasting_world(transactional_db: None) -> World:
    """The small world where the server's threads see it."""
    return given_world()


@pytest.fixture
def look(check_axe: Callable[[Page], None]) -> Look:
    """Checks the page at both widths."""
    return looker(check_axe, os.environ.get("PORTAL_PICTURES", ""))


def broken(*_args: object) -> None:
    raise ConnectionError("the signing service does not answer")


def test_the_slower_clerk_reads_who_was_first_and_finds_their_words(
    page: Page, live_server: LiveServer, lasting_world: World, look: Look
) -> None:
    dossier = filings.submitted(lasting_world)
    colleague = make_staff("huong@example.vn", "Đỗ Thị Hương", Role.CLERK, lasting_world.ward.centre)
    sit_down(page, live_server, colleague)
    page.goto(f"{live_server.url}/can-bo/ho-so/{dossier.code}/")
    page.get_by_role("radio", name="Chưa đạt").check()
    page.get_by_role("textbox", name="Nhận xét").first.fill("Thiếu trang 2")
    page.get_by_text("Yêu cầu bổ sung", exact=True).click()
    look(page, "work-missing-papers")
    page.get_by_role("textbox", name="Lý do yêu cầu bổ sung").fill("Ảnh chụp thiếu trang.")
    processing.receive(dossier, lasting_world.ward.clerk, filings.all_accepted(dossier))

    page.get_by_role("button", name="Gửi yêu cầu bổ sung").click()

    expect(page.get_by_role("heading", name="Những gì bạn vừa nhập")).to_be_visible()
    left = page.get_by_role("region", name="Những gì bạn vừa nhập")
    expect(left).to_contain_text("Thiếu trang 2")
    expect(left).to_contain_text("Ảnh chụp thiếu trang.")
    expect(page.get_by_text("Trần Văn Minh").first).to_be_visible()
    expect(page.get_by_role("button", name="Chuyển hồ sơ đi xử lý")).to_be_visible()
    look(page, "work-second-clerk")


@pytest.mark.usefixtures("undrawn")
def test_a_failed_signature_is_made_again_by_keyboard(
    page: Page, live_server: LiveServer, lasting_world: World, look: Look, monkeypatch: pytest.MonkeyPatch
) -> None:
    dossier = filings.approved(lasting_world)
    with monkeypatch.context() as patched:
        patched.setitem(papermaking.MAKERS, Paperwork.Kind.RESULT, broken)
        papermaking.make_waiting()
    sit_down(page, live_server, lasting_world.ward.leader)
    page.goto(f"{live_server.url}/can-bo/ho-so/{dossier.code}/")
    look(page, "work-failed-signature")

    page.get_by_role("button", name="Lập lại ngay").first.focus()
    page.keyboard.press("Enter")

    expect(page.get_by_text("Hệ thống đang lập lại văn bản này.")).to_be_visible()
    papermaking.make_waiting()
    page.reload()
    expect(page.get_by_role("link", name="Giấy khai sinh số").first).to_be_visible()
    assert Dossier.objects.get().result.document is not None


def test_the_list_is_taken_along_as_a_file(
    page: Page, live_server: LiveServer, lasting_world: World, look: Look
) -> None:
    dossier = filings.submitted(lasting_world)
    sit_down(page, live_server, lasting_world.ward.clerk)
    page.goto(f"{live_server.url}/can-bo/")
    look(page, "desk-export")

    with page.expect_download() as taken:
        page.get_by_role("link", name="Tải danh sách này về (CSV)").click()

    assert taken.value.suggested_filename.endswith(".csv")
    assert dossier.code in Path(taken.value.path()).read_text(encoding="utf-8-sig")
