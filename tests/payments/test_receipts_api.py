"""Rules proved: receipts by REST are read by those whose orders they belong to, filtered, paged, and never changed."""

from __future__ import annotations

from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from rest_framework.test import APIClient

from payments import receipt_drawing
from payments.models import Order, Receipt
from payments.receiving import receive
from portal.accounts.models import AccessLogEntry
from tests.dossiers.api_calls import assert_problem, machine
from tests.dossiers.world import make_staff, make_user
from tests.payments.factories import CHARGE, FEE, make_account, place, report
from tests.payments.test_api import reader
from units.roles import Role

pytestmark = pytest.mark.django_db
URL = "/api/v1/receipts/"


def paid(order: Order) -> Receipt:
    """The receipt of an order that was paid."""
    receive(report(order, order.due_dong))
    return order.receipts.earliest("pk")


def ids(client: Client | APIClient, **asked: str) -> list[int]:
    answer = client.get(URL, asked)
    assert answer.status_code == 200, answer.content
    return [row["id"] for row in answer.json()["results"]]


def test_a_system_reads_receipts_of_the_units_it_was_given_one_by_one_and_in_the_list() -> None:
    mine, other = paid(place()), paid(place())
    client = reader(mine.order)
    assert ids(client) == [mine.pk]
    assert client.get(f"{URL}{mine.pk}/").json() == client.get(URL).json()["results"][0]
    for foreign in (other.pk, 0, 4_000_000_000, 10**30):
        assert_problem(client.get(f"{URL}{foreign}/"), 404)


def test_only_callers_who_may_read_money_come_in() -> None:
    receipt = paid(place())
    for address in (URL, f"{URL}{receipt.pk}/"):
        assert_problem(APIClient().get(address), 401)
        for scope in ("dossiers:read", "webhooks:write", "catalogue:read"):
            assert_problem(machine(scope, scope).get(address), 403)
    given_nothing = machine("Kế toán", "payments:read")
    assert ids(given_nothing) == []
    assert_problem(given_nothing.get(f"{URL}{receipt.pk}/"), 404)


def test_of_the_people_payers_read_their_own_and_accountants_those_of_their_agency_and_no_other_role_any() -> None:
    payer = make_user("hoa@example.vn", "Nguyễn Thị Hoa")
    receipt = paid(place(None, payer=payer))
    for role in Role:
        person = make_staff(f"{role}@example.vn", "Đỗ Thị Thu", role, receipt.order.unit)
        browser = Client()
        browser.force_login(person)
        is_theirs = role == Role.ACCOUNTANT
        assert ids(browser) == ([receipt.pk] if is_theirs else []), role
        assert browser.get(f"{URL}{receipt.pk}/").status_code == (200 if is_theirs else 404), role
    elsewhere = make_staff("khac@example.vn", "Lê Văn Tám", Role.ACCOUNTANT, place().unit)
    for user, seen in ((payer, [receipt.pk]), (elsewhere, []), (make_user("x@example.vn", "X"), [])):
        browser = Client()
        browser.force_login(user)
        assert ids(browser) == seen


def test_receipts_are_found_by_order_unit_and_state() -> None:
    one, other = place(), place()
    first, second = paid(one), paid(other)
    client = reader(one, other)
    assert ids(client) == [second.pk, first.pk], "newest first"
    assert ids(client, order=one.code) == ids(client, unit=one.unit.code) == [first.pk]
    assert ids(client, order=one.code, unit=other.unit.code) == ids(client, order="không có", unit="H0") == []
    assert ids(client, state="active") == [second.pk, first.pk]
    assert ids(client, state="replaced") == ids(client, state="cancelled") == []
    for wrong in ("nonsense", "ACTIVE", "\x00"):
        assert_problem(client.get(URL, {"state": wrong}), 400, "/state")


def test_an_order_with_a_fee_and_a_charge_has_a_receipt_of_each_and_they_name_it() -> None:
    order = place(None, FEE, CHARGE, payer_name="Nguyễn Thị Hoa")
    receive(report(order, 110_000))
    client = reader(order)
    answer = client.get(URL)
    rows = answer.json()["results"]
    assert sorted((row["kind"], row["amount_dong"]) for row in rows) == [("charge", 60_000), ("fee", 50_000)]
    assert {row["order"] for row in rows} == {order.code} and {row["unit"] for row in rows} == {order.unit.code}
    assert {(row["state"], row["replaces"], row["replaced_by"]) for row in rows} == {("active", None, None)}
    assert all(row["verification_code"] == "" for row in rows), "nothing is signed yet"
    assert "Nguyễn Thị Hoa" not in answer.content.decode()


