"""Letters to those whom a broadcast concerns: the people of open dossiers, once each however many they have.

In batches by key, each with its place in one transaction: a worker that dies goes on where the last batch ended, and
the outbox knows who was told.
"""

from __future__ import annotations

from typing import Any
from urllib.parse import urljoin

from django.conf import settings
from django.db import transaction
from django.db.models import Q, QuerySet
from django.template.loader import render_to_string
from django.utils import timezone, translation

from dossiers.models import Dossier
from dossiers.statuses import OPEN
from hotline.models import Broadcast
from portal.accounts.identity import blind_index
from portal.outbox.models import OutboxMessage
from portal.outbox.putting import put_many
from portal.ui import speaking
from units.models import Unit

BATCH = 200
MOST_BATCHES = 50


def tell_all() -> int:
    """Go on with every broadcast whose letters wait; how many people were told. Bounded, the next round goes on."""
    told = 0
    for _round in range(MOST_BATCHES):
        count = tell_some()
        if count is None:
            break
        told += count
    return told


def tell_some(most: int = BATCH) -> int | None:
    """The next batch of the oldest broadcast that waits: how many letters it wrote; None when nobody waits."""
    with transaction.atomic():
        waiting = Broadcast.objects.filter(tells_owners=True, told_at=None, ended_at=None).order_by("pk")
        broadcast = waiting.select_for_update(skip_locked=True, of=("self",)).first()
        if broadcast is None:
            return None
        found = list(affected(broadcast).filter(pk__gt=broadcast.told_through).order_by("pk")[:most])
        written = len(put_many("email", _unwritten(_letters(broadcast, found))))
        broadcast.told_count += written
        broadcast.told_through = found[-1].pk if found else broadcast.told_through
        broadcast.told_at = timezone.now() if len(found) < most else None
        broadcast.save(update_fields=["told_through", "told_count", "told_at"])
        return written


def affected(broadcast: Broadcast) -> QuerySet[Dossier]:
    """Open dossiers of the procedures and units that the broadcast names; all of them where it names none."""
    found: QuerySet[Dossier] = (
        Dossier.objects.filter(status__in=OPEN).select_related("submitted_by").prefetch_related("parties")
    )
    if procedures := list(broadcast.procedures.all()):
        found = found.filter(procedure_version__procedure__in=procedures)
    if codes := [unit.code for unit in broadcast.units.all()]:
        within = Q()
        for code in codes:
            within |= Q(code=code) | Q(code__startswith=f"{code}.")
        units = Unit.objects.filter(within).values("pk")
        found = found.filter(Q(receiving_unit__in=units) | Q(competent_unit__in=units) | Q(handling_unit__in=units))
    return found


def _letters(broadcast: Broadcast, dossiers: list[Dossier]) -> dict[str, dict[str, Any]]:
    """One letter an address, by its key in the outbox."""
    letters: dict[str, dict[str, Any]] = {}
    words = {language: _words(broadcast, language) for language in ("vi", "en")}
    for dossier in dossiers:
        language = dossier.submitted_by.language if dossier.submitted_by else settings.LANGUAGE_CODE
        told = words.get(language, words["vi"])
        for address in {party.email for party in dossier.people if party.email}:
            key = f"broadcast/{broadcast.pk}/{blind_index(address.casefold())[:40]}"
            letters.setdefault(key, {"to": address, "language": language, **told})
    return letters


def _unwritten(letters: dict[str, dict[str, Any]]) -> dict[str, dict[str, Any]]:
    """Those that no earlier batch wrote: somebody with many dossiers stands in several."""
    written = OutboxMessage.objects.filter(channel="email", idempotency_key__in=letters)
    known = set(written.values_list("idempotency_key", flat=True))
    return {key: letter for key, letter in letters.items() if key not in known}


def _words(broadcast: Broadcast, language: str) -> dict[str, str]:
    with translation.override(language):
        context = {
            "broadcast": broadcast,
            "begins_at": speaking.moment(broadcast.begins_at),
            "ends_at": speaking.moment(broadcast.ends_at) if broadcast.ends_at else "",
            "link": urljoin(settings.PORTAL_URL, broadcast.get_absolute_url()),
        }
        text = render_to_string("hotline/broadcasts/letter.txt", context).strip() + "\n"
        return {"subject": broadcast.shown_title, "text": text}
