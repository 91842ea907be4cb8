"""What alerts say outside: one notice a person and round with all that is new to them, and only on working days.

A round locks the alerts it tells and marks them in the transaction that writes the letters: a worker killed inside has
sent nothing, and the next round tells all of it.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from datetime import datetime
from typing import TYPE_CHECKING
from urllib.parse import urljoin

from django.conf import settings
from django.db import connection, transaction
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.translation import ngettext

from dossiers.addressees import Addressees
from dossiers.alert_kinds import AlertKind
from dossiers.models import Alert
from portal.notices.telling import Addressee, Notice, tell_many
from portal.ui import speaking
from units import calendars

if TYPE_CHECKING:
    from portal.accounts.models import User
    from units.models import Unit

ROUND = 5_000
"""Alerts told in one round; more wait for the next."""
NAMED = 20
"""Dossiers named in one letter; the page has the others."""


@transaction.atomic
def send_round(now: datetime | None = None) -> int:
    """Writes the letters about alerts that nobody was written to yet; how many letters."""
    moment = now or timezone.now()
    if not _is_alone():
        return 0
    waiting = Alert.objects.open().filter(mailed_at=None).select_for_update(skip_locked=True, of=("self",))
    chosen = waiting.select_related("dossier", "unit__calendar").order_by("raised_at", "pk")[:ROUND]
    fresh = [alert for alert in chosen if _works_today(alert.unit, moment)]
    letters = _by_person(fresh)
    tell_many([(_notice(person, told), Addressee.holding(person)) for person, told in letters.items()])
    Alert.objects.filter(pk__in=[alert.pk for alert in fresh]).update(mailed_at=moment)
    return len(letters)


def _is_alone() -> bool:
    """Of two workers one does the round, until its transaction ends: side by side they would write a person twice."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_try_advisory_xact_lock(hashtext('dossiers.alert_digest'))")
        row = cursor.fetchone()
    return bool(row and row[0])


def _works_today(unit: Unit, now: datetime) -> bool:
    return calendars.calendar_of(unit).is_working_day(timezone.localdate(now))


def _by_person(alerts: list[Alert]) -> dict[User, list[Alert]]:
    """The alerts of everybody whom they concern."""
    if not alerts:
        return {}
    told = Addressees.today()
    letters: dict[User, list[Alert]] = defaultdict(list)
    for alert in alerts:
        for person in told.of(alert.role, alert.unit_id):
            letters[person].append(alert)
    return letters


def _notice(person: User, told: list[Alert]) -> Notice:
    """By e-mail or in the browser; a digest is no matter for text messages."""
    link = urljoin(settings.PORTAL_URL, reverse("dossiers:alerts"))
    with translation.override(person.language):
        count = len(told)
        words = ngettext("%(count)d cảnh báo mới về hồ sơ", "%(count)d cảnh báo mới về hồ sơ", count)
        kinds = Counter(AlertKind(alert.kind) for alert in told)
        context = {
            "name": person.full_name,
            "kinds": [(kind.label, kinds[kind]) for kind in AlertKind if kind in kinds],
            "rows": [_row(alert) for alert in told[:NAMED]],
            "more": max(count - NAMED, 0),
            "link": link,
        }
        text = render_to_string("dossiers/messages/alerts.txt", context).strip() + "\n"
    key, once = f"alerts-{person.pk}", f"alerts/{person.pk}/{max(alert.pk for alert in told)}"
    subject = words % {"count": count}
    return Notice(key, once, person.language, subject, text, link, link, may_be_texted=False)


def _row(alert: Alert) -> dict[str, str]:
    kind = str(AlertKind(alert.kind).label)
    return {"code": alert.dossier.code, "kind": kind, "since": speaking.moment(alert.since)}
