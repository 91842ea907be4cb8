"""Rules proved: refunds by REST are read by those whose orders they belong to, without people and their reasons."""

from __future__ import annotations

from datetime import UTC

import pytest
from django.test import Client
from rest_framework.test import APIClient

from payments import refunding
from payments.models import Order, Refund
from payments.receiving import receive
from tests.dossiers.api_calls import assert_problem, machine
from tests.dossiers.world import make_user
from tests.payments.factories import make_account, place, report
from tests.payments.test_api import reader
from tests.rest.walking import queries_of, read, walked

pytestmark = pytest.mark.django_db
URL = "/api/v1/refunds/"


def asked(order: Order, amount: int = 10_000) -> Refund:
    """A refund that was asked for of an order that is paid."""
    if not order.received_dong:
        receive(report(order, order.due_dong))
        order.refresh_from_db()
    asker = make_user(f"ke-toan-{order.pk}-{amount}@example.vn", "Đỗ Thị Thu")
    return refunding.ask(order, asker, amount, reason="Bà Hoa nộp thừa", legal_ground="Điều 14")


def approved(refund: Refund) -> Refund:
    return refunding.approve(refund, make_user(f"duyet-{refund.pk}@example.vn", "Lê Văn Tám"))


def test_a_refund_tells_sums_moments_and_ground_and_nobodys_name() -> None:
    refund = asked(place())
    client = reader(refund.order)
    [row] = read(client, URL)["results"]
    assert row == read(client, f"{URL}{refund.pk}/")
    assert (row["order"], row["unit"]) == (refund.order.code, refund.order.unit.code)
    assert (row["amount_dong"], row["state"], row["legal_ground"]) == (10_000, "asked", "Điều 14")
    assert (row["decided_at"], row["sent_at"], row["sent_reference"]) == (None, None, "")
    assert "Hoa" not in str(row) and "Thu" not in str(row)

    sent = refunding.note_sent(approved(refund), "FT26327", make_user("gui@example.vn", "Phạm Gửi"))
    now = read(client, f"{URL}{refund.pk}/")
    assert (now["state"], now["sent_reference"]) == (str(sent.state), "FT26327")
    assert now["decided_at"] is not None and now["sent_at"] is not None


def test_refunds_are_narrowed_by_order_unit_state_and_moment() -> None:
    first, second = asked(place()), approved(asked(place()))
    client = reader(first.order, second.order)

    def found(query: str) -> list[int]:
        return [row["id"] for row in read(client, f"{URL}?{query}")["results"]]

    assert found("") == [second.pk, first.pk]
    assert found(f"order={first.order.code}") == found(f"unit={first.order.unit.code}") == [first.pk]
    assert (found("state=approved"), found("state=asked"), found("state=sent")) == ([second.pk], [first.pk], [])
    between = second.asked_at.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%S.%fZ")
    assert (found(f"since={between}"), found(f"until={between}")) == ([second.pk], [first.pk])
    for name, value in (("state", "gone"), ("since", "hôm qua"), ("order", "\0")):
        assert_problem(client.get(URL, {name: value}), 400, f"/{name}")


def test_they_are_for_those_who_read_the_orders_and_changed_by_nobody() -> None:
    payer = make_user("hoa@example.vn", "Nguyễn Thị Hoa")
    refund = asked(place(None, payer=payer))
    own, stranger, other = Client(), Client(), reader(place())
    own.force_login(payer)
    stranger.force_login(make_user("x@example.vn", "X"))
    assert [row["id"] for row in read(own, URL)["results"]] == [refund.pk]
    for client in (stranger, other):
        assert read(client, URL)["results"] == []
        assert client.get(f"{URL}{refund.pk}/").status_code == 404
    assert_problem(APIClient().get(URL), 401)
    assert_problem(machine("Không có quyền", "dossiers:read").get(URL), 403)
    mine = reader(refund.order)
    for address in (URL, f"{URL}{refund.pk}/"):
        for method in (mine.post, mine.put, mine.patch, mine.delete):
            assert_problem(method(address, {"state": "sent"}, format="json"), 405)
    for number in (0, 10**30):
        assert_problem(mine.get(f"{URL}{number}/"), 404)


def test_pages_lead_on_and_back_at_the_same_cost() -> None:
    account = make_account()
    refunds = [asked(place(account)) for _number in range(3)]
    client = reader(refunds[0].order)
    assert [row["id"] for row in walked(client, URL)] == [refund.pk for refund in reversed(refunds)]
    assert [queries_of(client, f"{URL}?page_size={size}") for size in (1, 3)] == [2, 2]
