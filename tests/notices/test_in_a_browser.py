"""In a browser: a mother chooses SMS and her browser, her dossier moves, and the gateway has the text message."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from django.conf import LazySettings
from django.test import Client
from django.urls import reverse
from playwright.sync_api import Page, expect
from pytest_django.live_server_helper import LiveServer

from dossiers import processing
from portal.accounts.models import User
from portal.notices.models import SentText
from portal.notices.push import devices
from portal.notices.simulator import SimulatedGateway
from portal.outbox.delivery import deliver_due
from portal.simulating.telling import Teller
from tests.dossiers import filings
from tests.dossiers.test_staff_in_a_browser import sit_down
from tests.dossiers.world import given_world
from tests.notices.push_service import Browser

pytestmark = [pytest.mark.journey, pytest.mark.django_db(transaction=True)]
PHONE = "+84901234567"


def test_sms_is_chosen_a_dossier_moves_and_the_message_is_there(
    page: Page,
    live_server: LiveServer,
    gateway: SimulatedGateway,
    settings: LazySettings,
    check_widths: Callable[[Page], None],
) -> None:
    settings.WEB_PUSH_KEY = "A" * 42 + "E"
    world = given_world()
    User.objects.filter(pk=world.mother.pk).update(phone=PHONE)
    world.mother.refresh_from_db()
    devices.add(world.mother, Browser().subscription("https://push.example/1"), "Mozilla Chrome/140 Android")
    gateway.teller = Teller((0.1, 0.3, 1.0, 3.0))
    gateway._notify = live_server.url + reverse("sms-reports")
    sit_down(page, live_server, world.mother, width=360)

    page.goto(live_server.url + reverse("account_home"))
    page.get_by_role("link", name="Đổi cách nhận tin").click()
    expect(page.get_by_role("heading", name="Cách bạn nhận tin")).to_be_visible()
    check_widths(page)
    page.get_by_role("checkbox", name="Tin nhắn SMS: 0901 234 567").check()
    page.get_by_role("checkbox", name="Thư điện tử").uncheck()
    page.get_by_role("button", name="Lưu").click()
    expect(page.get_by_text("Đã lưu cách nhận tin của bạn.")).to_be_visible()

    world.mother.refresh_from_db()
    dossier = filings.submitted(world)
    processing.receive(dossier, world.ward.clerk, filings.all_accepted(dossier))
    deliver_due(10)
    gateway.teller.wait()

    words = [came.words for came in gateway.arrived.values() if came.phone == PHONE[1:]]
    assert [text.rpartition(" ")[0] for text in words] == [
        f"Da nhan duoc ho so {dossier.code}",
        f"Ho so {dossier.code} da duoc tiep nhan",
    ]
    assert set(SentText.objects.values_list("arrival", flat=True)) == {"arrived"}
    page.reload()
    expect(page.get_by_text("Đã đến máy")).to_be_visible()
    page.get_by_role("link", name="Bỏ Chrome, Android").click()
    page.get_by_role("button", name="Ngừng thông báo").click()
    expect(page.get_by_text("Chưa có thiết bị nào.")).to_be_visible()


#: Runs the worker with a browser of its own making, and tells what it showed and which pages it opened.
WORKER = """async ([script, origin, pushes]) => {
  const heard = {}, shown = [], opened = [];
  const self = {
    location: { origin },
    addEventListener: (name, listen) => { heard[name] = listen; },
    registration: { showNotification: async (title, more) => { shown.push({ title, ...more }); } },
    clients: { openWindow: async (address) => { opened.push(address); } },
  };
  new Function("self", script)(self);
  for (const told of pushes) {
    const works = [], waitUntil = (work) => works.push(work);
    heard.push({ data: { json: () => told }, waitUntil });
    await Promise.all(works);
    heard.notificationclick({ notification: { close() {}, data: shown.at(-1).data }, waitUntil });
  }
  return [shown, opened];
}"""


def test_a_click_asks_and_what_is_not_granted_is_said(
    page: Page, live_server: LiveServer, settings: LazySettings
) -> None:
    """As far as it goes without the service of the browser's maker: nothing is asked before the click."""
    settings.WEB_PUSH_KEY = "A" * 42 + "E"
    user = User.objects.create_user("an@example.vn", None, full_name="Trần Thị An")
    sit_down(page, live_server, user)
    page.context.grant_permissions(["notifications"], origin=live_server.url)
    page.goto(live_server.url + reverse("notices:ways"))
    button = page.get_by_role("button", name="Nhận thông báo trên thiết bị này")
    expect(button).to_be_visible()
    assert page.evaluate("navigator.serviceWorker.getRegistrations().then((all) => all.length)") == 0
    button.click()
    expect(page.get_by_role("alert").filter(has_text="Trình duyệt")).to_be_visible()


def test_the_worker_shows_a_notice_and_opens_pages_of_this_site_alone(page: Page, client: Client) -> None:
    script = client.get(reverse("notices:worker")).content.decode()
    here = {"title": "Cổng", "body": "Hồ sơ H29.1 đã có kết quả", "link": "https://portal.example/ho-so/1/", "tag": "1"}
    elsewhere = here | {"link": "https://elsewhere.example/"}

    shown, opened = page.evaluate(WORKER, [script, "https://portal.example", [here, elsewhere]])

    assert [one["body"] for one in shown] == [here["body"]] * 2 and shown[0]["tag"] == "1"
    assert opened == ["https://portal.example/ho-so/1/"]
