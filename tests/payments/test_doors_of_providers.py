"""The doors at which banks and the platform knock: anybody can send anything there, and only what is signed counts."""

from __future__ import annotations

import json
import time
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.urls import reverse

from payments.models import Notice, OrderEvent, Payment
from payments.national_platform import signed_notice
from payments.national_platform.checksum import checksum
from payments.national_platform.words import SIGNED_NOTICE
from portal.outbox.standard_webhooks import sign
from tests.payments.books import agree, everything, state_of, story
from tests.payments.factories import place
from tests.payments.test_bank_notices import SECRET, told
from tests.payments.test_bank_notices import knock as knock_as_bank
from tests.payments.test_simulated_platform import PARTNER, told_of
from tests.payments.test_simulated_platform import knock as knock_as_platform

pytestmark = pytest.mark.django_db
DOORS = ("providers:bank-notices", "providers:platform-notices")


def _platform_says(order: Any, **changes: str) -> dict[str, str]:
    """A notice with fields changed and signed again, as a platform gone wrong would send it."""
    message = signed_notice(told_of(order), PARTNER) | changes
    message["MaXacThuc"] = checksum([message[name] for name in SIGNED_NOTICE], PARTNER.secret)
    return message


@pytest.mark.parametrize(
    ("changes", "reason"),
    [
        ({"MaGiaoDich": "x" * 101}, "MaGiaoDich is longer than 100 letters"),
        ({"MaGiaoDich": "PP\0"}, "MaGiaoDich is not text"),
        ({"MaGiaoDich": ""}, "MaGiaoDich is missing"),
        ({"MaThamChieu": "H29\0.20261122080000"}, "MaThamChieu is not text"),
        ({"MaThamChieu": ".20261122080000"}, "does not end in"),
        ({"MaThamChieu": f"{'H' * 26}.20261122080000"}, "does not end in"),
        ({"MaThamChieu": "H29.20261399080000"}, "is no moment"),
        ({"ThongTinGiaoDich": "nop\0tien"}, "ThongTinGiaoDich is not text"),
        ({"ThongTinGiaoDich": "x" * 501}, "ThongTinGiaoDich is longer than 500"),
        ({"SoTien": "1" * 30}, "is no amount"),
        ({"SoTien": "1.5"}, "is no amount"),
        ({"ThoiGianGD": "20261399080000"}, "ThoiGianGD “20261399080000” is no moment"),
    ],
)
def test_even_a_signed_message_that_cannot_be_kept_is_refused_with_the_field(
    changes: dict[str, str], reason: str
) -> None:
    order = place()
    answer = knock_as_platform(_platform_says(order, **changes))

    assert answer.status_code == 400
    assert answer.headers["Content-Type"] == "application/problem+json"
    assert reason in json.loads(answer.content)["title"]
    assert not Notice.objects.exists()
    assert story(order) == ["placed"]


@pytest.mark.parametrize("moment", ["0001-01-01T00:00:00+14:00", "9999-12-31T23:59:59-12:00"])
def test_a_moment_outside_of_the_calendar_is_refused(moment: str) -> None:
    answer = knock_as_bank(told(place(), occurred_at=moment))
    assert answer.status_code == 400
    assert "occurred_at is outside of the years" in json.loads(answer.content)["title"]
    assert not Notice.objects.exists()


@pytest.mark.parametrize("door", DOORS)
@pytest.mark.parametrize(
    ("body", "status"),
    [
        (b" " * 70_000, 413),
        (b"{}", 400),
        (b"null", 400),
        (b'"text"', 400),
        (b"[1]", 400),
        (b"{" * 30_000, 400),
        (b'{"a":' * 10_000, 400),
        (b"\xff\xfe\x00", 400),
        (b"<Document/>", 400),
    ],
)
def test_what_is_no_message_is_refused_in_words_and_kept_nowhere(door: str, body: bytes, status: int) -> None:
    answer = Client(enforce_csrf_checks=True).post(reverse(door), body, "application/json")
    assert answer.status_code == status
    assert json.loads(answer.content)["status"] == status
    assert not Notice.objects.exists()


@pytest.mark.parametrize("door", DOORS)
@pytest.mark.parametrize("content_type", ["application/x-www-form-urlencoded", "multipart/form-data; boundary=x"])
def test_a_form_is_no_message(door: str, content_type: str) -> None:
    answer = Client().post(reverse(door), b"transaction=FT1&amount=50000", content_type)
    assert answer.status_code == 400
    assert not Notice.objects.exists()


