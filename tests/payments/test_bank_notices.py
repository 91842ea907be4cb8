"""A bank tells of money at the portal's door: what is kept, what is refused, and that no forgery moves a đồng."""

from __future__ import annotations

import datetime as dt
import json
import time
from typing import Any

import pytest
from django.conf import LazySettings
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from payments import orders
from payments.models import Notice, Order
from payments.order_lookup import code_told
from portal.outbox.standard_webhooks import sign
from tests.payments.books import agree, everything, state_of, story
from tests.payments.factories import make_account, place

pytestmark = pytest.mark.django_db
SECRET = "test-secret-shared-with-a-bank-that-is-none"


def told(order: Order, **changes: Any) -> dict[str, Any]:
    """What a bank says of a transfer for an order."""
    assert order.account is not None
    return {
        "transaction": f"FT{order.code}",
        "account": order.account.number,
        "amount": order.due_dong,
        "currency": "VND",
        "occurred_at": timezone.now().isoformat(),
        "text": f"MBVCB.6997056113.{order.code}.CT tu 0881000956868 NGUYEN THI HOA",
        "counterparty": "NGUYEN THI HOA",
        **changes,
    }


def knock(data: Any, *, secret: str = SECRET, at: float | None = None, body: bytes | None = None) -> Any:
    """Send a notice as a bank does."""
    body = json.dumps({"type": "bank.credit", "data": data}).encode() if body is None else body
    signed = sign(body, "msg_1", int(time.time() if at is None else at), secret)
    return Client(enforce_csrf_checks=True).post(
        reverse("providers:bank-notices"), body, "application/json", headers=signed.headers
    )


def outcome(answer: Any) -> str:
    assert answer.status_code == 200, answer.content
    return str(json.loads(answer.content)["outcome"])


def test_money_with_the_code_of_an_order_pays_it() -> None:
    order = place()

    assert outcome(knock(told(order))) == "paid"
    assert state_of(order) == "paid"
    assert agree()


def test_told_again_and_again_it_is_booked_once() -> None:
    order = place()
    data = told(order)
    first = outcome(knock(data))
    books = everything()

    assert [first, *(outcome(knock(data)) for _again in range(3))] == ["paid", *["duplicate"] * 3]
    assert everything() == books


@pytest.mark.parametrize(
    ("words", "expected"),
    [
        ("{code}", "paid"),
        ("ct {code}", "paid"),
        ("{bare} NGUYEN VAN A chuyen tien", "paid"),
        ("{lower}.CT", "paid"),
        ("{cut}", "unmatched"),
        ("nop tien", "unmatched"),
        ("", "unmatched"),
    ],
)
def test_words_are_seen_through_and_what_is_not_certain_waits_for_a_person(words: str, expected: str) -> None:
    order = place()
    code = order.code
    text = words.format(code=code, bare="".join(filter(str.isalnum, code)), lower=code.lower(), cut=code[:-3])

    assert outcome(knock(told(order, text=text))) == expected
    assert state_of(order) == ("paid" if expected == "paid" else "open")
    assert agree(), "money that waits for a person stands in the ledger too"


def test_two_orders_in_one_transfer_wait_for_a_person() -> None:
    account = make_account()
    one, other = place(account), place(account)

    assert outcome(knock(told(one, text=f"{one.code} {other.code}", amount=100_000))) == "unmatched"
    assert (state_of(one), state_of(other)) == ("open", "open")


@pytest.mark.parametrize(("amount", "expected", "state"), [(1, "partial", "part_paid"), (50_001, "excess", "overpaid")])
def test_other_amounts_are_booked_for_what_they_are(amount: int, expected: str, state: str) -> None:
    order = place()

    assert outcome(knock(told(order, amount=amount))) == expected
    assert state_of(order) == state


def test_money_for_a_cancelled_order_finds_it_and_is_kept_apart() -> None:
    order = place()
    orders.cancel(order, "Hồ sơ đã rút")

    assert outcome(knock(told(order))) == "order_cancelled"
    assert state_of(order) == "cancelled"
    assert agree()


