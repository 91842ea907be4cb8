"""By post with a browser on both sides: ready here, ordered and delivered there, and the owner sees it."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from django.test import Client
from django.urls import reverse
from playwright.sync_api import Page, expect
from pytest_django.live_server_helper import LiveServer

from portal.accounts.models import User
from portal.peers.inbound import working
from tests.dossiers.world import given_world
from tests.peers.conftest import Post
from tests.peers.connecting import connected, deliver, ready


def let_in(page: Page, live_server: LiveServer, user: User) -> None:
    """Give the browser a session of the person."""
    client = Client()
    client.force_login(user)
    told = {"name": "sessionid", "value": client.cookies["sessionid"].value, "url": live_server.url}
    page.context.add_cookies([told])  # type: ignore[list-item]


@pytest.mark.django_db(transaction=True)
def test_ready_here_delivered_there_and_seen_by_the_owner(
    post: Post, live_server: LiveServer, page: Page, check_widths: Callable[[Page], None]
) -> None:
    world = given_world()
    office = connected(post.address)
    post.notifying.door = live_server.url + reverse("peer-door", args=[office.public_id])
    dossier = ready(world)
    deliver()

    def there(button: str, reason: str = "") -> None:
        page.goto(post.address)
        page.get_by_label("Lý do").fill(reason)
        page.get_by_role("button", name=button, exact=True).click()
        post.notifying.teller.wait()
        working.take_due()

    there("Nhận bưu gửi")
    there("Phát không thành công", "Đi vắng")
    let_in(page, live_server, world.ward.clerk)
    page.goto(live_server.url + reverse("parcels:list"))
    expect(page.get_by_role("row", name=dossier.code)).to_contain_text("Đi vắng")
    check_widths(page)
    page.get_by_role("link", name=dossier.code, exact=True).click()
    check_widths(page)
    page.get_by_role("button", name="Gửi lại", exact=True).click()
    expect(page.get_by_label("Số nhà, đường")).not_to_be_empty()
    page.get_by_role("button", name="Gửi lại", exact=True).click()
    expect(page.locator("main")).to_contain_text("Kết quả được gửi lại qua bưu chính")

    deliver()
    post.notifying.teller.wait()
    there("Phát thành công")
    let_in(page, live_server, world.mother)
    page.goto(live_server.url + reverse("dossiers:detail", args=[dossier.code]))
    main = page.locator("main")
    for words in ("Kết quả được giao cho bưu chính", "Đi vắng", "Đã trả kết quả"):
        expect(main).to_contain_text(words)
