"""Connections to the mail server that carry one letter after the other: greeting, TLS and password once for many.

A letter has a connection to itself while it is sent, and the server forgets it before the next one (RSET): what it
refuses is refused to that letter only. A server shuts what rests long, or has carried enough, without telling: such a
connection is found out before a letter is given to it, and that letter leaves by a new one.
"""

from __future__ import annotations

import contextlib
import smtplib
from typing import cast

from django.core.mail import EmailMessage, get_connection
from django.core.mail.backends.smtp import EmailBackend

from portal.outbox.kept_connections import KeptConnections, Place

#: Providers shut a connection after so many letters or more; an end that we choose costs no letter a try.
MOST_LETTERS = 100
_DONE = 250
#: RFC 5321 4.2.1: 4yz replies mean "later", such as "too many letters by this connection".
_PERMANENT = 500


class MailLine:
    """One connection to the mail server, and how many letters it has carried."""

    def __init__(self, backend: EmailBackend) -> None:
        """Connect, greet and sign in; errors are those of smtplib."""
        backend.open()
        self._backend, self._smtp = backend, cast(smtplib.SMTP, backend.connection)
        self.carried = 0

    def send(self, mail: EmailMessage) -> None:
        """Hand one letter over; errors are those of smtplib."""
        self._backend.send_messages([mail])
        self.carried += 1

    def is_ready(self) -> bool:
        """Whether the server still listens here, and has forgotten the letter of before."""
        try:
            return bool(self._smtp.rset()[0] == _DONE)
        except OSError:  # all errors of smtplib are such
            return False

    def is_open(self) -> bool:
        """Whether it may carry another letter: smtplib shuts it where the server said that it leaves (421)."""
        return self._smtp.sock is not None and self.carried < MOST_LETTERS

    def close(self) -> None:
        """Take leave, and hang up without waiting for the answer."""
        with contextlib.suppress(OSError):
            self._smtp.putcmd("QUIT")
        self._smtp.close()


_lines = KeptConnections[MailLine]()


def send(mail: EmailMessage) -> None:
    """Send one letter by a kept connection or a new one, which is kept; errors are those of smtplib."""
    backend = get_connection()
    if not isinstance(backend, EmailBackend):  # a terminal, a file, a list: nothing to keep
        backend.send_messages([mail])
        return
    line = _kept_line(backend) or MailLine(backend)
    try:
        _send_by(line, mail, backend)
    except smtplib.SMTPSenderRefused as error:
        if not line.carried or error.smtp_code >= _PERMANENT:
            raise
        # Said before the letter was begun, to a connection that carried others: it may only have carried enough.
        _send_by(MailLine(type(backend)()), mail, backend)


def close_kept() -> None:
    """Close the connections that wait for a next letter."""
    _lines.close()


def _send_by(line: MailLine, mail: EmailMessage, backend: EmailBackend) -> None:
    """Send by this connection, and keep it where it is as good as before: the letter was taken, or itself refused."""
    is_sound = False
    try:
        line.send(mail)
        is_sound = True
    except (smtplib.SMTPRecipientsRefused, smtplib.SMTPDataError):
        is_sound = True
        raise
    finally:
        if is_sound and line.is_open():
            _lines.put(_place(backend), line, backend.host)
        else:
            line.close()


def _kept_line(backend: EmailBackend) -> MailLine | None:
    """A kept connection that answers, to the server of the settings and in their name."""
    while (kept := _lines.take(_place(backend), [backend.host])) is not None:
        if kept.connection.is_ready():
            return kept.connection
        kept.connection.close()
    return None


def _place(backend: EmailBackend) -> Place:
    manner = "ssl" if backend.use_ssl else "tls" if backend.use_tls else "plain"
    return (f"smtp+{manner}", f"{backend.username}@{backend.host}", int(backend.port))
