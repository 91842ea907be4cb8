"""A small server that speaks clamd's protocol (PING, INSTREAM) on TCP or a Unix socket, and can misbehave on demand.

What holds EICAR's test line is malware. `answers` replaces the verdict of the next files; `size_limit` (bytes) is the
daemon's StreamMaxLength; `gate` lets a test look around while a scan runs.
"""

from __future__ import annotations

import contextlib
import socketserver
import struct
import threading
from collections.abc import Iterator
from pathlib import Path

CLEAN = b"stream: OK"
FOUND = b"stream: Win.Test.EICAR_HDB-1 FOUND"
ERROR = b"stream: Can't allocate memory ERROR"
TOO_LONG = b"INSTREAM size limit exceeded. ERROR"


class Daemon:
    """What the scanner was asked, and how it is to answer."""

    def __init__(self) -> None:
        """Start as a daemon in good health."""
        self.scanned: list[bytes] = []
        self.answers: list[bytes] = []
        self.size_limit = 100 * 1024 * 1024
        self.gate = threading.Event()
        self.gate.set()
        self.arrived = threading.Event()

    def verdict(self, content: bytes) -> bytes:
        """Note the file and judge it."""
        self.scanned.append(content)
        self.arrived.set()
        self.gate.wait(20)
        if self.answers:
            return self.answers.pop(0)
        return FOUND if b"EICAR" in content else CLEAN


class Talk(socketserver.StreamRequestHandler):
    """One connection: one command, as clamd takes it."""

    daemon: Daemon

    def handle(self) -> None:
        """Answer PING, or read a stream and judge it."""
        with contextlib.suppress(ConnectionError):
            command = self._command()
            self.wfile.write((b"PONG" if command == b"PING" else self._judge()) + b"\n")

    def _command(self) -> bytes:
        sent = b""
        while not sent.endswith((b"\0", b"\n")):
            sent += self.rfile.read(1)
        return sent[1:-1] if sent[:1] in b"zn" else sent[:-1]

    def _judge(self) -> bytes:
        content = b""
        while size := struct.unpack("!L", self.rfile.read(4))[0]:
            content += self.rfile.read(size)
            if len(content) > self.daemon.size_limit:
                return TOO_LONG  # and hang up with the rest unread, as clamd does
        return self.daemon.verdict(content)


class UnixServer(socketserver.ThreadingMixIn, socketserver.UnixStreamServer):
    """Connections over a Unix socket, a thread each."""

    daemon_threads = True


class TcpServer(socketserver.ThreadingTCPServer):
    """Connections over TCP, a thread each."""

    daemon_threads = True


@contextlib.contextmanager
def running(socket: Path | None = None) -> Iterator[tuple[Daemon, str]]:
    """Run the daemon on a free port, or on `socket`; give it and its address as CLAMD_URL says it."""
    daemon = Daemon()
    talk = type("TalkWithDaemon", (Talk,), {"daemon": daemon})
    server = UnixServer(str(socket), talk) if socket else TcpServer(("127.0.0.1", 0), talk)
    with server:
        threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True).start()
        yield daemon, f"unix://{socket}" if socket else f"tcp://127.0.0.1:{server.socket.getsockname()[1]}"
        server.shutdown()
