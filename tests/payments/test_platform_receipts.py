"""The national platform's receipt (GETBILL): fetched by the worker, checked like an upload, kept with its payment."""

from __future__ import annotations

import base64
import datetime as dt
from collections.abc import Iterator
from typing import Any

import pytest
from django.conf import LazySettings
from django.db import DatabaseError, transaction
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from hypothesis import given
from hypothesis import strategies as st

from payments import receiving
from payments.models import Order, Payment, PlatformReceipt
from payments.models.platform_receipts import MOST_TRIES
from payments.national_platform import Partner, State, read_receipt, signed_receipt
from payments.providers import national_platform as driver
from payments.simulators import papers
from payments.simulators.platform import Manners, SimulatedPlatform
from payments.tasks import fetch_platform_receipts
from portal.files import inspection, store
from portal.simulating.serving import Server
from tests.accounts.factories import make_user
from tests.payments.desk import at_the_desk, browser_of
from tests.payments.factories import make_account, place, report
from tests.payments.test_simulated_platform import PARTNER, paying_of, told_of

HEADING = "Biên lai của Cổng dịch vụ công quốc gia"


@pytest.fixture
def platform(settings: LazySettings) -> Iterator[SimulatedPlatform]:
    """A real one on this machine; what is paid there is told by the tests."""
    made = SimulatedPlatform("http://127.0.0.1:9/", PARTNER, "http://127.0.0.1:9/back", retries=())
    made.manners = Manners(is_silent=True)
    with Server(made.routes()) as server:
        made.address = settings.PAYMENT_PLATFORM_URL = server.address
        yield made


def paid(platform: SimulatedPlatform, **fields: Any) -> Order:
    """An order that was paid on the platform, and the portal heard of it."""
    order = place(None, **fields)
    started = timezone.now().replace(microsecond=0)
    driver.begin(paying_of(order, started))
    platform.settle(driver.reference_of(order.code, started), State.PAID)
    receiving.receive(driver.reported(driver.ask(driver.reference_of(order.code, started))))
    return order


def wanted() -> PlatformReceipt:
    return PlatformReceipt.objects.select_related("file").get()


def due_again() -> None:
    PlatformReceipt.objects.update(next_try_at=timezone.now() - dt.timedelta(seconds=1))


def page(client: Client, order: Order, name: str = "payments:order") -> str:
    return client.get(reverse(name, args=[order.code])).content.decode()


@pytest.mark.django_db
def test_payer_and_accountant_read_the_paper_once_the_worker_fetched_it(platform: SimulatedPlatform) -> None:
    payer = make_user()
    order = paid(platform, payer=payer)
    home, desk = browser_of(payer), at_the_desk(order.unit)
    # Before the worker came, the payer's page is silent and the accountant's says that it is on its way
    assert HEADING not in page(home, order)
    assert HEADING in page(desk, order, "accounting:order") and "Hệ thống đang lấy" in page(
        desk, order, "accounting:order"
    )
    assert fetch_platform_receipts() == 1
    receipt = wanted()
    assert receipt.file is not None
    assert (receipt.payment.order, receipt.file.mime, receipt.hindrance) == (order, "application/pdf", "")
    assert f"Bien lai thu phi, le phi {receipt.reference}: 50000 dong".encode() in store.open(receipt.file)
    for client, name in ((home, "payments"), (desk, "accounting")):
        address = reverse(f"{name}:platform-receipt", args=[order.code, receipt.pk])
        assert address in page(client, order, f"{name}:order")
        answer = client.get(address)
        assert (answer.content, answer["Content-Type"]) == (store.open(receipt.file), "application/pdf")
        assert f"{receipt.reference}.pdf" in answer["Content-Disposition"]
    # Asked for once, kept for good
    assert [fetch_platform_receipts(), fetch_platform_receipts()] == [0, 0]
    assert wanted().attempts == 1


@pytest.mark.django_db
def test_nobody_else_reads_it(platform: SimulatedPlatform) -> None:
    order = paid(platform, payer=make_user())
    fetch_platform_receipts()
    other, pk = place(None, payer=make_user()), wanted().pk
    assert HEADING not in page(Client(), order)
    own = reverse("payments:platform-receipt", args=[order.code, pk])
    books = reverse("accounting:platform-receipt", args=[order.code, pk])
    assert Client().get(own).status_code == Client().get(books).status_code == 302
    assert browser_of(make_user()).get(own).status_code == 404
    assert at_the_desk(make_account().unit).get(books).status_code == 404
    # Nor under the code of an order that is theirs
    elsewhere = reverse("payments:platform-receipt", args=[other.code, pk])
    assert browser_of(other.payer).get(elsewhere).status_code == 404  # type: ignore[arg-type]


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("manners", "hindrance"),
    [
        (Manners(paper="none"), "refused"),
        (Manners(paper="wrong"), "unusable"),
        (Manners(paper="broken"), "unusable"),
        (Manners(paper="huge"), "unreachable"),
        (Manners(is_forged=True), "unusable"),
    ],
)
def test_what_is_no_receipt_is_not_kept_and_asked_for_again(
    platform: SimulatedPlatform, manners: Manners, hindrance: str
) -> None:
    order = paid(platform)
    platform.manners = manners
    before = timezone.now()
    assert fetch_platform_receipts() == 0
    receipt = wanted()
    assert (receipt.file, receipt.hindrance, receipt.attempts) == (None, hindrance, 1)
    assert receipt.next_try_at > before
    words = page(at_the_desk(order.unit), order, "accounting:order")
    assert receipt.get_hindrance_display() in words and "Hệ thống đang lấy" in words
    assert fetch_platform_receipts() == 0 and wanted().attempts == 1  # not at once
    platform.manners = Manners(is_silent=True)
    due_again()
    assert (fetch_platform_receipts(), wanted().hindrance, wanted().attempts) == (1, "", 2)


