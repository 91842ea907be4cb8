"""The shift hand-over in a browser: one leaves notes, the next one reads them on a phone and confirms."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from django.urls import reverse
from playwright.sync_api import Page, expect
from pytest_django.live_server_helper import LiveServer

from hotline import routing
from hotline.models import HandOverReading
from hotline.roster import handing_over
from hotline.roster.handing_over import Note
from tests.dossiers.world import given_world, make_staff
from tests.hotline.desk import given_desk
from tests.hotline.roster.teams import a_shift, a_team
from tests.hotline.test_in_a_browser import sign_in
from tests.hotline.tickets import filed
from units.roles import Role

pytestmark = [pytest.mark.journey, pytest.mark.django_db(transaction=True)]


def test_the_arriving_operator_reads_and_confirms_then_hands_over_in_turn(
    page: Page, live_server: LiveServer, check_axe: Callable[[Page], None]
) -> None:
    world = given_world()
    desk, top = given_desk(world), world.ward.committee.parent
    assert top is not None
    team = a_team(world, unit=top, lead=desk.supervisor, name="Tổ trực 1022")
    arriving = make_staff("den@example.vn", "Lý Văn Đến", Role.HOTLINE_OPERATOR, top)
    a_shift(team, desk.operator, hours=-8, long=8.1)
    a_shift(team, arriving, hours=-0.1)
    ticket = filed().ticket
    routing.take(ticket, desk.operator)
    handing_over.write(team, desk.operator, "Tổng đài chập chờn.", [Note(ticket, "Phường gọi lại sáng mai.")])
    page.set_viewport_size({"width": 360, "height": 740})

    page.goto(f"{live_server.url}/tai-khoan/login/?next={reverse('hotline:roster')}")
    sign_in(page, arriving)
    page.get_by_role("link", name="Đọc và xác nhận").click()
    expect(page.get_by_text("Phường gọi lại sáng mai.")).to_be_visible()
    assert page.evaluate("document.documentElement.scrollWidth <= 360")
    page.get_by_role("button", name="Tôi đã đọc").click()
    expect(page.get_by_text("Đã đọc: Lý Văn Đến")).to_be_visible()
    assert HandOverReading.objects.get().user == arriving
    check_axe(page)

    page.get_by_role("button", name="Viết bàn giao").click()
    page.get_by_label("Điều cả tổ cần biết").fill("Đã báo kỹ thuật, tổng đài ổn định lại.")
    page.get_by_role("button", name="Bàn giao", exact=True).click()
    expect(page.get_by_text("Đã bàn giao ca.")).to_be_visible()
    expect(page.get_by_text("tổng đài ổn định lại")).to_be_visible()
