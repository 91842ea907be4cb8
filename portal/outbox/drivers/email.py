"""E-mail over Django's mail backend: plain text with a simple HTML beside it, in UTF-8."""

from __future__ import annotations

import smtplib
from collections.abc import Sequence
from hashlib import sha256
from typing import Any

from django.conf import settings
from django.core.mail import EmailMultiAlternatives
from django.template.loader import render_to_string

from portal.outbox.drivers.base import Driver, Refused, Unreachable
from portal.vietnamese import normalise

# RFC 5321 4.2.1: 5yz replies are permanent.
_PERMANENT = 500


class EmailDriver(Driver):
    """Payload: {"to": address or addresses, "subject", "text", "html"?}."""

    channel = "email"

    def deliver(self, payload: dict[str, Any], idempotency_key: str) -> None:
        """Send one mail; Refused when the server says never, Unreachable when it does not answer."""
        mail = _compose(payload, idempotency_key)
        try:
            mail.send()
        except smtplib.SMTPRecipientsRefused as error:
            _blame(max((code for code, _ in error.recipients.values()), default=0), error)
        except (smtplib.SMTPServerDisconnected, smtplib.SMTPConnectError, ConnectionError, TimeoutError) as error:
            raise Unreachable(str(error)) from error
        except (smtplib.SMTPSenderRefused, smtplib.SMTPDataError) as error:
            _blame(error.smtp_code, error)
        except smtplib.SMTPException:
            raise
        except OSError as error:
            raise Unreachable(str(error)) from error


def _blame(code: int, error: Exception) -> None:
    if code >= _PERMANENT:
        raise Refused(str(error)) from error
    raise error


def _compose(payload: dict[str, Any], idempotency_key: str) -> EmailMultiAlternatives:
    recipients = _recipients(payload.get("to"))
    # A line break in a header would let text become headers; Django refuses it, we mend it.
    subject = " ".join(normalise(payload["subject"]).split())
    mail = EmailMultiAlternatives(
        subject=subject, body=payload["text"], to=recipients, headers=_headers(idempotency_key)
    )
    html = payload.get("html") or render_to_string(
        "outbox/email.html", {"subject": subject, "text": payload["text"], "site": settings.PORTAL_URL}
    )
    mail.attach_alternative(html, "text/html")
    return mail


def _recipients(to: str | Sequence[str] | None) -> list[str]:
    recipients = [to] if isinstance(to, str) else list(to or [])
    if not recipients or not all("@" in address for address in recipients):
        raise Refused("the message names no e-mail address")
    return recipients


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
