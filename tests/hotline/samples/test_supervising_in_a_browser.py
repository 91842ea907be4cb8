"""A supervisor's week in a browser, on a telephone and on a desk: duplicates, drawn answers, the monthly report."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from django.urls import reverse
from django.utils import timezone
from playwright.sync_api import Page, expect
from pytest_django.live_server_helper import LiveServer

from hotline.causes import listing
from hotline.duplicates import linking
from hotline.models import MonthlyReport, Ticket
from hotline.monthly import counting
from hotline.samples import rating
from tests.dossiers.world import given_world
from tests.hotline.desk import act, bench, given_desk
from tests.hotline.duplicates.matters import two_told
from tests.hotline.samples.test_rating import GOOD_MARKS, by_leader, drawn
from tests.hotline.test_in_a_browser import press, sign_in
from tests.hotline.tickets import filed

pytestmark = [pytest.mark.journey, pytest.mark.django_db(transaction=True)]


def test_the_pages_of_a_supervisor_fit_a_telephone_and_a_desk(
    page: Page, live_server: LiveServer, check_axe: Callable[[Page], None]
) -> None:
    """Given duplicates, samples and a report, when the supervisor works through them, then each page fits."""
    world = given_world()
    desk = given_desk(world)
    first, second = two_told()
    linking.merge(filed().ticket, filed().ticket, desk.operator)
    rated, waiting = drawn(by_leader(world, desk)), drawn(by_leader(world, desk))
    rating.rate(rated, desk.supervisor, GOOD_MARKS, "Rõ ràng.")
    today, rated_ticket = timezone.localdate(), rated.answer.ticket
    counts = counting.of_month(today.year, today.month)
    MonthlyReport.objects.create(year=today.year, month=today.month, number=1, counts=counts, made_at=timezone.now())
    listing.add(desk.supervisor, "Mất điện", "Power cut", is_fault=False)
    page.goto(f"{live_server.url}/tai-khoan/login/?next={reverse('hotline:desk')}")
    sign_in(page, desk.supervisor)

    places = (
        reverse("hotline:desk"),
        bench(Ticket.objects.get(pk=second.ticket.pk)),
        f"{reverse('hotline:merge', args=[second.ticket.code])}?leader={first.ticket.code}",
        bench(rated_ticket),
        reverse("hotline:samples"),
        reverse("hotline:sample", args=[waiting.pk]),
        reverse("hotline:sample-draw", args=[rated.draw_id]),
        reverse("hotline:monthly"),
        reverse("hotline:causes"),
        act(rated_ticket, "sua-nguyen-nhan"),
        reverse("hotline:figures"),
    )
    for place in places:
        page.goto(f"{live_server.url}{place}")
        for width in (1280, 360):
            page.set_viewport_size({"width": width, "height": 900})
            assert page.evaluate("document.documentElement.scrollWidth <= window.innerWidth"), (place, width)
            check_axe(page)

    page.goto(f"{live_server.url}{reverse('hotline:sample', args=[waiting.pk])}")
    for side in page.locator("fieldset").all():
        side.get_by_label("5 – Rất tốt").check()
    press(page, "Ghi điểm")
    expect(page.get_by_text("Đã ghi điểm.")).to_be_visible()
    page.goto(f"{live_server.url}{reverse('hotline:merge', args=[second.ticket.code])}?leader={first.ticket.code}")
    press(page, "Đúng là một việc, gắn lại")
    expect(page.get_by_text("Giải quyết cùng:")).to_be_visible()
    assert linking.live().filter(ticket=second.ticket, leader=first.ticket).exists()
