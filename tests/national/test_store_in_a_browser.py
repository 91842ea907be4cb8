"""A citizen takes a result of theirs from the store while filing; the page refreshes itself, staff see its origin."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from django.conf import LazySettings
from django.test import Client
from playwright.sync_api import Page, expect
from pytest_django.live_server_helper import LiveServer

from dossiers import drafts
from dossiers.models import Dossier
from portal.accounts.models import User
from tests.dossiers.desk import full_draft, page_url
from tests.dossiers.filings import BIRTH_PAPER
from tests.dossiers.world import given_world
from tests.national.conftest import Portal
from tests.national.delivering import deliver
from tests.national.stored import AGENCY, KIND, connect, proven, running, served, work


@pytest.mark.django_db(transaction=True)
def test_a_result_of_the_store_is_taken_filed_shown_and_told_upward(
    connected: Portal,
    live_server: LiveServer,
    page: Page,
    settings: LazySettings,
    check_widths: Callable[[Page], None],
) -> None:
    world = given_world()
    served()
    mother = proven(world.mother)
    draft = full_draft(world)
    drafts.save_section(draft, "papers", {BIRTH_PAPER: {}})
    with running() as store:
        connect(store, settings)
        store.holds()
        _let_in(page, live_server, mother)
        page.goto(live_server.url + page_url(draft, "papers"))
        page.get_by_role("link", name="Tìm trong kho kết quả quốc gia").click()
        check_widths(page)
        page.get_by_role("checkbox").check()
        page.get_by_role("button", name="Tìm trong kho").click()
        expect(page.locator("#store-look")).to_contain_text("Đang hỏi kho kết quả")
        work()
        page.get_by_role("radio", name="Giấy chứng sinh điện tử").check()
        check_widths(page)
        page.get_by_role("button", name="Dùng giấy tờ này").click()
        expect(page.locator("#store-look")).to_contain_text("Đang tải về")
        work()
        expect(page.locator("#store-look")).to_contain_text("Giấy tờ đã nằm trong hồ sơ.")
        page.get_by_role("link", name="Quay lại giấy tờ của hồ sơ").click()
        expect(page.locator("main")).to_contain_text(AGENCY)
        page.get_by_role("button", name="Lưu và tiếp tục").click()
        page.goto(f"{live_server.url}/ho-so/nhap/{draft.public_id}/kiem-tra/")
        page.get_by_role("checkbox").check()
        page.get_by_role("button", name="Gửi hồ sơ").click()
        page.goto(f"{live_server.url}/kho-ket-qua/")
        check_widths(page)
    dossier = Dossier.objects.get()

    _let_in(page, live_server, world.ward.clerk)
    page.goto(f"{live_server.url}/can-bo/ho-so/{dossier.code}/")
    expect(page.locator("main")).to_contain_text(AGENCY)
    page.get_by_role("link", name="Tìm trong kho kết quả quốc gia").click()
    check_widths(page)

    deliver()
    there = connected.store.dossier(dossier.code)
    assert there is not None
    [paper] = there["TaiLieuNop"]
    assert (paper["DuocTaiSuDung"], paper["DuocLayTuKhoDMQG"], paper["MaKetQuaThayThe"]) == ("2", "1", KIND)


def _let_in(page: Page, live_server: LiveServer, user: User) -> None:
    """Give the browser a session of the person."""
    client = Client()
    client.force_login(user)
    page.context.add_cookies(
        [{"name": "sessionid", "value": client.cookies["sessionid"].value, "url": live_server.url}]
    )
