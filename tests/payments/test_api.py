"""Rules proved: other systems read the money of the units they were given, people their own; webhooks tell the rest."""

from __future__ import annotations

from io import StringIO

import pytest
from django.core.management import CommandError, call_command
from django.test import Client
from pytest_django import DjangoAssertNumQueries
from rest_framework.test import APIClient

from payments import orders, refunding
from payments.models import ApiReader, Order
from payments.receiving import receive
from payments.telling import PAID, REFUNDED
from portal.outbox.models import OutboxMessage, WebhookSubscription
from tests.dossiers.api_calls import machine
from tests.dossiers.world import make_staff, make_user
from tests.payments.factories import CHARGE, FEE, make_account, place, report
from units.roles import Role

pytestmark = pytest.mark.django_db
URL = "/api/v1/orders/"


def reader(*read: Order, scope: str = "payments:read") -> APIClient:
    """A system that was given the units of these orders."""
    client = machine("Phần mềm kế toán", scope)
    call_client(client, *read)
    return client


def call_client(client: APIClient, *read: Order) -> None:
    name = client.client_id  # type: ignore[attr-defined]
    for order in read:
        call_command("allow_reading_payments", name, order.unit.code, stdout=StringIO())


def codes(client: Client | APIClient, **asked: str) -> list[str]:
    answer = client.get(URL, asked)
    assert answer.status_code == 200
    return [row["code"] for row in answer.json()["results"]]


def test_a_system_reads_the_orders_of_its_units_and_no_others() -> None:
    mine, other = place(), place()
    client = reader(mine)

    assert codes(client) == [mine.code]
    assert client.get(f"{URL}{other.code}/").status_code == 404
    assert codes(machine("Phần mềm khác", "payments:read")) == []
    assert reader(mine, scope="dossiers:read").get(URL).status_code == 403
    assert APIClient().get(URL).status_code == 401


def test_an_order_tells_sums_lines_and_receipts_and_no_person() -> None:
    order = place(None, FEE, CHARGE, payer_name="Nguyễn Thị Hoa", subject_ref="H29.151-261122-0001")
    receive(report(order, 110_000))

    answer = reader(order).get(f"{URL}{order.code}/")

    told = answer.json()
    assert (told["state"], told["due_dong"], told["missing_dong"], told["subject"]) == (
        "paid",
        110_000,
        0,
        "H29.151-261122-0001",
    )
    assert [(line["kind"], line["amount_dong"]) for line in told["lines"]] == [("fee", 50_000), ("charge", 60_000)]
    assert [receipt["number"] for receipt in told["receipts"]] == ["00000001", "00000001"]
    assert "Nguyễn Thị Hoa" not in answer.content.decode()


def test_people_read_their_own_and_accountants_those_of_their_agency() -> None:
    payer = make_user("hoa@example.vn", "Nguyễn Thị Hoa")
    own, other = place(None, payer=payer), place()
    accountant = make_staff("ke-toan@example.vn", "Đỗ Thị Thu", Role.ACCOUNTANT, other.unit)

    for user, seen in ((payer, [own.code]), (accountant, [other.code]), (make_user("x@example.vn", "X"), [])):
        client = Client()
        client.force_login(user)
        assert codes(client) == seen


def test_lists_are_filtered_and_paged_by_keyset(django_assert_num_queries: DjangoAssertNumQueries) -> None:
    account = make_account()
    placed = [place(account) for _each in range(3)]
    receive(report(placed[0], 50_000))
    client = reader(placed[0])

    assert codes(client, state="paid") == [placed[0].code]
    assert codes(client, subject="nothing") == []
    assert client.get(URL, {"state": "nonsense"}).status_code == 400
    first = client.get(URL, {"page_size": "2"}).json()
    assert [row["code"] for row in first["results"]] == [placed[2].code, placed[1].code]
    rest = client.get(first["next"]).json()
    assert ([row["code"] for row in rest["results"]], rest["next"]) == ([placed[0].code], None)
    with django_assert_num_queries(2):  # the token with its client; the page
        codes(client)


def test_receipts_have_a_list_of_their_own() -> None:
    order, other = place(), place()
    for each in (order, other):
        receive(report(each, 50_000))
    client = reader(order)

    [row] = client.get("/api/v1/receipts/").json()["results"]

    assert (row["order"], row["kind"], row["state"], row["amount_dong"]) == (order.code, "fee", "active", 50_000)
    assert client.get("/api/v1/receipts/", {"state": "cancelled"}).json()["results"] == []


def test_the_command_refuses_systems_and_units_that_are_none() -> None:
    order = place()
    client = machine("Phần mềm kế toán", "payments:read")
    for asked in (("nobody", order.unit.code), (client.client_id, "H99")):  # type: ignore[attr-defined]
        with pytest.raises(CommandError):
            call_command("allow_reading_payments", *asked, stdout=StringIO())
    assert not ApiReader.objects.exists()


def told(event: str) -> list[dict[str, object]]:
    payloads = [message.payload for message in OutboxMessage.objects.filter(channel="webhook")]
    return [payload["data"] for payload in payloads if payload["type"] == event]


def test_webhooks_tell_of_money_that_came_and_went_once_each_and_name_nobody() -> None:
    order = place(None, payer_name="Nguyễn Thị Hoa")
    for audience in (order.unit.code, "H99"):
        WebhookSubscription.objects.create(
            url="https://example.vn/", events=[PAID, REFUNDED], audience=audience, secret="whsec_"
        )
    receive(report(order, 20_000))
    assert told(PAID) == []

    receive(report(order, 30_000))
    receive(report(order, 5_000))

    [paid] = told(PAID)
    assert (paid["order"], paid["unit"], paid["amount_dong"]) == (order.code, order.unit.code, 50_000)
    asker, approver = make_user("a@example.vn", "A"), make_user("b@example.vn", "B")
    refund = refunding.ask(order, asker, 5_000, reason="Nộp thừa.", legal_ground="Điều 3")
    refunding.note_sent(refunding.approve(refund, approver), "HT1", approver)
    [gone] = told(REFUNDED)
    assert (gone["order"], gone["amount_dong"], gone["reference"]) == (order.code, 5_000, "HT1")
    assert "Nguyễn Thị Hoa" not in str([paid, gone])


def test_what_is_cancelled_is_told_to_nobody() -> None:
    order = place()
    WebhookSubscription.objects.create(url="https://example.vn/", events=[PAID], secret="whsec_")

    orders.cancel(order, "Lập nhầm.")
    receive(report(order, 50_000))

    assert told(PAID) == []
