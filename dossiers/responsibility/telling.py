"""Tells officers and heads of late lists: when one is made, when an explanation is judged, when it is published.

Each is a message in the portal and a notice by the ways of the person, but for SMS: it can wait. It is written in the
transaction of what it tells of, once a person: what is told stands in `LateNotice`. The caller holds the lock of the
list or the entry, so nobody is told twice at once either.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from datetime import datetime
from urllib.parse import urljoin

from django.conf import settings
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext as _

from dossiers.addressees import Addressees
from dossiers.models import Explanation, LateEntry, LateList, LateNotice, Occasion
from dossiers.responsibility import notices
from dossiers.responsibility.words import EXCUSED, TO_EXPLAIN
from portal.accounts.models import User
from portal.notices.telling import Addressee, Notice, tell_many
from units.roles import Role

Concerned = dict[User, LateNotice]


def tell_made(made: LateList, now: datetime) -> int:
    """Tells who may explain, and who judges, until when; how many were told. Those told before are not told again."""
    to_explain = made.entries.filter(standing__in=TO_EXPLAIN)
    return _tell(_concerned(made, Occasion.MADE, to_explain), now)


def tell_published(published: LateList, now: datetime) -> int:
    """Tells the same people what the list came to: how many entries have no accepted reason."""
    return _tell(_concerned(published, Occasion.PUBLISHED, published.entries.all()), now)


def tell_judged(found: Explanation, now: datetime) -> None:
    """Tells who wrote an explanation, and whose entry it is, what the head found."""
    people = {person for person in (found.written_by, found.entry.person) if person is not None and person.is_active}
    told = {"late_list": found.entry.late_list, "occasion": Occasion.JUDGED, "explanation": found}
    _tell({person: LateNotice(person=person, **told) for person in people}, now)


def _concerned(late_list: LateList, occasion: Occasion, entries: Iterable[LateEntry]) -> Concerned:
    """Everybody whom the entries concern, with what is told to each."""
    reached, found = Addressees.today(), defaultdict[User, LateNotice](LateNotice)
    names = {entry.person_id for entry in entries if entry.person_id}
    named = User.objects.filter(is_active=True).in_bulk(names)
    for entry in entries:
        counts = int(occasion == Occasion.MADE or entry.standing not in EXCUSED)
        own = _holders(entry, named, reached)
        for person in own:
            _add(found[person], until=entry.explain_until, own=counts)
        for person in _judges(entry, reached):
            if person not in own:
                _add(found[person], until=entry.decide_until, headed=counts)
    for person, notice in found.items():
        notice.person, notice.late_list, notice.occasion = person, late_list, occasion
    return dict(found)


def _holders(entry: LateEntry, named: dict[int, User], reached: Addressees) -> list[User]:
    if entry.person_id is None:  # it lay in the pool
        return reached.of(entry.role, entry.unit_id)
    return [named[entry.person_id]] if entry.person_id in named else []


def _judges(entry: LateEntry, reached: Addressees) -> list[User]:
    """The heads; a head's own lateness is judged by whoever watches over the unit, too (`reach.to_judge`)."""
    heads = reached.of(Role.LEADER, entry.unit_id)
    return [*heads, *reached.of(Role.SUPERVISOR, entry.unit_id)] if entry.role == Role.LEADER else heads


def _add(notice: LateNotice, *, until: datetime, own: int = 0, headed: int = 0) -> None:
    notice.own += own
    notice.headed += headed
    notice.until = min(notice.until or until, until)


def _tell(concerned: Concerned, now: datetime) -> int:
    """Writes the messages and letters of those who were not told yet."""
    told = _told_before(concerned)
    fresh = {person: notice for person, notice in concerned.items() if person.pk not in told}
    for notice in fresh.values():
        notice.told_at = now
    LateNotice.objects.bulk_create(fresh.values(), batch_size=1000)
    tell_many([(_notice(person, notice), Addressee.holding(person)) for person, notice in fresh.items()])
    return len(fresh)


def _told_before(concerned: Concerned) -> set[int]:
    for notice in concerned.values():
        same = {"late_list": notice.late_list, "occasion": notice.occasion, "explanation": notice.explanation}
        return set(LateNotice.objects.filter(**same).values_list("person", flat=True))
    return set()


def _notice(person: User, told: LateNotice) -> Notice:
    link = _link(told)
    with translation.override(person.language):
        context = {"name": person.full_name, "sentence": notices.sentence(told), "link": link}
        text = render_to_string("dossiers/messages/late_list.txt", context).strip() + "\n"
        subject = _subject(told)
    key, once = f"late-{person.pk}", f"late/{told.pk}"
    return Notice(key, once, person.language, subject, text, link, link, may_be_texted=False)


def _subject(notice: LateNotice) -> str:
    month = {"month": f"{notice.late_list.month:%m/%Y}"}
    words = {
        Occasion.MADE: _("Danh sách chậm hạn tháng %(month)s đã lập"),
        Occasion.JUDGED: _("Giải trình của bạn trong danh sách chậm hạn tháng %(month)s đã được duyệt"),
        Occasion.PUBLISHED: _("Danh sách chậm hạn tháng %(month)s đã công khai"),
    }
    return words[Occasion(notice.occasion)] % month


def _link(notice: LateNotice) -> str:
    """To the entry that was judged, or to the list of what came late with the person."""
    found = notice.explanation
    path = reverse("dossiers:late-entry", args=[found.entry_id]) if found else reverse("dossiers:late")
    return urljoin(settings.PORTAL_URL, path)
