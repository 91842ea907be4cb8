"""Roles of staff in the administration, as somebody with a screen reader or a phone meets them."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from django.conf import settings
from django.test import Client
from playwright.sync_api import Page, expect
from pytest_django.live_server_helper import LiveServer

from portal.accounts.models import Kind, User
from tests.units import factories as make

pytestmark = [pytest.mark.journey, pytest.mark.django_db(transaction=True)]
WIDTHS = (1280, 360)


@pytest.fixture
def desk(page: Page, live_server: LiveServer) -> Page:
    """A system administrator's browser."""
    client, name = Client(), settings.SESSION_COOKIE_NAME
    client.force_login(User.objects.create_superuser("qt@example.vn", full_name="Quản Trị", kind=Kind.STAFF))
    page.context.add_cookies([{"name": name, "value": client.cookies[name].value, "url": live_server.url}])
    return page


def test_the_list_and_the_form_hold_no_barrier(
    desk: Page, live_server: LiveServer, check_axe: Callable[[Page], None]
) -> None:
    make.StaffRoleFactory(user__full_name="Đỗ Thanh Tâm", unit__name="Trung tâm phường Sài Gòn")

    desk.goto(f"{live_server.url}/quan-tri/units/staffrole/?q=tam")
    expect(desk.get_by_role("link", name="Đỗ Thanh Tâm")).to_be_visible()
    for width in WIDTHS:
        desk.set_viewport_size({"width": width, "height": 800})
        check_axe(desk)
    desk.goto(f"{live_server.url}/quan-tri/units/staffrole/add/")

    expect(desk.get_by_role("combobox", name="Người")).to_be_visible()
    expect(desk.get_by_role("combobox", name="Đơn vị")).to_be_visible()
    for width in WIDTHS:
        desk.set_viewport_size({"width": width, "height": 800})
        check_axe(desk)


def test_a_search_box_that_appears_late_has_its_name_too(desk: Page, live_server: LiveServer) -> None:
    desk.goto(f"{live_server.url}/quan-tri/units/staffrole/add/")
    expect(desk.get_by_role("combobox", name="Người")).to_be_visible()

    desk.evaluate("django.jQuery('#id_user').select2('destroy')")
    desk.evaluate("django.jQuery('#id_user').djangoAdminSelect2()")

    expect(desk.get_by_role("combobox", name="Người")).to_be_visible()


def test_the_columns_say_who_and_where_in_the_readers_words(desk: Page, live_server: LiveServer) -> None:
    make.StaffRoleFactory(user__full_name="Đỗ Thanh Tâm", unit__name="Trung tâm phường Sài Gòn")

    desk.goto(f"{live_server.url}/quan-tri/units/staffrole/")

    heads = " ".join(desk.locator("#result_list thead").all_text_contents())
    assert all(words in heads for words in ("Người", "Đơn vị")), heads
    assert "User" not in heads
    expect(desk.locator("#result_list")).to_contain_text("Trung tâm phường Sài Gòn")
