"""/thong-bao/tin.atom: incidents and planned downtime for feed readers and other systems."""

from __future__ import annotations

from urllib.parse import urljoin

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.feedgenerator import Atom1Feed
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from hotline.models import Broadcast
from portal.accounts.rules import PUBLIC, access_rule

ENTRIES = 50
TYPE = "application/atom+xml; charset=utf-8"


@access_rule(PUBLIC)
@require_safe
def show_feed(_request: HttpRequest) -> HttpResponse:
    """The newest ones in the reader's language; an entry is renewed when its broadcast is prolonged or ended."""
    home = urljoin(settings.PORTAL_URL, reverse("hotline:broadcasts"))
    feed = Atom1Feed(
        title=_("Sự cố và bảo trì"),
        link=home,
        description=None,
        language=get_language(),
        feed_url=urljoin(settings.PORTAL_URL, reverse("hotline:broadcast-feed")),
        author_name=_("Cổng dịch vụ công"),
    )
    for one in Broadcast.objects.prefetch_related("events").order_by("-pk")[:ENTRIES]:
        events = list(one.events.all())
        words = [one.shown_text, *(event.shown_note for event in events if event.note)]
        feed.add_item(
            title=one.shown_title,
            link=urljoin(settings.PORTAL_URL, one.get_absolute_url()),
            description="\n\n".join(words),
            unique_id=f"{home}#{one.pk}",
            pubdate=one.announced_at,
            updateddate=events[-1].at,
            categories=[str(one.get_kind_display())],
        )
    return HttpResponse(feed.writeString("utf-8"), content_type=TYPE)
