"""Real mail servers on this machine: pymap answers IMAP in a process of its own, aiosmtpd takes what goes out."""

from __future__ import annotations

import imaplib
import secrets
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from email import message_from_bytes
from email.message import Message

from aiosmtpd.controller import Controller

USER, PASSWORD = "duongdaynong", secrets.token_hex(8)
_START = "import sys; from pymap.main import main; sys.exit(main())"
_PATIENCE_SECONDS = 20


def free_port() -> int:
    """A port that nobody listens at now."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@dataclass
class Imap:
    """A running server and its one mailbox owner."""

    port: int
    process: subprocess.Popen[bytes]

    @contextmanager
    def owner(self, folder: str) -> Iterator[imaplib.IMAP4]:
        """Somebody who looks into the mailbox."""
        with imaplib.IMAP4("127.0.0.1", self.port, timeout=_PATIENCE_SECONDS) as box:
            box.login(USER, PASSWORD)
            box.create(f'"{folder}"')
            box.select(f'"{folder}"')
            yield box

    def deliver(self, folder: str, *letters: bytes) -> None:
        """Put letters into the mailbox, as a mail server does."""
        with self.owner(folder) as box:
            for content in letters:
                status, _data = box.append(f'"{folder}"', "", imaplib.Time2Internaldate(time.time()), content)
                assert status == "OK"

    def unread(self, folder: str) -> int:
        """How many letters of the mailbox nobody has read."""
        with self.owner(folder) as box:
            return len(box.search(None, "UNSEEN")[1][0].split())


@contextmanager
def imap_server() -> Iterator[Imap]:
    """A server with an empty mailbox; it ends with the block."""
    port = free_port()
    where = ["--host", "127.0.0.1", "--port", str(port), "--no-tls", "--no-service", "admin"]
    who = ["dict", "--demo-user", USER, "--demo-password", PASSWORD]
    process = subprocess.Popen([sys.executable, "-c", _START, *where, *who], stderr=subprocess.DEVNULL)
    try:
        _wait(port)
        yield Imap(port, process)
    finally:
        process.terminate()
        process.wait(_PATIENCE_SECONDS)


def _wait(port: int) -> None:
    ends = time.monotonic() + _PATIENCE_SECONDS
    while True:
        try:
            imaplib.IMAP4("127.0.0.1", port, timeout=1).shutdown()
        except (OSError, imaplib.IMAP4.error):
            if time.monotonic() > ends:
                raise
            time.sleep(0.05)
        else:
            return


class Inbox:
    """What an SMTP server took, as its reader gets it."""

    def __init__(self) -> None:
        self.letters: list[Message] = []

    async def handle_DATA(self, _server: object, _session: object, envelope: object) -> str:  # noqa: N802 - aiosmtpd's
        """Keep one letter."""
        content = getattr(envelope, "content", b"")
        self.letters.append(message_from_bytes(content))
        return "250 OK"


@contextmanager
def smtp_server() -> Iterator[tuple[Inbox, int]]:
    """A server that takes every letter; gives its port."""
    inbox = Inbox()
    controller = Controller(inbox, hostname="127.0.0.1", port=free_port())
    controller.start()
    try:
        yield inbox, controller.port
    finally:
        controller.stop()
