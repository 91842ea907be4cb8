"""Rules proved: a gateway's letters count once, signed; systems hear of the report, of no letter and of no person."""

from __future__ import annotations

import json
import time
from typing import Any

import pytest
from django.conf import LazySettings
from django.test import Client
from django.urls import reverse

from hotline import telling
from hotline.mail import looking
from hotline.models import IncomingMail, MailOutcome, Ticket
from portal.outbox.models import OutboxMessage, WebhookSubscription
from portal.outbox.standard_webhooks import sign
from tests.dossiers.world import World
from tests.hotline.desk import Desk
from tests.hotline.mail.letters import LAN, LATE, letter, taken
from tests.outbox.test_webhooks import SECRET as HOOK

DOOR = reverse("hotline:mail-door")
OLD, NEW = "an-old-secret-of-a-gateway-that-is-none", "a-new-secret-of-a-gateway-that-is-none"


@pytest.fixture(autouse=True)
def gateway(world: World, settings: LazySettings) -> None:
    settings.HOTLINE_MAIL_SECRETS = [NEW, OLD]


def knock(body: bytes, secret: str = NEW, *, late: int = 0, **changed: str) -> Any:
    headers = sign(body, "msg_1", int(time.time()) - late, secret).headers | changed
    return Client(enforce_csrf_checks=True).generic("POST", DOOR, body, "message/rfc822", headers=headers)


def nothing_came() -> bool:
    return not IncomingMail.objects.exists() and not Ticket.objects.exists() and not OutboxMessage.objects.exists()


def test_while_secrets_are_exchanged_a_letter_counts_once_by_either(world: World) -> None:
    body = letter().as_bytes()

    answers = [knock(body, secret) for secret in (OLD, NEW, OLD)]

    assert {(answer.status_code, answer.json()["outcome"]) for answer in answers} == {(200, "ticket")}
    assert Ticket.objects.count() == 1 and OutboxMessage.objects.count() == 1


@pytest.mark.parametrize(("options", "status", "why"), [
    ({"secret": "x" * 32}, 401, "does not fit"),
    ({"late": 301}, 401, "five minutes"),
    ({"late": -301}, 401, "five minutes"),
    ({"webhook-id": "msg_2"}, 401, "does not fit"),
    ({"webhook-id": ""}, 401, "are needed"),
    ({"webhook-signature": "v2,AAAA"}, 401, "does not fit"),
    ({"webhook-timestamp": "hôm nay"}, 401, "seconds since 1970"),
    ({"Content-Length": str(64 * 1024 * 1024 + 1)}, 413, "too large"),
])  # fmt: skip
def test_who_is_not_let_in_leaves_nothing_behind(options: dict[str, Any], status: int, why: str) -> None:
    answer = knock(letter().as_bytes(), **options)

    assert (answer.status_code, why in answer.json()["title"]) == (status, True)
    assert answer["Content-Type"] == "application/problem+json" and nothing_came()
    assert LATE not in answer.content.decode() and NEW not in answer.content.decode()


def test_a_letter_that_was_changed_on_its_way_is_no_letter() -> None:
    body = letter().as_bytes()
    headers = sign(body, "msg_1", int(time.time()), NEW).headers

    for other in (body + b"\n", body[:-1], body.replace(b"lan@", b"lam@")):
        assert (
            Client().generic("POST", DOOR, other, "message/rfc822", headers=headers).status_code == 401 or other == body
        )
    assert Client().get(DOOR).status_code == 405 and nothing_came()


@pytest.mark.parametrize(("content", "outcome"), [
    (letter(Precedence="bulk").as_bytes(), ("held", "machine")),
    (b"Subject: x\r\n\r\nx", ("held", "no_sender")),
    (b"\xff" * 40, ("held", "no_sender")),
    (b"X: " + b"y" * 300_000, ("held", "unreadable")),
])  # fmt: skip
def test_a_gateway_is_told_what_became_of_a_letter_and_nothing_of_what_it_says(
    content: bytes, outcome: tuple[str, str]
) -> None:
    assert knock(content).json() == dict(zip(("outcome", "reason"), outcome, strict=True))
    assert IncomingMail.objects.get().outcome == MailOutcome.HELD and not Ticket.objects.exists()


def listening() -> None:
    events = sorted(set(telling.EVENTS.values()))
    WebhookSubscription.objects.create(url="https://1022.example.vn/hook", events=events, secret=HOOK)


def told() -> list[dict[str, Any]]:
    return [one.payload for one in OutboxMessage.objects.filter(channel="webhook").order_by("pk")]


def test_systems_hear_of_a_report_by_letter_once_and_of_no_person() -> None:
    listening()
    body = letter(sender=LAN, subject="Con tôi Bình").as_bytes()

    knock(body), knock(body)

    (heard,) = told()
    ticket = Ticket.objects.get()
    assert heard["type"] == "feedback.received" and heard["data"]["feedback"] == ticket.code
    assert (heard["data"]["kind"], heard["data"]["reference"]) == ("complaint_delay", "")
    said = json.dumps(heard, ensure_ascii=False)
    assert not any(word in said for word in ("Lan", "lan@", "Bình", LATE, "example.vn"))


def test_systems_hear_of_a_letter_that_waited_only_when_a_report_is_made_of_it(desk: Desk) -> None:
    listening()
    first, second = (taken(letter(Precedence="bulk")) for _number in range(2))
    assert told() == []

    looking.dismiss(first, desk.operator, "Thư rác")
    assert told() == []
    ticket = looking.make_ticket(second, desk.operator)

    assert [(one["type"], one["data"]["feedback"]) for one in told()] == [("feedback.received", ticket.code)]


def test_facts_by_letter_are_told_to_no_system() -> None:
    listening()
    ticket = taken(letter()).ticket
    assert ticket is not None

    row = taken(letter("Thêm", subject=f"Re: {ticket.code}"))

    assert row.outcome == MailOutcome.FACTS and [one["type"] for one in told()] == ["feedback.received"]


@pytest.mark.parametrize("subject", [
    "Re: {}", "RE: FW: {}", "{lower}", "Trả lời: [{}]", "Re: {} và PAKN-H29-261122-9999", "  {}  ",
])  # fmt: skip
def test_however_an_answer_writes_the_code_its_reporter_adds_to_the_matter(subject: str) -> None:
    ticket = taken(letter()).ticket
    assert ticket is not None

    row = taken(letter("Thêm", subject=subject.format(ticket.code, lower=ticket.code.lower())))

    assert (row.outcome, row.ticket, Ticket.objects.count()) == (MailOutcome.FACTS, ticket, 1)


@pytest.mark.parametrize("subject", ["Re: {}9", "Re: X{}", "PAKN-H29-261122-9999", "PAKN-H29-٢٦١١٢٢-٠٠٠١", "Re: Hồ sơ"])
def test_what_names_no_matter_is_a_report_of_its_own(subject: str) -> None:
    first = taken(letter()).ticket
    assert first is not None

    row = taken(letter("Khác", subject=subject.format(first.code)))

    assert row.outcome == MailOutcome.TICKET and row.ticket != first and first.events.count() == 1
