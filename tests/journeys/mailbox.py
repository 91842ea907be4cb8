"""A real mail server of the tests: the worker speaks SMTP to it, the journeys read what arrived."""

from __future__ import annotations

import email
import email.policy
import socket
import time
from email.message import EmailMessage
from typing import Any

from aiosmtpd.controller import Controller


class Mailbox:
    """Everything that arrived, oldest first."""

    def __init__(self) -> None:
        self.messages: list[EmailMessage] = []
        self.port = 0

    async def handle_DATA(self, server: Any, session: Any, envelope: Any) -> str:  # noqa: N802 - aiosmtpd's name
        """Takes in one mail."""
        message = email.message_from_bytes(envelope.content, policy=email.policy.default)
        assert isinstance(message, EmailMessage)
        self.messages.append(message)
        return "250 OK"

    def wait_for(self, address: str, words: str, seconds: float = 30) -> EmailMessage:
        """The first mail to the address whose subject holds the words; AssertionError when none comes in time."""
        deadline = time.monotonic() + seconds
        while time.monotonic() < deadline:
            for message in list(self.messages):
                if address in str(message["to"]) and words in str(message["subject"]):
                    return message
            time.sleep(0.1)
        subjects = [f"{message['to']}: {message['subject']}" for message in self.messages]
        raise AssertionError(f"no mail to {address} about «{words}»; there are {subjects}")


def text_of(message: EmailMessage) -> str:
    """The plain text of a mail."""
    body = message.get_body(("plain",))
    assert body is not None
    return str(body.get_content())


def serve(mailbox: Mailbox) -> Controller:
    """A mail server on a free port, not yet started."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        mailbox.port = probe.getsockname()[1]
    return Controller(mailbox, hostname="127.0.0.1", port=mailbox.port)