@pytest.mark.parametrize(
    ("changes", "expected"),
    [
        ({"amount": 0}, "wrong_amount"),
        ({"amount": -50_000}, "wrong_amount"),
        ({"amount": 10**15}, "wrong_amount"),
        ({"amount": 10**30}, "wrong_amount"),
        ({"currency": "USD"}, "wrong_currency"),
        ({"account": "999999999"}, "unknown_account"),
        ({"occurred_at": "2099-01-01T00:00:00+07:00"}, "wrong_time"),
    ],
)
def test_impossible_money_is_kept_as_told_and_booked_nowhere(changes: dict[str, Any], expected: str) -> None:
    order = place()
    books = everything()

    assert outcome(knock(told(order, **changes))) == expected
    assert everything() == books
    assert Notice.objects.get().outcome == expected


@pytest.mark.parametrize("forgery", [{"secret": "another"}, {"at": 0}, {"at": time.time() + 3600}])
def test_a_forged_or_replayed_notice_is_turned_away_and_stands_in_the_history(forgery: dict[str, Any]) -> None:
    order = place()
    books = everything()

    assert knock(told(order), **forgery).status_code == 401
    assert everything() == books
    assert state_of(order) == "open"
    assert story(order)[-1] == "forged"
    assert outcome(knock(told(order))) == "paid", "the true one still counts"


def test_without_a_secret_the_door_is_shut(settings: LazySettings) -> None:
    settings.BANK_NOTICE_SECRETS = []
    order = place()

    assert knock(told(order)).status_code == 401
    assert state_of(order) == "open"


@pytest.mark.parametrize(
    ("changes", "reason"),
    [
        ({"transaction": ""}, "transaction is missing"),
        ({"transaction": None}, "transaction is not text"),
        ({"transaction": "x" * 101}, "transaction is longer than 100"),
        ({"transaction": "a\0b"}, "transaction is not text"),
        ({"text": "x" * 501}, "text is longer than 500"),
        ({"text": "\ud800"}, "text is not text"),
        ({"account": ["x"]}, "account is not text"),
        ({"amount": "50000"}, "amount is not in whole"),
        ({"amount": 50000.5}, "amount is not in whole"),
        ({"amount": True}, "amount is not in whole"),
        ({"occurred_at": "yesterday"}, "occurred_at is not a moment"),
        ({"occurred_at": "2026-11-22T08:00:00"}, "occurred_at has no zone"),
    ],
)
def test_what_is_no_notice_is_refused_and_names_the_field(changes: dict[str, Any], reason: str) -> None:
    answer = knock(told(place(), **changes))

    assert answer.status_code == 400
    assert reason in json.loads(answer.content)["title"]
    assert not Notice.objects.exists()


@pytest.mark.parametrize(
    ("body", "status"),
    [
        (b"", 400),
        (b"{", 400),
        (b"[" * 50_000, 400),
        (b"[]", 400),
        (b'{"type": "bank.credit"}', 400),
        (b'{"type": "bank.debit", "data": {}}', 400),
        (b"\xff\xfe", 400),
        (b" " * 70_000, 413),
    ],
)
def test_any_other_body_is_refused(body: bytes, status: int) -> None:
    assert knock(None, body=body).status_code == status
    assert not Notice.objects.exists()


def test_the_door_is_for_telling_only(client: Client) -> None:
    assert client.get(reverse("providers:bank-notices")).status_code == 405


def test_a_code_is_looked_up_in_few_queries_however_long_the_words(django_assert_max_num_queries: Any) -> None:
    order = place()
    assert order.account is not None
    long = "A.B-C." * 80 + " " + order.code

    with django_assert_max_num_queries(1):
        assert code_told(f"{order.code} {'A.B-C.' * 70}", order.account.number) == order.code
    with django_assert_max_num_queries(3):
        assert code_told(long, order.account.number) == order.code


def test_a_moment_in_any_zone_is_the_same_moment() -> None:
    order = place()
    at = timezone.now().replace(microsecond=0) - dt.timedelta(hours=1)
    knock(told(order, occurred_at=at.astimezone(dt.timezone(dt.timedelta(hours=-3))).isoformat()))

    notice = Notice.objects.get()
    assert notice.payment is not None
    assert notice.payment.received_at == at
