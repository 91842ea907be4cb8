"""Asking the national portal what people asked us there: what it failed to hand in comes in all the same.

Each question becomes a message of the inbox as if it had been handed in; one that came both ways is one ticket.
"""

from __future__ import annotations

import hashlib
import json
from typing import Any

import structlog
from django.db import transaction
from django.utils import timezone

from hotline.models import Publication
from portal.national.connection import is_connected
from portal.national.drivers import registry
from portal.national.drivers.base import Message, NationalFailure
from portal.national.feedback import telling, writing
from portal.national.inbound import shapes
from portal.national.inbound.receiving import TAKE_IN
from portal.national.inbound.words import FEEDBACK
from portal.national.messages.of_question import ASKED, public_message
from portal.national.models import InboundMessage
from portal.national.models.inbox import Service
from portal.outbox.waking import wake

log = structlog.get_logger(__name__)
#: In one round; the rest comes with the next.
MOST = 500
OTHER = "4"


def ask() -> int:
    """Take in what was asked there and is not known here; how many. Nobody answers: the next round asks again."""
    if not is_connected():
        return 0
    try:
        rows = registry.current().questions()
    except NationalFailure as failure:
        log.warning("national_questions_not_read", why=type(failure).__name__)
        return 0
    told = {id_of(row): row for row in rows}
    known = set(InboundMessage.objects.filter(message_id__in=told).values_list("message_id", flat=True))
    news = [name for name in told if name not in known][:MOST]
    for name in news:
        _keep(name, message_of(told[name]))
    if news:
        wake(TAKE_IN)
    return len(news)


def message_of(row: Message) -> dict[str, Any]:
    """The question as a message that is handed in; what it leaves empty is left out."""
    data = {ours: str(row.get(theirs) or "") for theirs, ours in ASKED.items()}
    if data["LoaiPhanAnh"] not in FEEDBACK:
        data["LoaiPhanAnh"] = OTHER
    needed = shapes.DATA[Service.FEEDBACK]["required"]
    return {
        "service": str(Service.FEEDBACK),
        "data": {name: value for name, value in data.items() if value or name in needed},
    }


def id_of(row: Message) -> str:
    """Under what a question is kept here: its own id, whatever signs it has; a whole row where it names none."""
    named = row.get("HOIDAPID") or json.dumps(row, sort_keys=True)
    return f"hoi-dap-{hashlib.sha256(str(named).encode()).hexdigest()[:40]}"


def compare_public() -> int:
    """Tell again what everybody reads here and stands otherwise there; how many tickets."""
    if not is_connected():
        return 0
    try:
        there = {str(row.get("HOIDAPID")): row for row in registry.current().agency_questions()}
    except NationalFailure as failure:
        log.warning("national_answers_not_compared", why=type(failure).__name__)
        return 0
    rows = Publication.objects.select_related("answer__unit", "answer__ticket").order_by("pk")
    tickets = {row.answer.ticket_id: row.answer.ticket for row in rows.iterator() if _differs(row, there)}
    with transaction.atomic():
        for ticket in tickets.values():
            telling.tell_public(ticket, f"{timezone.localdate():%Y%m%d}")
    return len(tickets)


def _differs(published: Publication, there: dict[str, Message]) -> bool:
    found = there.get(writing.id_of(published))
    if found is None:
        return published.withdrawn_at is None
    # As text, since adapters write codes as numbers or as text; what they add of their own is theirs.
    ours = public_message(writing.facts_of(published))
    return any(str(found.get(name)) != said for name, said in ours.items())


@transaction.atomic
def _keep(name: str, message: dict[str, Any]) -> None:
    body = json.dumps(message, ensure_ascii=False)
    key = message["data"].get("MaHoSo", "")
    InboundMessage.objects.get_or_create(
        message_id=name,
        defaults={
            "service": message["service"],
            # One that no dossier can have is refused by the worker, with its reason.
            "key": key if len(key) <= shapes.LONGEST_CODE else "",
            "digest": hashlib.sha256(body.encode()).hexdigest(),
            "received": {"body": body, "headers": {}, "is_fetched": True},
        },
    )
