"""The Chair's office, terms, a report about a head, a unit's duty: legible on a phone and at a desk, for all."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from playwright.sync_api import Browser, Page
from pytest_django.live_server_helper import LiveServer

from hotline import due_terms, routing
from hotline.kinds import Level
from hotline.models import Ticket
from tests.dossiers.world import given_world
from tests.hotline.desk import bench, given_desk
from tests.hotline.roster.teams import a_shift, a_team, sit
from tests.hotline.test_due_terms import proposal
from tests.hotline.tickets import SEND, filed

pytestmark = [pytest.mark.journey, pytest.mark.django_db(transaction=True)]


def test_nothing_runs_off_the_page_and_everybody_can_read_it(
    browser: Browser, live_server: LiveServer, check_axe: Callable[[Page], None]
) -> None:
    world = given_world()
    desk, unit = given_desk(world), world.ward.committee
    sit(a_shift(a_team(world), hours=-1), world.ward.clerk)
    head = filed(unit=unit.code, is_about_head=True).ticket
    late = filed(content="Hồ sơ đất đai nộp ba tháng trước vẫn chưa ai trả lời, tôi đã gọi bốn lần.").ticket
    routing.route(late, desk.operator, unit, "Thuộc phường.")
    today = timezone.localdate()
    Ticket.objects.filter(pk=late.pk).update(level=Level.CHAIR, level_since=timezone.now(), demanded_on=today)
    due_terms.propose(desk.supervisor, proposal())
    client = Client()
    client.force_login(desk.supervisor)
    key = {"name": "sessionid", "value": client.cookies["sessionid"].value, "url": live_server.url}
    pages = [reverse("hotline:at-the-top"), reverse("hotline:due-terms"), reverse("hotline:due-term-new")]
    pages += [bench(head), unit.get_absolute_url(), SEND]
    for width in (360, 1280):
        context = browser.new_context(locale="vi-VN", viewport={"width": width, "height": 900})
        context.add_cookies([key])  # type: ignore[list-item]
        page = context.new_page()
        for path in pages:
            answer = page.goto(f"{live_server.url}{path}")
            assert answer is not None and answer.ok, path
            assert page.evaluate("document.documentElement.scrollWidth") <= width, (path, width)
            if width == 360:
                check_axe(page)
        context.close()
