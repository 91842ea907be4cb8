"""The log of changes as Atom feeds (RFC 4287), whole or of one field, level, unit or procedure.

Paged archives (RFC 5005): the feed that readers subscribe to holds the newest entries; archive k holds the numbers from
50 (k-1) + 1 to 50 k, is made when all of them exist, and never changes again. So nobody who reads backwards from the
feed by `prev-archive` misses an entry, however long ago they came last.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from django.db.models import Max, Min, Q, QuerySet
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.feedgenerator import Atom1Feed
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from procedures import change_log, change_words
from procedures.choices import Level
from procedures.comparing.told import Section
from procedures.competent_for import settled_by
from procedures.models import CatalogueChange, CatalogueChangeKind, Field
from procedures.structured_data import address_of
from units.models import Unit

ENTRIES = 50
HISTORY = "http://purl.org/syndication/history/1.0"
# What XML 1.0 has no place for.
_UNSPEAKABLE = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")


@dataclass(frozen=True)
class Asked:
    """Whose changes: all of them, or those of a field, a level, a unit, or one procedure (each "" or None)."""

    field: Field | None = None
    level: str = ""
    unit: Unit | None = None
    code: str = ""

    def entries(self) -> QuerySet[CatalogueChange]:
        """The lines of the log, also those of versions that fitted before an amendment."""
        return change_log.entries().filter(self._fits("version__") | self._fits("before__"))

    def _fits(self, prefix: str) -> Q:
        fits = settled_by(self.unit, prefix) if self.unit else Q()
        if self.field:
            fits &= Q(**{f"{prefix}field": self.field})
        if self.level:
            fits &= Q(**{f"{prefix}levels__contains": [self.level]})
        return fits & Q(procedure__code=self.code) if self.code else fits

    def address(self, archive: int = 0) -> str:
        """The public address of the feed, or of one of its archives."""
        path = reverse("procedures:feed-archive", args=[archive]) if archive else reverse("procedures:feed")
        told = {
            "linh-vuc": self.field.code if self.field else "",
            "cap": self.level,
            "don-vi": self.unit.code if self.unit else "",
            "thu-tuc": self.code,
        }
        query = urlencode({name: value for name, value in told.items() if value})
        return address_of(f"{path}?{query}" if query else path)

    def title(self) -> str:
        """What the feed is called in a reader."""
        parts = [
            self.field.name if self.field else "",
            str(Level(self.level).label) if self.level else "",
            self.unit.name if self.unit else "",
            self.code,
        ]
        of = " – ".join(part for part in parts if part)
        return _("Thay đổi thủ tục hành chính: %(of)s") % {"of": of} if of else _("Thay đổi thủ tục hành chính")


def complete_archives(latest: int) -> int:
    """How many archives are full when the log has come to a number."""
    return latest // ENTRIES


def write_current(asked: Asked) -> str:
    """The feed to subscribe to: the newest entries, and the way back."""
    state = change_log.state()
    found = asked.entries().filter(number__lte=state.number)
    newest = list(found.order_by("-number")[:ENTRIES])
    full = complete_archives(state.number) * ENTRIES
    links = {"prev-archive": _archive_before(asked, full + 1)}
    return _write(asked, newest, links, updated=state.changed_at)


def write_archive(asked: Asked, archive: int) -> str | None:
    """One archive, which never changes; None while it is not full."""
    state = change_log.state()
    full = complete_archives(state.number)
    if not 1 <= archive <= full:
        return None
    first, last = (archive - 1) * ENTRIES + 1, archive * ENTRIES
    entries = list(asked.entries().filter(number__gte=first, number__lte=last).order_by("-number"))
    links = {
        "current": 0,
        "prev-archive": _archive_before(asked, first),
        "next-archive": _archive_after(asked, last, full * ENTRIES),
    }
    end = change_log.entries().get(number=last)
    return _write(asked, entries, links, archive=archive, updated=end.at)


def _archive_before(asked: Asked, number: int) -> int | None:
    last = asked.entries().filter(number__lt=number).aggregate(last=Max("number"))["last"]
    return _archive_of(last) if last else None


def _archive_after(asked: Asked, number: int, full: int) -> int | None:
    after = asked.entries().filter(number__gt=number, number__lte=full).aggregate(first=Min("number"))["first"]
    return _archive_of(after) if after else None


def _archive_of(number: int) -> int:
    return (number - 1) // ENTRIES + 1


def _write(
    asked: Asked, entries: Sequence[CatalogueChange], links: dict[str, int | None], *, updated: Any, archive: int = 0
) -> str:
    feed = _HistoryFeed(
        title=_clean(asked.title()),
        link=address_of(reverse("procedures:find")),
        description=None,  # a subtitle is optional in Atom
        language=get_language(),
        feed_url=asked.address(archive),
        author_name=_("Cổng dịch vụ công"),
        feed_guid=asked.address(archive),
        links={rel: asked.address(place or 0) for rel, place in links.items() if place is not None},
        is_archive=bool(archive),
        updated=updated,
    )
    sections = change_words.sections_of(entries)
    for change in entries:
        _add(feed, change, sections.get(change.number or 0, []))
    return feed.writeString("utf-8")


def _add(feed: Atom1Feed, change: CatalogueChange, sections: list[Section]) -> None:
    told = {"change": change, "when": change_words.when(change), "sections": sections}
    feed.add_item(
        title=_clean(change_words.headline(change)),
        link=_link(change),
        description=_clean(render_to_string("procedures/feed_entry.html", told)),
        unique_id=f"{address_of(reverse('procedures:feed'))}#{change.number}",
        pubdate=change.at,
        updateddate=change.at,
        categories=[_clean(str(change.get_kind_display())), _clean(change.version.field.name)],
    )


def _link(change: CatalogueChange) -> str:
    code = change.procedure.code
    if change.kind == CatalogueChangeKind.ABOLISHED:
        return address_of(reverse("procedures:detail", args=[code]))
    return address_of(reverse("procedures:changes", args=[code, change.version.number]))


def _clean(text: str) -> str:
    return _UNSPEAKABLE.sub("", text)


class _HistoryFeed(Atom1Feed):
    """Django's Atom feed with the links and the mark of RFC 5005."""

    def root_attributes(self) -> dict[str, Any]:
        """With the namespace of feed history."""
        return {**super().root_attributes(), "xmlns:fh": HISTORY}

    def add_root_elements(self, handler: Any) -> None:
        """With the way to the archives."""
        super().add_root_elements(handler)
        if self.feed["is_archive"]:
            handler.addQuickElement("fh:archive")
        for rel, address in self.feed["links"].items():
            handler.addQuickElement("link", "", {"rel": rel, "href": address})

    def latest_post_date(self) -> Any:
        """Of the log, so that an empty feed reads the same twice."""
        return self.feed["updated"]
