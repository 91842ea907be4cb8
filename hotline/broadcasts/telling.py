"""Notices to those whom a broadcast concerns: the people of open dossiers, once each however many they have.

In batches by key, each with its place in one transaction: a worker that dies goes on where the last batch ended, and
the outbox knows who was told.
"""

from __future__ import annotations

import datetime as dt
from urllib.parse import urljoin

from django.conf import settings
from django.db import transaction
from django.db.models import Q, QuerySet
from django.template.loader import render_to_string
from django.utils import timezone, translation

from dossiers.messages import addressees, language_of
from dossiers.models import Dossier
from dossiers.statuses import OPEN
from hotline.models import Broadcast
from portal.accounts.models import Language
from portal.notices.telling import Addressee, Notice, tell_many
from portal.ui import speaking
from units.models import Unit

BATCH = 200
NEWS_FOR = dt.timedelta(days=1)
MOST_BATCHES = 50


def tell_all() -> int:
    """Go on with every broadcast whose notices wait; how many people were told. Bounded, the next round goes on."""
    told = 0
    for _round in range(MOST_BATCHES):
        count = tell_some()
        if count is None:
            break
        told += count
    return told


def tell_some(most: int = BATCH) -> int | None:
    """The next batch of the oldest broadcast that waits: how many people it told; None when nobody waits."""
    with transaction.atomic():
        waiting = Broadcast.objects.filter(tells_owners=True, told_at=None, ended_at=None).order_by("pk")
        broadcast = waiting.select_for_update(skip_locked=True, of=("self",)).first()
        if broadcast is None:
            return None
        found = list(affected(broadcast).filter(pk__gt=broadcast.told_through).order_by("pk")[:most])
        told = tell_many(_notices(broadcast, found))
        broadcast.told_count += told
        broadcast.told_through = found[-1].pk if found else broadcast.told_through
        broadcast.told_at = timezone.now() if len(found) < most else None
        broadcast.save(update_fields=["told_through", "told_count", "told_at"])
        return told


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


def _notices(broadcast: Broadcast, dossiers: list[Dossier]) -> list[tuple[Notice, Addressee]]:
    """What each of their people is told, in the language of the dossier."""
    notices = {language: _notice(broadcast, language) for language in Language.values}
    return [(notices[language_of(dossier)], person) for dossier in dossiers for person in addressees(dossier)]


def _good_until(broadcast: Broadcast) -> dt.datetime:
    """A text message of an incident whose end nobody knows is news for a day."""
    return broadcast.ends_at or broadcast.announced_at + NEWS_FOR


def _notice(broadcast: Broadcast, language: str) -> Notice:
    link = urljoin(settings.PORTAL_URL, broadcast.get_absolute_url())
    with translation.override(language):
        context = {
            "broadcast": broadcast,
            "begins_at": speaking.moment(broadcast.begins_at),
            "ends_at": speaking.moment(broadcast.ends_at) if broadcast.ends_at else "",
            "link": link,
        }
        text = render_to_string("hotline/broadcasts/letter.txt", context).strip() + "\n"
        title, once = broadcast.shown_title, f"broadcast/{broadcast.pk}"
    return Notice("", once, language, title, text, link, link, is_bulk=True, good_until=_good_until(broadcast))
