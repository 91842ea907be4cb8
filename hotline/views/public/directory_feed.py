"""/phan-anh/danh-ba/thay-doi.atom: changes of hotlines, contacts and opening hours for feed readers."""

from __future__ import annotations

from urllib.parse import urljoin

from django.conf import settings
from django.db.models import Prefetch
from django.http import Http404, HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.feedgenerator import Atom1Feed
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from portal.accounts.rules import PUBLIC, access_rule
from units import desk_log
from units.models import DeskChange, Unit

ENTRIES = 50
NAMED = 5
"""Units that an entry about a shared calendar names; the rest is "and others"."""
TYPE = "application/atom+xml; charset=utf-8"
_TOLD = (DeskChange.What.CONTACT, DeskChange.What.HOURS)


@access_rule(PUBLIC)
@require_safe
def show_changes(request: HttpRequest) -> HttpResponse:
    """The newest changes of all units, or of one (`?don-vi=` its code); who changed it is not told. Three queries."""
    rows = _changes(request.GET.get("don-vi", "").replace("\0", "")[:35])
    home = urljoin(settings.PORTAL_URL, reverse("hotline:directory"))
    feed = Atom1Feed(
        title=_("Thay đổi đường dây nóng và giờ mở cửa"),
        link=home,
        description=None,
        language=get_language(),
        feed_url=urljoin(settings.PORTAL_URL, request.get_full_path()),
        author_name=_("Cổng dịch vụ công"),
    )
    for row in rows:
        units = _units_of(row)
        told = {"before": row.before or "–", "after": row.after or "–"}
        feed.add_item(
            title=f"{row.get_what_display()}: {_names(units)}",
            link=urljoin(settings.PORTAL_URL, units[0].get_absolute_url()) if len(units) == 1 else home,
            description=_("Trước: %(before)s. Nay: %(after)s.") % told,
            unique_id=f"{home}#{row.pk}",
            pubdate=row.at,
            updateddate=row.at,
            categories=[str(row.get_what_display())],
        )
    return HttpResponse(feed.writeString("utf-8"), content_type=TYPE)


def _changes(code: str) -> list[DeskChange]:
    if code:
        unit = Unit.objects.filter(code=code).first()
        if unit is None:
            raise Http404
        found = desk_log.changes_of(unit)
    else:
        found = DeskChange.objects.order_by("-pk")
    living = Prefetch("calendar__units", Unit.objects.current().order_by("code"))
    return list(found.filter(what__in=_TOLD).select_related("unit", "calendar").prefetch_related(living)[:ENTRIES])


def _units_of(row: DeskChange) -> list[Unit]:
    """Whose hours or contact changed: one unit, or all that live by a calendar."""
    if row.unit is not None:
        return [row.unit]
    return list(row.calendar.units.all()) if row.calendar else []


def _names(units: list[Unit]) -> str:
    named = ", ".join(unit.name for unit in units[:NAMED])
    more = len(units) - NAMED
    return named if more <= 0 else _("%(names)s và %(more)d đơn vị khác") % {"names": named, "more": more}
