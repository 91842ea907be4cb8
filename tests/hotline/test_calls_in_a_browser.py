"""A caller with a late dossier is answered on the spot, with the keyboard alone; what is typed outlives the browser."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone
from playwright.sync_api import Page, expect
from pytest_django.live_server_helper import LiveServer

from dossiers.models import Dossier, Party
from hotline.kinds import State
from hotline.models import Call, Ticket
from tests.dossiers import filings
from tests.dossiers.world import World, given_world
from tests.hotline.desk import given_desk
from tests.hotline.test_in_a_browser import sign_in

pytestmark = [pytest.mark.journey, pytest.mark.django_db(transaction=True)]
ANSWER = "Hồ sơ đang chờ lãnh đạo phường ký, chậm ba ngày; phường xin lỗi và hẹn trả sáng thứ Năm 26/11."


def given_late_dossier(world: World) -> Dossier:
    """Handed over, three days past its due time, with the caller's number."""
    dossier = filings.handed_over(world)
    Party.objects.filter(dossier=dossier).update(phone="+84901234567")
    before = timezone.now() - timedelta(days=3)
    Dossier.objects.filter(pk=dossier.pk).update(due_at=before, due_soon_from=before - timedelta(days=1))
    return dossier


def test_a_caller_with_a_late_dossier_is_answered_on_the_spot(
    page: Page, live_server: LiveServer, check_axe: Callable[[Page], None]
) -> None:
    world = given_world()
    late, operator = given_late_dossier(world), given_desk(world).operator
    page.goto(f"{live_server.url}/tai-khoan/login/?next={reverse('hotline:calls')}")
    sign_in(page, operator)
    expect(page.get_by_role("heading", name="Điện thoại")).to_be_visible()
    check_axe(page)

    page.get_by_label("Số điện thoại gọi đến").fill("0901234567")
    page.get_by_label("Số điện thoại gọi đến").press("Enter")
    expect(page.get_by_role("heading", name="Cuộc gọi từ 0901 234 567")).to_be_visible()
    expect(page.get_by_text(late.code)).to_be_visible()
    expect(page.get_by_text(re.compile("quá hạn", re.IGNORECASE)).first).to_be_visible()
    check_axe(page)
    page.get_by_label("Nội dung", exact=True).fill("Chị hỏi vì sao giấy khai sinh của con chưa có.")
    expect(page.locator("[data-saved-mark]")).to_contain_text("Đã lưu lúc", timeout=15_000)
    page.reload()
    expect(page.get_by_label("Nội dung", exact=True)).to_have_value("Chị hỏi vì sao giấy khai sinh của con chưa có.")

    page.get_by_label("Cần được hướng dẫn").press("Space")
    page.get_by_label("Trả lời ngay cho người gọi").fill(ANSWER)
    page.get_by_label("Mã hồ sơ liên quan").fill(late.code)
    page.get_by_role("button", name="Ghi phản ánh và kết thúc").press("Enter")

    expect(page.get_by_text("Đọc cho người gọi mã này và mã bí mật")).to_be_visible()
    check_axe(page)
    ticket = Ticket.objects.get()
    assert (ticket.state, ticket.dossier) == (State.ANSWERED, late)
    page.keyboard.press("n")
    expect(page.get_by_role("heading", name="Điện thoại")).to_be_visible()
    assert Call.objects.get().ticket == ticket
