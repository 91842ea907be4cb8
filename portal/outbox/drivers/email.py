"""E-mail over Django's mail backend: plain text with a simple HTML beside it, in UTF-8.

What leaves together shares a connection to the mail server (`portal.outbox.mail_lines`); each letter is still a
transaction of its own there, so that one which is refused harms no other.
"""

from __future__ import annotations

import smtplib
from collections.abc import Sequence
from hashlib import sha256
from typing import Any

from django.conf import settings
from django.core.mail import EmailMultiAlternatives
from django.template.loader import render_to_string
from django.utils.translation import gettext_lazy as _

from portal.outbox import mail_lines
from portal.outbox.drivers.base import Driver, Refused, Unreachable
from portal.vietnamese import normalise

# RFC 5321 4.2.1: 5yz replies are permanent.
_PERMANENT = 500
# RFC 1870 6.1: said to the sender, meant for this one letter.
_TOO_LARGE = 552
#: The server, or what we told it about ourselves (password, sender): no letter's fault, so all of them wait.
_AWAY = (
    smtplib.SMTPServerDisconnected,
    smtplib.SMTPConnectError,
    smtplib.SMTPHeloError,
    smtplib.SMTPAuthenticationError,
    smtplib.SMTPNotSupportedError,
    ConnectionError,
    TimeoutError,
)


class EmailDriver(Driver):
    """Payload: {"to": address or addresses, "subject", "text", "html"?, "language"?}."""

    channel = "email"
    name = _("Thư điện tử")
    is_read_by_people = True

    def deliver(self, payload: dict[str, Any], idempotency_key: str) -> None:
        """Send one mail; Refused when the server says never, Unreachable when it does not answer."""
        mail = _compose(payload, idempotency_key)
        try:
            mail_lines.send(mail)
        except smtplib.SMTPRecipientsRefused as error:
            _blame(max((code for code, _ in error.recipients.values()), default=0), error)
        except smtplib.SMTPDataError as error:
            _blame(error.smtp_code, error)
        except smtplib.SMTPSenderRefused as error:
            if error.smtp_code == _TOO_LARGE:
                raise Refused(str(error)) from error
            raise Unreachable(str(error)) from error
        except _AWAY as error:
            raise Unreachable(str(error)) from error
        except smtplib.SMTPException:
            raise
        except OSError as error:
            raise Unreachable(str(error)) from error


def _blame(code: int, error: Exception) -> None:
    if code >= _PERMANENT:
        raise Refused(str(error)) from error
    raise error


def _compose(payload: dict[str, Any], idempotency_key: str) -> EmailMultiAlternatives:
    recipients, text = _recipients(payload.get("to")), _words(payload, "text")
    # A line break in a header would let text become headers; Django refuses it, we mend it.
    subject = " ".join(normalise(_words(payload, "subject")).split())
    mail = EmailMultiAlternatives(subject=subject, body=text, to=recipients, headers=_headers(idempotency_key))
    html = payload.get("html") or render_to_string(
        "outbox/email.html",
        {
            "subject": subject,
            "text": text,
            "site": settings.PORTAL_URL,
            "language": payload.get("language") or settings.LANGUAGE_CODE,
        },
    )
    mail.attach_alternative(html, "text/html")
    return mail


def _words(payload: dict[str, Any], part: str) -> str:
    words = payload.get(part)
    if not isinstance(words, str) or not words.strip():
        raise Refused(f"the message has no {part}")
    return words


def _recipients(to: str | Sequence[str] | None) -> list[str]:
    recipients = list(to) if isinstance(to, list | tuple) else [to]
    if not recipients or not all(isinstance(address, str) and _is_address(address) for address in recipients):
        raise Refused("the message names no e-mail address")
    return [str(address) for address in recipients]


def _is_address(text: str) -> bool:
    """Whether it could be one: the server judges the rest. A line break would become a header."""
    return "@" in text and text.isprintable()


def _headers(idempotency_key: str) -> dict[str, str]:
    """Mark the mail as sent by a machine (RFC 3834), of one list (RFC 2919), and the same when sent again."""
    domain = settings.DEFAULT_FROM_EMAIL.rpartition("@")[2].rstrip(">") or "localhost"
    digest = sha256(idempotency_key.encode()).hexdigest()[:32]
    return {
        "Auto-Submitted": "auto-generated",
        "List-Id": f"<thong-bao.{domain}>",
        "List-Unsubscribe": f"<{settings.PORTAL_URL.rstrip('/')}/tai-khoan/>",
        "Message-ID": f"<{digest}@{domain}>",
    }
