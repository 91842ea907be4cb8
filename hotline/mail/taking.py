"""Taking a letter in: a report, facts to one, or a letter that waits for a person; in one transaction, each once."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

import structlog
from django.db import IntegrityError, InterfaceError, OperationalError, transaction
from django.utils import timezone

from hotline.mail import filing, judging, reading
from hotline.mail.reading import Letter, Unreadable
from hotline.models import IncomingMail, MailOutcome, MailReason
from portal.accounts.identity import blind_index
from portal.files import store

if TYPE_CHECKING:
    from portal.files.models import StoredFile

log = structlog.get_logger(__name__)
MOST_BYTES = 30 * 1024 * 1024
"""What is larger is kept and looked at by a person."""
MOST_READ_BYTES = 64 * 1024 * 1024
"""What is larger is not even read in."""
MOST_AN_HOUR = 10
AN_HOUR = timedelta(hours=1)


def take(raw: bytes, whole_bytes: int = 0) -> IncomingMail:
    """Take a letter in; the same letter again gives what became of it the first time.

    `whole_bytes` is the size of a letter of which `raw` is only the head.
    """
    fingerprint = reading.fingerprint(raw)
    before = IncomingMail.objects.filter(fingerprint=fingerprint).first()
    if before is not None:
        return before
    try:
        with transaction.atomic():
            return _take(raw, fingerprint, max(len(raw), whole_bytes))
    except IntegrityError:
        # It came by two ways at once; anything else is an error still.
        before = IncomingMail.objects.filter(fingerprint=fingerprint).first()
        if before is None:
            raise
        return before
    except (OperationalError, InterfaceError):
        raise  # the database is away: the letter stays where it is
    except Exception:
        # One letter that nobody foresaw must hold up neither itself nor those behind it: a person looks at it.
        log.exception("hotline_mail_not_filed")
        with transaction.atomic():
            return _hold(raw, fingerprint)


def index_of(address: str) -> str:
    """Under what an address is found."""
    return blind_index(f"hotline e-mail {address.lower()}") if address else ""


def index_of_message(message_id: str) -> str:
    """Under what the id of a letter is found."""
    return blind_index(f"hotline letter {message_id}") if message_id else ""


def kept(raw: bytes) -> StoredFile | None:
    """The letter as it came, encrypted."""
    return store.save(raw, "letter", "message/rfc822", scan=True) if raw else None


def _take(raw: bytes, fingerprint: str, size_bytes: int) -> IncomingMail:
    letter, reason = _judged(raw, size_bytes)
    row = IncomingMail(
        fingerprint=fingerprint,
        outcome=MailOutcome.HELD,
        reason=reason,
        sender=letter.sender if letter else "",
        sender_index=index_of(letter.sender) if letter else "",
        subject=letter.subject if letter else "",
        message_index=index_of_message(letter.message_id) if letter else "",
        size_bytes=size_bytes,
        raw=kept(raw),
        received_at=timezone.now(),
    )
    if letter is not None and not reason:
        filing.file(row, letter)
    row.save(force_insert=True)
    log.info("hotline_mail_taken", outcome=row.outcome, reason=row.reason, size_bytes=row.size_bytes)
    return row


def _hold(raw: bytes, fingerprint: str) -> IncomingMail:
    return IncomingMail.objects.create(
        fingerprint=fingerprint,
        outcome=MailOutcome.HELD,
        reason=MailReason.UNREADABLE,
        size_bytes=len(raw),
        raw=kept(raw),
        received_at=timezone.now(),
    )


def _judged(raw: bytes, size_bytes: int) -> tuple[Letter | None, str]:
    """What the letter says where it can be read, and why a person has to look at it ("" where nobody has to)."""
    if not raw.strip():
        return None, MailReason.EMPTY
    try:
        letter = reading.read(raw if size_bytes <= MOST_BYTES else reading.head_of(raw))
    except Unreadable as error:
        log.warning("hotline_mail_unreadable", error=str(error))
        return None, MailReason.UNREADABLE
    return letter, MailReason.TOO_LARGE if size_bytes > MOST_BYTES else _reason(letter)


def _reason(letter: Letter) -> str:
    if judging.is_from_a_machine(letter):
        return MailReason.MACHINE
    if not letter.sender:
        return MailReason.NO_SENDER
    if not letter.text and not letter.files and not letter.subject:
        return MailReason.EMPTY
    since = timezone.now() - AN_HOUR
    sent = IncomingMail.objects.filter(sender_index=index_of(letter.sender), received_at__gte=since)
    return MailReason.TOO_MANY if sent.count() >= MOST_AN_HOUR else ""
