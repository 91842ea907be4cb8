"""What the hotline needs from outside: secrets of an exchange and of a mail gateway, and a mailbox."""

from __future__ import annotations

from portal.settings.environment import one_of, secrets, text, whole_number

__all__ = [
    "HOTLINE_EXCHANGE_SECRETS",
    "HOTLINE_IMAP_FOLDER",
    "HOTLINE_IMAP_HOST",
    "HOTLINE_IMAP_PASSWORD",
    "HOTLINE_IMAP_PORT",
    "HOTLINE_IMAP_SECURITY",
    "HOTLINE_IMAP_USER",
    "HOTLINE_MAIL_SECRETS",
]

#: A new one stands beside the old one while they are exchanged.
HOTLINE_EXCHANGE_SECRETS = secrets("HOTLINE_EXCHANGE_SECRETS")
HOTLINE_MAIL_SECRETS = secrets("HOTLINE_MAIL_SECRETS")

#: The mailbox that the worker reads every minute; none without a host.
HOTLINE_IMAP_HOST = text("HOTLINE_IMAP_HOST")
HOTLINE_IMAP_PORT = whole_number("HOTLINE_IMAP_PORT", 993, at_least=1)
HOTLINE_IMAP_SECURITY = one_of("HOTLINE_IMAP_SECURITY", "TLS", ("TLS", "STARTTLS", "NONE"))
HOTLINE_IMAP_USER = text("HOTLINE_IMAP_USER")
HOTLINE_IMAP_PASSWORD = text("HOTLINE_IMAP_PASSWORD")
HOTLINE_IMAP_FOLDER = text("HOTLINE_IMAP_FOLDER", "INBOX")