@pytest.mark.parametrize("door", DOORS)
@pytest.mark.parametrize("method", ["get", "head", "put", "patch", "delete"])
def test_the_doors_take_posts_only(door: str, method: str) -> None:
    answer = getattr(Client(), method)(reverse(door))
    assert answer.status_code == 405
    assert answer.headers["Allow"] == "POST"


@pytest.mark.parametrize("left_out", ["webhook-id", "webhook-timestamp", "webhook-signature"])
def test_without_one_of_the_headers_a_notice_is_forged(left_out: str) -> None:
    order = place()
    books = everything()
    body = json.dumps({"type": "bank.credit", "data": told(order)}).encode()
    headers = dict(sign(body, "msg_1", int(time.time()), SECRET).headers)
    del headers[left_out]

    answer = Client().post(reverse("providers:bank-notices"), body, "application/json", headers=headers)
    assert answer.status_code == 401
    assert "are needed" in json.loads(answer.content)["title"]
    assert SECRET not in answer.content.decode()
    assert everything() == books
    assert story(order) == ["placed", "forged"]


def test_a_signature_taken_from_one_notice_does_not_carry_another() -> None:
    """Overheard: headers of a true notice of one đồng with the body of fifty thousand."""
    order = place()
    small = json.dumps({"type": "bank.credit", "data": told(order, amount=1)}).encode()
    large = json.dumps({"type": "bank.credit", "data": told(order)}).encode()
    headers = sign(small, "msg_1", int(time.time()), SECRET).headers

    answer = Client().post(reverse("providers:bank-notices"), large, "application/json", headers=headers)
    assert answer.status_code == 401
    assert state_of(order) == "open"


def test_a_true_notice_played_again_within_its_five_minutes_books_nothing_more() -> None:
    order = place()
    body = json.dumps({"type": "bank.credit", "data": told(order)}).encode()
    headers = sign(body, "msg_1", int(time.time()), SECRET).headers
    where = reverse("providers:bank-notices")

    answers = [Client().post(where, body, "application/json", headers=headers).json()["outcome"] for _ in range(3)]
    assert answers == ["paid", "duplicate", "duplicate"]
    assert Payment.objects.get().amount_dong == 50_000
    assert agree()


def test_after_five_minutes_the_same_notice_is_forged() -> None:
    order = place()
    answer = knock_as_bank(told(order), at=time.time() - 310)
    assert answer.status_code == 401
    assert "five minutes" in json.loads(answer.content)["title"]
    assert state_of(order) == "open"


def test_the_platform_may_tell_again_and_hears_that_we_have_it() -> None:
    order = place()
    message = _platform_says(order)
    answers = [json.loads(knock_as_platform(message).content) for _ in range(2)]
    assert [answer["MaLoi"] for answer in answers] == ["00", "00"]
    assert answers[0] == answers[1]
    assert story(order).count("paid") == 1
    assert Payment.objects.count() == 1


def test_the_platforms_notice_cannot_be_turned_to_another_order() -> None:
    order, other = place(), place()
    message = signed_notice(told_of(order), PARTNER)
    message["MaThamChieu"] = message["MaThamChieu"].replace(order.code, other.code)
    answer = knock_as_platform(message)

    assert answer.status_code == 401
    assert json.loads(answer.content)["MaLoi"] == "99"
    assert (state_of(order), state_of(other)) == ("open", "open")
    assert story(other) == ["placed", "forged"]


def test_a_platform_payment_of_an_order_that_is_not_here_waits_for_no_one_and_pays_nothing() -> None:
    order = place()
    answer = knock_as_platform(_platform_says(order, MaThamChieu="H29.999.20261122080000"))
    assert json.loads(answer.content)["MaLoi"] == "00"
    assert Notice.objects.get().outcome == "unmatched"
    assert OrderEvent.objects.count() == 1
    assert agree()


def test_what_people_wrote_in_a_transfer_never_stands_readable_in_the_books_of_notices() -> None:
    from_somebody = "NGUYEN THI HOA 0903 000 111"
    order = place()
    knock_as_bank(told(order, counterparty=from_somebody))
    with connection.cursor() as cursor:
        cursor.execute("SELECT notice::text FROM payments_notice notice")
        [(row,)] = cursor.fetchall()
    assert from_somebody not in row
    assert Notice.objects.get().told["message"]["counterparty"] == from_somebody
