"""SMTP servers as they are: slow, busy, half-dead, choosy. No letter is lost, none blamed for the server's fault."""

from __future__ import annotations

import contextlib
import socket
import threading
import time
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from aiosmtpd.controller import Controller
from pytest_django import Settings

from portal.outbox.delivery import deliver_due
from portal.outbox.models import OutboxMessage, State
from tests.outbox.test_delivery import make_due
from tests.outbox.test_email import Inbox, free_port, write

pytestmark = pytest.mark.django_db

Talk = Callable[[socket.socket], None]


@pytest.fixture
def port(settings: Settings) -> int:
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT, settings.EMAIL_TIMEOUT = "127.0.0.1", free_port(), 0.5
    settings.DEFAULT_FROM_EMAIL = "Cổng dịch vụ công <khong-tra-loi@example.vn>"
    return int(settings.EMAIL_PORT)


@contextlib.contextmanager
def server_that(talks: Talk, port: int) -> Iterator[list[str]]:
    """A server of our own making at the port, for each connection; yields who called it."""
    ended, callers = threading.Event(), []
    with socket.create_server(("127.0.0.1", port)) as listening:
        listening.settimeout(0.1)

        def serve() -> None:
            while not ended.is_set():
                with contextlib.suppress(OSError):
                    connection, address = listening.accept()
                    callers.append(str(address))
                    with connection, contextlib.suppress(OSError):
                        connection.settimeout(2)
                        talks(connection)

        thread = threading.Thread(target=serve)
        thread.start()
        yield callers
        ended.set()
        thread.join()


@contextlib.contextmanager
def post_office(port: int, inbox: Inbox) -> Iterator[Inbox]:
    server = Controller(inbox, hostname="127.0.0.1", port=port)
    server.start()
    yield inbox
    server.stop()


def says_nothing(connection: socket.socket) -> None:
    time.sleep(0.8)


def hangs_up(connection: socket.socket) -> None:
    connection.shutdown(socket.SHUT_RDWR)


def is_closing(connection: socket.socket) -> None:
    connection.sendall(b"421 4.3.2 closing for the night\r\n")


def is_no_smtp_server(connection: socket.socket) -> None:
    connection.sendall(b"HTTP/1.1 400 Bad Request\r\n\r\n")


def dies_in_the_middle_of_the_letter(connection: socket.socket) -> None:
    connection.sendall(b"220 ready\r\n")
    answers = {b"EHLO": b"250 ok\r\n", b"MAIL": b"250 ok\r\n", b"RCPT": b"250 ok\r\n", b"DATA": b"354 go on\r\n"}
    while line := connection.recv(65536):
        answer = answers.get(line[:4].upper())
        if answer is None:
            return  # the letter has begun to come
        connection.sendall(answer)


@pytest.mark.parametrize(
    "talks", [says_nothing, hangs_up, is_closing, is_no_smtp_server, dies_in_the_middle_of_the_letter]
)
def test_a_sick_server_delays_a_letter_and_kills_none(port: int, talks: Talk) -> None:
    # given two letters and a server that is not itself
    for number in range(2):
        write(str(number), subject=f"Thư {number}")
    with server_that(talks, port) as callers:
        deliver_due()
    # then nothing is lost, and a worker is held up by the first letter only
    assert len(callers) == 1
    assert set(OutboxMessage.objects.values_list("state", flat=True)) == {State.WAITING}
    # and when it is well again, both arrive in order
    with post_office(port, Inbox()) as inbox:
        make_due()
        deliver_due()
    assert [mail["Subject"] for mail in inbox.mails] == ["Thư 0", "Thư 1"]


