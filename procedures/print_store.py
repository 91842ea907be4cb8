"""Printed papers kept by what they say: the first reader's PDF is everybody's, today and on every later day.

A PDF takes a processor for about half a second, a list of hundreds of rows for several. So it is made once for one
content, whoever asks in whatever order, and each process makes one at a time while one more waits: a flood of
different questions is told to come back, and leaves the other threads to those who read pages.
"""

from __future__ import annotations

import hashlib
from datetime import date, timedelta
from threading import BoundedSemaphore, Lock
from typing import Any

import structlog
from django.template.loader import render_to_string
from django.utils import timezone
from django.utils.translation import override

from portal.documents.rendering import render_pdf
from portal.files import store
from portal.files.sealing import SealBroken
from procedures.models import PrintedPaper

log = structlog.get_logger(__name__)
#: Raised when style or renderer change what a PDF looks like.
LOOK = 1
UNASKED_DAYS = 60
#: One prints, one waits.
MOST_AT_THE_PRINTER = 2
_printer = Lock()
_room = BoundedSemaphore(MOST_AT_THE_PRINTER)


class PrintersBusy(Exception):
    """Others are printing and waiting; nothing was made."""


def printed(template: str, context: dict[str, Any], *, title: str) -> bytes:
    """The PDF of a template: kept if its words were printed before, else made. Raises PrintersBusy.

    The template may show ``day``, the day on which this content was first made; it is no part of the content.
    """
    key = _key(template, context, title)
    kept = _kept(key)
    if kept is not None:
        return kept
    if not _room.acquire(blocking=False):
        raise PrintersBusy
    try:
        with _printer:
            # Whoever held the printer may have made just this.
            return _kept(key) or _made(key, template, context, title)
    finally:
        _room.release()


def forget_unasked(today: date | None = None) -> int:
    """Throw away what nobody took for two months; how many. They can always be made again."""
    old = PrintedPaper.objects.filter(asked_on__lt=(today or timezone.localdate()) - timedelta(days=UNASKED_DAYS))
    count = 0
    for paper in old.select_related("stored").iterator(chunk_size=200):
        paper.delete()
        store.discard(paper.stored)
        count += 1
    return count


def _key(template: str, context: dict[str, Any], title: str) -> str:
    with override("vi"):
        html = render_to_string(template, {**context, "title": title, "paper": "A4", "day": None})
    return hashlib.sha256(f"{LOOK}\0{html}".encode()).hexdigest()


def _kept(key: str) -> bytes | None:
    paper = PrintedPaper.objects.select_related("stored").filter(key=key).first()
    if paper is None:
        return None
    today = timezone.localdate()
    if paper.asked_on != today:
        PrintedPaper.objects.filter(pk=paper.pk).update(asked_on=today)
    try:
        return store.open(paper.stored)
    except (OSError, SealBroken) as error:
        log.error("printed_paper_unreadable", key=key, error=type(error).__name__)
        paper.delete()
        store.discard(paper.stored)
        return None


def _made(key: str, template: str, context: dict[str, Any], title: str) -> bytes:
    today = timezone.localdate()
    pdf = render_pdf(template, {**context, "day": today}, title=title)
    stored = store.save(pdf, f"{key[:12]}.pdf", "application/pdf")
    PrintedPaper.objects.update_or_create(key=key, defaults={"stored": stored, "made_on": today, "asked_on": today})
    return pdf
