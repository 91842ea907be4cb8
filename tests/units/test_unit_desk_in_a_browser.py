"""The pages of a centre's administrator in a real browser: no barrier, and nothing wider than a phone."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from django.conf import settings
from django.test import Client
from playwright.sync_api import Page
from pytest_django.live_server_helper import LiveServer

from tests.units import factories as make
from tests.units.desk_pages import page as address
from units import services
from units.roles import Role

pytestmark = [pytest.mark.journey, pytest.mark.django_db(transaction=True)]


def test_services_hours_and_history_of_a_centre_fit_and_hold_no_barrier(
    page: Page, live_server: LiveServer, check_widths: Callable[[Page], None]
) -> None:
    centre = make.CentreFactory(code="H29.168.9")
    counter = make.CounterFactory(unit=centre, number=1, name="Đất đai, xây dựng và môi trường")
    held = make.StaffRoleFactory(unit=centre, role=Role.UNIT_ADMIN)
    services.receive(held.user, centre, ("G13", "Quản lý chất lượng nông lâm sản và thủy sản"), [counter])
    client, name = Client(), settings.SESSION_COOKIE_NAME
    client.force_login(held.user)
    page.context.add_cookies([{"name": name, "value": client.cookies[name].value, "url": live_server.url}])

    for path in (
        *(address(each, centre.code) for each in ("unit", "services", "hours", "history")),
        centre.get_absolute_url(),
    ):
        page.goto(f"{live_server.url}{path}")
        check_widths(page)
