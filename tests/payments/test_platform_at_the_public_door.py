"""Rules proved: whatever strangers send to the pages of paying, nothing is begun, told or broken by it."""

from __future__ import annotations

import datetime as dt
from uuid import uuid4

import pytest
from django.conf import LazySettings, settings
from django.core.management import CommandError, call_command
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from payments import platform_paying
from payments.models import Order, PlatformAttempt
from payments.receiving import receive
from payments.tasks import draw_receipts
from payments.views.platform import STARTS, TRIES
from tests.accounts.factories import make_user
from tests.payments.desk import browser_of
from tests.payments.factories import place, report

pytestmark = pytest.mark.django_db
NOWHERE = "http://127.0.0.1:9"


@pytest.fixture(autouse=True)
def _connected(settings: LazySettings) -> None:
    """A platform that is offered and never answers: nothing here may need it."""
    settings.PAYMENT_PLATFORM_URL, settings.PAYMENT_PLATFORM_SECRET = NOWHERE, "a-secret-that-nobody-shares-with-us"


def start(client: Client, order: Order) -> str:
    return str(client.post(reverse("payments:platform", args=[order.code])).headers["Location"])


@pytest.mark.parametrize("reference", ["", "\0", "X.1", "' OR 1=1 --", "ă" * 5000, "../../etc", "%00", "🙂"])
def test_a_return_that_names_nothing_leads_to_the_box_for_a_code(client: Client, reference: str) -> None:
    answer = client.get(reverse("payments:back"), {"reference": reference})
    assert (answer.status_code, answer.headers["Location"]) == (302, reverse("payments:ask"))


def test_returning_books_nothing_whatever_the_address_claims(client: Client) -> None:
    """Only the platform's signed notice tells of money."""
    order = place()
    start(client, order)
    reference = PlatformAttempt.objects.get().reference
    client.get(reverse("payments:back"), {"reference": reference, "status": "00", "amount": "50000", "paid": "1"})
    order.refresh_from_db()
    assert (order.state, order.received_dong, order.payments.count()) == ("open", 0, 0)


@pytest.mark.parametrize("tried", ["-1", "abc", "\0", "9999", "1e3", "٣", ""])
def test_a_count_of_tries_that_is_none_begins_again(client: Client, tried: str) -> None:
    waiting = start(client, place())
    page = client.get(waiting, {"lan": tried})
    assert page.headers["Refresh"].endswith("?lan=1")


def test_the_page_gives_up_after_its_tries_and_not_before(client: Client) -> None:
    waiting = start(client, place())
    assert client.get(waiting, {"lan": TRIES}).headers["Refresh"].endswith(f"?lan={TRIES + 1}")
    assert "Refresh" not in client.get(waiting, {"lan": TRIES + 1}).headers


def test_an_attempt_is_found_only_with_the_code_of_its_order(client: Client) -> None:
    mine, other = place(), place()
    start(client, mine)
    attempt = PlatformAttempt.objects.get()
    assert client.get(reverse("payments:platform-wait", args=[other.code, attempt.public_id])).status_code == 404
    assert client.get(reverse("payments:platform-wait", args=[mine.code, uuid4()])).status_code == 404
    page = client.get(reverse("payments:platform-wait", args=[mine.code, attempt.public_id])).content.decode()
    assert attempt.reference not in page, "what the platform knows it by is nobody's to read here"
    assert mine.payer_name not in page


def test_nothing_is_begun_by_looking_or_for_an_order_that_is_none(client: Client) -> None:
    order = place()
    address = reverse("payments:platform", args=[order.code])
    assert client.get(address).status_code == 405
    assert client.post(reverse("payments:platform", args=["KHONG-CO"])).status_code == 404
    assert Client(enforce_csrf_checks=True).post(address).status_code == 403
    assert not PlatformAttempt.objects.exists()
    assert [event.kind for event in order.events.all()] == ["placed"]


def test_who_presses_without_end_is_stopped_in_words(client: Client) -> None:
    order = place()
    answers = [client.post(reverse("payments:platform", args=[order.code])) for _press in range(STARTS.most + 1)]
    assert [answer.status_code for answer in answers] == [302] * STARTS.most + [429]
    assert "text/html" in answers[-1]["Content-Type"]
    assert PlatformAttempt.objects.count() == 1, "within a minute it is the same attempt"


def test_a_worker_that_died_in_between_is_not_begun_twice(client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    """Claimed and never answered: the platform may have begun it, so nobody else does; the payer may press again."""
    order = place()
    waiting = start(client, order)
    PlatformAttempt.objects.update(claimed_at=timezone.now())
    assert platform_paying.begin_waiting() == 0
    assert client.get(waiting, {"lan": 1}).headers["Refresh"].endswith("?lan=2")
    later = timezone.now() + dt.timedelta(minutes=2)
    monkeypatch.setattr("django.utils.timezone.now", lambda: later)
    assert start(client, order) != waiting


def test_a_platform_away_leaves_the_payer_with_words_in_their_language(client: Client) -> None:
    waiting = start(client, place())
    assert platform_paying.begin_waiting() == 0
    client.cookies[settings.LANGUAGE_COOKIE_NAME] = "en"
    page = client.get(waiting, {"lan": 1}).content.decode()
    assert 'lang="en"' in page
    assert "Chưa" not in page
    attempt = PlatformAttempt.objects.get()
    assert (bool(attempt.problem), attempt.ip, attempt.address) == (True, None, "")
    assert NOWHERE not in page, "where it failed is for the log"


@pytest.mark.parametrize("path", ["\0", "%00", "KHONG-CO", "a" * 300, "<script>"])
def test_a_code_that_is_none_is_not_found_on_every_page_of_paying(client: Client, path: str) -> None:
    for name in ("payments:order", "payments:platform"):
        address = reverse(name, args=["X"]).replace("/X", f"/{path.replace(chr(0), '%00')}")
        answer = client.get(address) if name.endswith("order") else client.post(address)
        assert answer.status_code == 404, name
    asked = client.get(reverse("payments:ask"), {"code": path})
    assert asked.status_code == 422
    assert "<script>alert" not in asked.content.decode()


@pytest.mark.usefixtures("undrawn")
def test_the_paper_of_a_payer_is_nobody_elses(client: Client) -> None:
    """Neither another citizen's with the code and the number, nor by a number under another order of one's own."""
    payer, other = make_user(), make_user()
    order, strange = place(payer=payer), place(payer=other)
    for each in (order, strange):
        receive(report(each, 50_000))
    receipt = order.receipts.get()
    for name in ("payments:receipt", "payments:receipt-xml"):
        assert browser_of(payer).get(reverse(name, args=[order.code, receipt.pk])).status_code == 404, "not drawn yet"
    draw_receipts()
    for name in ("payments:receipt", "payments:receipt-xml"):
        mine = reverse(name, args=[order.code, receipt.pk])
        assert browser_of(payer).get(mine).status_code == 200
        assert browser_of(other).get(mine).status_code == 404
        assert browser_of(other).get(reverse(name, args=[strange.code, receipt.pk])).status_code == 404
        assert client.get(mine).status_code == 302


def test_simulated_money_is_for_demonstrations_only(settings: LazySettings) -> None:
    settings.PORTAL_DEMO = False
    with pytest.raises(CommandError, match="demonstrations only"):
        call_command("simulate_payments", bank_port=0, platform_port=0)
    settings.PORTAL_DEMO, settings.BANK_NOTICE_SECRETS = True, []
    with pytest.raises(CommandError, match="demonstrations only"):
        call_command("simulate_payments", bank_port=0, platform_port=0)