@pytest.mark.parametrize(
    ("answer", "state", "attempts"),
    [
        ("452 too many letters today", State.WAITING, 0),
        ("553 sender not allowed", State.WAITING, 0),
        ("530 authentication required", State.WAITING, 0),
        ("552 message too large", State.DEAD, 1),
    ],
)
def test_a_sender_that_is_refused_is_the_operators_fault_and_no_letters(
    port: int, answer: str, state: State, attempts: int
) -> None:
    """A From address that the provider does not take would kill every letter; they wait for it to be mended."""

    class ChoosyInbox(Inbox):
        """Takes no mail from us."""

        async def handle_MAIL(  # noqa: N802
            self, server: Any, session: Any, envelope: Any, address: str, options: Any
        ) -> str:
            return answer

    message = write()
    with post_office(port, ChoosyInbox()):
        deliver_due()
    message.refresh_from_db()
    assert (message.state, message.attempts) == (state, attempts)
    assert answer[:3] in message.last_error


def test_one_wrong_address_of_two_does_not_keep_the_letter_from_the_other(port: int) -> None:
    class HalfInbox(Inbox):
        """Knows nobody called "la"."""

        async def handle_RCPT(  # noqa: N802
            self, server: Any, session: Any, envelope: Any, address: str, options: Any
        ) -> str:
            if address.startswith("la@"):
                return "550 no such user"
            return await super().handle_RCPT(server, session, envelope, address, options)

    message = write(to=["anh@example.vn", "la@example.vn"])
    with post_office(port, HalfInbox()) as inbox:
        assert deliver_due() == {"sent": 1}
    message.refresh_from_db()
    assert message.state == State.SENT
    assert len(inbox.mails) == 1


def test_a_server_that_wants_a_password_and_gets_the_wrong_one_loses_no_letter(port: int, settings: Settings) -> None:
    """A password changed at the provider is the operator's to mend; the letters wait for that."""

    def refuses(*_arguments: Any) -> Any:
        from aiosmtpd.smtp import AuthResult

        return AuthResult(success=False, handled=False)

    settings.EMAIL_HOST_USER, settings.EMAIL_HOST_PASSWORD = "cong", "sai"
    server = Controller(
        Inbox(), hostname="127.0.0.1", port=port, authenticator=refuses, auth_require_tls=False, auth_required=True
    )
    message = write()
    server.start()
    deliver_due()
    server.stop()
    message.refresh_from_db()
    assert (message.state, message.attempts) == (State.WAITING, 0)
    assert "535" in message.last_error


@pytest.mark.parametrize(
    "text",
    [".", ".\r\n.", "Dòng một\n.\nDòng ba", "x" * 5000, "MAIL FROM:<ke-gian@example.vn>\r\nDATA", "🙂 Ưu đãi ễ"],
    ids=["a dot", "dots", "a dot alone on its line", "a long line", "commands", "beyond the first plane"],
)
def test_no_text_ends_the_letter_early_or_becomes_a_command(port: int, text: str) -> None:
    write(text=text)
    with post_office(port, Inbox()) as inbox:
        assert deliver_due() == {"sent": 1}
    (mail,) = inbox.mails
    plain = mail.get_body(("plain",))
    assert plain is not None
    assert plain.get_content().replace("\r\n", "\n").strip() == text.replace("\r\n", "\n").strip()
    assert mail["From"] == "Cổng dịch vụ công <khong-tra-loi@example.vn>"


@pytest.mark.parametrize(
    "to",
    [
        "anh@example.vn\r\nBcc: ke-gian@example.vn",
        ["anh@example.vn", "không phải"],
        ["anh@example.vn\nke-gian@example.vn"],
        [None],
        {"a": "b"},
        7,
    ],
)
def test_addresses_that_are_none_reach_nobody(port: int, to: Any) -> None:
    message = write(to=to)
    with post_office(port, Inbox()) as inbox:
        deliver_due()
    message.refresh_from_db()
    assert (inbox.mails, message.state) == ([], State.DEAD)


@pytest.mark.parametrize("part", ["subject", "text", "to"])
@pytest.mark.parametrize("value", [None, "", "  ", 7])
def test_a_letter_that_lacks_a_part_is_not_sent_and_says_so(port: int, part: str, value: Any) -> None:
    changes: dict[str, Any] = {part: value}
    message = write(**changes)
    with post_office(port, Inbox()) as inbox:
        deliver_due()
    message.refresh_from_db()
    assert (inbox.mails, message.state) == ([], State.DEAD)
    assert message.last_error
