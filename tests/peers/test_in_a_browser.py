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
from portal.peers.models import PostalManifest
from portal.peers.postal import manifest_paper
from tests.dossiers.world import given_world
from tests.peers.conftest import Post
from tests.peers.connecting import connected, deliver, fresh, ready


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


@pytest.mark.django_db(transaction=True)
def test_a_clerk_hands_the_parcels_of_the_day_over_by_keyboard_alone(
    post: Post,
    live_server: LiveServer,
    page: Page,
    check_widths: Callable[[Page], None],
    check_axe: Callable[[Page], None],
) -> None:
    world = given_world()
    connected(post.address)
    dossier, other = ready(world), ready(world)
    deliver()
    order = dossier.postal_orders.get()
    let_in(page, live_server, world.ward.clerk)
    page.goto(f"{live_server.url}{reverse('parcels:list')}?xem=cho-giao")
    check_widths(page)
    page.get_by_role("button", name="Lập bảng kê cho tất cả bưu gửi chờ giao").focus()
    page.keyboard.press("Enter")
    box = page.get_by_label("Quét mã bưu gửi")
    expect(box).to_be_focused()
    check_widths(page)
    check_axe(page)

    # As a scanner types: the code, then Enter.
    page.keyboard.type(order.item_code)
    page.keyboard.press("Enter")
    expect(page.get_by_label(f"Đã giao bưu gửi {order.number}")).to_be_checked()
    expect(page.get_by_label(f"Đã giao bưu gửi {other.postal_orders.get().number}")).not_to_be_checked()
    expect(page.get_by_role("status")).to_contain_text("Đã đánh dấu 1 trên 2 bưu gửi")
    page.get_by_label("Họ tên người nhận của bưu chính").focus()
    page.keyboard.type("Lê Văn Tám")
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    expect(page.locator("main")).to_contain_text("Người nhận: Lê Văn Tám")
    assert fresh(dossier).delivery_state == "posted"
    assert fresh(other).delivery_state == "ready"

    manifest_paper.print_due()
    page.reload()
    expect(page.get_by_role("link", name="In bảng kê (PDF)")).to_be_visible()
    page.get_by_role("link", name="Rút lại việc giao").press("Enter")
    page.get_by_role("button", name="Rút lại", exact=True).press("Enter")
    expect(page.locator("main")).to_contain_text("Bảng kê lại chờ giao")
    assert fresh(dossier).delivery_state == "ready"
    assert PostalManifest.objects.get().state == "open"
    page.goto(live_server.url + reverse("parcels:manifests"))
    check_widths(page)
    check_axe(page)
