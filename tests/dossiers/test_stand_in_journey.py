"""A stand-in in a browser: an officer writes down her leave, her colleague finds the work and does it in her place."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect
from pytest_django.live_server_helper import LiveServer

from dossiers import assigning, standing_in
from tests.dossiers import filings
from tests.dossiers.test_staff_in_a_browser import lasting_world, sit_down
from tests.dossiers.world import World, make_staff
from units.models import StaffRole, today_in_vietnam
from units.roles import Role

__all__ = ["lasting_world"]
pytestmark = [pytest.mark.journey, pytest.mark.django_db(transaction=True)]


def test_leave_is_written_work_and_powers_move_and_the_log_says_so(
    page: Page, live_server: LiveServer, lasting_world: World, check_widths: Callable[[Page], None]
) -> None:
    ward = lasting_world.ward
    stand_in = make_staff("thay@example.vn", "Ngô Thanh Vân", Role.CLERK, ward.office)
    dossier = assigning.claim(filings.handed_over(lasting_world), ward.officer)

    sit_down(page, live_server, ward.officer)
    page.goto(f"{live_server.url}/can-bo/vang-mat/")
    page.get_by_role("button", name="Ghi thời gian tôi vắng mặt").click()
    check_widths(page)
    today = today_in_vietnam()
    for group in ("Vắng từ ngày", "Ngày vắng cuối cùng"):
        boxes = page.get_by_role("group", name=group)
        for label, value in (("Ngày", today.day), ("Tháng", today.month), ("Năm", today.year)):
            boxes.get_by_label(label, exact=True).fill(str(value))
    page.get_by_label("Nghỉ phép").check()
    page.get_by_label("Người thay: Công chức thụ lý").select_option(label=stand_in.full_name)
    page.get_by_role("button", name="Lưu").click()
    expect(page.get_by_role("main")).to_contain_text(stand_in.full_name)
    check_widths(page)

    standing_in.move_work()
    sit_down(page, live_server, stand_in)
    page.goto(f"{live_server.url}/can-bo/")
    page.get_by_role("link", name=dossier.code, exact=True).click()
    expect(page.get_by_role("main")).to_contain_text(f"Người xử lý: {stand_in.full_name}")
    page.get_by_role("link", name="Trả việc về đơn vị").click()
    page.get_by_role("button", name="Trả việc về đơn vị").click()

    expect(page.get_by_role("main")).to_contain_text(f"{stand_in.full_name} (thay {ward.officer.full_name})")
    assert not StaffRole.objects.filter(user=stand_in, role=Role.OFFICER).exists()