def test_money_moves_by_notices_and_people_and_never_by_rest() -> None:
    receipt = paid(place())
    client = reader(receipt.order)
    for address in (URL, f"{URL}{receipt.pk}/", "/api/v1/orders/", f"/api/v1/orders/{receipt.order.code}/"):
        for method in (client.post, client.put, client.patch, client.delete):
            assert_problem(method(address, {"state": "cancelled"}, format="json"), 405)
    receipt.refresh_from_db()
    assert receipt.state == "active"


def test_pages_of_receipts_follow_each_other_at_the_same_cost() -> None:
    account = make_account()
    receipts = [paid(place(account)) for _each in range(4)]
    client = reader(receipts[0].order)
    client.get(URL)  # from here on its token is known
    seen, costs = list[int](), list[int]()
    address: str | None = f"{URL}?page_size=2"
    while address:
        with CaptureQueriesContext(connection) as asked:
            page = client.get(address).json()
        costs.append(len(asked))
        seen += [row["id"] for row in page["results"]]
        address = page["next"]
    assert seen == [receipt.pk for receipt in reversed(receipts)]
    # the token with its client; the page with all that it names
    assert costs == [2, 2]
    with CaptureQueriesContext(connection) as asked:
        client.get(f"{URL}{receipts[0].pk}/")
    assert len(asked) == 2


def test_who_has_a_receipt_is_told_so_until_it_changes() -> None:
    receipt = paid(place())
    client = reader(receipt.order)
    address = f"{URL}{receipt.pk}/"
    mark = client.get(address).headers["ETag"]
    assert client.get(address, headers={"If-None-Match": mark}).status_code == 304
    again = paid(place(receipt.order.account))
    assert client.get(address, headers={"If-None-Match": mark}).status_code == 304, "another's receipt changes nothing"
    listed = client.get(URL).headers["ETag"]
    assert ids(client) == [again.pk, receipt.pk]
    paid(place(receipt.order.account))
    assert client.get(URL, headers={"If-None-Match": listed}).status_code == 200


# -- PDF and XML


def content(answer: Any) -> bytes:
    return b"".join(answer.streaming_content) if answer.streaming else bytes(answer.content)


@pytest.mark.usefixtures("undrawn")
def test_pdf_and_xml_are_downloaded_once_they_are_drawn_and_each_look_is_logged() -> None:
    receipt = paid(place())
    client = reader(receipt.order)
    pages = [f"{URL}{receipt.pk}/{part}/" for part in ("document", "xml")]
    for page in pages:
        assert int(client.get(page)["Retry-After"]) > 0
        assert_problem(client.get(page), 503)
    assert receipt_drawing.draw_waiting() == 1
    assert not AccessLogEntry.objects.exists()
    for page, media_type, begins in zip(
        pages, ("application/pdf", "application/xml"), (b"%PDF", b"<?xml"), strict=True
    ):
        answer = client.get(page)
        assert (answer.status_code, answer["Content-Type"]) == (200, media_type)
        assert content(answer).startswith(begins)
        assert client.get(page, headers={"If-None-Match": answer["ETag"]}).status_code == 304
    entries = AccessLogEntry.objects.order_by("pk")
    assert [(entry.actor, entry.owner) for entry in entries] == [(None, receipt.order.payer)] * 2
    assert all(str(receipt) in entry.why and entry.client for entry in entries)


@pytest.mark.usefixtures("undrawn")
def test_papers_of_receipts_are_for_those_who_read_the_receipts() -> None:
    payer = make_user("hoa@example.vn", "Nguyễn Thị Hoa")
    receipt = paid(place(None, payer=payer))
    receipt_drawing.draw_waiting()
    own, stranger, other = Client(), Client(), reader(place())
    own.force_login(payer)
    stranger.force_login(make_user("x@example.vn", "X"))
    for page in (f"{URL}{receipt.pk}/document/", f"{URL}{receipt.pk}/xml/"):
        assert_problem(APIClient().get(page), 401)
        assert_problem(machine("Không có quyền", "dossiers:read").get(page), 403)
        assert stranger.get(page).status_code == other.get(page).status_code == 404
        assert own.get(page).status_code == 200
    assert not AccessLogEntry.objects.exists(), "whoever paid reads their own"
    assert reader(receipt.order).get(f"{URL}{10**30}/document/").status_code == 404
