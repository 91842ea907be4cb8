"""E-mail through a real SMTP server: readable in Vietnamese, marked as automatic, patient when the server is away."""

from __future__ import annotations

import email
import email.policy
import socket
from collections.abc import Iterator
from email.message import EmailMessage
from typing import Any

import pytest
from aiosmtpd.controller import Controller
from django.db import transaction
from pytest_django import Settings

from portal.outbox.delivery import deliver_due
from portal.outbox.models import OutboxMessage, State
from portal.outbox.putting import put
from tests.outbox.test_delivery import make_due

pytestmark = pytest.mark.django_db

SUBJECT = "Hồ sơ H29.151-261122-0001 đã được tiếp nhận"
TEXT = "Kính gửi bà Nguyễn Thị Ánh,\n\nXem tại https://example.vn/ho-so/\n\n<Trân trọng>"


class Inbox:
    """Keeps what arrives; `answer` is what the server says to a mail, `to_recipient` to an address."""

    def __init__(self) -> None:
        self.mails: list[EmailMessage] = []
        self.answer = "250 OK"
        self.to_recipient = "250 OK"

    async def handle_RCPT(self, server: Any, session: Any, envelope: Any, address: str, options: Any) -> str:  # noqa: N802
        if self.to_recipient.startswith("250"):
            envelope.rcpt_tos.append(address)
        return self.to_recipient

    async def handle_DATA(self, server: Any, session: Any, envelope: Any) -> str:  # noqa: N802
        if self.answer.startswith("250"):
            parsed = email.message_from_bytes(envelope.content, policy=email.policy.default)
            assert isinstance(parsed, EmailMessage)
            self.mails.append(parsed)
        return self.answer


def free_port() -> int:
    with socket.socket() as server:
        server.bind(("127.0.0.1", 0))
        port: int = server.getsockname()[1]
    return port


@pytest.fixture
def port(settings: Settings) -> int:
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT, settings.EMAIL_TIMEOUT = "127.0.0.1", free_port(), 2
    settings.DEFAULT_FROM_EMAIL = "Cổng dịch vụ công <khong-tra-loi@example.vn>"
    return int(settings.EMAIL_PORT)


@pytest.fixture
def inbox(port: int) -> Iterator[Inbox]:
    inbox = Inbox()
    server = Controller(inbox, hostname="127.0.0.1", port=port)
    server.start()
    yield inbox
    server.stop()


def write(key: str = "1", **changes: Any) -> OutboxMessage:
    payload = {"to": "anh@example.vn", "subject": SUBJECT, "text": TEXT, **changes}
    with transaction.atomic():
        return put("email", "dossier 1", payload, key)


def test_a_mail_arrives_readable(inbox: Inbox) -> None:
    write()
    assert deliver_due() == {"sent": 1}
    mail = inbox.mails[0]
    assert (mail["Subject"].strip(), mail["To"]) == (SUBJECT, "anh@example.vn")
    plain, html = mail.get_body(("plain",)), mail.get_body(("html",))
    assert plain is not None
    assert html is not None
    assert plain.get_content().replace("\r\n", "\n").strip() == TEXT
    page = html.get_content()
    assert '<a href="https://example.vn/ho-so/"' in page
    assert "&lt;Trân trọng&gt;" in page


@pytest.mark.parametrize(("language", "marked"), [("en", "en"), ("vi", "vi"), (None, "vi")])
def test_a_mail_names_its_language(inbox: Inbox, language: str | None, marked: str) -> None:
    """A screen reader speaks an English letter in English; unless told, letters are Vietnamese."""
    write(**({"language": language} if language else {}))
    deliver_due()
    html = inbox.mails[0].get_body(("html",))
    assert html is not None
    assert f'<html lang="{marked}">' in html.get_content()


def test_a_mail_says_that_a_machine_sent_it(inbox: Inbox) -> None:
    write()
    deliver_due()
    mail = inbox.mails[0]
    assert mail["Auto-Submitted"] == "auto-generated"
    assert mail["List-Id"] == "<thong-bao.example.vn>"
    assert "/tai-khoan/" in mail["List-Unsubscribe"]


def test_a_mail_sent_again_is_the_same_mail(inbox: Inbox) -> None:
    message = write()
    deliver_due()
    OutboxMessage.objects.filter(pk=message.pk).update(state=State.WAITING, finished_at=None)
    deliver_due()
    first, second = inbox.mails
    assert first["Message-ID"] == second["Message-ID"]


def test_a_line_break_in_the_subject_adds_no_header(inbox: Inbox) -> None:
    write(subject="Hồ sơ\r\nBcc: ke-gian@example.vn")
    deliver_due()
    assert inbox.mails[0]["Subject"] == "Hồ sơ Bcc: ke-gian@example.vn"
    assert inbox.mails[0]["Bcc"] is None


def test_mail_waits_for_a_server_that_is_down_and_leaves_in_order_when_it_is_back(port: int) -> None:
    # given a server that is down
    for number in range(3):
        write(str(number), subject=f"Thư {number}")
    assert deliver_due() == {"unreachable": 1}
    assert set(OutboxMessage.objects.values_list("state", flat=True)) == {State.WAITING}
    # when it is back
    inbox = Inbox()
    server = Controller(inbox, hostname="127.0.0.1", port=port)
    server.start()
    make_due()
    deliver_due()
    server.stop()
    # then all arrive, in order
    assert [mail["Subject"] for mail in inbox.mails] == ["Thư 0", "Thư 1", "Thư 2"]


@pytest.mark.parametrize(
    ("place", "answer", "state"),
    [
        ("to_recipient", "550 no such user", State.DEAD),
        ("to_recipient", "450 mailbox busy", State.WAITING),
        ("answer", "554 refused", State.DEAD),
        ("answer", "451 try later", State.WAITING),
    ],
)
def test_never_means_never_and_later_means_later(inbox: Inbox, place: str, answer: str, state: State) -> None:
    setattr(inbox, place, answer)
    message = write()
    deliver_due()
    message.refresh_from_db()
    assert message.state == state
    assert answer[:3] in message.last_error


@pytest.mark.parametrize("to", ["", [], "khong-phai-dia-chi"])
def test_a_mail_to_nobody_is_dead_at_once(inbox: Inbox, to: Any) -> None:
    message = write(to=to)
    deliver_due()
    message.refresh_from_db()
    assert message.state == State.DEAD
    assert inbox.mails == []