@pytest.mark.django_db
def test_one_that_comes_late_counts_as_no_answer(platform: SimulatedPlatform, monkeypatch: pytest.MonkeyPatch) -> None:
    paid(platform)
    platform.manners = Manners(latency_seconds=0.5)
    with monkeypatch.context() as impatient:
        impatient.setattr(driver, "PATIENCE_SECONDS", 0.1)
        assert fetch_platform_receipts() == 0
    assert wanted().hindrance == "unreachable"
    platform.manners = Manners()
    due_again()
    assert fetch_platform_receipts() == 1


@pytest.mark.django_db
def test_a_platform_that_is_away_is_left_alone_after_three_and_what_was_paid_stays_paid(
    platform: SimulatedPlatform, settings: LazySettings
) -> None:
    orders = [paid(platform) for _order in range(5)]
    settings.PAYMENT_PLATFORM_URL = "http://127.0.0.1:9"
    assert fetch_platform_receipts() == 0
    assert sorted(PlatformReceipt.objects.values_list("attempts", flat=True)) == [0, 0, 1, 1, 1]
    assert {Order.objects.get(pk=order.pk).state for order in orders} == {"paid"}
    settings.PAYMENT_PLATFORM_URL = platform.address
    due_again()
    assert fetch_platform_receipts() == 5


@pytest.mark.django_db
def test_after_many_tries_it_is_given_up_and_the_accountant_reads_so(platform: SimulatedPlatform) -> None:
    order = paid(platform)
    platform.manners = Manners(paper="none")
    pauses = []
    for _try in range(20):
        due_again()
        before = timezone.now()
        fetch_platform_receipts()
        pauses.append(wanted().next_try_at - before > dt.timedelta(minutes=200))
    assert wanted().attempts == MOST_TRIES
    assert (pauses[0], pauses[10]) == (False, True)
    assert "đã thôi hỏi" in page(at_the_desk(order.unit), order, "accounting:order")


@pytest.mark.django_db
def test_only_money_of_the_platform_has_such_a_paper_and_once(platform: SimulatedPlatform) -> None:
    order = place()
    receiving.receive(report(order, 50_000))
    assert not PlatformReceipt.objects.exists()
    told = driver.reported(told_of(place()))
    for _time in range(3):
        receiving.receive(told)
    assert wanted().reference == told.told["reference"]
    forged = told_of(place())
    receiving.receive(driver.reported(type(forged)(**(vars(forged) | {"is_authentic": False}))))
    assert (PlatformReceipt.objects.count(), Payment.objects.count()) == (1, 2)


@pytest.mark.django_db
def test_a_paper_that_is_here_stays(platform: SimulatedPlatform) -> None:
    paid(platform)
    fetch_platform_receipts()
    for act in (
        lambda: PlatformReceipt.objects.update(file=None, fetched_at=None),
        lambda: PlatformReceipt.objects.update(reference="X"),
        lambda: PlatformReceipt.objects.all().delete(),
    ):
        with pytest.raises(DatabaseError), transaction.atomic():
            act()
    assert wanted().file is not None


@given(paper=st.binary(max_size=200), reference=st.from_regex(r"[A-Z0-9]{1,20}", fullmatch=True))
def test_an_answer_is_read_as_it_was_signed_and_nothing_else(paper: bytes, reference: str) -> None:
    answer = signed_receipt(reference, "20261122101500", paper, PARTNER)
    if paper:
        assert read_receipt(answer, reference, PARTNER) == paper
    for name in ("MaThamChieu", "ThoiGianGD", "MaXacThuc", "MaDoiTac", "MaLoi"):
        with pytest.raises(ValueError, match="signed"):
            read_receipt(answer | {name: "x"}, reference, PARTNER)
    with pytest.raises(ValueError, match="another payment"):
        read_receipt(answer, f"{reference}X", PARTNER)
    with pytest.raises(ValueError, match="signed"):
        read_receipt(answer, reference, Partner("H29", "another-secret"))


@pytest.mark.parametrize("paper", [None, 7, "", "không phải", base64.b64encode(b"x").decode() + "*"])
def test_what_is_no_base64_is_refused(paper: Any) -> None:
    answer = signed_receipt("A", "20261122101500", b"x", PARTNER)
    with pytest.raises(ValueError):  # noqa: PT011 - the library's own words differ
        read_receipt(answer | {"BienLai": paper}, "A", PARTNER)


def test_the_simulators_paper_opens_like_any_pdf() -> None:
    assert inspection.inspect(papers.write("Bien lai (1) \\ 2"), "a.pdf") == "application/pdf"
