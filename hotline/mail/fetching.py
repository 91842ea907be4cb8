"""Fetching letters by IMAP (RFC 3501): each one once, marked as read only after what became of it is committed.

How far the mailbox was read is a row of ours, not a flag of theirs: whoever looks into the mailbox loses no letter.
A server that is away, or a round that dies, costs a minute; the next round goes on where this one stood.
"""

from __future__ import annotations

import imaplib
import re
import ssl
from collections.abc import Iterator
from contextlib import contextmanager

import structlog
from django.conf import settings
from django.utils import timezone

from hotline.mail import taking
from hotline.models import MailboxState

log = structlog.get_logger(__name__)
PATIENCE_SECONDS = 20
MOST_A_ROUND = 50
_SIZE = re.compile(rb"RFC822\.SIZE (\d+)")
_AWAY = (imaplib.IMAP4.error, OSError)


def fetch() -> int:
    """Take in what is new, at most MOST_A_ROUND letters; how many. Nothing where no mailbox is set up."""
    if not settings.HOTLINE_IMAP_HOST:
        return 0
    state, _is_new = MailboxState.objects.get_or_create(folder=settings.HOTLINE_IMAP_FOLDER)
    try:
        with _mailbox() as box:
            taken = _take_new(box, state)
    except _AWAY as error:
        _note_failure(state, error)
        return 0
    state.read_at, state.failing_since, state.problem = timezone.now(), None, ""
    state.save(update_fields=["read_at", "failing_since", "problem"])
    return taken


@contextmanager
def _mailbox() -> Iterator[imaplib.IMAP4]:
    where, security = (settings.HOTLINE_IMAP_HOST, settings.HOTLINE_IMAP_PORT), settings.HOTLINE_IMAP_SECURITY
    context = ssl.create_default_context()
    if security == "TLS":
        box: imaplib.IMAP4 = imaplib.IMAP4_SSL(*where, ssl_context=context, timeout=PATIENCE_SECONDS)
    else:
        box = imaplib.IMAP4(*where, timeout=PATIENCE_SECONDS)
    with box:  # logs out
        if security == "STARTTLS":
            box.starttls(context)
        box.login(settings.HOTLINE_IMAP_USER, settings.HOTLINE_IMAP_PASSWORD)
        yield box


def _take_new(box: imaplib.IMAP4, state: MailboxState) -> int:
    folder = settings.HOTLINE_IMAP_FOLDER.replace("\\", "\\\\").replace('"', '\\"')
    _told(box.select(f'"{folder}"'))
    validity = (box.response("UIDVALIDITY")[1] or [b""])[0] or b""
    if state.uid_validity != validity.decode("ascii", "replace"):
        state.uid_validity, state.last_uid = validity.decode("ascii", "replace")[:20], 0
    found = _told(box.uid("SEARCH", "UID", f"{state.last_uid + 1}:*"))
    # "n:*" always names the last letter, also when its number is below n.
    new = sorted(uid for uid in map(int, (found[0] or b"").split()) if uid > state.last_uid)[:MOST_A_ROUND]
    for uid in new:
        raw, whole_bytes = _letter(box, uid)
        if raw is not None:
            taking.take(raw, whole_bytes)
        state.last_uid = uid
        state.save(update_fields=["uid_validity", "last_uid"])
        box.uid("STORE", str(uid), "+FLAGS", r"(\Seen)")
    return len(new)


def _letter(box: imaplib.IMAP4, uid: int) -> tuple[bytes | None, int]:
    """The letter and its size; of one too large to be read its headers, None when it is gone meanwhile."""
    size = _SIZE.search(b" ".join(part for part in _told(box.uid("FETCH", str(uid), "(RFC822.SIZE)")) if part))
    whole_bytes = int(size.group(1)) if size else 0
    wanted = "(BODY.PEEK[HEADER])" if whole_bytes > taking.MOST_READ_BYTES else "(BODY.PEEK[])"
    answer = _told(box.uid("FETCH", str(uid), wanted))
    return next((bytes(part[1]) for part in answer if isinstance(part, tuple)), None), whole_bytes


def _told(answer: tuple[str, list]) -> list:  # type: ignore[type-arg]  # as imaplib has it
    status, data = answer
    if status != "OK":
        raise imaplib.IMAP4.error(f"the mail server answered {status}")
    return data


def _note_failure(state: MailboxState, error: Exception) -> None:
    log.warning("hotline_mailbox_away", error=type(error).__name__)
    state.failing_since, state.problem = state.failing_since or timezone.now(), type(error).__name__
    state.save(update_fields=["failing_since", "problem"])
