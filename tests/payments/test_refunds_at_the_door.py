"""Rules proved: money by REST is of the units that a system was given at that moment, whatever it filters by; pages
hold while refunds come; what hands out no paper is no look, and staff who read one are written down.
"""

from __future__ import annotations

from email.message import Message
from urllib.parse import urlencode

import pytest
from django.test import Client
from rest_framework.test import APIClient

from payments import receipt_drawing
from payments.models import ApiReader, Receipt, Refund
from portal.accounts.models import AccessLogEntry
from tests.dossiers.api_calls import assert_problem, machine
from tests.dossiers.world import make_staff, make_user
from tests.payments.factories import make_account, place
from tests.payments.test_api import call_client, reader
from tests.payments.test_receipts_api import content, paid
from tests.payments.test_refunds_api import URL, approved, asked
from tests.rest.asking_oddly import assert_only_asked_about, rest_of, said_in_both
from tests.rest.walking import queries_of, read
from units.roles import Role

pytestmark = pytest.mark.django_db
RECEIPTS = "/api/v1/receipts/"


def ids(client: Client | APIClient, **question: str) -> list[int]:
    return [row["id"] for row in read(client, f"{URL}?{urlencode(question)}")["results"]]


def browser(user: object) -> Client:
    client = Client()
    client.force_login(user)  # type: ignore[arg-type]
    return client


# -- refunds


def test_no_filter_opens_the_refunds_of_units_that_a_system_was_not_given() -> None:
    mine, theirs = asked(place()), asked(place())
    client = reader(mine.order)
    for question in (
        {"order": theirs.order.code},
        {"unit": theirs.order.unit.code},
        {"state": "asked", "unit": theirs.order.unit.code},
        {"order": mine.order.code, "unit": theirs.order.unit.code},
        {"order": f"{theirs.order.code},{mine.order.code}"},
    ):
        assert ids(client, **question) == [], question
    assert ids(client) == ids(client, order=mine.order.code) == [mine.pk]
    foreign, nowhere = (assert_problem(client.get(f"{URL}{pk}/"), 404) for pk in (theirs.pk, theirs.pk + 1000))
    assert foreign == nowhere


def test_what_is_given_and_taken_counts_at_once() -> None:
    first, second = asked(place()), asked(place())
    client = machine("Phần mềm kế toán", "payments:read")
    assert ids(client) == []
    call_client(client, first.order)
    assert ids(client) == [first.pk]
    call_client(client, second.order)
    assert ids(client) == [second.pk, first.pk]
    ApiReader.objects.filter(unit=first.order.unit).delete()
    assert ids(client) == [second.pk]
    assert_problem(client.get(f"{URL}{first.pk}/"), 404)


def test_of_the_staff_accountants_alone_read_refunds_and_those_of_their_agency() -> None:
    refund = asked(place())
    for role in Role:
        someone = browser(make_staff(f"{role}@example.vn", "Đỗ Thị Thu", role, refund.order.unit))
        is_theirs = role == Role.ACCOUNTANT
        assert ids(someone) == ([refund.pk] if is_theirs else []), role
        assert someone.get(f"{URL}{refund.pk}/").status_code == (200 if is_theirs else 404), role
    elsewhere = browser(make_staff("khac@example.vn", "Lê Văn Tám", Role.ACCOUNTANT, place().unit))
    assert ids(elsewhere) == []


def test_refunds_that_come_while_somebody_pages_shift_nothing() -> None:
    account = make_account()
    known = [asked(place(account)) for _number in range(3)]
    client = reader(known[0].order)
    first = read(client, f"{URL}?page_size=1")
    newest, foreign = asked(place(account)), asked(place())
    seen = [row["id"] for row in first["results"] + rest_of(client, first)]
    assert seen == [refund.pk for refund in reversed(known)]
    assert ids(client)[0] == newest.pk and foreign.pk not in ids(client)
    # What is decided meanwhile leaves a narrowed list and takes no neighbour along.
    waiting = read(client, f"{URL}?state=asked&page_size=2")
    approved(Refund.objects.get(pk=known[2].pk))
    rows = [row["id"] for row in waiting["results"] + rest_of(client, waiting)]
    assert rows == [newest.pk, known[2].pk, known[1].pk, known[0].pk]
    assert ids(client, state="asked") == [newest.pk, known[1].pk, known[0].pk]


