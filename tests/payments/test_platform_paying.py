"""Rules proved: a page asks, the worker begins on the platform, the page leads there; nobody waits for others."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from django.conf import LazySettings
from django.test import Client
from django.urls import reverse

from payments import orders, platform_paying, receiving
from payments.models import BankAccount, Order, PlatformAttempt
from payments.national_platform import Partner
from payments.simulators.platform import Manners, SimulatedPlatform
from payments.vocabulary import EventKind
from portal.simulating.serving import Server
from tests.payments.factories import CHARGE, FEE, place, report

PARTNER = Partner("H29", "test-secret-shared-with-a-platform-that-is-none")
BUTTON = "Nộp bằng thẻ hoặc ví trên Cổng quốc gia"


@pytest.fixture
def platform(settings: LazySettings) -> Iterator[SimulatedPlatform]:
    """A real one on this machine, that tells nobody."""
    made = SimulatedPlatform("http://127.0.0.1:9/", PARTNER, "http://127.0.0.1:9/back", retries=())
    made.manners = Manners(is_silent=True)
    with Server(made.routes()) as server:
        made.address = settings.PAYMENT_PLATFORM_URL = server.address
        yield made
        made.teller.end()


def start(client: Client, order: Order) -> str:
    """Press the button; the address of the page that waits."""
    answer = client.post(reverse("payments:platform", args=[order.code]))
    assert answer.status_code == 302
    return str(answer.headers["Location"])


def text(client: Client, address: str) -> str:
    return client.get(address).content.decode()


@pytest.mark.django_db
def test_the_page_waits_for_the_worker_and_then_leads_to_the_platform(
    platform: SimulatedPlatform, client: Client
) -> None:
    order = place(None, FEE, CHARGE, subject_ref="")
    assert BUTTON in text(client, reverse("payments:order", args=[order.code]))

    waiting = start(client, order)

    page = client.get(waiting)
    assert page.headers["Refresh"] == f"2; url={waiting}?lan=1"
    assert "Đang mở trang thanh toán" in page.content.decode()
    assert not platform.payments, "no request talks to another system"
    assert platform_paying.begin_waiting() == 1
    onward = client.get(f"{waiting}?lan=1")
    assert onward.headers["Location"].startswith(f"{platform.address}/pay?reference={order.code}.")
    assert client.get(waiting).status_code == 200, "a form never leads to another site at once: the policy forbids it"
    [begun] = platform.payments.values()
    told = begun.message["ThongTinBienLai"]
    assert (begun.message["SoTien"], begun.message["Ip"]) == ("110000", "127.0.0.1")
    assert [row["LoaiPhiLePhi"] for row in told["PhiLePhi"]] == ["2", "1"]
    assert (told["MaDonVi"], told["TKThuHuong"]) == (order.unit.code, order.account and order.account.number)
    attempt = PlatformAttempt.objects.get()
    assert attempt.ip is None, "told once and forgotten"
    assert order.events.get(kind=EventKind.STARTED).note == attempt.reference


@pytest.mark.django_db
def test_pressed_twice_it_is_begun_once_and_by_one_worker(platform: SimulatedPlatform, client: Client) -> None:
    order = place()

    assert start(client, order) == start(client, order)

    assert [platform_paying.begin_waiting(), platform_paying.begin_waiting()] == [1, 0]
    assert len(platform.payments) == 1


@pytest.mark.django_db
@pytest.mark.parametrize("how", ["refuses", "is away"])
def test_a_platform_that_gives_no_address_is_told_in_words_and_costs_nothing(
    platform: SimulatedPlatform, settings: LazySettings, client: Client, how: str
) -> None:
    platform.manners = Manners(fails_to_begin=True)
    if how == "is away":
        settings.PAYMENT_PLATFORM_URL = "http://127.0.0.1:9"
    order = place()
    waiting = start(client, order)

    assert platform_paying.begin_waiting() == 0

    page = client.get(f"{waiting}?lan=1")
    assert "Refresh" not in page.headers
    assert "Chưa có khoản tiền nào bị trừ" in page.content.decode()
    order.refresh_from_db()
    assert order.state == "open"
    assert order.events.filter(kind=EventKind.STARTED).exists(), "the poller asks for it all the same"


@pytest.mark.django_db
def test_a_worker_that_never_answers_leaves_nobody_at_a_page_for_ever(
    platform: SimulatedPlatform, client: Client
) -> None:
    waiting = start(client, place())

    page = client.get(f"{waiting}?lan=21")

    assert "Refresh" not in page.headers
    assert "Chưa mở được trang thanh toán" in page.content.decode()


@pytest.mark.django_db
def test_only_a_whole_order_into_an_account_is_paid_there(
    platform: SimulatedPlatform, settings: LazySettings, client: Client
) -> None:
    part, cancelled, paid = place(), place(), place()
    receiving.receive(report(part, 1_000))
    orders.cancel(cancelled, "Lập nhầm.")
    receiving.receive(report(paid, 50_000))
    homeless = place()
    BankAccount.objects.filter(unit=homeless.unit).update(valid_to="2026-01-01")
    without = orders.place(orders.Placing("KHONG-TK", homeless.unit, "Hoa", "Nộp", [FEE]))

    for order in (part, cancelled, paid, without):
        page = reverse("payments:order", args=[order.code])
        assert BUTTON not in text(client, page)
        answer = client.post(reverse("payments:platform", args=[order.code]))
        assert answer.headers["Location"] == page
    settings.PAYMENT_PLATFORM_URL = ""
    assert BUTTON not in text(client, reverse("payments:order", args=[homeless.code]))
    assert not PlatformAttempt.objects.exists()


@pytest.mark.django_db
def test_whoever_comes_back_finds_their_order_and_is_asked_not_to_pay_again(
    platform: SimulatedPlatform, client: Client
) -> None:
    order = place()
    start(client, order)

    back = client.get(reverse("payments:back"), {"reference": PlatformAttempt.objects.get().reference})

    assert back.headers["Location"] == f"{reverse('payments:order', args=[order.code])}?cho=1"
    assert "Đừng nộp lại" in text(client, back.headers["Location"])
    assert "?phan=tien&amp;cho=1" in text(client, back.headers["Location"]), "the part that polls says it, too"
    receiving.receive(report(order, 50_000))
    assert "Đừng nộp lại" not in text(client, back.headers["Location"])
    stranger = client.get(reverse("payments:back"), {"reference": "X.1"})
    assert stranger.headers["Location"] == reverse("payments:ask")


@pytest.mark.django_db
def test_the_simulated_bank_is_offered_in_demonstrations_only(settings: LazySettings, client: Client) -> None:
    order = place()
    page = reverse("payments:order", args=[order.code])
    settings.SIMULATED_BANK_URL = "http://127.0.0.1:8901"
    assert "http://127.0.0.1:8901/?payload=0002" in text(client, page)

    settings.PORTAL_DEMO = False

    assert "127.0.0.1:8901" not in text(client, page)
