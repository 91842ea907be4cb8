"""The journey of a consultation: two agencies are asked at once, both answer, the officer joins what they say."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect
from pytest_django.live_server_helper import LiveServer

from dossiers.models import Dossier
from tests.dossiers import filings
from tests.dossiers.asked import building, justice
from tests.dossiers.processes import announce
from tests.dossiers.test_staff_in_a_browser import fits, sit_down
from tests.dossiers.world import World, given_world
from tests.procedures.plans import asking, changed

pytestmark = [pytest.mark.journey, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def lasting_world(transactional_db: None) -> World:
    """The small world where the server's threads see it."""
    return given_world()


def test_two_agencies_are_consulted_at_once(
    page: Page, live_server: LiveServer, lasting_world: World, check_axe: Callable[[Page], None], tmp_path: Path
) -> None:
    law, works = justice(lasting_world), building(lasting_world)
    announce(lasting_world, changed(asking(), "ask", consulted=("so-tu-phap", "so-xay-dung")))
    dossier = filings.handed_over(lasting_world)
    work = f"{live_server.url}/can-bo/ho-so/{dossier.code}/"
    file = tmp_path / "cong-van.png"
    file.write_bytes(filings.png())

    sit_down(page, live_server, lasting_world.ward.officer)
    page.goto(work)
    page.get_by_role("textbox", name="Lời nhắn cho người xử lý").fill("Giấy chứng sinh khớp bản chính.")
    page.get_by_role("button", name="Chuyển bước tiếp theo").click()
    expect(page.get_by_role("heading", name="Ý kiến của các đơn vị")).to_be_visible()
    check_axe(page)

    for office, opinion in ((law, "Đồng ý"), (works, "Không đồng ý")):
        sit_down(page, live_server, office.officer, 360)
        page.goto(f"{live_server.url}/can-bo/y-kien/")
        assert fits(page)
        check_axe(page)
        page.get_by_role("link", name=dossier.code).click()
        check_axe(page)
        assert fits(page)
        page.get_by_role("radio", name=opinion, exact=True).check()
        page.get_by_role("textbox", name="Nội dung ý kiến").fill(f"{office.unit.name} đã xem xét.")
        page.locator("input[type=file]").set_input_files(file)
        page.get_by_role("button", name="Gửi ý kiến").click()
        expect(page.get_by_text(f"Đã gửi ý kiến về hồ sơ {dossier.code}")).to_be_visible()

    sit_down(page, live_server, lasting_world.ward.officer)
    page.goto(work)
    for office in (law, works):
        answer = page.get_by_role("row").filter(has=page.get_by_role("rowheader", name=office.unit.name))
        expect(answer).to_contain_text(f"{office.unit.name} đã xem xét.")
    page.get_by_role("textbox", name="Tóm tắt ý kiến").fill("Sở Xây dựng không đồng ý; đã giải trình.")
    page.get_by_role("button", name="Kết thúc lấy ý kiến").click()

    expect(page.get_by_role("button", name="Trình ký kết quả")).to_be_visible()
    assert Dossier.objects.get(pk=dossier.pk).tasks.get(finished_at=None).step.key == "conclude"


def test_the_page_of_asking_has_no_violation_and_fits(
    page: Page, live_server: LiveServer, lasting_world: World, check_axe: Callable[[Page], None]
) -> None:
    justice(lasting_world)
    dossier = filings.handed_over(lasting_world)
    sit_down(page, live_server, lasting_world.ward.officer, 360)

    page.goto(f"{live_server.url}/can-bo/ho-so/{dossier.code}/viec/ask_opinions/")

    check_axe(page)
    assert fits(page)