def test_two_refunds_of_one_order_are_two_rows_and_one_alone_costs_two_statements() -> None:
    first = asked(place(), 10_000)
    second = asked(first.order, 5_000)
    client = reader(first.order)
    rows = read(client, f"{URL}?order={first.order.code}")["results"]
    assert [(row["id"], row["amount_dong"]) for row in rows] == [(second.pk, 5_000), (first.pk, 10_000)]
    assert queries_of(client, f"{URL}{first.pk}/") == 2


def test_who_has_a_refund_is_told_so_until_it_is_decided() -> None:
    refund = asked(place())
    client = reader(refund.order)
    for address in (URL, f"{URL}{refund.pk}/"):
        assert_only_asked_about(client, address)
        assert_only_asked_about(machine(f"Khác {len(address)}", "dossiers:read"), address)
        assert_only_asked_about(APIClient(), address)
    marks = {address: client.get(address).headers["ETag"] for address in (URL, f"{URL}{refund.pk}/")}
    for status in (304, 200):
        for address, mark in marks.items():
            assert client.get(address, headers={"If-None-Match": mark}).status_code == status, (address, status)
        if status == 304:
            approved(refund)


def test_what_is_wrong_is_said_in_the_callers_language() -> None:
    client = reader(place())
    said_in_both(client, URL, state="gone")
    said_in_both(client, URL, since="x")
    said_in_both(client, f"{URL}0/")


# -- papers of receipts


@pytest.fixture
def receipt(undrawn: None) -> Receipt:
    """A receipt that is drawn."""
    made = paid(place(None, payer=make_user("hoa@example.vn", "Nguyễn Thị Hoa")))
    receipt_drawing.draw_waiting()
    return Receipt.objects.get(pk=made.pk)


def test_what_hands_out_no_paper_is_no_look(receipt: Receipt) -> None:
    client = reader(receipt.order)
    for part in ("document", "xml"):
        address = f"{RECEIPTS}{receipt.pk}/{part}/"
        head = client.head(address)
        assert (head.status_code, content(head)) == (200, b"")
        assert client.options(address).status_code == 200
        assert client.get(address, headers={"If-None-Match": head["ETag"]}).status_code == 304
        assert client.get(address, headers={"If-Match": '"khac"'}).status_code == 412
        assert not AccessLogEntry.objects.exists(), part
    rest = client.get(f"{RECEIPTS}{receipt.pk}/document/", headers={"Range": "bytes=1-3"})
    assert (rest.status_code, content(rest)) == (206, b"PDF")
    assert AccessLogEntry.objects.count() == 1


def test_an_accountant_who_reads_the_paper_of_a_payer_is_written_down_in_vietnamese(receipt: Receipt) -> None:
    accountant = make_staff("ke-toan@example.vn", "Đỗ Thị Thu", Role.ACCOUNTANT, receipt.order.unit)
    for language in ("vi", "en"):
        answer = browser(accountant).get(f"{RECEIPTS}{receipt.pk}/document/", headers={"Accept-Language": language})
        assert answer.status_code == 200
        name = Message()
        name["Content-Disposition"] = answer["Content-Disposition"]
        assert name.get_content_disposition() == "attachment"
        assert (name.get_filename() or "").endswith(".pdf")
    rows = AccessLogEntry.objects.all()
    assert {(row.actor, row.owner, row.client) for row in rows} == {(accountant, receipt.order.payer, "")}
    assert all(row.why.startswith("Tải biên lai") for row in rows)
    for role in set(Role) - {Role.ACCOUNTANT}:
        someone = browser(make_staff(f"{role}@example.vn", "Lê Văn Tám", role, receipt.order.unit))
        assert someone.get(f"{RECEIPTS}{receipt.pk}/document/").status_code == 404, role
    assert rows.count() == 2


def test_another_systems_receipt_has_no_paper(receipt: Receipt) -> None:
    other = reader(place())
    for part in ("document", "xml"):
        refused = assert_problem(other.get(f"{RECEIPTS}{receipt.pk}/{part}/"), 404)
        assert refused == assert_problem(other.get(f"{RECEIPTS}{receipt.pk + 1000}/{part}/"), 404)
    said_in_both(other, f"{RECEIPTS}{receipt.pk}/xml/")
    assert not AccessLogEntry.objects.exists()
